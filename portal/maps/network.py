"""The network: roads and railways of OpenStreetMap as one file of the content, and as a graph to find a way along.

The source is vector tiles, so its lines end at the edges of tiles and cross without meeting. Lines are brought together
where an end lies within `GAP_KM` of another line, and cut at every crossing. Motorways meet other roads only over a
ramp, which costs time, because the tiles leave ramps out. One-way streets are not known. For drawing and for estimates,
never for navigation. Files hold lon, lat, WGS-84; inside, everything is in kilometres on a plane.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import igraph
import shapely
from shapely.geometry import LineString, box

from portal.kernel.geo import Point, distance_km
from portal.maps import geodata

FILE: Final = "network.geojson"
DETAILED_FROM: Final = 122.34375
"""Degrees of longitude: east of it the finer of the two sources is there."""

DIGITS: Final = 4
LATITUDE: Final = 41.9
KM_NORTH: Final = 111.1
KM_EAST: Final = 111.3 * math.cos(math.radians(LATITUDE))
"""Kilometres in a degree, good to 3 % over the region; lengths that a reader sees are great circles."""

GRID_KM: Final = 0.001
GAP_KM: Final = 0.3
"""97 % of the lines' ends lie no further from another line; the widest gaps are at the edges of tiles."""

MOST_JOINS: Final = 4
RAMP_MINUTES: Final = 2.0
SPEEDS: Final = {
    "motorway": 95.0,
    "trunk": 60.0,
    "primary": 50.0,
    "secondary": 40.0,
    "join": 30.0,
    "access": 25.0,
    "rail": 70.0,
}
"""Kilometres an hour that we reckon with, below what is allowed (expressways 100 to 120, other roads 40 to 80), because
of towns and traffic. `access` is the straight way from a place to the nearest road, where no road is known."""

OFF_ROAD: Final = 4.0
"""How many times its minutes a straight access counts in the search, so that no way crosses a mountain by a place."""

ACCESS_KM: Final = 5.0
"""A place further from every road is not connected."""

CREDIT: Final = {
    "source": "OpenStreetMap, vector tiles of geolonia/tiny-tileserver@efc82e0 (2020-10) and bothness/basemaps@dfd9e8c "
    "(2021-02)",
    "licence": "ODbL 1.0",
    "credit": "© OpenStreetMap contributors, © OpenMapTiles",
}

Lines = list[tuple[str, Any]]
"""(class, shapely LineString)"""


def build(source: Path, target: Path) -> int:
    """Write `network.geojson` into the folder `target` from the collected geodata; how many bytes. Raises NotFound."""
    west = box(120, 39, DETAILED_FROM + 0.002, 44)
    parts: dict[str, list[Any]] = {}
    for name, within in (("roads_detail_east", None), ("roads", west), ("rail_osm_east", None)):
        for kind, line in _read(source, name):
            for part in shapely.get_parts(line.intersection(within) if within else line):
                if part.geom_type == "LineString" and part.length:
                    parts.setdefault(kind, []).append(part)
    features = []
    for kind, lines in sorted(parts.items()):
        coordinates = sorted(c for line in lines if len(c := _rounded(line)) > 1)
        geometry = {"type": "MultiLineString", "coordinates": coordinates}
        features.append({"type": "Feature", "properties": {"class": kind}, "geometry": geometry})
    collection = {"type": "FeatureCollection", **CREDIT, "features": features}
    return (target / FILE).write_bytes(
        json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    )


def _read(folder: Path, name: str) -> Iterator[tuple[str, Any]]:
    for feature in geodata.read(folder, name):
        properties = feature["properties"]
        yield properties.get("class") or properties["kind"], geodata.shape_of(feature)


def _rounded(line: Any) -> list[list[float]]:
    """The vertices with four decimals, about the grid of the source, each once."""
    points = [[round(lon, DIGITS), round(lat, DIGITS)] for lon, lat in line.coords]
    return [point for at, point in enumerate(points) if not at or point != points[at - 1]]


class Found(NamedTuple):
    """A way: its points from the first place to the second, its length, and its time by class of road.

    `off_road` are the kilometres of its first and of its last piece that lead straight from a place to a road.
    """

    points: list[Point]
    km: float
    minutes: float
    off_road: tuple[float, float] = (0.0, 0.0)


class _Edge(NamedTuple):
    """Between two nodes; `cost` is what the search counts, `minutes` what a reader is told; a ramp has no line."""

    start: int
    end: int
    minutes: float
    cost: float
    line: Any
    kind: str = ""


