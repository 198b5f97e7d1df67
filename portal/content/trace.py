"""Ways for a folder: each route's legs are looked for along roads and written into ways/, beside the routes."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from portal.content import files
from portal.documents import AttractionDocument, Document, RouteDocument
from portal.kernel.geo import Point
from portal.maps import measured, osrm
from portal.maps.network import Network
from portal.maps.trace import ASKED, SOURCES, Networks, trace

SHOWN_EVERY = 20


def trace_folder(
    folder: Path, documents: Mapping[tuple[str, str], Document], keys: Collection[str] = (), router: str = ""
) -> Iterator[str]:
    """Trace the routes named (all when none is) and yield what was done, a line at a time.

    `documents` are those of the folder, without problems; `router` is the address of a route server. With no key named,
    ways of routes that are gone are removed, and measured ways are left as they are. Raises NotFound when the folder
    has no road network.
    """
    attractions = {key: d for (_, key), d in documents.items() if isinstance(d, AttractionDocument)}
    routes = {key: d for (_, key), d in documents.items() if isinstance(d, RouteDocument)}
    networks, server = networks_of(folder / "geo", attractions, router)
    is_measured = {key for (kind, key), d in documents.items() if kind == "way" and d.sources not in (SOURCES, ASKED)}
    wanted = sorted(keys or routes.keys() - is_measured)
    legs = schematic = written = 0
    for count, key in enumerate(wanted, 1):
        way = trace(routes[key], attractions, networks)
        written += _write(folder / files.path_of("way", key, way), files.write(way)) if way.legs else 0
        legs += len(way.legs)
        schematic += sum(leg.kind == "straight" for leg in way.legs)
        if count % SHOWN_EVERY == 0:
            yield f"{count} of {len(wanted)} routes"
    if server and server.trouble:
        yield server.trouble
    if not keys and is_measured:
        yield f"measured, so left as they are unless named: {', '.join(sorted(is_measured))}"
    removed = 0 if keys else _remove_strangers(folder / "ways", routes)
    yield f"{len(wanted)} routes, {legs} legs, {schematic} of them schematic"
    yield f"{written} ways changed, {removed} removed"


def measure(
    folder: Path, documents: Mapping[tuple[str, str], Document], key: str, line: Path, datum: str
) -> Iterator[str]:
    """Make the line in a GeoJSON file the way of one route, and yield what was done. Raises NotValid for a bad file.

    `datum` is the file's, one of `measured.DATUMS`.
    """
    attractions = {key: d for (_, key), d in documents.items() if isinstance(d, AttractionDocument)}
    route = cast(RouteDocument, documents["route", key])
    way = measured.way(route, attractions, measured.read(line, datum), line.name)
    if not way.legs:
        yield f"{key} has less than two stops of known position, so there is nothing to draw"
        return
    for leg in way.legs:
        if leg.kind == "straight":
            yield f"{leg.start} to {leg.end}: not on the line in this order, so the leg stays straight"
    _write(folder / files.path_of("way", key, way), files.write(way))
    yield f"{len(way.legs)} legs, {sum(leg.kind == 'straight' for leg in way.legs)} of them schematic"


def networks_of(
    geo: Path, attractions: Mapping[str, AttractionDocument], router: str
) -> tuple[Networks, osrm.Server | None]:
    """What ways are looked for on, and the route server if there is one. Raises NotFound without a road network."""
    places = [place for attraction in attractions.values() if (place := attraction.point.position)]
    stations = _stations(geo / "stations.geojson")
    server = osrm.Server(router) if router else None
    networks = Networks(
        roads=Network.roads(geo, places),
        lanes=Network.roads(geo, places, but=frozenset({"motorway"})),
        rails=Network.rails(geo, stations),
        stations=stations,
        ask=server.ask if server else None,
    )
    return networks, server


def _stations(path: Path) -> list[Point]:
    if not path.is_file():
        return []
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [Point(lat, lon) for feature in features for lon, lat in [feature["geometry"]["coordinates"]]]


def _write(path: Path, text: str) -> bool:
    """Write a file unless it says so already; whether it was written."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return True


def _remove_strangers(folder: Path, routes: Collection[str]) -> int:
    strangers = [path for path in folder.glob("*.yaml") if path.stem not in routes]
    for path in strangers:
        path.unlink()
    return len(strangers)
