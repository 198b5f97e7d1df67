"""A real Chromium before the real content: a server in a thread, with the clock of the other tests."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import SITES, made
from desk import PASSWORD, make_person
from flask import Flask
from furnishing import HOSTILE, furnished
from oracle import ask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from tiles import Tiles, providing
from werkzeug.serving import WSGIRequestHandler, make_server

from browser.kinds import KINDS, LANGS, MAPPED, addresses
from portal.app import create_app
from portal.kernel.geo import Point

PALACE = Point(41.7966, 123.4506)
"""Of tests/content/good."""

READY = ".map[data-ready=true]"
WIDTHS_PX = (1280, 375, 320)
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The same engine in each; the first draws no toolbar around a page that nobody sees, and takes half the time."""

FLAGS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder drives a browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as the production server does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None: ...


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Flask], str]]:
    """A function that serves an application on a free port of this machine, and says where."""
    running = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def workshop(real: Any) -> Flask:
    """The real site once more, over the same folders, with /-/patterns."""
    settings = real.settings.model_copy(update={"development": True})
    return create_app(settings, clock=real.app.extensions["portal.clock"])


@pytest.fixture(scope="session")
def home(serve: Callable[[Flask], str], workshop: Flask) -> str:
    """Where the real site is served: http://127.0.0.1:…"""
    return serve(workshop)


@pytest.fixture(scope="session")
def hostile_home(serve: Callable[[Flask], str], hostile: Any) -> str:
    """Where the site is served whose every text tries to break out."""
    return serve(hostile.app)


@pytest.fixture(scope="session")
def provider() -> Iterator[Tiles]:
    """A tile provider that paints a cross where gcoord has the palace: "gcj02", "wgs84"."""
    with providing({"gcj02": ask([PALACE])["gcoord gcj02"][0], "wgs84": PALACE}) as tiles:
        yield tiles


@pytest.fixture(scope="session")
def tiled(serve: Callable[[Flask], str], make_site: Callable[..., Any], provider: Tiles) -> Callable[[str], str]:
    """A function from what the provider paints, and the datum that a site believes it to be in, to that site's home."""
    choices = [
        ("gcj02", "GCJ-02"),
        ("wgs84", "WGS-84"),
        ("gcj02", "WGS-84"),
        ("refused", "GCJ-02"),
        ("silent", "GCJ-02"),
    ]
    homes = {
        (name, datum): serve(
            make_site(SITES / "good", tiles=provider.template(name), tiles_datum=datum, map_approval="GS(2099)1号").app
        )
        for name, datum in choices
    }
    return lambda name, datum="GCJ-02": homes[name, datum]


@pytest.fixture(scope="session")
def address(real: Any) -> Callable[[str, str], str]:
    """A function from kind and language to an address of that kind."""
    known = addresses(real.shelf)
    assert set(known) == set(KINDS)
    return lambda kind, lang: known[kind].format(lang=lang)


@pytest.fixture(scope="session")
def desk_home(serve: Callable[[Flask], str], make_site: Callable[..., Any]) -> tuple[str, dict[str, Any]]:
    """Where a small site's desk is served, and a coordinator for each language."""
    site = make_site(SITES / "good", password_memory=1024)
    people = {
        lang: make_person(site, name, {"alliance": "coordinator"}, lang=lang)
        for lang, name in (("zh", "张"), ("en", "Ann"))
    }
    return serve(site.app), people


