"""The edit form in a real Chromium: written by keyboard alone, kept while one writes, there again after the worst."""

import re
import sys
from contextlib import ExitStack

import pytest
from conftest import SITES
from desk import PASSWORD
from playwright.sync_api import expect
from serving import free_port, running

from browser.conftest import WIDTHS_PX, barriers, too_wide, windows

ROUTE = "/desk/route/palace-and-tomb/"
KEPT = re.compile("Kept at")


PROGRAM = (
    "import sys; from werkzeug.serving import make_server; from portal.app import create_app\n"
    "make_server('127.0.0.1', int(sys.argv[1]), create_app(), threaded=True).serve_forever()"
)


class Server:
    """A process that serves the writing room's desk, and can be killed and started again at the same address."""

    def __init__(self, folder):
        self.folder, self.port, self.life = folder, free_port(), ExitStack()
        self.home = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [sys.executable, "-c", PROGRAM, str(self.port)]
        self.program = self.life.enter_context(running(command, self.port, cwd=self.folder))

    def kill(self):
        self.program.kill()
        self.program.wait()


@pytest.fixture(scope="module")
def server(chromium, writing_room):
    settings = {"DATA_DIR": writing_room / "var", "SEARCH_DIR": writing_room / "index", "CONTENT_DIR": SITES / "good"}
    (writing_room / ".env").write_text("".join(f"PORTAL_{name}={value}\n" for name, value in settings.items()))
    server = Server(writing_room)
    yield server
    server.life.close()


@pytest.fixture
def clerk(chromium, server):
    """A function that opens a window in which somebody is signed in: clerk("li", width=375)."""
    with windows(chromium, server.home) as arrive:
        yield lambda name="li", **more: arrive(f"{name}@bureau.example", **more)


def save(page):
    page.locator(".edit-save button[value=save]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("name", ["wang", "li"])
def test_the_pages_have_no_barriers_and_fit(clerk, name):
    """Barriers on a phone are looked for on every page of the desk in test_desk_pages."""
    page = clerk(name)
    for address in (
        ROUTE,
        "/desk/attraction/imperial-palace/",
        "/desk/event/city-marathon/",
        "/desk/area/shenyang/",
        "/desk/things/route/",
        "/desk/new/route/",
        "/desk/help/",
    ):
        page.goto(address)

        assert barriers(page) == [], address
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == [], (address, width)


def test_a_route_with_five_stops_is_written_by_keyboard_alone(clerk):
    page = clerk()
    page.goto("/desk/new/route/")
    page.focus("#zh")
    page.keyboard.type("五处一天")
    page.keyboard.press("Tab")
    page.keyboard.type("Five places in a day")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/route/five-places-in-a-day/")
    page.get_by_role("button", name="Add a day").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='days.0.title.zh']")).to_be_focused()
    expect(page.locator("[name='days.0.title.zh']")).to_be_in_viewport()
    box = page.get_by_role("combobox", name=re.compile("Add a place"))
    for place in ("故宫", "福陵", "白塔", "水洞", "关门山"):
        box.focus()
        page.keyboard.type(place)
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(page.locator(".desk-stop-list > .desk-stop")).to_have_count(5)
    page.focus("#f-summary\\.zh")
    page.keyboard.type("一天走五处。")
    page.locator(".edit-save button[value=save]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-flash")).to_contain_text("Saved")

    expect(page.locator(".desk-stop-list > .desk-stop")).to_have_count(5)
    expect(page.locator("[name='days.0.stops.4.attraction']")).to_have_value("guanmen-mountain")


def test_what_is_typed_is_kept_and_comes_back(clerk):
    page = clerk()
    page.goto(ROUTE)
    page.fill("[name='title.zh']", "没有存的题目")
    expect(page.locator("[data-kept]")).to_have_text(KEPT)
    page.goto(ROUTE)
    page.get_by_role("link", name="Bring it back").first.click()

    expect(page.locator("[name='title.zh']")).to_have_value("没有存的题目")
    save(page)
    expect(page.locator("[name='title.zh']")).to_have_value("没有存的题目")
    expect(page.get_by_role("link", name="Bring it back")).to_have_count(0)


