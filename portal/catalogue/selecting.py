"""What an address asks of a collection of things, and the part of it that one answer holds (OGC API - Features 1.0)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.catalogue import asking, lists
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards
from portal.catalogue.facets import Axis, Query, chosen_values
from portal.documents.base import KEY_PATTERN
from portal.kernel import interval
from portal.kernel.errors import NotValid
from portal.kernel.geo import Box, Point
from portal.kernel.interval import Interval

USUAL: Final = 20
MOST: Final = 1000
"""A larger `limit` is no error but this many (17-069r4, /req/core/fc-limit-definition)."""

PARAMETERS: Final = ("limit", "bbox", "datetime", "after")
"""What every collection takes; each collection has its filters besides."""

_KEY: Final = re.compile(rf"(?=.{{1,80}}$){KEY_PATTERN}")


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked, checked. `boxes` are alternatives, two for one across the date line; None stands for anywhere."""

    limit: int
    boxes: list[Box] | None
    when: Interval | None
    filters: Query
    after: str


@dataclass(frozen=True, slots=True)
class Portion:
    """The keys of one answer, how many fit in all, and where the portions before and after it begin; None for none.

    Keys ascend and a portion begins after a key, not at a count. So whoever walks on while something is published sees
    everything that was there all the time exactly once, and what comes or goes meanwhile once or not at all.
    """

    keys: list[str]
    total: int
    before: str | None
    after: str | None


def axes(cards: Cards, kind: str) -> list[Axis[Any]]:
    """The filters of a collection: those of the list of the same kind."""
    made: Mapping[str, Callable[[Cards], list[Axis[Any]]]] = {
        "route": lists.route_axes,
        "attraction": lists.attraction_axes,
        "event": lists.event_axes,
    }
    return made[kind](cards)


def read(cards: Cards, kind: str, args: Args) -> Selection:
    """What an address asks. Raises NotValid for an unknown parameter or value, and for one of these given twice."""
    known = axes(cards, kind)
    asking.only(args, {*PARAMETERS, *(axis.name for axis in known)})
    one = {name: only_one(args, name) for name in PARAMETERS}
    if "after" in args and not _KEY.fullmatch(one["after"]):
        raise NotValid("unknown value", field="after", given=one["after"])
    return Selection(
        limit=_limit(one["limit"]) if "limit" in args else USUAL,
        boxes=_boxes(one["bbox"]) if "bbox" in args else None,
        when=interval.parse(one["datetime"]) if "datetime" in args else None,
        filters=chosen_values(known, args),
        after=one["after"],
    )


def only_one(args: Args, name: str) -> str:
    """The value of a parameter, empty when it is not there. Raises NotValid when it is there twice."""
    values = args.get(name, ())
    if len(values) > 1:
        raise NotValid("given twice", field=name, given=" ".join(values))
    return values[0] if values else ""


def select(cards: Cards, kind: str, wanted: Selection) -> Portion:
    """The portion of everything that fits."""
    known = [axis for axis in axes(cards, kind) if axis.name in wanted.filters]
    fitting = [key for key in keys(cards, kind) if _fits(cards, kind, key, wanted, known)]
    start = bisect_right(fitting, wanted.after) if wanted.after else 0
    portion = fitting[start : start + wanted.limit]
    has_more = start + wanted.limit < len(fitting)
    earlier = max(0, start - wanted.limit)
    return Portion(
        keys=portion,
        total=len(fitting),
        before=None if not start else fitting[earlier - 1] if earlier else "",
        after=portion[-1] if has_more else None,
    )


def keys(cards: Cards, kind: str) -> list[str]:
    """Every key of a kind, ascending."""
    shelf = cards.shelf
    return sorted({"route": shelf.routes, "attraction": shelf.attractions, "event": shelf.events}[kind])


def position(cards: Cards, kind: str, key: str) -> list[Point]:
    """A route's line, or the one point of an attraction or of the place of the shown occurrence; empty when unknown."""
    if kind == "route":
        return cards.shelf.lines[key]
    place: str | None = key
    if kind == "event":
        shown = cards.shown(key)
        place = shown.attraction if shown else None
    point = cards.shelf.attractions[place].point.position if place else None
    return [point] if point else []


def days(cards: Cards, kind: str, key: str) -> list[tuple[date, date]]:
    """First and last day of each occurrence of an event whose date is known; nothing else has a date."""
    if kind != "event":
        return []
    return [(o.starts, o.last_day) for o in cards.shelf.events[key].occurrences if o.starts and o.last_day]


def _fits(cards: Cards, kind: str, key: str, wanted: Selection, known: Sequence[Axis[Any]]) -> bool:
    """Whatever has no place fits every box, whatever has no date fits every time (/req/core/fc-bbox-response)."""
    if known:
        card = {"route": cards.route, "attraction": cards.attraction, "event": cards.event}[kind](key)
        if not all(set(wanted.filters[axis.name]).intersection(axis.values(card)) for axis in known):
            return False
    held = days(cards, kind, key)
    if wanted.when and held and not any(wanted.when.meets(first, last) for first, last in held):
        return False
    if wanted.boxes is None:
        return True
    line = position(cards, kind, key)
    return not line or any(box.touches(line) for box in wanted.boxes)


def _limit(given: str) -> int:
    if not re.fullmatch(r"0{0,99}[1-9][0-9]{0,3999}", given, re.ASCII):
        raise NotValid("not a limit", field="limit", given=given)
    return min(int(given), MOST)


def _boxes(given: str) -> list[Box]:
    """One box, or two for one across the date line; heights are left out: everything here lies between them."""
    west, south, east, north = asking.sides(given)
    if west <= east:
        return [Box(Point(south, west), Point(north, east))]
    return [Box(Point(south, west), Point(north, 180.0)), Box(Point(south, -180.0), Point(north, east))]
