"""Distances and boxes on WGS-84. Points are (lat, lon) in degrees; GeoJSON's lon, lat order lives only in `maps`."""

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import polyline

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius of the IUGG, the usual one for great-circle distances."""

DETOUR: Final = 1.4
"""Road kilometres for one straight kilometre: the median of six trips out of Shenyang measured on the OSM network
(1.25 Tieling to 1.45 Xiuyan; facts/SOURCES-routes-events-geo.md, section 4.3)."""

KM_PER_HOUR: Final = {"walk": 4.5, "cycle": 14.0, "drive": 50.0, "transit": 25.0}
"""Cautious averages, door to door; everything made from them is shown as an estimate."""


class Point(NamedTuple):
    """Degrees, WGS-84."""

    lat: float
    lon: float


class Box(NamedTuple):
    """A box between two corners, degrees, WGS-84; it does not cross the date line."""

    south_west: Point
    north_east: Point

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the box or on its edge."""
        (south, west), (north, east) = self
        return south <= point.lat <= north and west <= point.lon <= east

    def meets(self, other: "Box") -> bool:
        """Whether two boxes have a point in common."""
        (south, west), (north, east) = self
        (other_south, other_west), (other_north, other_east) = other
        return south <= other_north and other_south <= north and west <= other_east and other_west <= east

    def touches(self, line: Sequence[Point]) -> bool:
        """Whether a line, or a single point, has a point in common with the box."""
        if not line or not self.meets(Box(*bounds(line))):
            return False
        return any(self._crossed(a, b) for a, b in zip(line, line[1:] or line, strict=False))

    def _crossed(self, a: Point, b: Point) -> bool:
        """By Liang and Barsky: what the two pairs of sides leave of the segment."""
        (south, west), (north, east) = self
        enters, leaves = 0.0, 1.0
        for start, step, low, high in ((a.lon, b.lon - a.lon, west, east), (a.lat, b.lat - a.lat, south, north)):
            if step == 0:
                if not low <= start <= high:
                    return False
                continue
            first, last = sorted(((low - start) / step, (high - start) / step))
            enters, leaves = max(enters, first), min(leaves, last)
        return enters <= leaves


REGION: Final = Box(Point(39.9, 120.9), Point(43.6, 126.0))
"""Around the seven cities and the zone, with some twenty kilometres to spare."""


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def travel_km(a: Point, b: Point) -> float:
    """A guess at the way between two points: the straight line times `DETOUR`."""
    return distance_km(a, b) * DETOUR


def travel_minutes(km: float, mode: str) -> int:
    """Minutes for so many kilometres of way, rounded up to five; `mode` is a key of `KM_PER_HOUR`."""
    return 5 * math.ceil(km / KM_PER_HOUR[mode] * 60 / 5)


def bounds(points: Iterable[Point]) -> tuple[Point, Point]:
    """The south-west and the north-east corner. Raises ValueError when there is no point."""
    found: Sequence[Point] = list(points)
    return (
        Point(min(p.lat for p in found), min(p.lon for p in found)),
        Point(max(p.lat for p in found), max(p.lon for p in found)),
    )


def encoded(points: Iterable[Point]) -> str:
    """Points as an encoded polyline with five decimals (Google's format, which OSRM speaks too); none is no text."""
    pairs = [(point.lat, point.lon) for point in points]
    return str(polyline.encode(pairs)) if pairs else ""


def decoded(line: str) -> list[Point]:
    """The points of an encoded polyline. Raises ValueError for a text that is none."""
    try:
        return [Point(pair[0], pair[1]) for pair in polyline.decode(line)]
    except IndexError as error:
        raise ValueError("this is no encoded polyline") from error
