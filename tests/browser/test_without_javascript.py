"""Everything is reachable with scripts off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.kinds import LANGS

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]


@pytest.fixture
def plain(tourist: Tourist) -> Callable[[str], Page]:
    """A visitor whose browser runs no script."""
    return lambda lang: tourist(lang, width=375, java_script_enabled=False)


@pytest.mark.parametrize(
    ("lang", "words", "button", "tab"),
    [("zh", "千山", "搜索", "线路"), ("en", "Qianshan temples", "Search", "Routes")],
)
def test_one_gets_from_home_by_search_to_a_route(
    plain: Callable[[str], Page], lang: str, words: str, button: str, tab: str
) -> None:
    page = plain(lang)
    page.goto(f"/{lang}/")
    page.locator("main input[type=search]").fill(words)
    page.locator("main form").get_by_role("button", name=button).click()
    page.locator(".tabs a", has_text=tab).click()
    link = page.locator(".result-title a[href*='/routes/']").first
    title = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".stop-name a").first).to_be_visible()


def option(page: Page, facet: str, text: str) -> Locator:
    """A choice of the list's filters, its group opened."""
    group = page.locator(".facet", has=page.locator("summary", has_text=facet))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    return group.locator(".option", has_text=text)


def test_the_list_of_routes_is_narrowed_and_widened_by_links(plain: Callable[[str], Page]) -> None:
    page = plain("en")
    page.goto("/en/routes/")
    all_of_them = page.locator(".total").inner_text()
    winter = option(page, "Season", "Winter")
    count = winter.locator(".count").inner_text()
    winter.click()
    expect(page.locator(".total")).to_have_text(f"{count} routes")
    assert {card.get_attribute("data-season") for card in page.locator("main .card").all()} == {"winter"}
    shenyang = option(page, "Area", "Shenyang")
    both = shenyang.locator(".count").inner_text()
    shenyang.click()
    expect(page.locator("main .card")).to_have_count(int(both))
    page.locator(".chip.is-chosen", has_text="Winter").click()
    page.locator(".chip.is-chosen", has_text="Shenyang").click()
    expect(page.locator(".total")).to_have_text(all_of_them)


@pytest.mark.parametrize("lang", LANGS)
def test_a_route_says_every_stop_and_shows_its_line_where_the_map_would_be(
    plain: Callable[[str], Page], address: Address, lang: str
) -> None:
    page = plain(lang)
    page.goto(address("route of several days", lang))
    numbers = page.locator(".stop-number").all_text_contents()
    assert numbers == [str(n + 1) for n in range(len(numbers))]
    assert len(numbers) > 4
    assert all(link.is_visible() for link in page.locator(".stop-name a").all())
    assert drawn(page) > 0


def test_the_explore_map_lists_what_it_would_show(plain: Callable[[str], Page]) -> None:
    page = plain("zh")
    page.goto("/zh/map/?season=winter")
    count = page.locator("section[aria-labelledby=places] li").count()
    expect(page.locator("#places")).to_contain_text(str(count))
    assert drawn(page) > 0


def test_an_attraction_shows_where_it_lies(plain: Callable[[str], Page], address: Address) -> None:
    page = plain("en")
    page.goto(address("attraction", "en"))
    assert drawn(page) > 0


def drawn(page: Page) -> int:
    """How wide the picture is that stands where the map would be."""
    picture = page.locator(".map img")
    expect(picture).to_be_visible()
    return int(picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)"))


def test_the_calendar_turns_its_pages(plain: Callable[[str], Page], address: Address) -> None:
    page = plain("en")
    page.goto(address("calendar", "en"))
    month = page.locator("h1").inner_text()
    page.get_by_role("link", name="Month after").click()
    expect(page.locator("h1")).not_to_have_text(month)
    page.get_by_role("link", name="Month before").click()
    expect(page.locator("h1")).to_have_text(month)
    assert page.locator("table.calendar a").count() > 0


def test_one_changes_the_language_and_stays_on_the_page(plain: Callable[[str], Page], address: Address) -> None:
    page = plain("zh")
    page.goto(address("routes, filtered", "zh"))
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(address("routes, filtered", "en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
