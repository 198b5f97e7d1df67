"""A line that somebody measured, as GeoJSON, becomes the way of a route: cut at its stops, in their order.

A line may cross itself and pass a stop twice; then a stop is where the line, after the stop before, first comes about
as near (300 m) as it ever does.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from pydantic import ValidationError
from shapely.geometry import shape
from shapely.ops import substring

from portal.documents import AttractionDocument, RouteDocument, Source, WayDocument, WayLeg, stretches
from portal.kernel.datum import bd09_to_wgs84, gcj02_to_wgs84
from portal.kernel.errors import NotValid
from portal.kernel.geo import REGION, Box, Point, distance_km, encoded, travel_minutes
from portal.maps.network import GRID_KM, KM_EAST, KM_NORTH, to_degrees, to_plane
from portal.maps.trace import TOLERANCE_DEGREES

MAX_BYTES: Final = 2 * 1024 * 1024
AWAY_KM: Final = 2.0
"""A stop further from the line is not on it."""

NEAR_ENOUGH_KM: Final = 0.3


DATUMS: Final[dict[str, Callable[[Point], Point]]] = {
    "WGS-84": lambda point: point,
    "GCJ-02": gcj02_to_wgs84,
    "BD-09": bd09_to_wgs84,
}
"""The datum of a file, and what makes its points ours: tracks drawn on Chinese maps are shifted by half a kilometre."""


def read(path: Path, datum: str = "WGS-84") -> Any:
    """The line of a GeoJSON file (longitude first, in one of `DATUMS`) as one shapely LineString in WGS-84 degrees.

    Raises NotValid that says what is wrong: too large, not GeoJSON, no line or several that do not meet, latitude
    before longitude, outside of the region.
    """

    def refuse(problem: str) -> NotValid:
        return NotValid(f"{path.name}: {problem}", field="line", given=path.name)

    if path.stat().st_size > MAX_BYTES:
        raise refuse("the file is larger than 2 MiB; simplify the line")
    try:
        lines = [line for line in _lines(json.loads(path.read_bytes(), parse_constant=_no_number)) if line.length]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        raise refuse("this is not GeoJSON with coordinates of two or three numbers") from error
    if not lines or all(to_plane(line).is_empty for line in lines):
        raise refuse("there is no LineString of a metre or more in it")
    merged = _joined(lines)
    if merged.geom_type != "LineString":
        raise refuse(f"its {len(lines)} lines do not meet end to end; join them to one")
    west, south, east, north = merged.bounds
    if not _within(REGION, west, south, east, north):
        swapped = _within(REGION, south, west, north, east)
        raise refuse(
            "latitude stands before longitude; GeoJSON wants longitude first"
            if swapped
            else "the line leaves the region of this site"
        )
    points = (DATUMS[datum](Point(lat, lon)) for lon, lat in merged.coords)
    return shapely.LineString([(point.lon, point.lat) for point in points])


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no coordinate")


def _joined(lines: list[Any]) -> Any:
    """The lines as one: in their own order where each starts at the end of the one before, else as they meet."""
    if all(one.coords[-1] == other.coords[0] for one, other in pairwise(lines)):
        return shapely.LineString([point for line in lines for point in line.coords])
    return shapely.line_merge(shapely.multilinestrings(lines))


def _lines(value: Any) -> list[Any]:
    """Every line of a GeoJSON object; points and areas of it say nothing about the way."""
    if value["type"] == "FeatureCollection":
        return [line for feature in value["features"] for line in _lines(feature)]
    if value["type"] == "Feature":
        return _lines(value["geometry"]) if value["geometry"] else []
    if value["type"] == "GeometryCollection":
        return [line for geometry in value["geometries"] for line in _lines(geometry)]
    geometry = shape({"type": value["type"], "coordinates": _flat(value["coordinates"])})
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]


def _flat(coordinates: Any) -> Any:
    """Nested coordinates without heights, which some points of a track have and some have not."""
    return coordinates[:2] if isinstance(coordinates[0], int | float) else [_flat(part) for part in coordinates]


def _within(box: Box, west: float, south: float, east: float, north: float) -> bool:
    return box.holds(Point(south, west)) and box.holds(Point(north, east))


def way(route: RouteDocument, attractions: Mapping[str, AttractionDocument], line: Any, name: str) -> WayDocument:
    """The route's way along a line of degrees; a leg to or from a stop that is not on the line is straight.

    Raises NotValid for a line that wanders further or in finer detail than a way can be.
    """
    try:
        legs = list(_legs(route, attractions, to_plane(line)))
    except ValidationError as error:
        problem = "a leg is too long or too detailed for a way; simplify the line"
        raise NotValid(f"{name}: {problem}", field="line", given=name) from error
    return WayDocument(legs=legs, sources=[Source(title=name)], licence="not stated")


def _legs(route: RouteDocument, attractions: Mapping[str, AttractionDocument], plane: Any) -> Iterator[WayLeg]:
    places = {stop.attraction: attractions[stop.attraction].point.position for stop in route.stops()}
    seen: set[tuple[str, str]] = set()
    passed = 0.0
    for stretch in stretches(route, places):
        leg, a, b = stretch.leg, places[stretch.leg.start], places[stretch.leg.end]
        start = _along(plane, a, passed)
        passed = passed if start is None else start
        end = _along(plane, b, passed)
        passed = passed if end is None else end
        if a and b and start is not None and end is not None and end > start:
            leg = _leg(leg, route.mode, (a, b), substring(plane, start, end))
        if (leg.start, leg.end) not in seen:
            seen.add((leg.start, leg.end))
            yield leg


def _along(plane: Any, place: Point | None, after: float) -> float | None:
    """How many kilometres along the line a place is reached after a point of it; None when it is not on it."""
    if place is None:
        return None
    here = np.array([place.lon * KM_EAST, place.lat * KM_NORTH])
    starts = np.array(plane.coords)[:-1]
    steps = np.diff(np.array(plane.coords), axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    begins = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    least = np.clip((after - begins) / lengths, 0, 1)  # of a piece that is partly passed, the rest
    share = np.clip(((here - starts) * steps).sum(axis=1) / lengths**2, least, 1)
    away = np.hypot(*(starts + steps * share[:, None] - here).T)
    away[begins + lengths < after] = np.inf
    if away.min() > AWAY_KM:
        return None
    best = int((away <= away.min() + NEAR_ENOUGH_KM).argmax())
    while best + 1 < len(away) and away[best + 1] < away[best] - GRID_KM:
        best += 1
    return float(begins[best] + lengths[best] * share[best])


def _leg(leg: WayLeg, mode: str, ends: tuple[Point, Point], piece: Any) -> WayLeg:
    middle = shapely.LineString([(point.lon, point.lat) for point in (to_degrees(x, y) for x, y in piece.coords)])
    simple = middle.simplify(TOLERANCE_DEGREES)
    points = [ends[0], *(Point(lat, lon) for lon, lat in simple.coords), ends[1]]
    km = sum(distance_km(a, b) for a, b in pairwise(points))
    kind = "walk" if mode == "walk" else "road"
    found = {"kind": kind, "km": round(km, 1), "minutes": travel_minutes(km, mode), "line": encoded(points)}
    return WayLeg.model_validate({**leg.model_dump(), **found})
