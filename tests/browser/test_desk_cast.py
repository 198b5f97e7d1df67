"""The cast before a served site that follows what is published: one route from its first letter to every reader.

The editor has no mouse, the reviewers have phones.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pictures
import pytest
from desk import PASSWORD
from flask import Flask, request
from playwright.sync_api import Browser, Page, expect
from serving import PROGRAM, free_port, running

from browser.conftest import barriers, new_context, too_wide

KEY = "palace-cave-and-maples"
ROUTE = f"/desk/route/{KEY}/"
FIRST, SECOND = "故宫水洞三日", "故宫、水洞和红叶三日"
PLACES = ("白塔", "水洞", "关门山")
MOST_TABS = 400
FOLLOWS_WITHIN_SECONDS = 60
"""It looks every two seconds and takes some more to build; a busy machine takes its time."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(alliance: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    """Where `portal run` serves the alliance's site."""
    folder = tmp_path_factory.mktemp("cast")
    (folder / ".env").write_text("".join(f"PORTAL_{name}={value}\n" for name, value in alliance.items()))
    port = free_port()
    with running([*PROGRAM, "run", "--port", str(port)], port, cwd=folder):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def clerk(served: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a window in which somebody is signed in; again, it is another window of a new browser."""
    contexts = []

    def arrive(name: str, **more: Any) -> Page:
        contexts.append(new_context(chromium, served, "en", **more))
        contexts[-1].set_default_timeout(30_000)
        page = contexts[-1].new_page()
        page.goto("/desk/sign-in")
        enter(page, name)
        page.wait_for_url("**/desk/")
        return page

    yield arrive
    for context in contexts:
        context.close()


def enter(page: Page, name: str) -> None:
    """Sign in, by keyboard."""
    page.focus("[name=email]")
    page.keyboard.type(f"{name}@bureau.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST_TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def press(page: Page, selector: str) -> None:
    """Go to what leads to another page, and press Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    """Write a text in the place of what stands in a field."""
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def tap(page: Page, selector: str) -> None:
    """Press what leads to another page, on a phone that nothing is too wide for."""
    assert too_wide(page) == []
    with page.expect_navigation():
        page.locator(selector).first.click()


def said(page: Page) -> Any:
    return expect(page.locator(".desk-flash"))


def approve(page: Page, *, from_work: bool = True) -> None:
    """Say yes on the page of review, found in the work list."""
    if from_work:
        page.goto("/desk/")
        tap(page, f"main a[href='{ROUTE}review/']")
    assert barriers(page) == []
    tap(page, "form[action$='/approve/'] button")


def until(page: Page, address: str, text: str) -> str:
    """The answer at an address once it says this."""
    last = time.monotonic() + FOLLOWS_WITHIN_SECONDS
    while time.monotonic() < last:
        answer = page.request.get(address)
        if text in answer.text():
            return answer.text()
    raise AssertionError(f"{address} does not say {text}: {answer.status} {answer.text()[:2000]}")


@pytest.fixture(scope="module")
def hotel(serve: Callable[[Flask], str]) -> str:
    """Somebody else's page, with a frame of ours in it: `/?frame=…`."""
    app = Flask("hotel")
    app.add_url_rule(
        "/", "page", lambda: f"<!doctype html><title>A hotel</title><iframe src='{request.args['frame']}'>"
    )
    return serve(app).replace("127.0.0.1", "localhost")


@pytest.fixture
def visitor(served: str, chromium: Browser) -> Iterator[Callable[[], Page]]:
    """A function that opens a window of somebody who was never here before, on a phone."""
    contexts = []

    def arrive() -> Page:
        contexts.append(new_context(chromium, served, "zh", width=375))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def editor(clerk: Callable[..., Page]) -> Page:
    return clerk("li")


@pytest.fixture(scope="module")
def lead(clerk: Callable[..., Page]) -> Page:
    return clerk("zhao", width=375)


@pytest.fixture(scope="module")
def partner(clerk: Callable[..., Page]) -> Page:
    return clerk("sun", width=375)


def upload(page: Page) -> str:
    """Put a picture into the library without a mouse; its key."""
    press(page, "a[href='/desk/media/']")
    press(page, "main a[href='/desk/media/new/']")
    words = {"title.zh": "水洞的河", "alt.zh": "洞里的河", "alt.en": "The river in the cave", "credit": "李"}
    for name, text in {**words, "licence": "CC BY 4.0"}.items():
        tab_to(page, f'[name="{name}"]')
        page.keyboard.type(text)
    tab_to(page, "[name=file]")
    photo = {"name": "cave.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg("#159")}
    page.locator("[name=file]").set_input_files(photo)  # the dialog is the system's own
    press(page, "form.medium-form button")
    return page.url.rstrip("/").rpartition("/")[2]


def begin(page: Page) -> None:
    """A new route from a copy of one of Shenyang's, with two days in Benxi."""
    page.goto("/desk/new/route/")
    write(page, "#zh", FIRST)
    write(page, "#en", "Palace, cave and maples")
    write(page, "#key", KEY)
    write(page, "#copy", "palace-and-tomb")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "button[value='add areas']")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name='areas.1']")
    tab_to(page, "[name='areas.1']")
    page.keyboard.type("B")  # Benxi
    box = page.locator("[id='days.0-find']")
    for place in PLACES:
        tab_to(page, "[id='days.0-find']")
        page.keyboard.type(place)
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("Enter")
        expect(box).to_have_value("")
    expect(page.locator(".desk-stop-list > .desk-stop")).to_have_count(5)