@pytest.fixture(scope="package")
def writing_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site at whose desk wang@ (who reads Chinese) and li@ (English) edit."""
    folder = tmp_path_factory.mktemp("writing-room")
    site = made(folder, SITES / "good")
    roles = {"shenyang": "editor", "benxi": "editor"}
    make_person(site, "王伟", roles, email="wang@bureau.example", lang="zh")
    make_person(site, "李娜", roles, email="li@bureau.example", lang="en")
    site.close()
    return folder


@pytest.fixture(scope="package")
def furnished_home(serve: Callable[[Flask], str], make_site: Callable[..., Any]) -> tuple[str, dict[str, str], Any]:
    """Where a desk in full use is served, the address of each of its pages, and a coordinator for each language."""
    return furnished_at(serve, make_site(SITES / "good"), "改过的话")


@pytest.fixture(scope="package")
def hostile_desk(serve: Callable[[Flask], str], make_site: Callable[..., Any]) -> tuple[str, dict[str, str], Any]:
    """The same of a desk whose every text tries to break out."""
    return furnished_at(serve, make_site(SITES / "good"), HOSTILE)


def furnished_at(serve: Callable[[Flask], str], site: Any, word: str) -> tuple[str, dict[str, str], Any]:
    """Furnish a site's desk and serve it."""
    desk = furnished(site, word)
    return serve(site.app), desk.ways, {"zh": desk.writer.person.email, "en": desk.other.person.email}


@pytest.fixture(scope="package")
def alliance(make_site: Callable[..., Any]) -> dict[str, Path]:
    """The folders of a small site with the people of two bureaus: li@ and qian@ write for Shenyang, zhao@ reviews
    for it and sun@ for Benxi; the reviewers read Chinese.
    """
    site = make_site(SITES / "good")
    cast = {"li": ("editor", "en"), "qian": ("editor", "en"), "zhao": ("reviewer", "zh"), "sun": ("reviewer", "zh")}
    for name, (role, lang) in cast.items():
        bureau = "benxi" if name == "sun" else "shenyang"
        make_person(site, name, {bureau: role}, email=f"{name}@bureau.example", lang=lang)
    return {"DATA_DIR": site.settings.data_dir, "SEARCH_DIR": site.settings.search_dir, "CONTENT_DIR": SITES / "good"}


@pytest.fixture(scope="package")
def chromium(
    home: str,
    hostile_home: str,
    tiled: Any,
    address: Any,
    writing_room: Path,
    desk_home: Any,
    furnished_home: Any,
    hostile_desk: Any,
    alliance: Any,
) -> Iterator[Browser]:
    """The browser, from the first test of this package to the last.

    Playwright keeps an event loop running in this thread, and then no application context can end in it
    (Flask-SQLAlchemy-Lite closes its sessions through asgiref): so the sites are made before, and pages come over HTTP.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "no Chromium: sh tests/need.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tourist(chromium: Browser, home: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a window of a new visitor: `tourist("en", width=375, java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def arrive(lang: str = "zh", *, width: int = 1280, base_url: str = home, **more: Any) -> Page:
        contexts.append(new_context(chromium, base_url, lang, width=width, **more))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()


def new_context(chromium: Browser, base_url: str, lang: str, *, width: int = 1280, **more: Any) -> BrowserContext:
    """A new visitor's browser, with a patience of ten seconds."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
    context = chromium.new_context(base_url=base_url, locale=locale, viewport={"width": width, "height": 900}, **more)
    context.set_default_timeout(10_000)
    return context


def sign_in(page: Page, email: str) -> Page:
    """The page, after somebody has signed in on it."""
    page.goto("/desk/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/")
    return page


