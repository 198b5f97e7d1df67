"""A line that somebody measured, as GeoJSON, becomes the way of a route: cut at its stops, in their order.

A line may cross itself and pass a stop twice; then a stop is where the line first comes near it after the stop before.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape
from shapely.ops import substring

from portal.documents import AttractionDocument, RouteDocument, Source, WayDocument, WayLeg, stretches
from portal.kernel.errors import NotValid
from portal.kernel.geo import REGION, Box, Point, distance_km, encoded, travel_minutes
from portal.maps.network import KM_EAST, KM_NORTH, to_degrees, to_plane
from portal.maps.trace import TOLERANCE_DEGREES

MAX_BYTES: Final = 2 * 1024 * 1024
AWAY_KM: Final = 2.0
"""A stop further from the line is not on it."""

STEP_KM: Final = 0.05
NEAR_ENOUGH_KM: Final = 0.1


def read(path: Path) -> Any:
    """The line of a GeoJSON file (WGS-84, longitude first) as one shapely LineString in degrees.

    Raises NotValid that says what is wrong: too large, not GeoJSON, no line or several that do not meet, latitude
    before longitude, outside of the region.
    """

    def refuse(problem: str) -> NotValid:
        return NotValid(f"{path.name}: {problem}", field="line", given=path.name)

    if path.stat().st_size > MAX_BYTES:
        raise refuse("the file is larger than 2 MiB; simplify the line")
    try:
        lines = [line for line in _lines(json.loads(path.read_bytes())) if line.length]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        raise refuse("this is not GeoJSON with coordinates of two or three numbers") from error
    if not lines:
        raise refuse("there is no LineString in it")
    merged = shapely.line_merge(shapely.multilinestrings(lines)) if len(lines) > 1 else lines[0]
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
    return merged


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
    """The route's way along a line of degrees; a leg to or from a stop that is not on the line is straight."""
    places = {stop.attraction: attractions[stop.attraction].point.position for stop in route.stops()}
    plane = to_plane(line)
    legs: dict[tuple[str, str], WayLeg] = {}
    passed = 0.0
    for stretch in stretches(route, places):
        leg, a, b = stretch.leg, places[stretch.leg.start], places[stretch.leg.end]
        start = _along(plane, a, passed)
        passed = passed if start is None else start
        end = _along(plane, b, passed)
        passed = passed if end is None else end
        if a and b and start is not None and end is not None and end > start:
            leg = _leg(leg, route.mode, (a, b), substring(plane, start, end))
        legs.setdefault((leg.start, leg.end), leg)
    return WayDocument(legs=list(legs.values()), sources=[Source(title=name)])


def _along(plane: Any, place: Point | None, after: float) -> float | None:
    """How many kilometres along the line a place is first reached after a point of it; None when it is not on it."""
    if place is None:
        return None
    here = shapely.Point(place.lon * KM_EAST, place.lat * KM_NORTH)
    steps = max(1, int((plane.length - after) / STEP_KM))
    measures = [after + (plane.length - after) * step / steps for step in range(steps + 1)]
    away = shapely.distance(shapely.line_interpolate_point(plane, measures), here)
    if away.min() > AWAY_KM:
        return None
    return float(measures[int((away <= away.min() + NEAR_ENOUGH_KM).argmax())])


def _leg(leg: WayLeg, mode: str, ends: tuple[Point, Point], piece: Any) -> WayLeg:
    middle = shapely.LineString([(point.lon, point.lat) for point in (to_degrees(x, y) for x, y in piece.coords)])
    simple = middle.simplify(TOLERANCE_DEGREES)
    points = [ends[0], *(Point(lat, lon) for lon, lat in simple.coords), ends[1]]
    km = sum(distance_km(a, b) for a, b in pairwise(points))
    kind = "walk" if mode == "walk" else "road"
    found = {"kind": kind, "km": round(km, 1), "minutes": travel_minutes(km, mode), "line": encoded(points)}
    return WayLeg.model_validate({**leg.model_dump(), **found})
