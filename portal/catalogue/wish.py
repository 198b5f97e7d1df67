"""What an address asks of the search: words, filters, a point, an order; all checked before anything is looked for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards
from portal.catalogue.facets import Query
from portal.documents.route import Suit
from portal.kernel.errors import NotValid
from portal.kernel.geo import Point
from portal.kernel.locale import Said

KINDS: Final = ("route", "attraction", "event")
SORTS: Final = ("relevance", "distance", "season")
REGION: Final = (Point(36.0, 116.0), Point(48.0, 132.0))
"""South-west and north-east of where a visitor's own position makes sense as a start: a day's journey around."""

PARAMETERS: Final = {
    "season": "season",
    "area": "area",
    "theme": "theme",
    "category": "category",
    "sport": "kind",
    "days": "days",
    "suits": "suits",
    "month": "month",
    "grade": "grade",
}
"""The filters of the address, and the axes of the search; `kind` is taken for routes, places and events."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks, checked."""

    text: str
    kind: str
    filters: Query
    near: Point | None
    sort: str
    as_typed: bool
    query: Query
    page: int


def read(cards: Cards, args: Args) -> Wish:
    """What an address asks of the search. Raises NotValid for unknown parameters or values."""
    asking.only(args, {"q", "kind", "near", "sort", "spelling", "page", *PARAMETERS})
    text = asking.given(args)
    kind = _one_of(args, "kind", KINDS)
    sort = _one_of(args, "sort", SORTS) or SORTS[0]
    spelling = _one_of(args, "spelling", ("as-typed",))
    near = _point(args)
    filters: Query = {}
    for parameter, axis in PARAMETERS.items():
        known = labels(cards, parameter)
        for value in args.get(parameter, ()):
            if value not in known:
                raise NotValid("unknown value", field=parameter, given=value)
            if value not in filters.setdefault(axis, []):
                filters[axis].append(value)
    query: Query = {"q": [text], **{p: filters[axis] for p, axis in PARAMETERS.items() if axis in filters}}
    for name, value in (("kind", kind), ("spelling", spelling), ("sort", sort if sort != SORTS[0] else "")):
        if value:
            query[name] = [value]
    if near:
        query["near"] = [f"{near.lat:g},{near.lon:g}"]
    return Wish(text, kind, filters, near, sort, bool(spelling), query, asking.page_number(args))


def _one_of(args: Args, name: str, known: Sequence[str]) -> str:
    given = (args.get(name) or [""])[-1]
    if given and given not in known:
        raise NotValid("unknown value", field=name, given=given)
    return given


def _point(args: Args) -> Point | None:
    """The point of `near`, given as latitude,longitude in degrees (WGS-84). Raises NotValid away from the region."""
    given = (args.get("near") or [""])[-1]
    if not given:
        return None
    match = re.fullmatch(r"(-?\d{1,3}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)", given)
    if match:
        point = Point(float(match[1]), float(match[2]))
        low, high = REGION
        if low.lat <= point.lat <= high.lat and low.lon <= point.lon <= high.lon:
            return point
    raise NotValid("not a latitude,longitude in or around Liaoning", field="near", given=given)


def labels(cards: Cards, parameter: str) -> dict[str, Said]:
    """Every value of a filter with its name in the reader's language, in the order of lists."""
    vocabularies = {"season": "seasons", "theme": "themes", "category": "categories", "sport": "kinds"}
    if parameter in vocabularies:
        return cards.words(vocabularies[parameter])
    if parameter == "area":
        return {key: cards.area_word(key).name for key in cards.shelf.areas}
    plain: dict[str, Iterable[str]] = {
        "days": sorted({str(len(route.days)) for route in cards.shelf.routes.values()}),
        "suits": get_args(Suit),
        "month": map(str, range(1, 13)),
        "grade": ("5A", "4A", "3A", "2A", "1A"),
    }
    return {value: Said(value, cards.lang, cards.lang) for value in plain[parameter]}
