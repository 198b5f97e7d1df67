"""The keyboard alone is enough."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import READY
from browser.kinds import LANGS

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]
MANY_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


@pytest.mark.parametrize(("lang", "words"), [("zh", "跳到正文"), ("en", "Skip to the content")])
def test_the_first_tab_offers_to_skip_the_header(tourist: Tourist, lang: str, words: str) -> None:
    page = tourist(lang)
    page.goto(f"/{lang}/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text(words)
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_one_searches_from_home_by_typing_and_enter(tourist: Tourist) -> None:
    page = tourist("zh")
    page.goto("/zh/")
    tab_to(page, "#home-q")
    page.keyboard.type("水洞")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    expect(page.locator(".result-title").first).to_contain_text("水洞")
    tab_to(page, ".result-title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/*/*/")


def test_a_facet_is_opened_and_chosen_by_keyboard(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/routes/")
    tab_to(page, ".facet:nth-of-type(2) > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".facet:nth-of-type(2) .option")
    page.keyboard.press("Enter")
    page.wait_for_url("**/routes/?area=*")
    expect(page.locator(".chip.is-chosen")).to_have_count(1)


@pytest.mark.parametrize(("lang", "zoom_in", "zoom_out"), [("zh", "放大", "缩小"), ("en", "Zoom in", "Zoom out")])
def test_the_map_takes_the_focus_and_zooms_by_keys_and_by_named_buttons(
    tourist: Tourist, address: Address, lang: str, zoom_in: str, zoom_out: str
) -> None:
    page = tourist(lang, bypass_csp=True)  # Playwright's own wait for a condition needs eval
    page.goto(address("route of several days", lang))
    page.wait_for_selector(READY)
    tab_to(page, ".map")
    region = page.locator(".map")
    expect(region).to_have_attribute("aria-label", {"zh": "线路地图", "en": "Map of the route"}[lang])
    expect(region.get_by_role("button", name=zoom_out, exact=True)).to_be_visible()
    before = spread(page)
    region.get_by_role("button", name=zoom_in, exact=True).press("Enter")
    page.wait_for_function(f"(before) => {SPREAD} > before * 1.05", arg=before)
    page.wait_for_selector(".leaflet-zoom-anim", state="detached")
    region.focus()
    closer = spread(page)
    page.keyboard.press("-")
    page.wait_for_function(f"(closer) => {SPREAD} < closer / 1.05", arg=closer)


SPREAD = """(() => {
  const x = [...document.querySelectorAll(".map-pin")].map((pin) => pin.getBoundingClientRect());
  return Math.hypot(x[0].x - x.at(-1).x, x[0].y - x.at(-1).y);
})()"""
"""How far apart the first and the last marker are on the screen, which is what zooming changes."""


def spread(page: Page) -> float:
    return float(page.evaluate(SPREAD))


def test_a_marker_opens_its_card_and_gets_the_focus_back_when_it_is_closed(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("route", "en"))
    page.wait_for_selector(READY)
    tab_to(page, ".map-pin")
    name = page.locator(":focus").get_attribute("title")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup .map-name")).to_have_text(name or "")
    expect(page.locator(".leaflet-popup-content").get_by_role("link", name="Open the page")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator(":focus")).to_have_attribute("title", name or "")


@pytest.mark.parametrize("lang", LANGS)
def test_whatever_has_the_focus_shows_it(tourist: Tourist, lang: str) -> None:
    page = tourist(lang)
    page.goto(f"/{lang}/")
    for _ in range(14):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "((style) => [style.outlineStyle, style.outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML")
