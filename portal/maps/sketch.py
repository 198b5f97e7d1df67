"""Sketches: a route's own line as an SVG over rivers, roads and area outlines, and the small clickable area map.

Drawn from the basemap layers of content/geo, so that no card needs a photo and no map a tile server.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape

from portal.kernel.geo import Point, bounds
from portal.kernel.markup import xml_text

WIDTH: Final = 480
HEIGHT: Final = 320
MARGIN: Final = 40
MIN_SPAN: Final = 0.045
"""Degrees; a route of one place is shown with some kilometres of country around it."""

MERGE: Final = 20.0
"""Pixels; stops closer than this share one marker."""

MAX_NAMES: Final = 9
NAME_WIDTH: Final = 64
NAME_HEIGHT: Final = 26
NAME_BOX: Final = (40, 24, WIDTH - 60, HEIGHT - 34)
"""Pixels (left, top, right, bottom); a name in the middle of this box is not cut by the picture's edge."""

COLOURS: Final = {
    "spring": ("#a8336a", "#f6ecee", "#f29ac0", "#241c20"),
    "summer": ("#0b6f75", "#eaf3ef", "#6fd0cf", "#182424"),
    "autumn": ("#b23a12", "#f8efe4", "#ff9a6b", "#26201b"),
    "winter": ("#34618a", "#edf1f4", "#9cc6ea", "#1b2126"),
}
"""Season -> line and ground on light, line and ground on dark; the lines are those of static/css/tokens.css."""

_STYLE: Final = """
.p{fill:%(ground)s}.w{fill:#bcdade}.r{fill:none;stroke:#93c0c8}.d{fill:none;stroke:#d3ccbb;stroke-dasharray:3 4}
.a{fill:none;stroke:#a89f8a}.s{fill:none;stroke:#dccdaa}.l{fill:none;stroke:%(line)s}.h{fill:none;stroke:%(ground)s}
.m{fill:%(line)s;stroke:%(ground)s}.n{fill:#fff}.t{fill:#4f493d;stroke:%(ground)s}.c{fill:#625c50}
@media(prefers-color-scheme:dark){.p{fill:%(dark_ground)s}.w{fill:#21414a}.r{stroke:#2f5b64}.d{stroke:#3a3a34}
.a{stroke:#6a644f}.s{stroke:#463f30}.l{stroke:%(dark_line)s}.h,.m,.t{stroke:%(dark_ground)s}.m{fill:%(dark_line)s}
.n{fill:#14110c}.t{fill:#c5bdab}.c{fill:#a39b8b}}
"""

Stop = tuple[int, int, Point | None]
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


def route(  # noqa: PLR0913  all but the first by name
    geo: Path, *, title: str, season: str, stops: Sequence[Stop], lang: str, credit: str
) -> bytes:
    """An SVG of 480 × 320 for stops given as (number, day, position); a stop without a position is not drawn.

    Raises FileNotFoundError when the basemap layers are not there.
    """
    placed = [(number, day, position) for number, day, position in stops if position]
    view = _fit([position for _, _, position in placed])
    colours = dict(zip(("line", "ground", "dark_line", "dark_ground"), COLOURS[season], strict=True))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{xml_text(title)}</title><style>{_STYLE.strip() % colours}</style>",
        f'<rect class="p" width="{WIDTH}" height="{HEIGHT}"/>',
        *_ground(geo, view),
        *_names(geo, view, lang, [view.xy(*position) for _, _, position in placed]),
        *_line(view, placed),
        *_markers(view, placed),
        f'<text class="c" x="{WIDTH - 7}" y="{HEIGHT - 7}" font-size="11" text-anchor="end" '
        f'font-family="system-ui,sans-serif">{xml_text(credit)}</text></svg>\n',
    ]
    return "\n".join(parts).encode()


