"""Places at the desk in a real browser: stops and points by keyboard, a circle on a phone, and no barrier."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import barriers, too_wide, windows

ROUTE, PLACE = "/desk/route/palace-and-tomb/", "/desk/attraction/fuling/"
PAGES = [
    "/desk/notice/quick/",
    "/desk/positions/",
    "/desk/find/attractions/?q=gugong",
    "/desk/clashes/?month=2026-12",
    "/desk/event/city-marathon/new-edition/",
    "/desk/event/city-marathon/legs/",
    "/desk/event/city-marathon/legs/2/",
    "/desk/notice/cave-closed/lift/",
]


@pytest.fixture
def clerk(chromium: Browser, desk_home: tuple[str, dict[str, Any]]) -> Any:
    """A function that opens a signed-in coordinator's window: `clerk("en", width=375)`."""
    home, people = desk_home
    with windows(chromium, home) as arrive:

        def sign_in(lang: str = "en", **more: Any) -> Page:
            page = arrive(people[lang].email, lang, **more)
            page.context.set_default_timeout(30_000)
            return page

        yield sign_in


def keys(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator("[name^='days.0.stops'][name$='.attraction']").all()]


def test_a_stop_is_found_added_moved_and_taken_back_by_keyboard(clerk: Callable[..., Page]) -> None:
    page = clerk()
    page.goto(ROUTE)
    page.wait_for_selector("#days-map[data-ready=true]")
    stops = page.locator("[data-day='days.0.stops'] .desk-stop-list > li")

    page.locator("[id='days.0-find']").focus()
    page.keyboard.type("baita")
    expect(page.locator(".desk-options [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(stops).to_have_count(3)
    page.locator("[value='up days.0.stops.2']").focus()
    page.keyboard.press("Enter")

    assert keys(page) == ["imperial-palace", "white-pagoda", "fuling"]
    expect(page.get_by_role("button", name="Undo")).to_have_text(["Undo: move White Pagoda"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert keys(page) == ["imperial-palace", "fuling"]


def test_a_name_that_no_place_has_chooses_none_and_the_map_follows_the_stops(clerk: Callable[..., Page]) -> None:
    page = clerk()
    page.goto(ROUTE)
    page.wait_for_selector("#days-map[data-ready=true]")
    box = page.locator("[id='days.0-find']")
    box.fill("本溪看雪")
    expect(page.locator(".desk-options").first).to_contain_text("No place of that name.")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Enter")
    assert len(keys(page)) == 2

    near = apart(page)
    page.locator("[role=option]", has_text="Guanmen").click()
    assert apart(page) < near
    expect(page.locator("[name='areas.1']")).to_have_value("benxi")
    expect(page.locator("[name='areas.1'] >> xpath=../label")).to_have_text("City or zone 2")
    expect(page.locator("[data-widened]")).to_have_text(
        "Added to the cities and zone, because a stop lies there: Benxi."
    )
    page.locator("[value='remove days.0.stops.2']").click()
    assert apart(page) == pytest.approx(near, abs=2)


def apart(page: Page) -> float:
    """How far the first two stops lie from each other on the map, in pixels: the less, the wider the view."""
    one, other = (page.locator("#days-map .map-pin").nth(n).bounding_box() for n in (0, 1))
    assert one
    assert other
    return abs(one["x"] - other["x"]) + abs(one["y"] - other["y"])


def test_a_point_is_placed_by_keys_and_by_click(clerk: Callable[..., Page]) -> None:
    page = clerk()
    page.goto(PLACE)
    page.wait_for_selector("#point-map[data-ready=true]")
    latitude = page.locator("[name='point.lat']")

    page.locator("#point-map .map-dot").focus()
    page.keyboard.press("ArrowUp")
    assert latitude.input_value() == "41.830100"
    page.locator("#point-map").click(position={"x": 300, "y": 100})
    expect(latitude).not_to_have_value("41.830100")
    page.get_by_role("button", name="Undo: move the mark").click()

    expect(latitude).to_have_value("41.8301")


def test_a_circle_on_a_phone_ticks_what_lies_inside(clerk: Callable[..., Page]) -> None:
    page = clerk("zh", width=375)
    page.goto("/desk/notice/quick/")
    page.locator("[data-circle] summary").click()
    page.wait_for_selector("#circle-map[data-ready=true]")

    page.fill("#lat", "41.8")
    page.fill("#lon", "123.5")
    page.fill("#km", "20")
    page.locator("#km").blur()

    expect(page.locator("[name=attractions]:checked")).to_have_count(3)
    page.fill("#km", "5")
    page.locator("#km").blur()
    expect(page.locator("[name=attractions]:checked")).to_have_count(1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_about_places_has_a_barrier_or_is_too_wide(clerk: Callable[..., Page], lang: str) -> None:
    page = clerk(lang, width=375)
    found = {}
    for address in PAGES:
        page.goto(address)
        found[address] = [*barriers(page), *too_wide(page)]

    assert not any(found.values()), found
