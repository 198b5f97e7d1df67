"""Positions and lines that people bring as a GPX, KML, KMZ or GeoJSON file (`coordinates` reads what they type).

A file is read for its numbers and names alone: no entity is resolved, nothing is fetched, nothing is written.
"""

import io
import json
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import shapely

from portal.documents import AttractionDocument, RouteDocument, WayDocument
from portal.kernel.errors import NotValid
from portal.kernel.geo import REGION, Point, distance_km
from portal.kernel.text import printable
from portal.maps import measured

DATUMS: Final = tuple(measured.DATUMS)
MAX_BYTES: Final = 5 * 1000 * 1000
MAX_POINTS: Final = 5000
MAX_DEPTH: Final = 100
NAME_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True)
class Named:
    """A point as it was given, in whatever datum; `is_turned` when longitude stood where latitude should."""

    name: str
    given: Point
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A track, a route or a line of a drawing."""

    name: str
    points: list[Point]


@dataclass(slots=True)
class Read:
    """What a file or a text holds."""

    points: list[Named] = field(default_factory=list)
    lines: list[NamedLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """A point in WGS-84, and how many metres that is from where its numbers would be without the change of datum."""

    name: str
    given: Point
    at: Point
    metres: int
    is_turned: bool
    is_outside: bool


def placed(point: Named, datum: str) -> Placed:
    """The point in WGS-84. Raises NotValid for an unknown datum."""
    at = _to_wgs84(point.given, datum)
    at = Point(round(at.lat, 6), round(at.lon, 6))
    metres = round(distance_km(point.given, at) * 1000)
    return Placed(point.name, point.given, at, metres, point.is_turned, is_outside=not REGION.holds(at))


def placed_line(line: NamedLine, datum: str) -> list[Point]:
    """The line in WGS-84. Raises NotValid for an unknown datum."""
    return [_to_wgs84(point, datum) for point in line.points]


def way(
    route: RouteDocument, attractions: Mapping[str, AttractionDocument], points: Iterable[Point], name: str
) -> WayDocument:
    """A route's way along a line in WGS-84. Raises NotValid for a line that is none or wanders too far."""
    line = shapely.LineString([(point.lon, point.lat) for point in points])
    if not line.length:
        raise NotValid("this line has no length", field="line", given=name)
    return measured.way(route, attractions, line, name)


def _to_wgs84(point: Point, datum: str) -> Point:
    if datum not in measured.DATUMS:
        raise NotValid("nobody knows this datum", field="datum", given=datum)
    return measured.DATUMS[datum](point)


def named(name: str, lat: float, lon: float, *, may_turn: bool = True) -> Named:
    """The point; turned round where only that puts it into the region."""
    is_turned = may_turn and REGION.holds(Point(lon, lat)) and not REGION.holds(Point(lat, lon))
    point = Point(lon, lat) if is_turned else Point(lat, lon)
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(point.lat) <= 90 and abs(point.lon) <= 180):  # noqa: PLR2004  poles, date line
        raise NotValid("these numbers are no position on the earth", field="position", given=f"{lat}, {lon}"[:80])
    return Named(printable(name)[:NAME_CHARACTERS], point, is_turned)


def read(body: bytes) -> Read:
    """What a GPX, KML, KMZ or GeoJSON file holds, known by what is in it and not by its name.

    Raises NotValid that says what is wrong.
    """
    if len(body) > MAX_BYTES:
        raise _refused("the file is larger than 5 MB")
    if body.startswith(b"PK\x03\x04"):
        body = _from_kmz(body)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    found = Read()
    if start == b"<" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _from_xml(_tree(body), found)
    elif start == b"{":
        _from_geojson(body, found)
    else:
        raise _refused("this is neither GPX nor KML nor GeoJSON")
    if not found.points and not found.lines:
        raise _refused("there is no position in it")
    return found


def _refused(problem: str, given: str = "") -> NotValid:
    return NotValid(problem, field="file", given=given)


