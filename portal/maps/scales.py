"""What the offline basemap shows at which scale: the collected geodata, generalised for each zoom of its archive.

A tile is 512 pixels wide on the screen, so zoom 8 of the archive is what a map at zoom 9 shows. Geometry is in units of
its zoom (`archive.projected`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import shapely

from portal.maps import archive, geodata, labels
from portal.maps.archive import PIXEL, Drawn, Sheet
from portal.maps.geodata import Json, read, shape_of

FIRST, LAST = 5, 10
"""The zooms of the archive. The collected tiles end at 10 (a unit is seven metres); a browser enlarges the last."""

DEGREES_A_PIXEL: Final = 360 / 512
"""At zoom 0."""

NEAR: Final = 0.2
"""How far, in degrees, the map still draws something beyond the seven cities."""

WEST: Final = 122.34375
"""Where the detailed roads end; west of it there are only those of the coarser tiles."""

ROADS: Final = {"motorway": (5, 4.0), "trunk": (6, 6.0), "primary": (7, 12.0), "secondary": (9, 8.0)}
"""Class: the first zoom that draws it, and the shortest piece in pixels."""

LAKE_SMALLEST: Final = 5.0
"""Square pixels."""


def sheets(source: Path, chosen: Sequence[Json]) -> Iterator[tuple[int, Sheet]]:
    """(zoom, what it shows) in rising zooms; `chosen` are the features of places.geojson.

    Raises NotFound when a file is missing from `source`.
    """
    outline = _outline(source)
    near = outline.buffer(NEAR)
    roads, rivers, lakes = _roads(source), _rivers(source), _lakes(source, near)
    points = list(labels.points(source, chosen, outline, near))
    for zoom in range(FIRST, LAST + 1):
        frame = archive.projected(near, zoom)
        lines = [(name, archive.projected(line, zoom).intersection(frame)) for name, line in rivers]
        ponds = [(name, _pond(polygon, zoom)) for name, polygon in lakes]
        sheet: dict[str, list[Drawn]] = {
            **_land(source, near, zoom),
            "water": [*_lake_shapes(ponds), *_river_lines(lines, zoom)],
            "roads": list(_road_lines(roads, frame, zoom)),
            "names": [*labels.of_lakes(ponds), *labels.along_rivers(lines)],
            "places": [(archive.projected(point, zoom), said) for first, said, point in points if first <= zoom],
        }
        yield zoom, sheet


def bounds(source: Path) -> tuple[float, float, float, float]:
    """West, south, east, north of all that the map draws, in degrees."""
    west, south, east, north = shapely.bounds(_outline(source).buffer(NEAR))
    return float(west), float(south), float(east), float(north)


def _outline(source: Path) -> Any:
    return shapely.union_all([whole for _, whole, _ in geodata.coverage(source, 0)])


def _land(source: Path, near: Any, zoom: int) -> dict[str, list[Drawn]]:
    """The seven cities and what lies beyond them as polygons, and the borders as lines; no national border."""
    tolerance = DEGREES_A_PIXEL / 2**zoom * (1.5 if zoom < LAST else 0.5)
    cities = geodata.coverage(source, tolerance)
    whole = shapely.coverage_union_all([polygon for _, polygon, _ in cities])
    rim = shapely.unary_union([polygon.boundary for _, polygon, _ in cities])
    beyond = shapely.box(*near.bounds).difference(whole)
    borders: list[Drawn] = [(archive.projected(shapely.line_merge(rim), zoom), {"kind": "area"})]
    if zoom > FIRST:
        inner = shapely.union_all([lines for _, _, lines in cities])
        borders.append((archive.projected(shapely.line_merge(inner), zoom), {"kind": "district"}))
    urban = shapely.union_all([shape_of(feature) for feature in read(source, "urban")]).intersection(whole)
    return {
        "land": [(archive.projected(whole, zoom), {})],
        "urban": [(archive.projected(urban, zoom), {})],
        "beyond": [(archive.projected(beyond, zoom), {})],
        "borders": borders,
    }


def _rivers(source: Path) -> list[tuple[tuple[str, str], Any]]:
    """((zh, en), line) of every river; the names of one without a name are empty."""
    pieces = defaultdict(list)
    for feature in read(source, "rivers_osm"):
        line, properties = shape_of(feature), feature["properties"]
        pieces[geodata.river_name(properties, line) if properties.get("name_zh") else ("", "")].append(line)
    return [(name, shapely.line_merge(shapely.union_all(lines))) for name, lines in sorted(pieces.items())]


def _river_lines(rivers: list[tuple[tuple[str, str], Any]], zoom: int) -> Iterator[Drawn]:
    for _, line in rivers:
        simple = line.simplify(PIXEL * 0.6 if zoom < LAST else 1.0)
        if simple.length > PIXEL * 20:
            yield simple, {"kind": "river"}


def _lakes(source: Path, near: Any) -> list[tuple[dict[str, str], Any]]:
    lakes = [(feature["properties"], shape_of(feature)) for feature in read(source, "lakes_osm")]
    return [
        (geodata.lake_names(properties, lake), lake.intersection(near))
        for properties, lake in lakes
        if lake.intersects(near)
    ]


def _pond(polygon: Any, zoom: int) -> Any:
    """A lake in units of the zoom, without what is too small to see there."""
    there = shapely.make_valid(archive.projected(polygon, zoom).simplify(PIXEL * 0.5 if zoom < LAST else 1.0))
    parts = [part for part in shapely.get_parts(there) if part.geom_type == "Polygon"]
    kept = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > 2 * PIXEL**2])
        for part in parts
        if part.area > LAKE_SMALLEST * PIXEL**2
    ]
    return shapely.MultiPolygon(kept)


def _lake_shapes(ponds: list[tuple[dict[str, str], Any]]) -> Iterator[Drawn]:
    for _, pond in ponds:
        if not pond.is_empty:
            yield pond, {"kind": "lake"}


def _roads(source: Path) -> list[tuple[str, str, Any]]:
    """(class, ref, line): the detailed ones, and west of them the coarser ones."""
    west = shapely.box(-180, -90, WEST, 90)
    coarse = [(feature["properties"], shape_of(feature).intersection(west)) for feature in read(source, "roads")]
    fine = [(feature["properties"], shape_of(feature)) for feature in read(source, "roads_detail_east")]
    return [(p["class"], p.get("ref") or "", line) for p, line in [*coarse, *fine] if not line.is_empty]


def _road_lines(roads: list[tuple[str, str, Any]], frame: Any, zoom: int) -> Iterator[Drawn]:
    """One feature a class, from zoom 9 one a class and number; carriageways are one line while they look so."""
    groups = defaultdict(list)
    for kind, ref, line in roads:
        groups[kind, ref if zoom >= ROADS["secondary"][0] else ""].append(line)
    grid = PIXEL if zoom < ROADS["secondary"][0] else 1.0
    for (kind, ref), lines in sorted(groups.items()):
        first, shortest = ROADS[kind]
        if zoom < first:
            continue
        there = archive.projected(shapely.MultiLineString(_parts(lines)), zoom).intersection(frame)
        merged = shapely.line_merge(shapely.union_all(_parts([there]), grid_size=grid))
        pieces = _parts([shapely.line_merge(merged.simplify(grid))])
        kept = [line for line in pieces if ref or line.length > shortest * PIXEL]
        if kept:
            yield shapely.MultiLineString(kept), {"kind": kind, **({"ref": ref} if ref else {})}


def _parts(geometries: list[Any]) -> list[Any]:
    return [line for line in shapely.get_parts(geometries) if line.geom_type == "LineString"]