def choose(page: Page, picture: str) -> None:
    """Choose from the library, without a mouse."""
    page.keyboard.press("Tab")
    tab_to(page, ".picks button:not(.pick-acts *)")
    page.keyboard.press("Enter")
    page.keyboard.type("水洞的河")
    tab_to(page, "dialog .picks-shelf button")
    page.keyboard.press("Enter")
    expect(page.locator('[name="pictures.0"]')).to_have_value(picture)


def save(page: Page, why: str) -> None:
    write(page, "#why", why)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said(page).to_contain_text("Saved. It can be submitted.")


class TestARoute:
    """From the first letter to its readers and back to an older text: each step goes on from the one before."""

    def test_an_editor_writes_it_without_a_mouse_and_hands_it_in(self, editor: Page) -> None:
        picture = upload(editor)
        begin(editor)
        choose(editor, picture)
        save(editor, "新线路")
        press(editor, ".edit-submit button")

        said(editor).to_contain_text("Shenyang")
        said(editor).to_contain_text("Benxi")

    def test_the_reviewer_returns_it_with_a_reason_on_a_phone(self, lead: Page) -> None:
        lead.goto("/desk/")
        tap(lead, f"main a[href='{ROUTE}review/']")
        assert barriers(lead) == []
        lead.fill("#reason", "题目里要有红叶")
        tap(lead, "form[action$='/return/'] button")

        expect(lead.locator("main")).to_contain_text("题目里要有红叶")

    def test_the_editor_reads_why_mends_it_and_hands_it_in_again(self, editor: Page) -> None:
        editor.goto("/desk/")
        expect(editor.locator("main")).to_contain_text("题目里要有红叶")
        press(editor, f"main a[href^='{ROUTE}']")
        if "/review/" in editor.url:
            press(editor, f"main a[href='{ROUTE}']")
        expect(editor.locator(".edit-reason")).to_have_text("题目里要有红叶")
        write(editor, "[name='title.zh']", SECOND)
        save(editor, "题目里有红叶了")
        press(editor, ".edit-submit button")

        said(editor).to_contain_text("Handed to")

    def test_both_bureaus_approve_and_the_lead_publishes_on_phones(self, lead: Page, partner: Page) -> None:
        approve(partner)
        said(partner).to_contain_text("沈阳")
        expect(partner.locator("form[action$='/publish/']")).to_have_count(0)
        approve(lead)
        tap(lead, "form[action$='/publish/'] button")

        said(lead).to_contain_text("已发布")

    def test_every_reader_finds_it(self, visitor: Callable[[], Page], served: str, hotel: str) -> None:
        page = visitor()
        page.goto(f"/zh/routes/{KEY}/")
        expect(page.locator("h1")).to_have_text(SECOND)
        for place in PLACES:
            expect(page.locator("main")).to_contain_text(place)
        expect(page.locator("main img[src*='/media/']").first).to_be_attached()

        assert SECOND in page.request.get(f"/api/v1/routes/{KEY}").text()
        assert SECOND in page.request.get("/zh/feed.atom").text()
        until(page, "/zh/search/?q=红叶三日", f"/zh/routes/{KEY}/")
        page.goto(f"{hotel}/?frame={served}/embed/v1/routes/{KEY}")
        expect(page.frame_locator("iframe").locator("body")).to_contain_text(SECOND)

    def test_the_older_text_is_restored_approved_and_published(
        self, editor: Page, lead: Page, visitor: Callable[[], Page]
    ) -> None:
        editor.goto(f"{ROUTE}history/")
        older = editor.locator(".moment", has=editor.locator("form[action$='/restore/']")).first
        expect(older).to_contain_text("新线路")
        press(editor, "form[action$='/restore/'] button")
        said(editor).to_contain_text("Nothing is published yet")
        assert SECOND in visitor().request.get(f"/zh/routes/{KEY}/").text()
        press(editor, f"main a[href='{ROUTE}review/']")
        press(editor, "form[action$='/submit/'] button")
        approve(lead)
        tap(lead, "form[action$='/publish/'] button")

        page = visitor()
        page.goto(f"/zh/routes/{KEY}/")
        expect(page.locator("h1")).to_have_text(FIRST)
        assert FIRST in page.request.get(f"/api/v1/routes/{KEY}").text()
        until(page, f"/zh/search/?q={FIRST}", f"/zh/routes/{KEY}/")


