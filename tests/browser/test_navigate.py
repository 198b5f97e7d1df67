"""Navigate there, as a visitor with a telephone meets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.kinds import LANGS

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]
WORDS = {"zh": "导航去这里", "en": "Navigate there"}
HAND_PX = 44


@pytest.mark.parametrize("kind", ["route", "attraction"])
@pytest.mark.parametrize("lang", LANGS)
def test_four_programs_unfold_without_scripts_large_enough_for_a_thumb(
    tourist: Tourist, address: Address, kind: str, lang: str
) -> None:
    page = tourist(lang, width=320, java_script_enabled=False)
    page.goto(address(kind, lang))
    fold = page.locator(".navigate").first
    handle, links = fold.locator("summary"), fold.locator("a")
    expect(handle).to_contain_text(WORDS[lang])
    expect(links.first).to_be_hidden()
    handle.click()
    expect(links).to_have_count(4)
    boxes = [part.bounding_box() for part in (handle, *links.all())]
    assert all(box and box["height"] >= HAND_PX and box["x"] + box["width"] <= 320 for box in boxes)


def test_the_keyboard_unfolds_it_and_each_fold_of_a_list_says_whose_it_is(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.goto(address("route of several days", "en"))
    names = [text.strip() for text in page.locator(".stop:has(.navigate) .stop-name a").all_text_contents()]
    handles = page.locator(".navigate summary")
    assert [text.strip() for text in handles.all_text_contents()] == [f"Navigate there: {name}" for name in names]
    handles.first.press("Enter")
    expect(page.locator(".navigate a").first).to_be_visible()


@pytest.mark.parametrize("kind", ["route", "attraction"])
def test_paper_has_no_use_for_it(tourist: Tourist, address: Address, kind: str) -> None:
    page = tourist("zh")
    page.goto(address(kind, "zh"))
    page.emulate_media(media="print")
    expect(page.locator(".navigate").first).to_be_hidden()
