"""A way: the line that a route takes from stop to stop, computed (`portal content trace`) and never typed."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from portal.documents.base import Document, Key, Part
from portal.documents.route import RouteDocument
from portal.kernel import geo

Kind = Literal["road", "walk", "rail", "straight"]
"""How a leg was found: along roads, on foot, along rails, or not at all, which is drawn dashed as schematic."""


def _a_line(line: str) -> str:
    try:
        points = geo.decoded(line)
    except ValueError as error:
        raise PydanticCustomError("polyline", "this is no encoded polyline") from error
    if len(points) < 2:  # noqa: PLR2004  a line has two ends
        raise PydanticCustomError("polyline", "this is no line of two points or more")
    return line


class WayLeg(Part):
    """From one stop to the next.

    `line` is an encoded polyline of WGS-84 (lat, lon) with five decimals, as OSRM gives and reads it; both ends are the
    stops' positions at the time. `km` and `minutes` are estimates: along the line, and from its classes of road. A
    `loose` end is one whose place lies off every road that we know: there the line is straight up to the road.
    """

    start: Key
    end: Key
    kind: Kind
    km: float = Field(ge=0, le=5000)
    minutes: int = Field(ge=0, le=20_000)
    line: Annotated[str, Field(max_length=20_000, pattern=r"^[?-~]+$"), AfterValidator(_a_line)]
    loose: list[Literal["start", "end"]] = []

    def pieces(self) -> list[tuple[Kind, list[geo.Point]]]:
        """The line from its start to its end as pieces to draw, each of one kind; loose ends are straight."""
        points = geo.decoded(self.line)
        first, last = int("start" in self.loose), len(points) - 1 - int("end" in self.loose)
        cuts: list[tuple[Kind, list[geo.Point]]] = [
            ("straight", points[: first + 1]),
            (self.kind, points[first : last + 1]),
            ("straight", points[last:]),
        ]
        return [(kind, piece) for kind, piece in cuts if len(piece) > 1]


class WayDocument(Document):
    """The legs of the route of the same key. A leg whose ends no stops have any more is not used."""

    legs: list[WayLeg]
    licence: str = "ODbL-1.0"


class Stretch(NamedTuple):
    """The way to one stop: its day and number from 1, and the leg that ends there."""

    day: int
    number: int
    leg: WayLeg


def stretches(
    route: RouteDocument, places: Mapping[str, geo.Point | None], way: WayDocument | None = None
) -> Iterator[Stretch]:
    """From each stop of known position to the next one; `places` is attraction key -> position.

    Where `way` has no leg between the two, or one that ends elsewhere because a stop has moved since, the leg is
    straight and its kilometres and minutes are guesses. A straight leg passes over stops of unknown position too.
    """
    known = {(leg.start, leg.end): leg for leg in way.legs} if way else {}
    before: str | None = None
    gap, number = False, 0
    for day, chapter in enumerate(route.days, 1):
        for stop in chapter.stops:
            number += 1
            here = places.get(stop.attraction)
            if here is None:
                gap = True
                continue
            if before is not None and (there := places[before]):
                leg = None if gap else known.get((before, stop.attraction))
                if leg is None or not _fits(leg, there, here):
                    leg = straight(before, stop.attraction, there, here, route.mode)
                yield Stretch(day, number, leg)
            before, gap = stop.attraction, False


def lacks(route: RouteDocument, places: Mapping[str, geo.Point | None], way: WayDocument | None) -> bool:
    """Whether the way has no leg that fits for some two stops in a row of known position."""
    known = {(leg.start, leg.end): leg for leg in way.legs} if way else {}
    for before, stop in pairwise(stop.attraction for stop in route.stops()):
        here, there = places.get(before), places.get(stop)
        if here and there and ((before, stop) not in known or not _fits(known[before, stop], here, there)):
            return True
    return False


def straight(start: str, end: str, a: geo.Point, b: geo.Point, mode: str) -> WayLeg:
    """A leg that nothing is known about but its ends; not validated, because a page must not fail for a long walk."""
    km = geo.travel_km(a, b)
    minutes = geo.travel_minutes(km, mode)
    return WayLeg.model_construct(
        start=start, end=end, kind="straight", km=km, minutes=minutes, line=geo.encoded([a, b])
    )


def _fits(leg: WayLeg, a: geo.Point, b: geo.Point) -> bool:
    points = geo.decoded(leg.line)
    return geo.distance_km(points[0], a) < _MOVED_KM and geo.distance_km(points[-1], b) < _MOVED_KM


_MOVED_KM = 0.02
"""Rounding moves an end by a metre; a stop that has moved further needs its way traced anew."""