class Network:
    """A graph of lines to which places are connected, each by a straight line to the nearest road but a motorway."""

    def __init__(self, lines: Lines, places: Iterable[Point]) -> None:
        plane = [(kind, to_plane(line)) for kind, line in lines]
        roads = _connected(_noded(plane + _joins(plane)))
        access = _access(roads, list(dict.fromkeys(places)))
        self._nodes: dict[tuple[float, float, bool], int] = {}
        self._on_road: set[int] = set()
        self._edges = [*self._roads(_noded(roads + [("access", line) for lines in access.values() for line in lines]))]
        self._edges += [*self._ramps()]
        self._graph = igraph.Graph(len(self._nodes), [edge[:2] for edge in self._edges])
        self._costs = [edge.cost for edge in self._edges]
        self._groups = self._graph.connected_components().membership
        self._at = {place: self._node(_grid(lines[0].coords[0]), is_motorway=False) for place, lines in access.items()}

    @classmethod
    def roads(cls, geo: Path, places: Iterable[Point], *, but: frozenset[str] = frozenset()) -> "Network":
        """The road graph of a content folder's `geo` without some classes. Raises NotFound when there is no file."""
        return cls([(kind, line) for kind, line in _lines(geo) if kind not in {"rail", *but}], places)

    @classmethod
    def rails(cls, geo: Path, stations: Iterable[Point]) -> "Network":
        """The same of the railways."""
        return cls([(kind, line) for kind, line in _lines(geo) if kind == "rail"], stations)

    def way(self, a: Point, b: Point) -> Found | None:
        """The quickest way between two of the places; None when one is not connected, or the two are not."""
        start, end = self._at.get(a), self._at.get(b)
        if start is None or end is None or start == end or self._groups[start] != self._groups[end]:
            return None
        path = self._graph.get_shortest_paths(start, end, weights=self._costs, output="epath")[0]
        kinds = [self._edges[number].kind for number in path]
        first = next((i for i, kind in enumerate(kinds) if kind != "access"), None)
        if first is None:
            return None  # nothing but straight lines over the fields
        last = len(kinds) - next(i for i, kind in enumerate(reversed(kinds)) if kind != "access")
        road = self._along(start, path)
        points = [a, *(point for piece in road[first:last] for point in piece), b]
        points = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
        km = sum(distance_km(one, other) for one, other in pairwise(points))
        off_road = distance_km(a, points[1]), distance_km(points[-2], b)
        return Found(points, km, sum(self._edges[number].minutes for number in path), off_road)

    def _along(self, node: int, path: Iterable[int]) -> list[list[Point]]:
        """The points of each edge of a path from a node on; a ramp has none."""
        found = []
        for edge in (self._edges[number] for number in path):
            is_forward = edge.start == node
            coordinates = edge.line.coords[:: 1 if is_forward else -1] if edge.line is not None else []
            found.append([to_degrees(x, y) for x, y in coordinates])
            node = edge.end if is_forward else edge.start
        return found

    def _node(self, at: tuple[float, float], *, is_motorway: bool) -> int:
        return self._nodes.setdefault((*at, is_motorway), len(self._nodes))

    def _roads(self, lines: Lines) -> Iterator[_Edge]:
        for kind, line in lines:
            start, end = (self._node(_grid(line.coords[at]), is_motorway=kind == "motorway") for at in (0, -1))
            minutes = line.length / SPEEDS[kind] * 60
            yield _Edge(start, end, minutes, minutes * (OFF_ROAD if kind == "access" else 1), line, kind)
            if kind not in ("motorway", "access", "join"):
                self._on_road |= {start, end}

    def _ramps(self) -> Iterator[_Edge]:
        """Between a motorway and another road wherever the two cross or meet."""
        for (x, y, is_motorway), node in list(self._nodes.items()):
            other = self._nodes.get((x, y, False), -1)
            if is_motorway and other in self._on_road:
                yield _Edge(node, other, RAMP_MINUTES, RAMP_MINUTES, None)


def _lines(geo: Path) -> Iterator[tuple[str, Any]]:
    for kind, lines in _read(geo, Path(FILE).stem):
        for line in shapely.get_parts(lines):
            yield kind, line


def to_plane(line: Any) -> Any:
    """A shape of degrees (lon, lat) in kilometres, on a grid of a metre."""
    return shapely.set_precision(shapely.transform(line, lambda c: c * [KM_EAST, KM_NORTH]), GRID_KM)


