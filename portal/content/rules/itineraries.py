"""Routes one can really take."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from portal.content.check import Checked, Problem
from portal.content.rules.ground import Ground, of, problem, texts
from portal.documents import RouteDocument, Stretch, stretches
from portal.kernel.geo import Point, travel_km
from portal.kernel.season import MONTHS

FEWEST, MOST = 3, 12
DETOUR_MOST: Final = 1.3
"""Times the shortest way through the same stops: above it a reader asks why one drives to and fro."""
DETOUR_FREE_KM: Final = 2.0
"""On foot from one hall to the next, order is for the story's sake."""
DAY_KM: Final = 250.0
"""Estimated road kilometres of a day, the way from last night's stop included: five hours behind the wheel."""
SHARED_MOST: Final = 0.6
TYPED: Final = re.compile(
    r"\d+\s*(?:km\b|kilomet|公里|千米|miles?\b)|hours?[’']? drive"
    r"|车程约?[\d一二两三四五六七八九十]+|[\d一二两三四五六七八九十半]+个?小时车程",
    re.IGNORECASE,
)
TEMPLATES: Final = re.compile(r"之旅|醉美|畅游|[!！]|\b(?:charming|amazing|unforgettable|ultimate)\b", re.IGNORECASE)
OURS: Final = {
    "zh": re.compile("本站|编辑|我们"),
    "en": re.compile(r"composed|put together|our editors|our own|this site|editorial", re.IGNORECASE),
}
NOT_THE_LIST: Final = re.compile(r"108\s*(?:条|themed|routes)|(?:of|the) 108\b(?! steps)")


