"""Our maps beside what Folium makes by default and beside plain Leaflet: the same 640 places, in one run.

`make bench-maps`. First how long a map takes to build and how large it is; then, in real Chromium with the processor
slowed four times, when the first marker is on the screen, the longest task, and the bytes that travelled. Loopback
only. Folium's pages name four foreign hosts; here those files lie beside the page, which flatters it. See README.md.
"""

import contextlib
import functools
import gc
import gzip
import html
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import folium
from folium.plugins import MarkerCluster
from playwright.sync_api import Browser, sync_playwright
from serving import BIN, environment, served

from portal.content.check import check
from portal.documents import AttractionDocument, RouteDocument, WayDocument
from portal.kernel.geo import decoded
from portal.maps import atlas

ROOT = Path(__file__).resolve().parent.parent
KIB = 1024
ROUNDS = 5
LEAST_SECONDS = 0.05  # a round of what takes a millisecond is many of them, as a publishing is
SLOWED = 4
NEEDED = {
    "leaflet.js", "leaflet.css", "jquery.min.js",
    "leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css",
}  # fmt: skip
FOREIGN = re.compile(
    r'(?P<before><(?:script src|link rel="stylesheet" href)=")https://[^"]*/(?P<name>[^"/]+)'
    r'(?P<after>"[^>]*>(?:</script>)?)'
)
NPM = ("jquery@3.7.1", "leaflet.markercluster@1.5.3")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WATCH = """
window.tasks = [];
const keep = (list) => tasks.push(...list.getEntries().map((entry) => entry.duration));
new PerformanceObserver(keep).observe({type: "longtask", buffered: true});
const painted = () => { window.first = performance.now(); };
const look = () => requestAnimationFrame(
  document.querySelector(".leaflet-marker-icon") ? () => requestAnimationFrame(painted) : look);
look();
"""


def main() -> None:
    found = check(ROOT / "content").documents
    places = [d for d in found.values() if isinstance(d, AttractionDocument) and d.point.position]
    routes = {key: d for (_, key), d in found.items() if isinstance(d, RouteDocument)}
    ways = {key: d for (_, key), d in found.items() if isinstance(d, WayDocument)}
    attractions = {key: d for (_, key), d in found.items() if isinstance(d, AttractionDocument)}
    print(f"{len(places)} places, {len(routes)} routes, load before {os.getloadavg()[0]:.1f}\n")
    data = functools.partial(atlas.explore_data, attractions, routes, ways)
    build(places, data)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        draw(Path(folder), places, routes, ways)


def build(places: list[AttractionDocument], data: Callable[[], object]) -> None:
    """Median milliseconds and bytes of each way to make the map, each in turn."""
    variants: dict[str, Callable[[], bytes]] = {
        "Folium: marker, pop-up, tooltip, icon": lambda: everything(places).encode(),
        "Folium: marker and pop-up": lambda: naive(places).encode(),
        "Folium: clustered": lambda: naive(places, is_clustered=True).encode(),
        "ours: the fragment": lambda: atlas.render("map_explore", {"kind": "explore", "base": "x", "data": "x"}),
        "ours: its data, lines included": lambda: json.dumps(data(), separators=(",", ":")).encode(),
    }
    times: dict[str, list[float]] = {name: [] for name in variants}
    sizes = {}
    for _ in range(ROUNDS):
        for name, make in variants.items():
            gc.collect()  # so that nobody pays for what another left behind
            count, began = 0, time.perf_counter()
            while (passed := time.perf_counter() - began) < LEAST_SECONDS or not count:
                body, count = make(), count + 1
            times[name].append(passed / count * 1000)
            sizes[name] = (len(body), len(gzip.compress(body, 9)))
    ours, file = "ours: the fragment", "ours: its data, lines included"
    print(f"{'building 640 places':<42}{'ms':>9}{'KiB':>9}{'gzip':>8}{'× slower':>11}{'× larger':>10}{'with data':>11}")
    for name, runs in times.items():
        ms, (raw, packed) = statistics.median(runs), sizes[name]
        ratios = ""
        if name.startswith("Folium"):
            slower = statistics.median(a / b for a, b in zip(runs, times[ours], strict=True))
            ratios = f"{slower:>10.0f}×{raw / sizes[ours][0]:>9.0f}×{raw / (sizes[ours][0] + sizes[file][0]):>10.1f}×"
        print(f"{name:<42}{ms:>9.1f}{raw / KIB:>9.1f}{packed / KIB:>8.1f}{ratios}")


def popup(place: AttractionDocument) -> str:
    name = html.escape(place.name["zh"])
    return f'<p><b>{name}</b></p><p>{place.area}</p><a href="/zh/attractions/x/">打开页面</a>'


def naive(places: list[AttractionDocument], *, is_clustered: bool = False) -> str:
    document = folium.Map(location=[41.75, 123.4], zoom_start=8, tiles=None, maxZoom=18)
    target = MarkerCluster().add_to(document) if is_clustered else document
    for place in places:
        folium.Marker([place.point.lat, place.point.lon], popup=folium.Popup(popup(place))).add_to(target)
    return str(document.get_root().render())


def everything(places: list[AttractionDocument]) -> str:
    document = folium.Map(location=[41.75, 123.4], zoom_start=8, tiles=None)
    for place in places:
        folium.Marker(
            [place.point.lat, place.point.lon],
            popup=folium.Popup(popup(place)),
            tooltip=place.name["zh"],
            icon=folium.Icon(color="green"),
        ).add_to(document)
    return str(document.get_root().render())


