"""The names on the offline basemap: where each stands, and from which zoom on.

Geometry of lakes and rivers is in units of their zoom (`archive.projected`), that of places in degrees.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import Point
from shapely.ops import substring

from portal.maps import geodata
from portal.maps.archive import PIXEL, Drawn
from portal.maps.geodata import Json, read, shape_of

RANKS: Final = {1: 5, 2: 6, 3: 7, 4: 9, 5: 10}
"""Rank of a place (city, seat, chosen town, town, village): the first zoom that has it."""

PEAKS: Final = {
    "步云山": "Buyunshan",
    "帽盔山": "Maokuishan",
    "和尚帽子": "Heshangmaozi",
    "大黑山": "Daheishan",
    "攒云峰": "Cuanyunfeng",
    "老黑山": "Laoheishan",
}
"""The source has Chinese names only, and only of peaks a little beyond the seven cities."""

NO_PLACE: Final = ("收费站", "服务区", "停车区")
"""Toll stations and rest areas, which the tiles count among villages."""

KIND: Final = re.compile(r"(?<=.)(?:(?:蒙古|满|朝鲜|回|锡伯)族)*(?:自治县|镇|乡)$")
"""What a label leaves out of the name of a town."""

PEAKS_FROM: Final = 7
STATIONS_FROM: Final = 10
TILE_RANKS: Final = {"town": 4, "village": 5}
SAME_PLACE: Final = 0.1
"""Degrees within which two places of one name are one."""

NAMED_LAKE: Final = 90.0
"""Square pixels from which a lake has room for its name."""

LABEL: Final = 76 * PIXEL
"""How much of a river a name lies along."""

STEP: Final = 12 * PIXEL
REPEAT: Final = 380 * PIXEL
CROOKED: Final = 7 * PIXEL
"""How far a river may leave the straight line under its name."""


def points(source: Path, chosen: Sequence[Json], outline: Any, near: Any) -> Iterator[tuple[int, Json, Any]]:
    """(first zoom, properties, point) of every place and station inside the outline and every peak near it.

    `chosen` are the features of places.geojson; other towns and the villages come after them.
    """
    for names, point in _places(source, chosen, outline):
        yield RANKS[names["rank"]], {"kind": "place", **names}, point
    for feature in read(source, "peaks_osm"):
        zh, point = feature["properties"]["name_zh"], shape_of(feature)
        if near.contains(point):
            names = {"zh": zh, "en": PEAKS.get(zh, zh)}
            yield PEAKS_FROM, {"kind": "peak", **names, "metres": feature["properties"]["ele"]}, point
    for feature in read(source, "rail_stations"):
        if outline.contains(shape_of(feature)):
            yield STATIONS_FROM, {"kind": "station", "zh": f"{feature['properties']['name_zh']}站"}, shape_of(feature)


def _places(source: Path, chosen: Sequence[Json], outline: Any) -> Iterator[tuple[Json, Any]]:
    """(rank and names, point), each place once."""
    found = [(feature["properties"], shape_of(feature)) for feature in chosen]
    yield from found
    seen = defaultdict(list)
    for names, point in found:
        seen[names["zh"]].append(point)
    osm = [(feature["properties"], shape_of(feature)) for feature in read(source, "places_osm")]
    for properties, point in sorted(osm, key=lambda place: (place[0]["rank"], place[0]["name_zh"])):
        zh, en = _names(properties)
        is_new = all(point.distance(other) > SAME_PLACE for other in seen[zh])
        if properties["class"] in TILE_RANKS and is_new and not zh.endswith(NO_PLACE) and outline.contains(point):
            seen[zh].append(point)
            yield {"rank": TILE_RANKS[properties["class"]], "zh": zh, "en": en}, point


def _names(properties: Json) -> tuple[str, str]:
    """The name without what it is: 苇子沟蒙古族乡, wěi zi gōu méng gǔ zú xiāng, as 苇子沟, Weizigou."""
    whole, en = properties["name_zh"], properties["name_en"]
    zh = KIND.sub("", whole)
    if en[:1].isupper():
        return zh, geodata.place_name(en, whole)
    return zh, geodata.joined(en.split()[: len(zh)])


def of_lakes(ponds: Iterable[tuple[dict[str, str], Any]]) -> Iterator[Drawn]:
    """A point in the widest part of each lake that has a name and room for it."""
    for names, pond in ponds:
        if names and pond.area > NAMED_LAKE * PIXEL**2:
            largest = max(shapely.get_parts(pond), key=lambda part: part.area)
            yield Point(shapely.maximum_inscribed_circle(largest).coords[0]), {"kind": "lake", **names}


def along_rivers(rivers: Iterable[tuple[tuple[str, str], Any]]) -> Iterator[Drawn]:
    """Points beside rivers, where a name may stand at an `angle` (degrees, clockwise) because the river is straight."""
    for (zh, en), lines in rivers:
        if not zh:
            continue
        for line in shapely.get_parts(lines):
            start = 0.0
            while start + LABEL < line.length:
                stretch = min(start + REPEAT, line.length - LABEL)
                offsets = [start + at * STEP for at in range(int((stretch - start) // STEP) + 1)]
                crooked, middle, angle = min(_seat(line, offset) for offset in offsets)
                if crooked < CROOKED:
                    yield Point(middle), {"kind": "river", "zh": zh, "en": en, "angle": angle}
                start += REPEAT


def _seat(line: Any, offset: float) -> tuple[float, tuple[float, float], int]:
    """(how far the river leaves the straight line, its middle, its angle) for a name that begins at `offset`."""
    part = substring(line, offset, offset + LABEL)
    (left, top), (right, bottom) = sorted([part.coords[0], part.coords[-1]])
    chord = shapely.LineString([(left, top), (right, bottom)])
    crooked = shapely.hausdorff_distance(part, chord) + (LABEL - chord.length) / 4
    return (
        crooked,
        ((left + right) / 2, (top + bottom) / 2),
        round(math.degrees(math.atan2(bottom - top, right - left))),
    )
