"""What a first visit to a route page costs, and what it leaves behind."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

from browser.conftest import READY

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]
KIB = 1024
BEFORE_THE_MAP_MAX = 100 * KIB
IN_ALL_MAX = 400 * KIB
TRANSFERRED = """performance.getEntriesByType("resource").filter((r) => r.transferSize > 0).map((r) => r.name)"""


def test_a_first_visit_to_a_route_is_light_and_leaves_nothing_behind(
    tourist: Tourist, address: Address, home: str
) -> None:
    page = tourist("zh")
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108  Playwright marks its listeners, and a built-in cannot be
    page.goto(address("route of several days", "zh"))
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")
    sizes = {request.url: request.sizes()["responseBodySize"] for request in asked}
    kinds = {request.url: request.resource_type for request in asked}
    before_the_map = sum(
        size for url, size in sizes.items() if kinds[url] in ("document", "stylesheet") and "leaflet" not in url
    )
    assert 0 < before_the_map <= BEFORE_THE_MAP_MAX
    assert sum(sizes.values()) <= IN_ALL_MAX, sizes
    assert {urlsplit(url).netloc for url in sizes} == {urlsplit(home).netloc}
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_second_page_asks_again_for_nothing_that_it_has(tourist: Tourist, address: Address) -> None:
    page = tourist("zh")
    page.goto(address("route of several days", "zh"))
    page.wait_for_selector(READY)
    page.goto(address("route", "zh"))
    page.wait_for_selector(READY)
    again = page.evaluate(TRANSFERRED)
    # Of the basemap Chromium keeps what it can: ranges asked for at the same time do not all reach its cache.
    assert [url for url in again if "/static/" in url or "/assets/" in url] == []
    assert [url for url in again if "/maps/" in url] != []
