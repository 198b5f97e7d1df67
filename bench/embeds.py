"""What a frame costs the reader of a partner's page: bytes and requests as they travel, and time, in real Chromium.

`make bench-embeds`. The production command serves the repository's content; a page of another origin holds the frames,
each in the sandbox of the copied line. Empty cache, loopback, the processor slowed four times. *ready* is when the map
is drawn (of all frames that load), for a list when it is loaded. The last rows are ten frames below each other, with
`loading="lazy"` as the copied line has it and without. See README.md.
"""

import functools
import shutil
import subprocess
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, sync_playwright
from serving import BIN, environment, served

from portal.content.check import check

ROOT = Path(__file__).resolve().parent.parent
KIB = 1024
ROUNDS = 5
SLOWED = 4
SETTLED_MS = 700
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def main() -> None:
    routes = sorted(key for kind, key in check(ROOT / "content").documents if kind == "route")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        env = environment(Path(folder))
        for words in (["content", "load"], ["maps", "build"]):
            subprocess.run([BIN / "portal", *words], env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with served(["portal", "serve", "--workers", "2"], env, folder) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            report(browser, site, routes, Path(folder) / "partner")
            browser.close()


def report(browser: Browser, site: str, routes: list[str], folder: Path) -> None:
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    partner = f"http://localhost:{server.server_port}/"
    route = f"{site}/embed/v1/routes/{routes[0]}?lang=en"
    ten = [f"{site}/embed/v1/routes/{key}?lang=en" for key in routes[:10]]
    rows = {
        "route, map and list": [route],
        "route, list": [f"{route}&view=list"],
        "map of a season": [f"{site}/embed/v1/map?lang=en&season=winter"],
        "map of everything": [f"{site}/embed/v1/map?lang=en"],
        "calendar": [f"{site}/embed/v1/calendar?lang=en"],
        "ten routes": ten,
        "ten routes, all at once": ten,
    }
    print(f"median of {ROUNDS} visits\n{'':<34}{'KiB':>8}{'requests':>10}{'ready ms':>10}")
    for name, addresses in rows.items():
        lazy = "at once" not in name
        (folder / "index.html").write_text(page_of(addresses, lazy=lazy), encoding="utf-8")
        show(name, [travelled(browser, partner, urlsplit(site).netloc) for _ in range(ROUNDS)])
    page = f"{site}/en/routes/{routes[0]}/"
    show("the site's page of that route", [travelled(browser, page, urlsplit(site).netloc) for _ in range(ROUNDS)])
    server.shutdown()


def show(name: str, found: list[tuple[int, int, float]]) -> None:
    size, requests, ready = (median(column) for column in zip(*found, strict=True))
    print(f"{name:<34}{size / KIB:>8.0f}{requests:>10.0f}{ready:>10.0f}")


def page_of(addresses: list[str], *, lazy: bool) -> str:
    """A partner's page with these frames; it is not counted itself."""
    hint = " loading=lazy" if lazy else ""
    frames = "".join(
        f'<p>A hotel.</p><iframe sandbox="{SANDBOX}" src="{a}" title="x" width="100%" height="560"{hint}></iframe>'
        for a in addresses
    )
    return f"<!doctype html><title>x</title>{frames}"


def travelled(browser: Browser, address: str, host: str) -> tuple[int, int, float]:
    """Counted in each process: a frame of another site has one of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda r: sizes.append(_size(r)) if urlsplit(r.url).netloc == host else None)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    start = time.perf_counter()
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_function("document.readyState === 'complete'")
    for frame in page.frames:
        if urlsplit(frame.url).netloc == host:
            frame.wait_for_load_state("load")
            if frame.locator(".map").count():
                frame.wait_for_selector(".map[data-painted=true]")
    ready = (time.perf_counter() - start) * 1000
    page.wait_for_timeout(SETTLED_MS)  # a lazy frame that nobody comes near keeps the network from ever being idle
    context.close()
    return sum(sizes), len(sizes), ready


def _size(request: Request) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


if __name__ == "__main__":
    main()
