"""The maps, as a tourist meets them: they draw, they agree with the lists beside them, and names are only text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import READY, Visit, watch
from browser.kinds import LANGS

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
    page.locator(".leaflet-popup-content").get_by_role("link", name="Open the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_pointing_at_a_marker_lights_its_stop(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("route of several days", "en"))
    page.wait_for_selector(READY)
    page.locator(".map-pin").last.focus()
    expect(page.locator(".stop.is-lit .stop-number")).to_have_text(page.locator(".map-pin").last.inner_text())


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


def agreed(page: Page) -> int:
    """Wait until map and list show the same number of places, and say how many."""
    page.wait_for_selector("#found:not([aria-busy])")
    assert places_on(page) == places_in_list(page)
    return places_on(page)


def test_the_explore_map_follows_each_choice_without_a_new_page_and_says_how_much_it_found(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/")
    page.wait_for_selector(READY)
    page.evaluate("window.isStillHere = true")
    seen = [agreed(page)]
    for label, value in (("Season", "winter"), ("Area", "benxi")):
        before = page.locator("#map-total").inner_text()
        page.get_by_label(label, exact=True).select_option(value)
        expect(page.locator("#map-total")).not_to_have_text(before)
        seen.append(agreed(page))
    assert page.url.endswith("/en/map/?season=winter&area=benxi")
    assert page.evaluate("window.isStillHere")
    assert seen[0] > 600
    assert seen[0] > seen[1] > seen[2] > 0


def test_every_state_of_the_explore_map_is_an_address_that_one_can_go_back_from(tourist: Tourist) -> None:
    page = tourist("zh")
    page.goto("/zh/map/")
    page.wait_for_selector(READY)
    everything = page.locator("#map-total").inner_text()
    page.get_by_label("主题", exact=True).select_option(index=3)
    expect(page.locator("#map-total")).not_to_have_text(everything)
    narrowed, there = page.locator("#map-total").inner_text(), page.url
    page.go_back()
    expect(page.locator("#map-total")).to_have_text(everything)
    expect(page.get_by_label("主题", exact=True)).to_have_value("")
    page.goto(there)
    page.wait_for_selector(READY)
    expect(page.locator("#map-total")).to_have_text(narrowed)
    assert agreed(page) > 0


def test_the_map_offers_to_search_here_once_it_was_moved_and_not_before(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?area=benxi")
    page.wait_for_selector(READY)
    offer = page.get_by_role("button", name="Search this part of the map")
    expect(offer).to_be_hidden()
    before = agreed(page)
    page.locator(".map").focus()
    for _ in range(3):
        page.keyboard.press("+")
        expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    offer.click()
    page.wait_for_url("**/map/?area=benxi&bbox=*")
    expect(offer).to_be_hidden()
    assert 0 < agreed(page) < before
    page.get_by_role("link", name="in a part of the map").click()
    page.wait_for_url("**/map/?area=benxi")
    assert agreed(page) == before


def test_narrowing_by_keyboard_keeps_the_focus_and_the_language_link_follows(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?season=winter&area=fuxin")
    page.wait_for_selector(READY)
    page.get_by_role("link", name="Clear all").press("Enter")
    page.wait_for_url("**/en/map/")
    expect(page.locator("#found")).to_be_focused()
    page.get_by_label("Season", exact=True).select_option("summer")
    page.wait_for_url("**/map/?season=summer")
    expect(page.get_by_role("link", name="中文")).to_have_attribute("href", "/zh/map/?season=summer")


def test_tab_leads_through_the_explore_map_to_its_list(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?season=winter&area=shenfu")
    page.wait_for_selector(READY)
    page.locator(".map").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        where = page.evaluate("[document.activeElement.tagName, !!document.activeElement.closest('#found')]")
        assert where[0] not in ("BODY", "path")
        if where[1]:
            return
    raise AssertionError("Tab does not lead to the list")


def test_a_route_in_the_list_lights_its_line(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?season=winter&area=fuxin")
    page.wait_for_selector(READY)
    first = page.locator("[data-route]").first
    first.locator("a").focus()
    expect(first).to_have_class("is-lit")


def test_where_am_i_is_asked_only_on_a_click_and_answered_in_words(tourist: Tourist) -> None:
    page = tourist("en")
    page.add_init_script(
        "window.asked = 0; const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);"
        "navigator.geolocation.getCurrentPosition = (...all) => { window.asked += 1; real(...all); };"
    )
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 41.8, "longitude": 123.43, "accuracy": 40})
    page.goto("/en/map/")
    page.wait_for_selector(READY)
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Where am I").click()
    expect(page.locator(".map-status")).to_have_text("You are here, give or take 40 m.")
    assert page.evaluate("window.asked") == 1


def test_somebody_far_away_is_told_so_and_the_map_stays(tourist: Tourist) -> None:
    page = tourist("en")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 39.9, "longitude": 116.4, "accuracy": 40})
    page.goto("/en/map/?area=fuxin")
    page.wait_for_selector(READY)
    shown = agreed(page)
    page.get_by_role("button", name="Where am I").click()
    expect(page.locator(".map-status")).to_have_text("You are outside of the region of this map.")
    assert agreed(page) == shown


def test_a_position_that_may_not_be_asked_is_said_and_nothing_breaks(tourist: Tourist) -> None:
    page = tourist("zh")
    page.goto("/zh/map/?area=fuxin")
    page.wait_for_selector(READY)
    page.get_by_role("button", name="我在哪里").click()
    expect(page.locator(".map-status")).to_have_text("浏览器不知道你的位置，或未获准查询。")


def test_the_map_fills_the_whole_screen_and_comes_back(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("route of several days", "en"))
    page.wait_for_selector(READY)
    button = page.get_by_role("button", name="The whole screen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.fullscreenElement?.classList.contains('map')")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_the_wheel_scrolls_the_page_over_a_map_until_somebody_means_the_map(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?area=fuxin")
    page.wait_for_selector(READY)
    head, scale, hint = (page.locator(name) for name in ("h1", ".leaflet-control-scale-line", ".map-hint"))
    far = scale.inner_text()
    box = page.locator(".map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.wheel(0, 300)
    expect(head).not_to_be_in_viewport()
    expect(hint).to_contain_text("Hold Ctrl")
    page.mouse.wheel(0, -300)
    expect(head).to_be_in_viewport()
    expect(scale).to_have_text(far)

    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    expect(scale).not_to_have_text(far)
    page.keyboard.up("Control")
    expect(hint).to_have_text("")

    near = scale.inner_text()
    page.mouse.click(box["x"] + box["width"] - 20, box["y"] + 40)
    page.mouse.wheel(0, 480)
    expect(scale).not_to_have_text(near)
    expect(head).to_be_in_viewport()


def test_one_can_skip_the_map_by_keyboard(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/map/?area=fuxin")
    page.wait_for_selector(READY)
    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_focused()


def test_the_line_of_a_route_is_solid_where_the_road_is_known_and_dashed_where_it_is_not(
    tourist: Tourist, address: Address
) -> None:
    page = tourist("en")
    page.goto(address("route of several days", "en"))
    page.wait_for_selector(READY)
    ways = page.locator(".stop-way:not(:has(.unknown))")
    schematic = ways.filter(has_text="road not known").count()
    dashes = [line.get_attribute("stroke-dasharray") for line in page.locator("path.map-way").all()]
    assert len(dashes) >= ways.count()
    assert dashes.count("7 8") >= schematic > 0  # the piece between a road and a place off it is dashed too
    assert None in dashes
    sample, entry = (page.locator(f".map-legend li{inner}").first.bounding_box() for inner in (" svg", ""))
    assert sample
    assert entry
    assert sample["y"] + sample["height"] / 2 == pytest.approx(entry["y"] + entry["height"] / 2, abs=3)  # on its line


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
