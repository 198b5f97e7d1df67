"""The explore map: which routes and places an address asks for, by words, by facets, and by a part of the map."""

import re
from collections.abc import Iterable
from typing import Final

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards, Word
from portal.catalogue.pages import Choice, MapPage
from portal.documents import AttractionDocument, RouteDocument
from portal.kernel.errors import NotValid
from portal.kernel.geo import REGION, Box, Point
from portal.kernel.locale import Said
from portal.kernel.season import MONTHS

CHOICES: Final = ("season", "area", "theme", "category", "days")
_BBOX: Final = re.compile(r"-?\d{1,3}(\.\d{1,10})?(,-?\d{1,3}(\.\d{1,10})?){3}")


def explore(cards: Cards, args: Args) -> MapPage:
    """The explore map for an address. Raises NotValid for a parameter or value that there is not.

    A season shows places that are advised in it or lie on one of its routes; a theme or a number of days shows the
    places of the routes that have it. Words narrow routes and places each by their own texts, a box each by what lies
    in it: a route does when one of its stops does.
    """
    asking.only(args, {"q", "bbox", *CHOICES})
    choices = [_choice(cards, name, args) for name in CHOICES]
    season, area, theme, category, days = (choice.chosen for choice in choices)
    shelf = cards.shelf
    routes = [
        key
        for key, d in shelf.routes.items()
        if season in ("", d.season)
        and (not area or area in d.areas)
        and (not theme or theme in d.themes)
        and days in ("", str(len(d.days)))
    ]
    stops = {stop.attraction for key in routes for stop in shelf.routes[key].stops()}
    places = [
        key
        for key, d in shelf.attractions.items()
        if area in ("", d.area)
        and (not category or category in d.categories)
        and (not season or _is_advised(d, season) or key in stops)
        and (not (theme or days) or key in stops)
    ]
    box = _box(args)
    inside = {key for key, d in shelf.attractions.items() if box is None or _lies(d.point.position, box)}
    fitting = inside & {key for key, d in shelf.attractions.items() if not category or category in d.categories}
    routes = [
        key for key in shelf.having_words("route", routes, asking.words(args)) if _passes(shelf.routes[key], fitting)
    ]
    places = [key for key in shelf.having_words("attraction", places, asking.words(args)) if key in inside]
    return MapPage(
        text=asking.words(args),
        bbox=_written(box),
        choices=choices,
        routes=[cards.route(key) for key in routes],
        attractions=[cards.attraction(key) for key in places],
    )


def _choice(cards: Cards, name: str, args: Args) -> Choice:
    options = _options(cards, name)
    chosen = (args.get(name) or [""])[-1]
    if chosen and chosen not in {word.key for word in options}:
        raise NotValid("unknown value", field=name, given=chosen)
    return Choice(name, chosen, options)


def _options(cards: Cards, name: str) -> list[Word]:
    if name == "area":
        return [cards.area_word(key) for key in cards.shelf.areas]
    if name == "days":
        found = sorted({len(route.days) for route in cards.shelf.routes.values()})
        return [Word(str(n), Said(str(n), cards.lang, cards.lang)) for n in found]
    vocabulary = {"season": "seasons", "theme": "themes", "category": "categories"}[name]
    return [cards.word(vocabulary, key) for key in cards.shelf.words(vocabulary)]


def _is_advised(place: AttractionDocument, season: str) -> bool:
    return bool(set(MONTHS[season]) & set(place.advised.months))


def _passes(route: RouteDocument, places: Iterable[str]) -> bool:
    return any(stop.attraction in places for stop in route.stops())


def _lies(place: Point | None, box: Box) -> bool:
    return place is not None and box.holds(place)


def _box(args: Args) -> Box | None:
    """The part of the map that `bbox` names: west,south,east,north in degrees, as OGC API Features has it."""
    given = (args.get("bbox") or [""])[-1].replace(" ", "")
    if not given:
        return None
    if not _BBOX.fullmatch(given):
        raise NotValid("not a box", field="bbox", given=given)
    west, south, east, north = map(float, given.split(","))
    box = Box(Point(south, west), Point(north, east))
    if Box(Point(west, south), Point(east, north)).meets(REGION) and not box.meets(REGION):
        raise NotValid("swapped", field="bbox", given=given)
    if not (west < east and south < north and abs(south) <= 90 and abs(north) <= 90):  # noqa: PLR2004  degrees to a pole
        raise NotValid("not a box", field="bbox", given=given)
    if not box.meets(REGION):
        raise NotValid("outside", field="bbox", given=given)
    return box


def _written(box: Box | None) -> str:
    return f"{box.south_west.lon:g},{box.south_west.lat:g},{box.north_east.lon:g},{box.north_east.lat:g}" if box else ""
