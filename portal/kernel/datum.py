"""The three datums of Chinese maps. Points are (lat, lon) in degrees; all that the portal keeps is WGS-84.

GCJ-02 shifts a point by some hundred metres (Gaode, Tencent, Apple), BD-09 shifts it once more (Baidu). Neither formula
was ever published by its makers: these are the approximation that the open source project eviltransform made known and
that npm gcoord, the tests' oracle, uses too; right to well under a metre for a display, and not for a survey. The
inverses are fixed points of the forward formulas, so a round trip comes back to less than a micrometre.
static/js/map/datum.js does the same in a browser.
"""

import math
from collections.abc import Callable
from typing import Final

from portal.kernel.geo import Point

WGS84: Final = "WGS-84"
GCJ02: Final = "GCJ-02"

_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271

_SEMI_MAJOR_M: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
"""Krasovsky's ellipsoid of 1940, on which GCJ-02 is defined."""

_BD_RADIANS: Final = math.pi * 3000 / 180
_ROUNDS: Final = 12
"""Each round of an inverse leaves about a thousandth of the error; after six a double has no more digits."""


def is_shifted(point: Point) -> bool:
    """Whether the point lies in the rectangle in which maps of China are shifted.

    It is the usual rectangle and a weak one: Korea, Mongolia and half of South-East Asia lie in it too, so it says
    nothing about borders. All of Liaoning lies well inside.
    """
    return _WEST <= point.lon <= _EAST and _SOUTH <= point.lat <= _NORTH


def wgs84_to_gcj02(point: Point) -> Point:
    """Where Gaode, Tencent and Apple draw a WGS-84 point; outside the rectangle the same point."""
    if not is_shifted(point):
        return point
    east_m, north_m = _shift_m(point.lon - 105, point.lat - 35)
    lat = math.radians(point.lat)
    curve = 1 - _ECCENTRICITY_SQUARED * math.sin(lat) ** 2
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / curve**1.5
    parallel_m = _SEMI_MAJOR_M / math.sqrt(curve) * math.cos(lat)
    return Point(point.lat + math.degrees(north_m / meridian_m), point.lon + math.degrees(east_m / parallel_m))


def _shift_m(x: float, y: float) -> tuple[float, float]:
    """Metres to the east and to the north, x degrees east and y degrees north of 35° N 105° E."""
    sin, pi = math.sin, math.pi
    both = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north


def wgs84_to_bd09(point: Point) -> Point:
    """Where Baidu draws a WGS-84 point; outside the rectangle the same point."""
    if not is_shifted(point):
        return point
    lat, lon = wgs84_to_gcj02(point)
    radius = math.hypot(lon, lat) + 2e-5 * math.sin(lat * _BD_RADIANS)
    angle = math.atan2(lat, lon) + 3e-6 * math.cos(lon * _BD_RADIANS)
    return Point(radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065)


def gcj02_to_wgs84(point: Point) -> Point:
    """The WGS-84 point that Gaode, Tencent and Apple draw here."""
    return _undone(wgs84_to_gcj02, point)


def bd09_to_wgs84(point: Point) -> Point:
    """The WGS-84 point that Baidu draws here."""
    return _undone(wgs84_to_bd09, point)


def _undone(shift: Callable[[Point], Point], point: Point) -> Point:
    """The point that `shift` brings to this one. Within a kilometre of the rectangle's edge there may be none."""
    found = point
    for _ in range(_ROUNDS):
        there = shift(found)
        found = Point(found.lat - (there.lat - point.lat), found.lon - (there.lon - point.lon))
    return found