def to_degrees(x: float, y: float) -> Point:
    """A position in kilometres as degrees."""
    return Point(y / KM_NORTH, x / KM_EAST)


def _grid(at: tuple[float, float]) -> tuple[float, float]:
    return round(at[0], 3), round(at[1], 3)


def _joins(lines: Lines) -> Lines:
    """What closes the gaps, from the end of a line to other lines within `GAP_KM`, and some metres beyond.

    An end is joined to the nearest lines that end near it too, because at the edge of a tile the next piece of a road
    is often further away than its other carriageway; one that touches nothing also to the nearest line of all.
    Motorways are joined to motorways alone.
    """
    found: Lines = []
    for is_motorway in (True, False):
        shapes = [line for kind, line in lines if (kind == "motorway") == is_motorway]
        tree = shapely.STRtree(shapes)
        kind = "motorway" if is_motorway else "join"
        for at, line in enumerate(shapes):
            for end in (shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])):
                near = {i: shapes[i].distance(end) for i in tree.query(end, predicate="dwithin", distance=GAP_KM)}
                others = sorted((km, i) for i, km in near.items() if i != at)
                free = [i for km, i in others if km > GRID_KM]
                joined = [i for i in free if shapes[i].boundary.distance(end) <= GAP_KM][:MOST_JOINS]
                if len(free) == len(others):
                    joined += free[:1]
                found.extend((kind, _reaching(end, shapes[i])) for i in dict.fromkeys(joined))
    return found


def _connected(pieces: Lines) -> Lines:
    """The pieces without those that hang together with hardly anything else."""
    nodes: dict[tuple[float, float], int] = {}
    ends = [[nodes.setdefault(_grid(line.coords[at]), len(nodes)) for at in (0, -1)] for _, line in pieces]
    groups = igraph.Graph(len(nodes), ends).connected_components()
    sizes, of = groups.sizes(), groups.membership
    return [piece for piece, (start, _) in zip(pieces, ends, strict=True) if sizes[of[start]] * 100 > len(nodes)]


def _access(lines: Lines, places: Sequence[Point]) -> dict[Point, list[Any]]:
    """Straight lines from each place to the nearest road in each direction, of those that one can turn off.

    Several, because the nearest may be beyond a river from everything else; the search takes one of them.
    """
    shapes = [line for kind, line in lines if kind not in ("motorway", "join")]
    tree = shapely.STRtree(shapes)
    found = {}
    for place in places:
        here = shapely.Point(_grid((place.lon * KM_EAST, place.lat * KM_NORTH)))
        nearest: dict[int, tuple[float, Any]] = {}
        for i in tree.query(here, predicate="dwithin", distance=ACCESS_KM):
            line = shapes[i]
            target = line.interpolate(line.project(here))
            km = here.distance(target)
            octant = int(math.atan2(target.y - here.y, target.x - here.x) / math.pi * 4 + 8) % 8
            if octant not in nearest or km < nearest[octant][0]:
                nearest[octant] = (km, line)
        if nearest:
            found[place] = [_reaching(here, line) for _, line in nearest.values()]
    return found


def _reaching(point: Any, line: Any) -> LineString:
    """The shortest line from a point to a line, drawn some metres over so that cutting at crossings joins them."""
    target = line.interpolate(line.project(point))
    dx, dy = target.x - point.x, target.y - point.y
    length = math.hypot(dx, dy) or 1.0
    over = 5 * GRID_KM / length
    end = (target.x + dx * over, target.y + dy * over) if math.hypot(dx, dy) else (target.x + 5 * GRID_KM, target.y)
    return LineString([(point.x, point.y), end])


def _noded(lines: Lines) -> Lines:
    """The lines cut wherever two meet or cross, each piece with its class; the better class where two lie together."""
    shapes = [line for _, line in lines]
    pieces = shapely.get_parts(shapely.union_all(shapes, grid_size=GRID_KM))
    tree = shapely.STRtree(shapes)
    rank = {kind: -speed for kind, speed in SPEEDS.items()}
    found = []
    for piece in pieces:
        middle = piece.interpolate(0.5, normalized=True)
        near = tree.query(middle, predicate="dwithin", distance=3 * GRID_KM)
        if len(near):
            kind = min((lines[i][0] for i in near), key=lambda k: rank[k])
            found.append((kind, piece))
    return found
