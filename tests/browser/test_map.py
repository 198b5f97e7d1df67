"""The maps, as a tourist meets them: they draw, they agree with the lists beside them, and names are only text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import READY, Visit, watch
from browser.kinds import LANGS, MAPPED

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]


def texts(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_text_contents()]


def places_on(page: Page) -> int:
    """How many places the explore map shows: its dots, and what its clusters count."""
    return page.locator(".map-dot").count() + sum(int(text) for text in texts(page, ".map-cluster"))


def places_in_list(page: Page) -> int:
    """How many places of the list beside it have a position."""
    return page.locator("section[aria-labelledby=places] li:not(:has(.unknown))").count()


@pytest.mark.parametrize("kind", sorted(MAPPED))
@pytest.mark.parametrize("lang", LANGS)
def test_a_map_is_drawn(tourist: Tourist, address: Address, kind: str, lang: str) -> None:
    page = tourist(lang)
    page.goto(address(kind, lang))
    page.wait_for_selector(READY)
    expect(page.locator(".map canvas").first).to_be_visible()
    expect(page.locator(".map-wait")).to_have_count(0)


@pytest.mark.parametrize("kind", ["route", "route of several days"])
def test_the_numbered_markers_are_the_stops_of_the_list(tourist: Tourist, address: Address, kind: str) -> None:
    page = tourist("en")
    page.goto(address(kind, "en"))
    page.wait_for_selector(READY)
    numbers, names = texts(page, ".stop-number"), texts(page, ".stop-name a")
    titles = [pin.get_attribute("title") for pin in page.locator(".map-pin").all()]
    assert titles == [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
    assert texts(page, ".map-pin") == numbers


def test_a_marker_opens_a_card_that_leads_to_the_place(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("route of several days", "en"))
    page.wait_for_selector(READY)
    name = texts(page, ".stop-name a")[0]
    page.locator(".map-pin").first.press("Enter")
    expect(page.locator(".leaflet-popup .map-name")).to_have_text(f"1 {name}")
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # the map slides until the card is whole
    page.locator(".leaflet-popup-content a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_pointing_at_a_stop_lights_its_marker(tourist: Tourist, address: Address) -> None:
    page = tourist("zh")
    page.goto(address("route of several days", "zh"))
    page.wait_for_selector(READY)
    page.locator("#stop-2").hover()
    expect(page.locator(".map-pin.is-lit")).to_have_text("2")
    page.locator("#stop-1 .stop-name a").focus()
    expect(page.locator(".map-pin.is-lit").first).to_have_text("1")


def test_the_map_of_an_attraction_has_it_in_its_middle(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("attraction", "en"))
    page.wait_for_selector(READY)
    here = page.locator(".map-dot.is-focus")
    expect(here).to_have_attribute("title", page.locator("h1").inner_text())
    dot, frame = here.bounding_box(), page.locator(".map").bounding_box()
    assert dot
    assert frame
    assert dot["x"] + dot["width"] / 2 == pytest.approx(frame["x"] + frame["width"] / 2, abs=3)
    assert dot["y"] + dot["height"] / 2 == pytest.approx(frame["y"] + frame["height"] / 2, abs=3)


def test_an_attraction_without_a_point_has_no_map_and_says_so(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("attraction without a point", "en"))
    expect(page.locator(".map")).to_have_count(0)
    expect(page.locator(".spine-map dd", has_text="not known").last).to_be_visible()


def test_the_explore_map_shows_as_many_places_as_its_list_after_each_filter(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/")
    seen = []
    for label, value in (("Season", ""), ("Season", "winter"), ("Area", "benxi")):
        page.get_by_label(label, exact=True).select_option(value)
        page.get_by_role("button", name="Show").click()
        page.wait_for_selector(READY)
        assert places_on(page) == places_in_list(page)
        seen.append(places_on(page))
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > 200
    assert seen[0] > seen[1] > seen[2] > 0


def test_a_theme_narrows_the_explore_map_too(tourist: Tourist, address: Address) -> None:
    theme = address("theme", "zh").split("/")[-2]
    page = tourist("zh")
    page.goto(f"/zh/map/?theme={theme}")
    page.wait_for_selector(READY)
    assert places_on(page) == places_in_list(page) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_names_that_try_to_break_out_are_only_text(tourist: Tourist, hostile_home: str, lang: str) -> None:
    page, seen = tourist(lang, base_url=hostile_home), Visit()
    watch(page, seen)
    page.goto(f"/{lang}/routes/route-one/")
    page.wait_for_selector(READY)
    pins = page.locator(".map-pin")
    for i in range(pins.count()):
        pins.nth(i).press("Enter")
        shown = page.locator(".leaflet-popup .map-name")
        expect(shown).to_have_text(pins.nth(i).get_attribute("title") or "")
        assert page.locator(".leaflet-popup-content :is(script, img, svg, x)").count() == 0
        page.keyboard.press("Escape")
        expect(shown).to_have_count(0)
    assert pins.count() > 0
    assert seen.complaints == []
    assert seen.hosts == {hostile_home.removeprefix("http://")}


@pytest.mark.parametrize("path", ["map/", "attractions/place-one/", "routes/?season=winter", "search/?q=script"])
def test_no_hostile_name_runs_anything_elsewhere(tourist: Tourist, hostile_home: str, path: str) -> None:
    page, seen = tourist("en", base_url=hostile_home), Visit()
    watch(page, seen)
    page.goto(f"/en/{path}")
    if page.locator(".map").count():
        page.wait_for_selector(READY)
    assert seen.complaints == []
    assert seen.hosts == {hostile_home.removeprefix("http://")}
