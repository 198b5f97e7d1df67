"""A developer reads the API's documentation, opens the console in it and tries an address."""

from collections.abc import Callable

from playwright.sync_api import Page

from browser.conftest import Visit, barriers, too_wide, watch

Tourist = Callable[..., Page]
DOCS = "/api/v1/docs?lang=en"


def opened(page: Page) -> Page:
    page.goto(DOCS)
    page.get_by_role("button", name="Open the console").click()
    page.wait_for_selector("#swagger .opblock")
    return page


def test_the_console_comes_from_this_site_and_breaks_no_policy(tourist: Tourist, home: str) -> None:
    page, seen = tourist("en"), Visit()
    watch(page, seen)
    opened(page)

    assert seen.hosts == {home.removeprefix("http://")}
    assert seen.complaints == []
    assert seen.failures == []
    assert page.locator("#swagger .opblock").count() == 16


def test_an_address_can_be_tried(tourist: Tourist) -> None:
    page = opened(tourist("en"))
    page.locator("#operations-Words_that_filters_take-areas").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator("#swagger .live-responses-table .response-col_description")

    answer.get_by_text("route_count").first.wait_for()


def test_the_console_fits_a_phone(tourist: Tourist) -> None:
    assert too_wide(opened(tourist("en", width=375))) == []


def test_before_it_is_asked_for_nothing_large_is_loaded(tourist: Tourist) -> None:
    page = tourist("en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(DOCS)

    assert not any("swagger" in address for address in asked)
    assert page.locator("#swagger").inner_html() == ""


def test_an_operation_can_be_linked_to(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto(f"{DOCS}#changes")

    assert page.locator("#changes").get_attribute("open") is not None
    assert barriers(page) == []


def test_without_scripts_there_is_the_list_and_no_console(tourist: Tourist) -> None:
    page = tourist("en", java_script_enabled=False)
    page.goto(DOCS)

    assert page.locator("details").count() == 16
    assert not page.get_by_role("button", name="Open the console").is_visible()