def _fit(points: Sequence[Point]) -> View:
    south_west, north_east = bounds(points or [Point(41.8, 123.43)])
    grow_lat = max(0.0, MIN_SPAN - (north_east.lat - south_west.lat)) / 2
    grow_lon = max(0.0, MIN_SPAN - (north_east.lon - south_west.lon)) / 2
    return View.of(
        Point(south_west.lat - grow_lat, south_west.lon - grow_lon),
        Point(north_east.lat + grow_lat, north_east.lon + grow_lon),
        WIDTH,
        HEIGHT,
        MARGIN,
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


def _ground(geo: Path, view: View) -> Iterable[str]:
    for name, kind, css, width in (
        ("water", "lake", "w", 0.0),
        ("roads", "", "s", 1.6),
        ("districts", "", "d", 1.0),
        ("areas", "", "a", 1.4),
        ("water", "river", "r", 2.6),
    ):
        shapes = [geometry for geometry, properties in layer(geo, name) if kind in ("", properties.get("class"))]
        data = "".join(path_data(view, geometry, WIDTH, HEIGHT) for geometry in shapes)
        if data:
            stroke = f' stroke-width="{width}" stroke-linejoin="round"' if width else ""
            yield f'<path class="{css}"{stroke} d="{data}"/>'


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
    coordinates, is_closed = ring
    pixels = [view.xy(lat, lon) for lon, lat in coordinates]
    text = "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels)
    return f"M{text}{'Z' if is_closed else ''}"


def _names(geo: Path, view: View, lang: str, taken: Sequence[tuple[float, float]]) -> Iterable[str]:
    """Names of cities and county seats in view, where no marker and no other name stands."""
    used = list(taken)
    left, top, right, bottom = NAME_BOX
    for geometry, properties in sorted(layer(geo, "places"), key=lambda pair: pair[1]["rank"]):
        x, y = view.xy(geometry.y, geometry.x)
        name = properties.get(lang) or properties.get("zh")
        if not name or not (left < x < right and top < y < bottom) or len(used) - len(taken) >= MAX_NAMES:
            continue
        if any(abs(x - ux) < NAME_WIDTH and abs(y - uy) < NAME_HEIGHT for ux, uy in used):
            continue
        used.append((x, y))
        size = 15 if properties["rank"] == 1 else 11.5
        yield (
            f'<text class="t" x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="middle" '
            f'paint-order="stroke" stroke-width="3" '
            f'font-family="system-ui,sans-serif">{xml_text(name)}</text>'
        )


def _line(view: View, placed: Sequence[tuple[int, int, Point]]) -> Iterable[str]:
    if len(placed) < 2:  # noqa: PLR2004  a line needs two ends
        return
    data = "M" + "L".join("{:.1f} {:.1f}".format(*view.xy(*position)) for _, _, position in placed)
    yield f'<path class="h" stroke-width="7" stroke-linejoin="round" stroke-linecap="round" d="{data}"/>'
    yield f'<path class="l" stroke-width="3.2" stroke-linejoin="round" stroke-linecap="round" d="{data}"/>'


def _markers(view: View, placed: Sequence[tuple[int, int, Point]]) -> Iterable[str]:
    groups: list[tuple[float, float, list[int]]] = []
    for number, _day, position in placed:
        x, y = view.xy(*position)
        near = next((g for g in groups if math.hypot(g[0] - x, g[1] - y) < MERGE), None)
        if near:
            near[2].append(number)
        else:
            groups.append((x, y, [number]))
    for x, y, numbers in groups:
        text = _numbers(numbers)
        half = 10.5 + 3.8 * max(0, len(text) - 1)
        yield (
            f'<rect class="m" stroke-width="2" x="{x - half:.1f}" y="{y - 10.5:.1f}" '
            f'width="{2 * half:.1f}" height="21" rx="10.5"/>'
            f'<text class="n" x="{x:.1f}" y="{y + 4.4:.1f}" font-size="12.5" font-weight="600" text-anchor="middle" '
            f'font-family="system-ui,sans-serif">{text}</text>'
        )


def _numbers(numbers: Sequence[int]) -> str:
    """1, 2–4, 1·5: what one marker stands for."""
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}–{numbers[-1]}"
    return "·".join(map(str, numbers))


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
