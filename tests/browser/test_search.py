"""Searching in a real browser: suggestions by mouse, keyboard and input method, chips, near me."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import barriers, too_wide
from browser.test_keyboard import tab_to

Tourist = Callable[..., Page]


def typed(page: Page, text: str, box: str = "#home-q") -> None:
    page.locator(box).press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()


@pytest.mark.parametrize(("lang", "words"), [("zh", "gugong"), ("zh", "故宫"), ("en", "imperial pal")])
def test_suggestions_appear_while_one_types(tourist: Tourist, lang: str, words: str) -> None:
    page = tourist(lang)
    page.goto(f"/{lang}/")
    typed(page, words)

    expect(page.get_by_role("option").first).to_contain_text("故宫" if lang == "zh" else "Imperial Palace")
    expect(page.locator("#home-q")).to_have_attribute("aria-expanded", "true")


def test_a_suggestion_is_chosen_by_keyboard_alone(tourist: Tourist) -> None:
    page = tourist("zh")
    page.goto("/zh/")
    tab_to(page, "#home-q")
    typed(page, "bxsd")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("本溪水洞")
    expect(page.locator("#home-q")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "none")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/attractions/benxi-water-cave/")


def test_escape_closes_the_suggestions_and_enter_searches(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/")
    typed(page, "water")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#home-q")).to_have_value("water")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=water")


def test_the_arrows_go_round_and_back_to_the_box(tourist: Tourist) -> None:
    page = tourist("en")
    page.goto("/en/")
    typed(page, "water")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)


def test_a_suggestion_is_chosen_by_pointing_at_it(tourist: Tourist) -> None:
    page = tourist("en", width=375)
    page.goto("/en/routes/")
    typed(page, "water cave", "#site-q")
    page.get_by_role("option", name="Benxi Water Cave").first.click()
    page.wait_for_url("**/en/attractions/benxi-water-cave/")


def test_what_an_input_method_is_still_composing_is_not_asked(tourist: Tourist) -> None:
    """As browsers report an input method: composition begins, letters come, the word is committed."""
    page = tourist("zh")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/suggest" in request.url else None)
    page.goto("/zh/")
    page.locator("#home-q").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "gu", "selectionStart": 2, "selectionEnd": 2})
    client.send("Input.imeSetComposition", {"text": "gu'gong", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_function("document.querySelector('#home-q').value.includes(\"gu'gong\")")
    client.send("Input.insertText", {"text": "故宫"})
    expect(page.get_by_role("listbox")).to_be_visible()

    assert asked
    assert all("gu" not in address.split("q=")[1] for address in asked)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_open_suggestions_have_no_barrier_and_fit_the_screen(tourist: Tourist, lang: str, width: int) -> None:
    page = tourist(lang, width=width)
    page.goto(f"/{lang}/")
    typed(page, "shen", "#site-q")

    assert barriers(page) == []
    assert too_wide(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("q", ["本溪 红叶 两天", "古宫", "沈阳北站附近", "qqxzzv", "冬捕"])
def test_every_kind_of_results_has_no_barrier_and_fits_a_phone(tourist: Tourist, lang: str, q: str) -> None:
    page = tourist(lang, width=375)
    page.goto(f"/{lang}/search/?q={q}")

    assert barriers(page) == []
    assert too_wide(page) == []


def test_a_chip_is_taken_off_by_keyboard(tourist: Tourist) -> None:
    page = tourist("zh")
    page.goto("/zh/search/?q=本溪 红叶 两天")
    tab_to(page, ".understood li:nth-child(3) a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("#site-q")).to_have_value("本溪 红叶")


def test_near_me_asks_only_when_clicked_and_rounds_what_it_learns(tourist: Tourist) -> None:
    page = tourist("en", geolocation={"latitude": 41.79612, "longitude": 123.44951}, permissions=["geolocation"])
    page.goto("/en/search/?q=park&kind=attraction")
    assert "near" not in page.url
    page.get_by_role("button", name="Near me first").click()
    page.wait_for_url("**near=41.80%2C123.45**")
    expect(page.locator(".result .card-mark").first).to_contain_text("km")
    page.get_by_role("link", name="forget my position").click()
    page.wait_for_url(lambda address: "near" not in address)


def test_without_a_position_the_button_says_so(tourist: Tourist) -> None:
    page = tourist("en", permissions=[])
    page.goto("/en/search/?q=park")
    page.get_by_role("button", name="Near me first").click()
    expect(page.get_by_text("Your position is not known to this browser.")).to_be_visible()


def test_a_box_works_with_scripts_off(tourist: Tourist) -> None:
    page = tourist("zh", java_script_enabled=False)
    page.goto("/zh/")
    page.locator("#home-q").fill("gugong")
    page.locator("#home-q").press("Enter")
    expect(page.locator(".result-title").first).to_have_text("沈阳故宫")
    expect(page.locator("[data-near]")).to_be_hidden()
