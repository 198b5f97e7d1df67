"""The explore map: which routes and places an address asks for, by words, by facets, and by a part of the map."""

from typing import Final

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards, Word
from portal.catalogue.pages import Choice, MapPage
from portal.catalogue.shelf import Shelf
from portal.documents import AttractionDocument
from portal.kernel.errors import NotValid
from portal.kernel.geo import REGION, Box, Point
from portal.kernel.locale import Said
from portal.kernel.season import MONTHS

CHOICES: Final = ("season", "area", "theme", "category", "days")


def explore(cards: Cards, args: Args) -> MapPage:
    """The explore map for an address. Raises NotValid for a parameter or value that there is not.

    A season shows places that are advised in it or lie on one of its routes; a theme or a number of days shows the
    places of the routes that have it. Words narrow routes and places each by their own texts, a box each by what lies
    in it: a route does when one of its stops does.
    """
    asking.only(args, {"q", "bbox", *CHOICES})
    choices = [_choice(cards, name, args) for name in CHOICES]
    season, area, theme, category, days = (choice.chosen for choice in choices)
    shelf, words, part = cards.shelf, asking.words(args), box(args)
    routes = _routes(shelf, season, area, theme, days)
    stops = {stop.attraction for key in routes for stop in shelf.routes[key].stops()}
    inside = {key for key, d in shelf.attractions.items() if part is None or lies(d.point.position, part)}
    fitting = {key for key in inside if not category or category in shelf.attractions[key].categories}
    places = [
        key
        for key in shelf.attractions
        if key in fitting
        and area in ("", shelf.attractions[key].area)
        and (not (theme or days) or key in stops)
        and (not season or key in stops or _is_advised(shelf.attractions[key], season))
    ]
    return MapPage(
        text=words,
        bbox=_written(part),
        choices=choices,
        routes=[
            cards.route(key)
            for key in shelf.having_words("route", routes, words)
            if any(stop.attraction in fitting for stop in shelf.routes[key].stops())
        ],
        attractions=[cards.attraction(key) for key in shelf.having_words("attraction", places, words)],
    )


def _routes(shelf: Shelf, season: str, area: str, theme: str, days: str) -> list[str]:
    return [
        key
        for key, d in shelf.routes.items()
        if season in ("", d.season)
        and (not area or area in d.areas)
        and (not theme or theme in d.themes)
        and days in ("", str(len(d.days)))
    ]


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


def lies(place: Point | None, box: Box) -> bool:
    """Whether a place of known position lies in a box."""
    return place is not None and box.holds(place)


def box(args: Args) -> Box | None:
    """The part of the map that `bbox` names: west,south,east,north in degrees, as OGC API Features has it.

    None when there is no such parameter. Raises NotValid for what is no box, or lies outside of the region.
    """
    given = (args.get("bbox") or [""])[-1].replace(" ", "")
    if not given:
        return None
    west, south, east, north = asking.sides(given)
    if not (west < east and south < north):
        raise NotValid("not a box", field="bbox", given=given)
    found = Box(Point(south, west), Point(north, east))
    if not found.meets(REGION):
        raise NotValid("outside", field="bbox", given=given)
    return found


def _written(box: Box | None) -> str:
    """The box as an address has it, to a metre, so that the same part of the map has one address."""
    if box is None:
        return ""
    sides = (box.south_west.lon, box.south_west.lat, box.north_east.lon, box.north_east.lat)
    return ",".join(f"{side:.5f}".rstrip("0").rstrip(".") for side in sides)
