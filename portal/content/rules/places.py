"""Attractions: sourced, inside the county they name, advised for some month."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import shapely

from portal.content.check import Checked, Problem
from portal.content.rules.ground import County, Ground, of, problem
from portal.documents import AttractionDocument, RouteDocument

OURS: Final = ("vocabulary", "page", "lexicon")

MARGIN: Final = 0.004
"""Degrees, some 400 m: the outlines are simplified to 100 m, and many a mountain or lake lies on a border."""

SHENFU: Final = shapely.box(123.55, 41.75, 123.85, 41.95)
"""West, south, east, north around the zone, of which no source gives an outline."""


def sources(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Every document of facts says where they come from; vocabularies, pages and the lexicon are our own words.

    So is a route that we composed: its facts are its stops', and its `origin` says the rest.
    """
    for identity, document in found.documents.items():
        is_ours = identity[0] in OURS or (isinstance(document, RouteDocument) and document.origin == "composed")
        if not is_ours and not document.sources:
            yield problem(found, identity, "sources", "there is no source", "add `sources`, with a title or a url")


def positions(found: Checked, ground: Ground) -> Iterator[Problem]:
    """A position lies in its county and area, is nobody else's, and says how it was found when it is approximate."""
    exact = Counter(p.point.position for p in of(found, "attraction").values() if p.point.quality == "point")
    for key, place in of(found, "attraction").items():
        identity, here = ("attraction", key), place.point.position
        if place.point.quality == "approx" and not place.point.note:
            yield problem(found, identity, "point", "nobody says how the approximate position was found", "add a note")
        if here is None:
            continue
        if exact[here] > 1 and place.point.quality == "point":
            yield problem(found, identity, "point", "another place has the same exact position", "find its own")
        spot = shapely.Point(here.lon, here.lat)
        county = ground.by_name.get((place.area, (place.district or {}).get("zh", "")))
        if place.area == "shenfu":
            if not SHENFU.covers(spot):
                yield problem(found, identity, "point", "the position lies outside the Shenfu zone", "correct it")
        elif county is None:
            yield problem(found, identity, "district", f"{place.area} has no such district", "correct its name")
        elif _gap(ground, place, county, spot) > MARGIN:
            yield problem(
                found, identity, "point", f"the position lies outside {county.name}", "correct one of the two"
            )


def _gap(ground: Ground, place: AttractionDocument, county: County, spot: shapely.Point) -> float:
    """Degrees from a position to its county; to any county of its area where the position is but a neighbour's."""
    if place.point.quality == "point":
        return float(county.outline.distance(spot))
    return min(float(c.outline.distance(spot)) for c in ground.counties if c.area == place.area)


def months(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """A place that is open is advised for some month, with the reason."""
    for key, place in of(found, "attraction").items():
        if place.state.state == "open" and not (place.advised.months and place.advised.reason):
            yield problem(
                found, ("attraction", key), "advised", "no months are advised", "say when it is good, and why"
            )
        if place.state.state != "open" and not place.state.note:
            yield problem(found, ("attraction", key), "state", "nobody says how we know", "add a note")
