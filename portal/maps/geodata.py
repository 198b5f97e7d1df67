"""The collected geodata: reading it, and what its rivers, lakes and places are called.

Coordinates are lon, lat in degrees, WGS-84, as in the files.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import Point, Polygon, shape

from portal.kernel.errors import NotFound

Json = dict[str, Any]

KEYS: Final = {
    210100: "shenyang",
    210300: "anshan",
    210400: "fushun",
    210500: "benxi",
    210900: "fuxin",
    211000: "liaoyang",
    211200: "tieling",
}
"""The seven cities: administrative code and the portal's key of the area."""

RIVER_NAMES: Final = {
    "大辽河; 浑河": ("浑河", "Hun River"),
    "浑江": ("浑江", "Hunjiang River"),
    "富尔河": ("富尔江", "Fu'er River"),
    "西遼河": ("西辽河", "West Liao River"),
    "东辽河": ("东辽河", "East Liao River"),
}
"""What the map tiles say, and what the river is called."""

SANCHAHE: Final = 41.02
"""North of this latitude, where Hun and Taizi meet, the tiles' 大辽河 is the Hun."""

LAKE_NAMES: Final = (
    ((123.2595, 42.7277), "卧龙湖", "Wolong Lake"),
    ((123.5808, 41.2583), "葠窝水库", "Shenwo Reservoir"),
    ((124.2481, 42.5324), "清河水库", "Qinghe Reservoir"),
    ((124.0650, 42.2400), "柴河水库", "Chaihe Reservoir"),
    ((123.3813, 41.0518), "汤河水库", "Tanghe Reservoir"),
    ((124.2509, 42.1196), "榛子岭水库", "Zhenziling Reservoir"),
    ((123.6600, 41.9430), "棋盘山水库", "Qipanshan Reservoir"),
    ((122.9487, 42.3660), "獾子洞水库", "Huanzidong Reservoir"),
)
"""Lakes that the tiles leave unnamed or call by an old name: a point on or beside the water, and the name."""

BESIDE: Final = 0.002
"""How far, in degrees, a point in LAKE_NAMES may lie from its water: some 200 m."""


def read(source: Path, name: str) -> list[Json]:
    """The features of a file. Raises NotFound."""
    try:
        text = (source / f"{name}.geojson").read_text("utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"There is no {name}.geojson in {source}.") from error
    features: list[Json] = json.loads(text)["features"]
    return features


def shape_of(feature: Json) -> Any:
    """The feature's geometry."""
    return shape(feature["geometry"])


def coverage(source: Path, tolerance: float) -> list[tuple[Json, Any, Any]]:
    """(properties, polygon, borders inside it) of each city, all from one coverage, so that lines meet.

    `tolerance` is for Visvalingam's areas: the root, in degrees, of the smallest triangle kept.
    """
    districts = read(source, "districts")
    simple = shapely.coverage_simplify([shape_of(feature) for feature in districts], tolerance)
    parts = defaultdict(list)
    for feature, geometry in zip(districts, simple, strict=True):
        parts[feature["properties"]["city_adcode"]].append(geometry)
    cities = []
    for city in read(source, "cities"):
        properties = city["properties"]
        key, polygons = KEYS[properties["adcode"]], parts[properties["adcode"]]
        # The districts leave slivers between them, which would be holes in a city.
        whole = Polygon(shapely.coverage_union_all(polygons).exterior)
        lines = shapely.union_all([polygon.boundary for polygon in polygons]).difference(whole.exterior)
        names = {"adcode": str(properties["adcode"]), "zh": properties["name_zh"], "en": properties["name_en"]}
        cities.append(({"key": key, **names}, whole, shapely.line_merge(lines)))
    return cities


def river_name(properties: Mapping[str, Any], line: Any) -> tuple[str, str]:
    """The river's name, (zh, en); `properties` has to have a `name_zh`."""
    zh = properties["name_zh"]
    if zh == "大辽河" and line.centroid.y > SANCHAHE:
        return RIVER_NAMES["大辽河; 浑河"]
    words = properties["name_en"].split()
    if zh[-1] in "河江" and words[-1] != "River":
        return RIVER_NAMES.get(zh, (zh, f"{joined(words[:-1])} River"))
    return RIVER_NAMES.get(zh, (zh, properties["name_en"]))


def lake_names(properties: Mapping[str, Any], polygon: Any) -> dict[str, str]:
    """The lake's names by language, empty when it has none."""
    for place, zh, en in LAKE_NAMES:
        if polygon.distance(Point(place)) < BESIDE:
            return {"zh": zh, "en": en}
    return {"zh": properties["name_zh"], "en": properties["name_en"]} if properties.get("name_zh") else {}


def place_name(name: str, zh: str) -> str:
    """The tiles' "yǒng líng zhèn" as "Yongling"; a name already written the usual way stays."""
    words = name.split()
    if name[:1].isupper() or not words:
        return name.replace("’", "'")
    return joined(words[:-1] if zh[-1] in "市镇" else words)


def joined(syllables: Iterable[str]) -> str:
    """Pinyin syllables as one name without tones: "xī", "ān" as "Xi'an"."""
    plain = [unicodedata.normalize("NFD", syllable).encode("ascii", "ignore").decode() for syllable in syllables]
    return "".join(f"'{word}" if at and word[0] in "aeo" else word for at, word in enumerate(plain)).capitalize()