def test_a_list_changes_without_a_new_page_and_keeps_what_is_typed_meanwhile(clerk):
    page = clerk()
    page.goto("/desk/event/city-marathon/")
    page.evaluate("window.isSamePage = true")
    page.fill("[name='name.en']", "Typed before")
    page.locator("button[value='add organisers']").click()
    page.locator("[name='organisers.1.zh']").wait_for()

    assert page.evaluate("window.isSamePage")
    assert page.evaluate("document.activeElement.name") == "organisers.1.zh"
    expect(page.locator("[name='name.en']")).to_have_value("Typed before")
    page.locator("button[value='undo']").click()
    expect(page.locator("[name='organisers.1.zh']")).to_have_count(0)
    page.fill("[name='official']", "example.org")
    page.locator("button[value='add sources']").click()
    page.locator(".edit-wrong a", has_text="Official page").click()
    expect(page.locator("[name='official']")).to_be_focused()
    with page.expect_response("**/media.json*"):
        page.get_by_role("button", name="Choose from the library").click()
    expect(page.get_by_label("Words in title, description or credit")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Help").click()  # nothing asks: all of it is kept


def test_a_server_that_dies_in_mid_edit_loses_nothing(clerk, server):
    page = clerk()
    page.goto("/desk/route/ski-and-pagoda/")
    page.fill("[name='title.zh']", "服务器断了以前写的")
    expect(page.locator("[data-kept]")).to_have_text(KEPT)
    server.kill()
    page.fill("[name='summary.zh']", "服务器断了以后写的")
    expect(page.locator("[data-kept]")).to_contain_text("kept in this browser")
    server.start()
    page.goto("/desk/route/ski-and-pagoda/")
    page.get_by_role("button", name="Bring it back").click()

    expect(page.locator("[name='summary.zh']")).to_have_value("服务器断了以后写的")
    expect(page.locator("[name='title.zh']")).to_have_value("服务器断了以前写的")
    save(page)
    expect(page.locator("[name='summary.zh']")).to_have_value("服务器断了以后写的")
    expect(page.locator(".desk-flash")).to_contain_text("Saved")
    page.goto("/desk/route/ski-and-pagoda/")
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)
    expect(page.get_by_role("link", name="Bring it back")).to_have_count(0)


def test_a_save_lets_go_of_its_own_windows_copy_in_this_browser_and_of_no_others(clerk):
    page = clerk()
    other = page.context.new_page()
    other.route("**/typed/", lambda route: route.abort())  # the server never hears of it
    other.goto("/desk/area/shenyang/")
    other.fill("[name='summary.zh']", "另一个窗口里的")
    expect(other.locator("[data-kept]")).to_contain_text("kept in this browser")
    page.goto("/desk/area/shenyang/")
    page.fill("[name='summary.zh']", "存下的一句话")
    expect(page.locator("[data-kept]")).to_have_text(KEPT)
    save(page)

    expect(page.get_by_role("button", name="Bring it back")).to_have_count(1)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("[name='summary.zh']")).to_have_value("另一个窗口里的")


def test_a_save_lets_go_of_no_copy_of_another_form_whose_own_save_never_arrived(clerk):
    page = clerk()
    page.route("**/typed/", lambda route: route.abort())
    page.goto("/desk/route/palace-and-tomb/")
    page.fill("[name='title.zh']", "没有送到的题目")
    page.route(f"**{ROUTE}", lambda route: route.fulfill(status=503))
    save(page)
    page.unroute(f"**{ROUTE}")
    page.goto("/desk/area/shenyang/")
    page.fill("[name='summary.zh']", "送到了的一句话")
    save(page)
    expect(page.locator(".desk-flash")).to_contain_text("Saved")
    page.goto(ROUTE)
    page.get_by_role("button", name="Bring it back").first.click()

    expect(page.locator("[name='title.zh']")).to_have_value("没有送到的题目")


def test_who_was_signed_out_in_mid_edit_finds_the_text_after_signing_in(clerk):
    page = clerk()
    page.goto("/desk/route/round-the-circle/")
    page.fill("[name='title.zh']", "登录过期时写的")
    page.context.clear_cookies()
    expect(page.locator("[data-kept]")).to_contain_text("You are signed out")
    save(page)
    page.fill("[name=email]", "li@bureau.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/route/round-the-circle/**")
    page.get_by_role("link", name="Bring it back").first.click()

    expect(page.locator("[name='title.zh']")).to_have_value("登录过期时写的")


def test_two_who_edit_see_each_other(clerk):
    mine, theirs = clerk("li"), clerk("wang")
    theirs.goto("/desk/area/benxi/")
    theirs.wait_for_load_state("networkidle")
    mine.goto("/desk/area/benxi/")

    expect(mine.locator("[data-others]")).to_contain_text("王伟 is editing this.")
    theirs.fill("[name='summary.zh']", "别人存的新的一句话。")
    save(theirs)
    mine.fill("[name='summary.en']", "x")
    expect(mine.locator("[data-others]")).to_contain_text("Somebody saved a newer text.")
