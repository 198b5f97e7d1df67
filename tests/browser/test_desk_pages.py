"""Every page of the desk in a real Chromium: no barrier, nothing too wide or too small, nothing that complains."""

from collections.abc import Iterator
from typing import Any

import pytest
from furnishing import NO_PAGES
from playwright.sync_api import Browser, BrowserContext, Page

from browser.conftest import Visit, barriers, new_context, sign_in, too_wide, watch
from browser.kinds import LANGS
from portal.web.desk.door import ROWS

PAGES = [row.endpoint for row in ROWS if "GET" in row.methods and row.endpoint not in NO_PAGES]
WRITERS_OWN = ("sheets_check",)
"""Shown to nobody but who sent the table: on the first phone."""

PASSWORDS = {
    "second-step": "/desk/second-step",
    "recovery-codes": "/desk/recovery-codes",
    "change-password": "/desk/change-password",
    "password-again": "/desk/password-again",
}
"""Flask-Security's, in our templates."""

TOO_SMALL = """() => [...document.querySelectorAll("main .button, main button, .desk-menu a, summary, select")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden, .map"))
  .filter((e) => e.getBoundingClientRect().height < 43.5)
  .map((e) => `${Math.round(e.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 120)}`)"""


@pytest.fixture(scope="module")
def phones(furnished_home: Any, chromium: Browser) -> Iterator[list[tuple[str, BrowserContext]]]:
    """Four phones, each with what it is called: a Chinese and an English reader's, by day and by night."""
    home, _ways, people = furnished_home
    found = []
    for scheme in ("light", "dark"):
        for lang in LANGS:
            context = new_context(chromium, home, lang, width=375, color_scheme=scheme)
            sign_in(context.new_page(), people[lang]).close()
            found.append((f"{lang} {scheme}", context))
    yield found
    for _name, context in found:
        context.close()


def found(page: Page, address: str) -> list[str]:
    """Everything that is wrong with a page on a phone."""
    visit = Visit()
    watch(page, visit)
    answer = page.goto(address)
    wrong = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
    for summary in page.locator("main details:not([open]) > summary").all():
        if summary.is_visible():
            summary.evaluate("element => { element.parentElement.open = true; }")
    wrong += [*barriers(page), *page.evaluate(TOO_SMALL)]
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"at {width} px: {element}" for element in too_wide(page)]
    page.close()
    return [*wrong, *visit.complaints, *visit.failures]


def test_no_page_of_the_desk_has_a_barrier_on_a_phone(furnished_home: Any, phones: Any) -> None:
    """One load each, on one phone after the other; whoever adds a row to the door says where its page is shown."""
    _home, ways, _people = furnished_home
    wrong = []
    for number, name in enumerate(PAGES):
        phone, context = phones[0 if name in WRITERS_OWN else number % len(phones)]
        wrong += [f"{name}, {phone}: {what}" for what in found(context.new_page(), ways[name])]

    assert "\n".join(wrong) == ""


def test_no_page_about_passwords_has_a_barrier_on_a_phone(phones: Any) -> None:
    wrong = []
    for (phone, context), (name, address) in zip(phones, PASSWORDS.items(), strict=True):
        wrong += [f"{name}, {phone}: {what}" for what in found(context.new_page(), address)]

    assert "\n".join(wrong) == ""


def test_the_page_to_sign_in_has_no_barrier_by_night(furnished_home: Any, chromium: Browser) -> None:
    context = new_context(chromium, furnished_home[0], "zh", width=375, color_scheme="dark")
    wrong = found(context.new_page(), "/desk/sign-in")
    context.close()

    assert wrong == []


def test_no_script_of_a_text_runs_on_any_page_of_the_desk(hostile_desk: Any, chromium: Browser) -> None:
    """A dialog or a script that our policy stopped would be among the complaints."""
    home, ways, people = hostile_desk
    context = new_context(chromium, home, "zh")
    sign_in(context.new_page(), people["zh"]).close()
    page, seen = context.new_page(), Visit()
    watch(page, seen)
    for name in PAGES:
        page.goto(ways[name], wait_until="load")
    context.close()

    assert [*seen.complaints, *seen.failures] == []
    assert len(seen.hosts) == 1
