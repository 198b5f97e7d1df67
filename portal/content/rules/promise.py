"""The whole: how many of what, where, and the places nobody may miss."""

from collections import Counter
from collections.abc import Iterator

from portal.content.check import Checked, Problem
from portal.content.rules.ground import PROMISE, Ground, of

TWO = 2


def counts(found: Checked, ground: Ground) -> Iterator[Problem]:
    """Numbers of attractions, exact points, routes and events as promised."""
    promise = ground.promise
    for what, wanted, has, at_least in [*_places(found, ground), *_routes(found, ground)]:
        if (has < wanted) if at_least else (has != wanted):
            word = "at least " if at_least else ""
            yield _whole(what, f"there are {has}, promised are {word}{wanted}")
    for category, most in promise.shares.items():
        main = [place.categories[0] for place in of(found, "attraction").values()]
        if main.count(category) * 100 > most * len(main):
            yield _whole(f"shares.{category}", f"{main.count(category)} of {len(main)} places, more than {most} %")
    days = Counter(min(len(route.days), TWO + 1) for route in of(found, "route").values())
    for name, number in (("one", 1), ("two", TWO), ("more", TWO + 1)):
        wanted = getattr(promise.days, name)
        if abs(days[number] - wanted) > promise.days.give:
            yield _whole(f"days.{name}", f"there are {days[number]} such routes, promised are about {wanted}")
    named = {(place.area, (place.district or {}).get("zh")) for place in of(found, "attraction").values()}
    for county in ground.counties:
        if (county.area, county.name) not in named:
            yield _whole("attractions", f"no place lies in {county.name}")


def known_places(found: Checked, ground: Ground) -> Iterator[Problem]:
    """Every place on the list of the best known is there."""
    for key in ground.promise.known:
        if ("attraction", key) not in found.documents:
            yield _whole("known", f"the best-known place “{key}” is missing")


def _places(found: Checked, ground: Ground) -> list[tuple[str, int, int, bool]]:
    """(field of the promise, promised, there, whether more is welcome)."""
    promise, places = ground.promise, list(of(found, "attraction").values())
    areas = Counter(place.area for place in places)
    exact = sum(place.point.quality == "point" for place in places)
    return [
        ("attractions", promise.attractions, len(places), False),
        ("exact_points", promise.exact_points, exact, True),
        *((f"per_area.{area}", wanted, areas[area], True) for area, wanted in promise.per_area.items()),
        ("events", promise.events, len(of(found, "event")), True),
    ]


def _routes(found: Checked, ground: Ground) -> list[tuple[str, int, int, bool]]:
    promise, routes = ground.promise, list(of(found, "route").values())
    seasons = Counter(route.season for route in routes)
    areas = Counter(area for route in routes for area in route.areas)
    themes = Counter(theme for route in routes for theme in route.themes)
    across = sum(len(route.areas) > 1 for route in routes)
    vocabulary = of(found, "vocabulary")
    return [
        *(("routes_per_season", promise.routes_per_season, seasons[t.key], False) for t in vocabulary["seasons"].terms),
        *(("routes_per_area", promise.routes_per_area, areas[area], True) for area in of(found, "area")),
        *(("routes_per_theme", promise.routes_per_theme, themes[t.key], True) for t in vocabulary["themes"].terms),
        ("routes_across_areas", promise.routes_across_areas, across, True),
    ]


def _whole(field: str, what: str) -> Problem:
    return Problem(PROMISE, 1, field, what, "add or withdraw some, or change the promise")