def sizes(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Three to twelve stops, a title and a text for each day, a line for each stop, and whom it suits."""
    for key, route in of(found, "route").items():
        identity, stops = ("route", key), list(route.stops())
        if not FEWEST <= len(stops) <= MOST:
            yield problem(
                found, identity, "days", f"{len(stops)} stops, wanted are {FEWEST} to {MOST}", "split or extend it"
            )
        if not (route.suits and route.advice):
            yield problem(
                found, identity, "", "nobody says whom it suits, or there is no advice", "add `suits`, `advice`"
            )
        for d, day in enumerate(route.days):
            if not (day.title and day.text):
                yield problem(found, identity, f"days.{d}", "the day has no title or no text", "tell the day's rhythm")
            for s, stop in enumerate(day.stops):
                if not (stop.note and stop.minutes):
                    where = f"days.{d}.stops.{s}"
                    yield problem(found, identity, where, "the stop has no line or no minutes", "say what to do there")


def order(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Within a day the stops stand in an order that is not much longer than the best one."""
    for key, route in of(found, "route").items():
        for d, day in enumerate(route.days):
            points = _points(found, day.stops)
            length, best = _length(points), shortest(points)
            if length > DETOUR_MOST * best and length - best > DETOUR_FREE_KM:
                what = f"the order is {length / best:.2f} times as long as the best one"
                yield problem(found, ("route", key), f"days.{d}.stops", what, "put the stops in another order")


def driving(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """No day has more on the road than a driver can bear."""
    for key, route in of(found, "route").items():
        night: list[Point] = []
        for d, day in enumerate(route.days):
            points = _points(found, day.stops)
            if (length := _length([*night, *points])) > DAY_KM:
                what = f"about {length:.0f} km on the road in a day, more than {DAY_KM:.0f}"
                yield problem(found, ("route", key), f"days.{d}", what, "leave a stop out, or make two days of it")
            night = points[-1:] or night


def ways(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Every route has been traced since its stops last changed, and every way has its route."""
    places = {key: place.point.position for key, place in of(found, "attraction").items()}
    traced, routes = of(found, "way"), of(found, "route")
    for key, route in routes.items():
        way = traced.get(key)
        known = way.legs if way else []
        if any(stretch.leg not in known for stretch in stretches(route, places, way) if _is_next(route, stretch)):
            what, mend = "the way is older than the stops", f"run `portal content trace {key}`"
            yield problem(found, ("route", key), "days", what, mend)
    for key in traced.keys() - routes.keys():
        yield problem(found, ("way", key), "", "this way has no route", "run `portal content trace`")


def _is_next(route: RouteDocument, stretch: Stretch) -> bool:
    """Whether the leg leads from the very stop before, and does not pass over one of unknown position."""
    return list(route.stops())[stretch.number - 2].attraction == stretch.leg.start


def shortest(points: Sequence[Point]) -> float:
    """The length in km of the best order, free at both ends (Held and Karp's exact dynamic programming)."""
    count = len(points)
    way = [[travel_km(a, b) for b in points] for a in points]
    best = {(1 << i, i): 0.0 for i in range(count)}
    for been in range(1, 1 << count):
        for last in (i for i in range(count) if (been, i) in best):
            for there in (i for i in range(count) if not been >> i & 1):
                step = (been | 1 << there, there)
                best[step] = min(best.get(step, float("inf")), best[been, last] + way[last][there])
    return min((best[(1 << count) - 1, i] for i in range(count)), default=0.0)


def seasons(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Most stops are advised in a month of the season, or lie under a roof."""
    places = of(found, "attraction")
    for key, route in of(found, "route").items():
        season = set(MONTHS[route.season])
        if not season & set(route.advised.months):
            yield problem(found, ("route", key), "advised.months", "no month of the season is advised", "correct them")
        known = [places[stop.attraction] for stop in route.stops() if places[stop.attraction].advised.months]
        fit = [p for p in known if season & set(p.advised.months) or p.access.indoor in ("yes", "partly")]
        if len(fit) * 2 <= len(known):
            what = f"only {len(fit)} of {len(known)} stops are advised in {route.season}"
            yield problem(found, ("route", key), "season", what, "choose other stops, or another season")


def open_stops(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """What we compose ourselves leads to no closed door; a published route may, and says so on its page."""
    places = of(found, "attraction")
    for key, route in of(found, "route").items():
        if route.origin != "composed" and route.season != "winter":
            continue
        for stop in route.stops():
            if places[stop.attraction].state.state in ("closed", "suspended"):
                what = f"{stop.attraction} is {places[stop.attraction].state.state}"
                yield problem(found, ("route", key), "days", what, "take another stop")


def shared_stops(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """No two routes are the same one told twice."""
    stops = {key: {stop.attraction for stop in route.stops()} for key, route in of(found, "route").items()}
    for one, other in itertools.combinations(sorted(stops), 2):
        share = len(stops[one] & stops[other]) / min(len(stops[one]), len(stops[other]))
        if share > SHARED_MOST:
            what = f"{share:.0%} of the stops are those of {other}"
            yield problem(found, ("route", one), "days", what, "take other stops")


def origins(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """A route that we composed says so, one that others published names them, and none claims to be of the 108."""
    for key, route in of(found, "route").items():
        identity, note = ("route", key), route.origin_note
        is_said = all(words.search(note.get(lang, "")) for lang, words in OURS.items())
        if route.origin == "composed" and not is_said:
            yield problem(
                found, identity, "origin_note", "it does not say that we composed the route", "say 本站 / composed"
            )
        if route.origin != "composed" and not any(source.url for source in route.sources):
            yield problem(found, identity, "sources", "a published route has no address of its source", "add the url")
        for path, text in texts(route):
            if any(NOT_THE_LIST.search(words) for words in text.values()):
                yield problem(found, identity, path, "nobody knows which routes are of the 108", "leave the number out")


def words(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """No typed distance (it is computed), no template title, areas as the stops lie, no stop twice in a row."""
    places = of(found, "attraction")
    for key, route in of(found, "route").items():
        identity = ("route", key)
        for path, text in texts(route, "origin_note"):
            if match := next((m for words in text.values() if (m := TYPED.search(words))), None):
                yield problem(
                    found, identity, path, f"a typed distance: “{match.group()}”", "it is computed; leave it out"
                )
        for title in route.title.values():
            if match := TEMPLATES.search(title):
                yield problem(
                    found, identity, "title", f"a template phrase: “{match.group()}”", "name a place or a deed"
                )
        if {places[stop.attraction].area for stop in route.stops()} != set(route.areas):
            yield problem(
                found, identity, "areas", "the areas are not those of the stops", "list those the stops lie in"
            )
        if any(a.attraction == b.attraction for a, b in itertools.pairwise(route.stops())):
            yield problem(found, identity, "days", "the same stop twice in a row", "leave one out")


def _points(found: Checked, stops: Sequence[Any]) -> list[Point]:
    places = of(found, "attraction")
    return [here for stop in stops if (here := places[stop.attraction].point.position)]


def _length(points: Sequence[Point]) -> float:
    return sum(travel_km(a, b) for a, b in itertools.pairwise(points))
