"""Folium documents: every map of the portal, as the script that Folium renders and a data file beside it.

What is ours about them (features.md 6.1, anchors.md part 6): no foreign host, fixed ids, data as GeoJSON and never as
strings in a script, pop-ups built by static/js/map/ with textContent. Same documents, same bytes.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import folium
from branca.element import Figure, MacroElement
from jinja2 import Template

from portal.documents import AreaDocument, AttractionDocument, RouteDocument
from portal.kernel.geo import Point, bounds
from portal.kernel.locks import only_builder
from portal.kernel.season import seasons_of
from portal.maps import sketch, store

CENTRE: Final = Point(41.75, 123.4)
DECIMALS: Final = 5
Json = dict[str, Any]  # GeoJSON, and what a script is told

Keep = Callable[[str, bytes, str], str]
"""(name, body, suffix) -> the name of the stored file."""


class Layers(MacroElement):
    """Our own Folium element: tells map.js which data files to draw on the map, by name and never by content."""

    _name = "Layers"
    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "PortalMap.draw({{ this._parent.get_name() }}, {{ this.what | tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, what: Json) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca left its type out
        self.what = what


def publish(  # noqa: PLR0913  keywords keep the three kinds apart
    folder: Path,
    geo: Path,
    *,
    attractions: Mapping[str, AttractionDocument],
    routes: Mapping[str, RouteDocument],
    areas: Mapping[str, AreaDocument],
    source: str = "",
) -> int:
    """Build and store the map of every route and the explore map; returns how many.

    `geo` is the folder of the basemap; raises FileNotFoundError when its archive is missing. Addresses inside the
    scripts are bare file names: they lie side by side, so the site may be mounted anywhere. `source` is kept for
    `store.made_from`.
    """
    files: set[str] = set()

    def keep(name: str, body: bytes, suffix: str) -> str:
        file = store.keep(folder, name, body, suffix)
        files.add(file)
        return file

    with only_builder(folder):
        base = keep("basemap", (geo / sketch.ARCHIVE).read_bytes(), "pmtiles")
        maps = {}
        for key, route in routes.items():
            data = keep(f"route-{key}", _bytes(route_data(route, attractions)), "json")
            maps[f"route-{key}"] = _script(keep, f"route-{key}", {"base": base, "data": data, "kind": "route"})
        data = keep("explore", _bytes(explore_data(attractions, routes, areas)), "json")
        maps["explore"] = _script(keep, "explore", {"base": base, "data": data, "kind": "explore"})
        store.announce(folder, maps, files, source)
    return len(maps)


def _script(keep: Keep, name: str, what: Json) -> store.PublishedMap:
    element = f"map_{name.replace('-', '_')}"
    return store.PublishedMap(element, keep(name, render(element, what), "js"))


def render(element: str, what: Json) -> bytes:
    """The script of one map, drawn into the element with that id; the same input gives the same bytes.

    The rest of the page that Folium makes, with its links to four content networks, is left behind.
    """
    # maxZoom and minZoom as Leaflet spells them: Folium keeps its own max_zoom for a tile layer, and there is none.
    document = folium.Map(
        location=list(CENTRE),
        zoom_start=8,
        tiles=None,
        zoom_control=False,
        attribution_control=True,
        maxZoom=14,
        minZoom=6,
        zoomSnap=0.25,
    )
    layers = Layers(what)
    document.add_child(layers)
    # Folium numbers its elements at random, which would change the bytes of every build.
    document._name, document._id = element.split("_", 1)
    layers._id = "layers"
    root = cast(Figure, document.get_root())
    root.render()
    return (str(root.script.render()).strip() + "\n").encode()


def route_data(route: RouteDocument, attractions: Mapping[str, AttractionDocument]) -> Json:
    """Numbered stops as points and each day's way as a line between them; stops without a position are left out."""
    features: list[Json] = []
    line: list[list[float]] = []
    number = 0
    for day, chapter in enumerate(route.days, 1):
        line = line[-1:]
        for stop in chapter.stops:
            number += 1
            place = attractions[stop.attraction]
            if position := place.point.position:
                line.append(_lon_lat(position))
                features.append(_point(position, key=stop.attraction, number=number, day=day, name=place.name))
        if len(line) > 1:
            features.insert(0, _feature({"type": "LineString", "coordinates": line}, day=day))
    return {"type": "FeatureCollection", "season": route.season, "bbox": _bbox(features), "features": features}


def explore_data(
    attractions: Mapping[str, AttractionDocument],
    routes: Mapping[str, RouteDocument],
    areas: Mapping[str, AreaDocument],
) -> Json:
    """Every attraction with a position as a point and every route as a line, with what the page filters by."""
    points, lines = _points(attractions, routes), _lines(attractions, routes)
    names = {key: area.name for key, area in areas.items()}
    return {"type": "FeatureCollection", "areas": names, "bbox": _bbox(points), "features": [*lines, *points]}


def _points(attractions: Mapping[str, AttractionDocument], routes: Mapping[str, RouteDocument]) -> list[Json]:
    through: dict[str, set[str]] = {}
    for route in routes.values():
        for stop in route.stops():
            through.setdefault(stop.attraction, set()).update(route.themes)
    return [
        _point(
            position,
            key=key,
            name=place.name,
            area=place.area,
            category=place.categories[0],
            seasons=seasons_of(place.advised.months),
            themes=sorted(through.get(key, ())),
        )
        for key, place in attractions.items()
        if (position := place.point.position)
    ]


def _lines(attractions: Mapping[str, AttractionDocument], routes: Mapping[str, RouteDocument]) -> list[Json]:
    return [
        _feature(
            {"type": "LineString", "coordinates": line},
            key=key,
            name=route.title,
            season=route.season,
            areas=route.areas,
            themes=route.themes,
            stops=[stop.attraction for stop in route.stops()],
        )
        for key, route in routes.items()
        if len(line := _line(route, attractions)) > 1
    ]


def _line(route: RouteDocument, attractions: Mapping[str, AttractionDocument]) -> list[list[float]]:
    positions = (attractions[stop.attraction].point.position for stop in route.stops())
    return [_lon_lat(position) for position in positions if position]


def _lon_lat(point: Point) -> list[float]:
    return [round(point.lon, DECIMALS), round(point.lat, DECIMALS)]


def _feature(geometry: Json, **properties: Any) -> Json:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(position: Point, **properties: Any) -> Json:
    return _feature({"type": "Point", "coordinates": _lon_lat(position)}, **properties)


def _bbox(features: Iterable[Json]) -> list[float]:
    points = [
        Point(lat, lon)
        for feature in features
        if feature["geometry"]["type"] == "Point"
        for lon, lat in [feature["geometry"]["coordinates"]]
    ] or [CENTRE]
    south_west, north_east = bounds(points)
    return [south_west.lon, south_west.lat, north_east.lon, north_east.lat]


def _bytes(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
