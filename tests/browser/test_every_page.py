"""Questions asked of every kind of page, in both languages; each page is walked to once (`visit`, together.py)."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from browser.conftest import READY, WIDTHS_PX, Visit, barriers, look_around, too_wide, watch
from browser.kinds import KINDS, LANGS, MAPPED, SAMPLE, WRONG

EVERY = pytest.mark.parametrize(("kind", "lang"), [(kind, lang) for kind in KINDS for lang in LANGS])
SOME = pytest.mark.parametrize(("kind", "lang"), [(kind, LANGS[i % 2]) for i, kind in enumerate(SAMPLE)])
Walk = Callable[[str, str], Visit]
Address = Callable[[str, str], str]
Tourist = Callable[..., Page]


@EVERY
def test_a_page_answers_as_what_it_is(visit: Walk, kind: str, lang: str) -> None:
    assert visit(kind, lang).status == WRONG.get(kind, 200)


@EVERY
def test_axe_finds_no_barrier(visit: Walk, kind: str, lang: str) -> None:
    assert visit(kind, lang).barriers == []


@EVERY
@pytest.mark.parametrize("width", WIDTHS_PX)
def test_no_page_scrolls_sideways_or_breaks_a_day_in_two(visit: Walk, kind: str, lang: str, width: int) -> None:
    assert visit(kind, lang).overflow[width] == []


@EVERY
def test_nothing_fails_or_complains_behind_a_page(visit: Walk, kind: str, lang: str) -> None:
    seen = visit(kind, lang)
    assert seen.failures == []
    assert seen.complaints == []


@EVERY
def test_no_page_asks_another_host(visit: Walk, home: str, kind: str, lang: str) -> None:
    assert visit(kind, lang).hosts == {urlsplit(home).netloc}


def open_page(page: Page, address: str, *, has_map: bool) -> Page:
    page.goto(address)
    if has_map:
        page.wait_for_selector(READY)
    return page


@SOME
def test_axe_finds_no_barrier_on_a_phone_in_the_dark(tourist: Tourist, address: Address, kind: str, lang: str) -> None:
    page = open_page(tourist(lang, width=375, color_scheme="dark"), address(kind, lang), has_map=kind in MAPPED)
    assert barriers(page) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_thumb_hits_every_link_of_the_header_on_a_phone(tourist: Tourist, lang: str) -> None:
    page = tourist(lang, width=375)
    page.goto(f"/{lang}/")
    boxes = [link.bounding_box() for link in page.locator("header nav a, header form button").all()]
    assert len(boxes) >= 8
    assert [box for box in boxes if not box or box["height"] < 44] == []


class TestTheInstruments:
    """A page that is wrong on purpose is reported; or the tests above would prove nothing."""

    def test_axe_reports_a_picture_without_words_and_a_small_target(self, tourist: Tourist) -> None:
        page = tourist()
        page.goto("/zh/about/")
        page.evaluate(
            """document.querySelector("main").insertAdjacentHTML("beforeend",
            '<img src="/favicon.ico"><div><button>a</button><button>b</button></div>')"""
        )
        page.evaluate(
            'document.querySelectorAll("main button").forEach((b) => { b.style.padding = b.style.border = 0 })'
        )
        found = {line.split(":")[0] for line in barriers(page)}
        assert {"image-alt", "target-size"} <= found

    def test_a_page_that_is_too_wide_is_reported(self, tourist: Tourist) -> None:
        page = tourist()
        page.goto("/zh/about/")
        page.evaluate('document.querySelector("h1").style.width = "2000px"')
        assert any("<h1" in line for line in too_wide(page))

    def test_a_foreign_picture_an_inline_script_and_a_missing_file_are_reported(self, tourist: Tourist) -> None:
        page, seen = tourist(), Visit()
        watch(page, seen)
        page.goto("/zh/about/")
        with page.expect_event("response", lambda answer: answer.status == 404):
            page.evaluate(
                """() => {
                  document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:9/x.png" }));
                  document.body.append(Object.assign(document.createElement("script"), { text: "alert(1)" }));
                  document.body.append(Object.assign(new Image(), { src: "/static/missing.png" }));
                }"""
            )
        assert sum("Content Security Policy" in text for text in seen.complaints) == 2
        assert [text for text in seen.failures if "missing.png: 404" in text]

    def test_an_error_page_is_not_a_failure_but_another_one_on_it_would_be(self, tourist: Tourist) -> None:
        assert look_around({tourist(): "/zh/nowhere/"})[0].failures == []
        page, seen = tourist(), Visit()
        watch(page, seen, "/zh/nowhere/")
        page.goto("/zh/nowhere/")
        with page.expect_event("response", lambda answer: answer.status == 404):
            page.evaluate('document.body.append(Object.assign(new Image(), { src: "/static/missing.png" }))')
        assert len(seen.failures) == 1
