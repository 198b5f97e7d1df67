"""Those who want no motion get none; a printed route is a leaflet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import READY

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]
MOVING = """() => {
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  const moves = (e) => {
    const style = getComputedStyle(e);
    return lasts(style.transitionDuration) || lasts(style.animationDuration) || style.scrollBehavior === "smooth";
  };
  return [...document.querySelectorAll("*")].filter(moves).map((e) => e.outerHTML.slice(0, 100));
}"""
"""The elements that would move when something about them changes."""


@pytest.mark.parametrize("kind", ["home", "routes", "route", "map"])
def test_nothing_moves_for_those_who_asked_for_that(tourist: Tourist, address: Address, kind: str) -> None:
    page = tourist("zh", reduced_motion="reduce")
    page.goto(address(kind, "zh"))
    if page.locator(".map").count():
        page.wait_for_selector(READY)
        page.locator(".leaflet-control-zoom-in").click()
    assert page.evaluate(MOVING) == []


def test_something_does_move_for_the_others(tourist: Tourist) -> None:
    page = tourist("zh", reduced_motion="no-preference")
    page.goto("/zh/")
    assert page.evaluate(MOVING) != []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_printed_route_is_its_stops_without_the_furniture(tourist: Tourist, address: Address, lang: str) -> None:
    page = tourist(lang)
    page.goto(address("route of several days", lang))
    page.emulate_media(media="print")
    for furniture in (".header-search", ".menu", ".languages", ".crumbs", ".turn", ".footer nav", ".skip"):
        expect(page.locator(furniture).first).to_be_hidden()
    assert all(stop.is_visible() for stop in page.locator(".stop").all())
    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator(".brand-name")).to_be_visible()


def test_on_paper_the_map_is_its_picture_which_the_screen_does_not_load(tourist: Tourist, address: Address) -> None:
    page = tourist("zh")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address("attraction", "zh"))
    page.wait_for_selector(READY)
    pictures = [url for url in asked if url.endswith(f"{address('attraction', 'zh').strip('/')}.svg")]
    page.emulate_media(media="print")
    picture = page.locator(".map-print")
    expect(picture).to_be_visible()
    assert pictures == []
    assert (
        picture.evaluate(
            "(image) => { image.loading = 'eager'; return image.decode().then(() => image.naturalWidth); }"
        )
        > 0
    )


def test_print_is_dark_on_white_even_in_the_dark(tourist: Tourist, address: Address) -> None:
    page = tourist("zh", color_scheme="dark")
    page.goto(address("route", "zh"))
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_a_printed_route_fits_three_sheets(tourist: Tourist, address: Address) -> None:
    page = tourist("zh")
    page.goto(address("route of several days", "zh"))
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 1 <= sheets <= 4