SHARED = "/desk/route/ski-and-pagoda/"


def test_of_two_who_write_at_once_nobody_loses_a_word(clerk: Callable[..., Page]) -> None:
    mine, theirs = clerk("li"), clerk("qian")
    for page in (mine, theirs):
        page.goto(SHARED)
    theirs.fill("[name='title.zh']", "钱写的题目")
    theirs.fill("[name='summary.zh']", "钱写的一句话。")
    theirs.press("[name='title.zh']", "Enter")
    said(theirs).to_contain_text("Saved")
    mine.fill("[name='title.zh']", "李写的题目")
    mine.fill("[name='advice.zh']", "李写的建议。")
    mine.press("[name='title.zh']", "Enter")
    mine.wait_for_url("**/merge/**")

    assert barriers(mine) == []
    choice = mine.locator(".merge-choice")
    expect(choice).to_have_count(1)
    for text in ("钱写的题目", "李写的题目"):
        expect(choice).to_contain_text(text)
    mine.locator("input[value=mine]").check()
    mine.get_by_role("button", name="Save the merged text").click()
    said(mine).to_contain_text("Merged and saved")
    mine.goto(SHARED)
    for name, text in (("title", "李写的题目"), ("summary", "钱写的一句话。"), ("advice", "李写的建议。")):
        expect(mine.locator(f"[name='{name}.zh']")).to_have_value(text)
    mine.goto(f"{SHARED}history/")
    for text in ("钱写的题目", "李写的题目"):
        expect(mine.locator(".moment-changes", has_text=text).first).to_be_attached()


@pytest.mark.parametrize(("scripts", "key"), [(True, "cave-and-maples"), (False, "palace-and-tomb")])
def test_who_is_signed_out_by_the_server_in_mid_edit_loses_nothing(
    clerk: Callable[..., Page], scripts: bool, key: str
) -> None:
    page = clerk("sun" if scripts else "qian", java_script_enabled=scripts)
    form = f"/desk/route/{key}/"
    page.goto(form)
    page.fill("[name='title.zh']", "登录在服务器上结束以前写的")
    elsewhere = clerk("sun" if scripts else "qian")
    elsewhere.goto("/desk/account/")
    elsewhere.locator("form[action$='/end-others'] button").click()
    said(elsewhere).to_be_visible()
    page.fill("[name='summary.zh']", "结束以后写的一句话。")
    page.press("[name='title.zh']", "Enter")
    page.wait_for_url("**/sign-in?**")
    enter(page, "sun" if scripts else "qian")
    page.wait_for_url(f"**{form}**")
    page.locator(f"a[href^='{form}?typed=']").first.click()

    for name, text in (("title.zh", "登录在服务器上结束以前写的"), ("summary.zh", "结束以后写的一句话。")):
        expect(page.locator(f"[name='{name}']")).to_have_value(text)
    page.press("[name='title.zh']", "Enter")
    said(page).to_be_visible()
    page.goto(form)
    expect(page.locator("[name='summary.zh']")).to_have_value("结束以后写的一句话。")