@contextmanager
def windows(chromium: Browser, home: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a window in which somebody is signed in: `arrive("li@bureau.example", "en", width=375)`."""
    contexts = []

    def arrive(email: str, lang: str = "en", **more: Any) -> Page:
        contexts.append(new_context(chromium, home, lang, **more))
        return sign_in(contexts[-1].new_page(), email)

    yield arrive
    for context in contexts:
        context.close()


@dataclass
class Visit:
    """What there was to see on one page, light, and what went on behind it."""

    status: int = 0
    barriers: list[str] = field(default_factory=list)
    overflow: dict[int, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture(scope="package")
def visit(chromium: Browser, home: str, address: Callable[[str, str], str]) -> Iterator[Callable[[str, str], Visit]]:
    """A function that walks to a kind of page once and remembers what it saw."""
    contexts = {lang: new_context(chromium, home, lang) for lang in LANGS}
    seen: dict[tuple[str, str], Visit] = {}

    def walk(kind: str, lang: str) -> Visit:
        if (kind, lang) not in seen:
            pages = {each: contexts[each].new_page() for each in LANGS}
            visits = look_around({page: address(kind, each) for each, page in pages.items()}, has_map=kind in MAPPED)
            seen.update({(kind, each): found for each, found in zip(LANGS, visits, strict=True)})
            for page in pages.values():
                page.close()
        return seen[kind, lang]

    yield walk
    for context in contexts.values():
        context.close()


def look_around(pages: dict[Page, str], *, has_map: bool = False) -> list[Visit]:
    """Open an address in each page, wait for its map, and note everything that the tests ask about."""
    visits = [Visit() for _ in pages]
    for (page, path), visit in zip(pages.items(), visits, strict=True):
        watch(page, visit, path)
        answer = page.goto(path)
        visit.status = answer.status if answer else 0
        if has_map:
            page.wait_for_selector(READY)
            expect(page.locator(".map canvas").first).to_be_visible()
    for visit, found in zip(visits, all_barriers(list(pages)), strict=True):
        visit.barriers = found
    for page, visit in zip(pages, visits, strict=True):
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            visit.overflow[width] = too_wide(page) + broken(page)
    return visits


def watch(page: Page, visit: Visit, path: str = "") -> None:
    """Note what a page complains of, which requests failed, and whom it asked; `path` itself may be an error page."""
    console, failures = visit.complaints, visit.failures

    def on_request(request: Request) -> None:
        if not request.url.startswith("data:"):
            visit.hosts.add(urlsplit(request.url).netloc)

    def on_response(response: Response) -> None:
        if response.status >= 400 and not (path and response.url.endswith(path)):
            failures.append(f"{response.url}: {response.status}")

    def on_console(message: ConsoleMessage) -> None:
        is_own = bool(path) and message.location["url"].endswith(path) and "status of 4" in message.text
        # What the basemap says of a tile on its way when the page was left; any other reason is among the failures.
        is_left = message.text == "TypeError: Failed to fetch"
        # axe-core asks the frames of a page too, and a frame in a sandbox has no origin; our frames post to any.
        is_axe = message.text.startswith("Failed to execute 'postMessage'") and message.text.endswith("('null').")
        if message.type in ("error", "warning") and not (is_own or is_left or is_axe):
            console.append(message.text)

    def on_dialog(dialog: Dialog) -> None:
        console.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_failure(request: Request) -> None:
        # Aborted is what a lazy picture is called that was on its way when the page was closed or left.
        if request.failure != "net::ERR_ABORTED":
            failures.append(f"{request.url}: {request.failure}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("requestfailed", on_failure)
    page.on("pageerror", lambda error: console.append(str(error)))
    page.on("console", on_console)
    page.on("dialog", on_dialog)


def barriers(page: Page) -> list[str]:
    """What axe-core finds on the page, one line each."""
    return all_barriers([page])[0]


def all_barriers(pages: list[Page]) -> list[list[str]]:
    """The same for several pages, which look at the same time: it is half of what the whole package takes."""
    for page in pages:
        page.evaluate(AXE_SCRIPT)
        page.evaluate("(options) => { window.looking = axe.run(document, options); }", AXE)
    return [
        [
            f"{rule['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
            for rule in page.evaluate("window.looking")["violations"]
            for node in rule["nodes"]
        ]
        for page in pages
    ]


def too_wide(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; empty when it does not."""
    return list(
        page.evaluate(
            """() => {
              const wide = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= wide) return [];
              const isOut = (e) => e.getBoundingClientRect().right > wide + 1;
              const out = [...document.body.querySelectorAll("*")].filter(isOut);
              return ["the page", ...out.slice(0, 9).map((e) => e.outerHTML.slice(0, 120))];
            }"""
        )
    )


def broken(page: Page) -> list[str]:
    """The days and dates that go on in a second line."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("th abbr, dt time")]
              .filter((e) => e.getClientRects().length > 1).map((e) => e.outerHTML)"""
        )
    )
