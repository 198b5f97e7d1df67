"""GeoJSON (RFC 7946): WGS-84, longitude before latitude, five decimals (a metre), no `crs`, ids that are our keys."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from portal.catalogue import selecting
from portal.catalogue.cards import Cards
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE, PUBLISHER, Links
from portal.formats.rows import row
from portal.kernel import geo
from portal.kernel.geo import Point
from portal.kernel.locale import LANGUAGES

MEDIA_TYPE: Final = "application/geo+json"
DECIMALS: Final = 5

Json = dict[str, Any]  # what becomes JSON


def feature(cards: Cards, kind: str, key: str, links: Links) -> Json:
    """One thing: a route's line, or the point of an attraction or of an event's shown occurrence; null if unknown."""
    line = selecting.position(cards, kind, key)
    return _feature(
        key, _line(line) if kind == "route" else _point(line[0]) if line else None, row(cards, kind, key, links)
    )


def collection(features: Iterable[Json], **more: object) -> Json:
    """Features together, with other members (RFC 7946, 6.1) between its type and them."""
    return {"type": "FeatureCollection", **more, "features": list(features)}


def itinerary(cards: Cards, key: str, links: Links) -> Json:
    """A route in full: each piece of its line with how it was found, then its stops in order.

    Pieces that are straight because no way is known are `schematic`; a stop of unknown position has no geometry.
    """
    shelf, document = cards.shelf, cards.shelf.routes[key]
    pieces = [
        _feature(f"way-{stretch.number}-{n}", _line(points), _piece(stretch.day, stretch.number, kind))
        for stretch in shelf.stretches(key)
        for n, (kind, points) in enumerate(stretch.leg.pieces(), 1)
    ]
    stops = []
    for leg, stop in zip(shelf.legs[key], document.stops(), strict=True):
        place = shelf.attractions[stop.attraction]
        here = place.point.position
        said = {f"name_{lang}": place.name.get(lang) for lang in LANGUAGES}
        said |= {f"note_{lang}": (stop.note or {}).get(lang) for lang in LANGUAGES}
        said |= {f"url_{lang}": links.page("attraction", stop.attraction, lang) for lang in LANGUAGES}
        numbers = {"day": leg.day, "number": leg.number, "minutes": stop.minutes}
        rest = {"attraction": stop.attraction, "position": place.point.quality, **said}
        stops.append(
            _feature(f"stop-{leg.number}", _point(here) if here else None, {"what": "stop", **numbers, **rest})
        )
    box = bbox(shelf.lines[key])
    return collection(
        [*pieces, *stops], **({"bbox": box} if box else {}), route=row(cards, "route", key, links), licence=licence()
    )


def _piece(day: int, number: int, kind: str) -> Json:
    return {"what": "way", "day": day, "to_stop": number, "way": kind, "schematic": kind == "straight"}


def licence() -> Json:
    """Under what texts and lines may be passed on, and whom to name."""
    return {
        "texts": LICENCES["CC-BY-4.0"],
        "lines": LICENCES[LINE_LICENCE],
        "attribution": f"{PUBLISHER['zh']} / {PUBLISHER['en']}; {LINE_CREDIT}",
    }


def bbox(points: Sequence[Point]) -> list[float] | None:
    """West, south, east, north; None where there is no point."""
    if not points:
        return None
    low, high = geo.bounds(points)
    return [*_lon_lat(low), *_lon_lat(high)]


def encoded(value: Json) -> bytes:
    """UTF-8 with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _feature(key: str, geometry: Json | None, properties: Json) -> Json:
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def _point(point: Point) -> Json:
    return {"type": "Point", "coordinates": _lon_lat(point)}


def _line(points: Sequence[Point]) -> Json | None:
    if len(points) < 2:  # noqa: PLR2004  a line has two ends
        return None
    return {"type": "LineString", "coordinates": [_lon_lat(point) for point in points]}


def _lon_lat(point: Point) -> list[float]:
    return [round(point.lon, DECIMALS), round(point.lat, DECIMALS)]
