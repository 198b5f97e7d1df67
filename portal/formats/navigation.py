"""Links that open a navigation program at a place: https addresses that phones hand to the program and desktops open.

Each program wants its own datum and its own order; ours is (lat, lon) in WGS-84 until the last moment.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode

from portal.kernel.datum import wgs84_to_bd09, wgs84_to_gcj02
from portal.kernel.geo import Point

DECIMALS: Final = 6
"""A tenth of a metre."""


def links(point: Point, name: str) -> list[tuple[str, str]]:
    """(program, address) for gaode, baidu, tencent and apple, by car to a WGS-84 point that is called `name`."""
    return [
        (app, f"{base}?{urlencode(query, quote_via=quote, safe=',')}") for app, base, query in _queries(point, name)
    ]


def _queries(point: Point, name: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    gcj, bd = wgs84_to_gcj02(point), wgs84_to_bd09(point)
    # A comma would end the name in Gaode's "lon,lat,name".
    to = f"{_lon_lat(gcj)},{name.replace(',', ' ')}"
    yield (
        "gaode",
        "https://uri.amap.com/navigation",
        {"to": to, "mode": "car", "coordinate": "gaode", "callnative": "1"},
    )
    # A marker, because Baidu's direction address wants an origin and a city too; one tap there navigates. bd09ll is
    # what it takes coordinates for when it is told nothing, so nothing of ours has to be converted there.
    at = {"location": _lat_lon(bd), "title": name, "content": name, "output": "html", "coord_type": "bd09ll"}
    yield "baidu", "https://api.map.baidu.com/marker", at
    by_car = {"type": "drive", "to": name, "tocoord": _lat_lon(gcj)}
    yield "tencent", "https://apis.map.qq.com/uri/v1/routeplan", by_car
    # In mainland China Apple's maps are in GCJ-02 and take a link's coordinates for it: github.com/dpa99c/
    # phonegap-launch-navigator, issue 186.
    yield "apple", "https://maps.apple.com/", {"daddr": _lat_lon(gcj), "q": name, "dirflg": "d"}


def _lat_lon(point: Point) -> str:
    return f"{point.lat:.{DECIMALS}f},{point.lon:.{DECIMALS}f}"


def _lon_lat(point: Point) -> str:
    return f"{point.lon:.{DECIMALS}f},{point.lat:.{DECIMALS}f}"
