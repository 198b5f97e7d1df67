"""Review, merging and previews in a real Chromium: without barriers, on a phone, by keyboard, and with scripts off."""

import re
import threading

import pytest
from conftest import NOW, SITES, made
from desk import make_person
from playwright.sync_api import expect
from werkzeug.serving import make_server

from browser.conftest import WIDTHS_PX, Quiet, barriers, too_wide, windows
from portal.extensions import db
from portal.model import Person
from portal.publishing import drafts, remarks, reviews, writing

KIND, KEY = "route", "palace-and-tomb"
ROUTE = f"/desk/{KIND}/{KEY}/"
CAST = {
    "li": ({"shenyang": "editor"}, "en"),
    "zhao": ({"shenyang": "reviewer"}, "zh"),
    "sun": ({"shenyang": "reviewer"}, "en"),
}


@pytest.fixture(scope="package")
def studio(tmp_path_factory):
    """A small site at whose desk a draft waits for review, and a second editor's text came too late for it.

    Of package scope, so that it is made before the browser's event loop runs and ends after it.
    """
    site = made(tmp_path_factory.mktemp("studio"), SITES / "good")
    ids = {
        name: make_person(site, name, roles, email=f"{name}@bureau.example", lang=lang).id
        for name, (roles, lang) in CAST.items()
    }
    with site.app.app_context():
        session = db.session
        people = {name: session.get(Person, number) for name, number in ids.items()}
        head = drafts.head(session, KIND, KEY)
        first, text = head.id, head.document
        stops = [stop for chapter in text["days"] for stop in chapter["stops"]]
        theirs = {**text, "title": {"zh": "对方的标题", "en": "Theirs"}, "days": [{"stops": stops[::-1]}]}
        draft = writing.save(session, people["li"], NOW, KIND, KEY, theirs, base_id=first)
        mine = {**text, "title": {"zh": "我的标题", "en": "Theirs"}, "mode": "cycle"}
        late = writing.set_aside(session, people["sun"], NOW, KIND, KEY, mine, first)
        remarks.write(session, people["zhao"], NOW, KIND, KEY, "title", "太长 <script>alert(1)</script>")
        reviews.submit(session, people["li"], NOW, KIND, KEY, head_id=draft.head_id)
        session.commit()
        late_id = late.id
    server = make_server("127.0.0.1", 0, site.app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"home": f"http://127.0.0.1:{server.server_port}", "first": first, "late": late_id}
    server.shutdown()


@pytest.fixture
def clerk(chromium, studio):
    """A function that opens a window in which somebody is signed in."""
    with windows(chromium, studio["home"]) as arrive:
        yield lambda name, **more: arrive(f"{name}@bureau.example", CAST[name][1], **more)


def pages(studio):
    return (
        "/desk/",
        "/desk/quality/",
        "/desk/translations/",
        f"{ROUTE}review/",
        f"{ROUTE}history/?a={studio['first']}&b={studio['late']}",
        f"{ROUTE}merge/{studio['late']}/",
        f"{ROUTE}preview/",
    )


@pytest.mark.parametrize("name", ["sun", "zhao"])
def test_no_page_has_barriers_or_scrolls_sideways(studio, clerk, name):
    page = clerk(name)
    for address in pages(studio):
        page.goto(address)
        assert barriers(page) == [], address
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == [], (address, width)


def test_no_page_has_barriers_by_night(studio, clerk):
    page = clerk("sun", color_scheme="dark", width=375)
    for address in pages(studio):
        page.goto(address)
        assert barriers(page) == [], address


def test_the_panel_shows_the_draft_on_a_phone_on_a_computer_and_in_a_frame(studio, clerk):
    page = clerk("sun")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{ROUTE}preview/")

    for shape in ("phone", "desktop", "embed"):
        frame = page.locator(f".shape-{shape} iframe").first
        frame.scroll_into_view_if_needed()
        expect(frame.content_frame.locator("h1")).to_contain_text("对方的标题")
        expect(frame.content_frame.locator(".preview-band")).to_be_visible()
    assert complaints == []


def test_two_texts_are_merged_on_a_phone_without_scripts_and_nothing_is_lost(studio, clerk):
    page = clerk("sun", width=375, java_script_enabled=False)
    page.goto(f"{ROUTE}merge/{studio['late']}/")
    page.locator("input[value=mine]").check()
    page.get_by_role("button", name="Save the merged text").click()

    expect(page.locator(".desk-flash")).to_contain_text("Merged and saved")
    expect(page.locator(".diff").first).to_contain_text("我的标题")
    expect(page.locator(".diff").first).to_contain_text("moved, was number")
    page.goto(f"{ROUTE}history/")
    expect(page.locator("main")).to_contain_text(re.compile("set aside"))


def test_a_draft_is_handed_in_approved_and_published_by_keyboard_alone(studio, clerk):
    def press(page, name):
        page.get_by_role("button", name=name).focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    editor = clerk("li")
    editor.goto(f"{ROUTE}review/")
    press(editor, "Hand in for review")
    expect(editor.locator(".desk-flash")).to_contain_text("Handed to")
    reviewer = clerk("zhao")
    reviewer.goto("/desk/")
    reviewer.locator(f"a[href='{ROUTE}review/']").focus()
    reviewer.keyboard.press("Enter")
    reviewer.wait_for_url("**/review/")
    for address in ("approve", "publish"):
        reviewer.locator(f"form[action$='/{address}/'] button").first.focus()
        with reviewer.expect_navigation():
            reviewer.keyboard.press("Enter")

    reviewer.goto(f"/zh/routes/{KEY}/")
    expect(reviewer.locator("h1")).to_have_text("我的标题")