def _from_kmz(body: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            name = next(name for name in archive.namelist() if name.lower().endswith(".kml"))
            with archive.open(name) as file:
                kml = file.read(MAX_BYTES + 1)
    except (
        StopIteration,
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        EOFError,
    ) as error:
        raise _refused("this archive holds no KML file that can be read") from error
    if len(kml) > MAX_BYTES:
        raise _refused("the file is larger than 5 MB")
    return kml


def _tree(body: bytes) -> Element:
    """The elements of an XML file, names without namespaces. A DOCTYPE is refused before anything of it is read."""
    builder, parser, depth = TreeBuilder(), expat.ParserCreate(namespace_separator=" "), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _refused("this file is nested too deeply")
        builder.start(tag.rpartition(" ")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition(" ")[2])

    def doctype(*_: object) -> None:
        raise _refused("this file has a DOCTYPE, which no GPX or KML needs")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        raise _refused("this XML is broken") from error


def _from_xml(root: Element, found: Read) -> None:
    if root.tag == "gpx":
        for point in root.iter("wpt"):
            _keep(found, [_pair(point)], _text(point, "name"), is_line=False)
        for line in root.iter("rte"):
            _keep(found, (_pair(point) for point in line.iter("rtept")), _text(line, "name"), is_line=True)
        for line in root.iter("trk"):
            _keep(found, (_pair(point) for point in line.iter("trkpt")), _text(line, "name"), is_line=True)
    elif root.tag in ("kml", "Document", "Folder", "Placemark"):
        for mark in root.iter("Placemark"):
            _from_placemark(mark, found)
    else:
        raise _refused("this is neither GPX nor KML nor GeoJSON")


def _from_placemark(mark: Element, found: Read) -> None:
    name = _text(mark, "name")
    for point in mark.iter("Point"):
        _keep(found, _tuples(_text(point, "coordinates").split()), name, is_line=False)
    for line in mark.iter("LineString"):
        _keep(found, _tuples(_text(line, "coordinates").split()), name, is_line=True)
    for track in mark.iter("Track"):
        coordinates = (",".join((each.text or "").split()) for each in track.iter("coord"))
        _keep(found, _tuples(coordinates), name, is_line=True)


def _tuples(texts: Iterable[str]) -> Iterator[tuple[float, float]]:
    """(lat, lon) of KML's lon,lat,height."""
    for text in texts:
        parts = text.split(",")
        if len(parts) < 2:  # noqa: PLR2004  two numbers are a position
            raise _refused("there are coordinates that are no two numbers", text[:80])
        yield _number(parts[1]), _number(parts[0])


def _pair(point: Element) -> tuple[float, float]:
    return _number(point.get("lat", "")), _number(point.get("lon", ""))


def _number(value: object) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise _refused("there are coordinates that are no two numbers", str(value)[:80])
    return number


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _keep(found: Read, pairs: Iterable[tuple[float, float]], name: str, *, is_line: bool) -> None:
    room = MAX_POINTS - len(found.points) - sum(len(line.points) for line in found.lines)
    points: list[Named] = []
    for lat, lon in pairs:
        if len(points) >= room:
            raise _refused("there are more than 5,000 points in it")
        points.append(named(name, lat, lon))
    if not is_line:
        found.points += points
    elif len(points) > 1:
        found.lines.append(NamedLine(printable(name)[:NAME_CHARACTERS], [point.given for point in points]))


def _from_geojson(body: bytes, found: Read) -> None:
    try:
        value = json.loads(body)
        for feature in _features(value, depth=0):
            properties = feature.get("properties")
            name = str((properties if isinstance(properties, dict) else {}).get("name") or "")
            _from_geometry(feature["geometry"], name, found, depth=0)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise _refused("this is no GeoJSON that can be read") from error


def _features(value: Any, *, depth: int) -> Iterator[dict[str, Any]]:
    if value["type"] == "FeatureCollection" and not depth:
        for feature in value["features"]:
            yield from _features(feature, depth=1)
    elif value["type"] == "Feature":
        if value["geometry"]:
            yield value
    else:
        yield {"geometry": value}


def _from_geometry(geometry: Any, name: str, found: Read, *, depth: int) -> None:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        if depth > MAX_DEPTH:
            raise _refused("this file is nested too deeply")
        for part in geometry["geometries"]:
            _from_geometry(part, name, found, depth=depth + 1)
        return
    coordinates = geometry["coordinates"]
    parts = {"Point": [[coordinates]], "MultiPoint": [coordinates], "LineString": [coordinates]}.get(kind)
    if kind == "MultiLineString":
        parts = coordinates
    for part in parts or []:  # areas say nothing about where one goes
        pairs = ((_number(pair[1]), _number(pair[0])) for pair in part)
        _keep(found, pairs, name, is_line="Line" in kind)