def plain(places: list[AttractionDocument], routes: dict[str, RouteDocument], ways: dict[str, WayDocument]) -> str:
    """A page as one writes it by hand: Leaflet, every marker with its pop-up, every line, the data inside."""
    points = [[p.point.lat, p.point.lon, popup(p)] for p in places]
    lines = [[list(point) for leg in ways[key].legs for point in decoded(leg.line)] for key in routes if key in ways]
    return (
        '<!doctype html><html lang="zh"><title>x</title><link rel="stylesheet" href="leaflet.css">'
        '<div id="map" style="height:600px"></div><script src="leaflet.js"></script><script>'
        'const map = L.map("map", {preferCanvas: true}).setView([41.75, 123.4], 8);'
        f"for (const line of {json.dumps(lines)}) L.polyline(line).addTo(map);"
        f"for (const [lat, lon, text] of {json.dumps(points, ensure_ascii=False)})"
        " L.marker([lat, lon]).addTo(map).bindPopup(text);</script></html>"
    )


def draw(
    folder: Path, places: list[AttractionDocument], routes: dict[str, RouteDocument], ways: dict[str, WayDocument]
) -> None:
    """What a reader waits for, and what travels, page by page in turn."""
    site = folder / "site"
    site.mkdir()
    install(folder, site)
    (site / "plain.html").write_text(plain(places, routes, ways), encoding="utf-8")
    for name, is_clustered in (("naive.html", False), ("clustered.html", True)):
        (site / name).write_text(local(naive(places, is_clustered=is_clustered)), encoding="utf-8")
    env = environment(folder)
    subprocess.run([BIN / "portal", "content", "load"], env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    route = max(routes, key=lambda key: len(list(routes[key].stops())))
    with served(["portal", "serve", "--workers", "1"], env, folder) as ours, files(site) as theirs:
        pages = {
            "Folium: marker and pop-up": f"{theirs}/naive.html",
            "Folium: clustered": f"{theirs}/clustered.html",
            "plain Leaflet, with the lines": f"{theirs}/plain.html",
            "ours: explore, 640 and 108 lines": f"{ours}/zh/map/",
            f"ours: a route of {len(list(routes[route].stops()))} stops": f"{ours}/zh/routes/{route}/",
        }
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for _ in range(ROUNDS):
                for name, address in pages.items():
                    seen[name].append(visit(browser, address))
            browser.close()
    title = f"a first visit, processor {SLOWED}× slower"
    print(f"\n{title:<42}{'first marker':>13}{'longest task':>14}{'page KiB':>10}{'map KiB':>9}{'requests':>10}")
    for name, visits in seen.items():
        middle = {key: statistics.median(v[key] for v in visits) for key in visits[0]}
        print(
            f"{name:<42}{middle['first']:>10.0f} ms{middle['task']:>11.0f} ms{middle['all'] / KIB:>10.1f}"
            f"{middle['map'] / KIB:>9.1f}{middle['requests']:>10.0f}"
        )
    print(
        "map KiB: scripts, styles of Leaflet, data and tiles, as they travel; Folium's and the plain page are map alone"
    )


def visit(browser: Browser, address: str) -> dict[str, float]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}
    client.on("Network.requestWillBeSent", lambda e: asked.__setitem__(e["requestId"], e["request"]["url"]))
    client.on("Network.loadingFinished", lambda e: sizes.__setitem__(e["requestId"], e["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("window.first")
    result = {
        "first": page.evaluate("window.first"),
        "task": page.evaluate("Math.max(0, ...window.tasks)"),
        "all": sum(sizes.values()),
        "map": sum(size for request, size in sizes.items() if is_of_map(asked[request])),
        "requests": float(len(sizes)),
    }
    context.close()
    return result


def is_of_map(address: str) -> bool:
    """Whether a file travels for the map: of ours Leaflet, scripts, data and tiles; of the others the whole page."""
    ours = ("/vendor/", "/maps/", "/assets/site-")
    return ("/static/" not in address and "/zh/" not in address and "/assets/" not in address) or (
        any(part in address for part in ours) and not ("/assets/" in address and address.endswith(".css"))
    )


def install(folder: Path, site: Path) -> None:
    """The files that the pages of the others need, from npm and from our own vendored copies."""
    npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", *NPM]
    subprocess.run(npm, cwd=folder, check=True)
    modules, ours = folder / "node_modules", ROOT / "static" / "vendor" / "leaflet-1.9.4"
    cluster = modules / "leaflet.markercluster" / "dist"
    for source in (
        ours / "leaflet.js", ours / "leaflet.css", modules / "jquery" / "dist" / "jquery.min.js",
        cluster / "leaflet.markercluster.js", cluster / "MarkerCluster.css", cluster / "MarkerCluster.Default.css",
    ):  # fmt: skip
        (site / source.name).write_bytes(source.read_bytes())


def local(page: str) -> str:
    """A Folium page with its foreign files replaced by those beside it; what is only decoration is left out."""

    def beside(found: re.Match[str]) -> str:
        name = found["name"].replace("jquery-3.7.1.min.js", "jquery.min.js")
        return f"{found['before']}{name}{found['after']}" if name in NEEDED else ""

    return FOREIGN.sub(beside, page)


@contextlib.contextmanager
def files(folder: Path) -> Iterator[str]:
    """A plain server of files, compressing nothing, as most people's is not set up to."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
