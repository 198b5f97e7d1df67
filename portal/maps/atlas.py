"""Folium documents: every map of the portal, as the script that Folium renders and a data file beside it.

What is ours about them (features.md 6.1, anchors.md part 6): no foreign host, fixed ids, data as GeoJSON and never as
strings in a script, pop-ups built by static/js/map/ with textContent. Same documents, same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import folium
import shapely
from branca.element import Figure, MacroElement
from jinja2 import Template
from shapely.geometry import LineString, shape

from portal.documents import AttractionDocument, RouteDocument, Stretch, WayDocument, stretches
from portal.kernel.datum import GCJ02
from portal.kernel.geo import Point, encoded
from portal.kernel.locks import only_builder
from portal.maps import sketch, store
from portal.maps.providers import OFFLINE, OFFLINE_MAX_ZOOM, Provider

CENTRE: Final = Point(41.75, 123.4)
DECIMALS: Final = 5
Json = dict[str, Any]  # GeoJSON, and what a script is told

Keep = Callable[[str, bytes, str], str]
"""(name, body, suffix) -> the name of the stored file."""


class Layers(MacroElement):
    """Our own Folium element: tells the script which data files to draw on the map, by name and never by content."""

    _name = "Layers"
    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "PortalMap.draw({{ this._parent.get_name() }}, {{ this.what | tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, what: Json) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca left its type out
        self.what = what
        self._id = "of_ours"


def publish(  # noqa: PLR0913  keywords keep the three kinds apart
    folder: Path,
    geo: Path,
    *,
    attractions: Mapping[str, AttractionDocument],
    routes: Mapping[str, RouteDocument],
    ways: Mapping[str, WayDocument],
    provider: Provider = OFFLINE,
    source: str = "",
) -> int:
    """Build and store the map of every route and the explore map; returns how many.

    `geo` is the folder of the basemap; raises FileNotFoundError when its archive is missing. Our own addresses in the
    scripts are bare file names: they lie side by side, so the site may be mounted anywhere. `source` is kept for
    `store.made_from`.
    """
    files: set[str] = set()

    def keep(name: str, body: bytes, suffix: str) -> str:
        file = store.keep(folder, name, body, suffix)
        files.add(file)
        return file

    def script(name: str, what: Json) -> store.PublishedMap:
        element = f"map_{name.replace('-', '_')}"
        return store.PublishedMap(element, keep(name, render(element, what, provider), "js"))

    with only_builder(folder):
        base = keep("basemap", (geo / sketch.ARCHIVE).read_bytes(), "pmtiles")
        maps = {}
        for key, route in routes.items():
            data = keep(f"route-{key}", _bytes(route_data(route, attractions, ways.get(key))), "json")
            maps[f"route-{key}"] = script(f"route-{key}", {"base": base, "data": data, "kind": "route"})
        data = keep("explore", _bytes(explore_data(attractions, routes, ways)), "json")
        maps["explore"] = script("explore", {"base": base, "data": data, "kind": "explore"})
        store.announce(folder, maps, files, source)
    return len(maps)


def render(element: str, what: Json, provider: Provider = OFFLINE) -> bytes:
    """The script of one map, drawn into the element with that id; the same input gives the same bytes.

    The rest of the page that Folium makes is left behind.
    """
    # maxZoom and minZoom as Leaflet spells them: Folium keeps its own max_zoom for a tile layer, and there may be none.
    document = folium.Map(
        location=list(CENTRE),
        zoom_start=8,
        tiles=None,
        crs="GCJ02" if provider.datum == GCJ02 else "EPSG3857",  # static/js/map/datum.js defines the first
        zoom_control=False,
        attribution_control=True,
        maxZoom=provider.max_zoom,
        minZoom=6,
        zoomSnap=1 if provider.layers else 0.25,  # between two zooms the letters of a picture blur
    )
    # Folium numbers its elements at random, which would change the bytes of every build.
    document._name, document._id = element.split("_", 1)
    for layer in [*_tile_layers(provider), Layers({**what, "offlineMaxZoom": OFFLINE_MAX_ZOOM})]:
        document.add_child(layer)
    root = cast(Figure, document.get_root())
    # Not the map's own render, which adds the head of a page: styles, and links to four content networks.
    MacroElement.render(document)  # type: ignore[no-untyped-call]  # branca left its type out
    return (str(root.script.render()).strip() + "\n").encode()


def _tile_layers(provider: Provider) -> Iterable[folium.TileLayer]:
    for number, layer in enumerate(provider.layers, 1):
        tiles = folium.TileLayer(
            layer.url,
            name=provider.name,
            attr=provider.attribution,
            max_zoom=layer.max_zoom,
            subdomains=layer.subdomains,
        )
        tiles._id = str(number)
        yield tiles


def route_data(
    route: RouteDocument, attractions: Mapping[str, AttractionDocument], way: WayDocument | None = None
) -> Json:
    """Numbered stops as points, and the way to each as a line with its day and kind; unknown positions are left out."""
    features: list[Json] = []
    for day, number, leg in _stretches(route, attractions, way):
        for kind, points in leg.pieces():
            line = {"type": "LineString", "coordinates": [_lon_lat(point) for point in points]}
            features.append(_feature(line, day=day, to=number, kind=kind))
    number = 0
    for day, chapter in enumerate(route.days, 1):
        for stop in chapter.stops:
            number += 1
            place = attractions[stop.attraction]
            if position := place.point.position:
                features.append(_point(position, key=stop.attraction, number=number, day=day, name=place.name))
    return {"type": "FeatureCollection", "season": route.season, "bbox": _bbox(features), "features": features}


def explore_data(
    attractions: Mapping[str, AttractionDocument],
    routes: Mapping[str, RouteDocument],
    ways: Mapping[str, WayDocument],
) -> Json:
    """Where everything is, by its permanent number and nothing more: what a map shows, the page beside it names.

    `places` are the numbers of attractions with a position and `at` their positions in that order; `routes` is number
    -> (season, lines, dashes), the latter where no way is known. Positions and lines are encoded polylines with five
    decimals. Without names the file is the same in every language, and a map cannot show what its list does not say.
    """
    placed = {d.number: position for d in attractions.values() if (position := d.point.position)}
    lines = {}
    for key, route in routes.items():
        pieces = [piece for stretch in _stretches(route, attractions, ways.get(key)) for piece in stretch.leg.pieces()]
        if pieces:
            parts = [[encoded(line) for line in _overview(pieces, dashed=dashed)] for dashed in (False, True)]
            lines[str(route.number)] = [route.season, *parts]
    numbers = sorted(placed)
    return {"places": numbers, "at": encoded(placed[number] for number in numbers), "routes": lines}


def _stretches(
    route: RouteDocument, attractions: Mapping[str, AttractionDocument], way: WayDocument | None
) -> Iterator[Stretch]:
    places = {stop.attraction: attractions[stop.attraction].point.position for stop in route.stops()}
    return stretches(route, places, way)


OVERVIEW_DEGREES: Final = 0.002
"""Some 200 m, a pixel where the whole region is in view."""


def _overview(pieces: Iterable[tuple[str, list[Point]]], *, dashed: bool) -> Iterator[list[Point]]:
    """The pieces of a way that are dashed, or those that are not, joined where they meet and simplified."""
    kept = [
        LineString([(point.lon, point.lat) for point in points])
        for kind, points in pieces
        if (kind == "straight") == dashed
    ]
    for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(kept))) if kept else ():
        yield [Point(lat, lon) for lon, lat in line.simplify(OVERVIEW_DEGREES).coords]


def _lon_lat(point: Point) -> list[float]:
    return [round(point.lon, DECIMALS), round(point.lat, DECIMALS)]


def _feature(geometry: Json, **properties: Any) -> Json:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(position: Point, **properties: Any) -> Json:
    return _feature({"type": "Point", "coordinates": _lon_lat(position)}, **properties)


def _bbox(features: Sequence[Json]) -> list[float]:
    """West, south, east, north of points and lines; of the region's middle when there is none."""
    if not features:
        return [CENTRE.lon, CENTRE.lat, CENTRE.lon, CENTRE.lat]
    west, south, east, north = shapely.total_bounds([shape(feature["geometry"]) for feature in features])
    return [float(west), float(south), float(east), float(north)]


def _bytes(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
