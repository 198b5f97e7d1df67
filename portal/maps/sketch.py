"""What every picture of a map begins with: the basemap layers, a view that fits them to pixels, and their paths.

And the small clickable area map. All drawn from content/geo, so that no map needs a tile server.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape

from portal.kernel.geo import Point, bounds

Geometry = Any  # shapely has no types


@dataclass(frozen=True, slots=True)
class View:
    """Web Mercator fitted to a box: degrees to pixels."""

    west: float
    north: float
    scale: float

    @classmethod
    def of(cls, south_west: Point, north_east: Point, width: float, height: float, margin: float) -> "View":
        """The view that shows a box whole and centred."""
        west, east = south_west.lon, north_east.lon
        north, south = _mercator(north_east.lat), _mercator(south_west.lat)
        scale = min((width - 2 * margin) / (east - west), (height - 2 * margin) / (north - south))
        return cls((west + east) / 2 - width / scale / 2, (north + south) / 2 + height / scale / 2, scale)

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """The pixel of a position, y downwards."""
        return (lon - self.west) * self.scale, (self.north - _mercator(lat)) * self.scale

    def box(self, width: float, height: float) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees that the picture covers."""
        south = self.north - height / self.scale
        return self.west, _latitude(south), self.west + width / self.scale, _latitude(self.north)


def _mercator(lat: float) -> float:
    """Latitude in degrees of longitude's scale (EPSG:3857 without the radius)."""
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _latitude(mercator: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(mercator))))


def fitted(points: Sequence[Point], size: tuple[float, float], margin: float, span: float) -> View:
    """The view of `span` degrees or more that shows all points `margin` pixels from the edge; without any, Shenyang."""
    south_west, north_east = bounds(points or [Point(41.8, 123.43)])
    grow_lat = max(0.0, span - (north_east.lat - south_west.lat)) / 2
    grow_lon = max(0.0, span - (north_east.lon - south_west.lon)) / 2
    return View.of(
        Point(south_west.lat - grow_lat, south_west.lon - grow_lon),
        Point(north_east.lat + grow_lat, north_east.lon + grow_lon),
        *size,
        margin,
    )


LAYERS: Final = ("areas", "districts", "water", "roads", "places")
"""The files of the offline basemap, without `.geojson`."""


ARCHIVE: Final = "basemap.pmtiles"
"""The same land as vector tiles, for the maps that a browser draws."""


def missing_layers(geo: Path) -> list[str]:
    """The paths of the basemap's files that are not there."""
    return [
        str(path) for name in (*(f"{layer}.geojson" for layer in LAYERS), ARCHIVE) if not (path := geo / name).is_file()
    ]


@lru_cache(maxsize=16)
def _layer(path: Path, _stamp: int) -> list[tuple[Geometry, dict[str, Any]]]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    return [(shape(feature["geometry"]), feature["properties"]) for feature in collection["features"]]


def layer(geo: Path, name: str) -> list[tuple[Geometry, dict[str, Any]]]:
    """(shapely geometry, properties) of a basemap layer, read once for each version of its file."""
    path = geo / f"{name}.geojson"
    return _layer(path, path.stat().st_mtime_ns)


def path_data(view: View, geometry: Geometry, width: float, height: float, *, tolerance: float = 0.6) -> str:
    """The SVG path of a shape, cut to the picture and simplified to what its pixels can show."""
    west, south, east, north = view.box(width, height)
    pad = (east - west) * 0.03
    box = (west - pad, south - pad, east + pad, north + pad)
    cut = shapely.clip_by_rect(shapely.simplify(geometry, tolerance / view.scale), *box)
    return "".join(_commands(view, part) for part in _rings(cut))


def _rings(geometry: Geometry) -> Iterable[tuple[Any, bool]]:
    if geometry.is_empty:
        return
    if geometry.geom_type == "Polygon":
        yield geometry.exterior.coords, True
        for hole in geometry.interiors:
            yield hole.coords, True
    elif geometry.geom_type == "LineString":
        yield geometry.coords, False
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _rings(part)


def _commands(view: View, ring: tuple[Any, bool]) -> str:
    """Steps in tenths of a pixel from a first point: half the bytes of whole coordinates."""
    coordinates, is_closed = ring
    tenths = [(round(x * 10), round(y * 10)) for x, y in (view.xy(lat, lon) for lon, lat in coordinates)]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(tenths)]
    text = f"M{_tenths(*tenths[0])}l" + " ".join(_tenths(*step) for step in steps if step != (0, 0) or len(steps) == 1)
    return f"{text.removesuffix('l')}{'Z' if is_closed else ''}"


def _tenths(x: int, y: int) -> str:
    return f"{x / 10:g} {y / 10:g}".replace(" -", "-")


@dataclass(frozen=True, slots=True)
class AreaShape:
    """An area on the small map: its outline as an SVG path, empty when no source gives one, and where its name goes."""

    key: str
    path: str
    x: float
    y: float


AREA_WIDTH: Final = 360
AREA_HEIGHT: Final = 400


@lru_cache(maxsize=4)
def area_map(geo: Path, without_outline: tuple[tuple[str, Point], ...]) -> list[AreaShape]:
    """The areas on a picture of 360 × 400; `without_outline` are (key, position) of those with no published border."""
    shapes = [(properties["key"], geometry) for geometry, properties in layer(geo, "areas")]
    west, south, east, north = shapely.total_bounds([geometry for _, geometry in shapes])
    view = View.of(Point(south, west), Point(north, east), AREA_WIDTH, AREA_HEIGHT, 6)
    found = []
    for key, geometry in shapes:
        inside = geometry.representative_point() if not geometry.contains(geometry.centroid) else geometry.centroid
        x, y = view.xy(inside.y, inside.x)
        found.append(AreaShape(key, path_data(view, geometry, AREA_WIDTH, AREA_HEIGHT, tolerance=0.9), x, y))
    for key, point in without_outline:
        found.append(AreaShape(key, "", *view.xy(*point)))
    return found
