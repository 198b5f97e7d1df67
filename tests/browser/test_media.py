"""A clerk's pictures in a real browser: upload, focal point, choosing; by keyboard, on a phone, without scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pictures as made
import pytest
from conftest import SITES
from desk import make_person
from flask import render_template_string, request
from playwright.sync_api import Browser, Page, expect

from browser.conftest import WIDTHS_PX, barriers, too_wide, windows
from browser.test_keyboard import tab_to
from portal.web.desk import pictures

FORM = """{% extends "desk/frame.html" %}{% from "desk/parts/pictures.html" import field %}
{% block title %}A form{% endblock %}
{% block scripts %}<script type="module" src="{{ asset('js/desk/pictures.js') }}"></script>{% endblock %}
{% block main %}<h1>A form</h1>
<form>{{ field(chosen, library) }}<button class="button">Save</button></form>{% endblock %}
"""
"""A form around the field, as the edit forms have it: it comes back with what it sent."""

Clerk = Callable[..., Page]


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Any]) -> Any:
    site = make_site(SITES / "good")

    def form() -> str:
        sent = [value for name, value in sorted(request.args.items()) if name.startswith("pictures.") and value]
        held = {choice.key: choice.title for choice in pictures.choices()}
        return render_template_string(FORM, chosen=pictures.chosen(sent), library=held, actor=None)

    site.app.add_url_rule("/a-form/", "a_form", form)
    return site


@pytest.fixture(scope="module")
def clerk(site: Any, serve: Callable[..., str], chromium: Browser) -> Iterator[Clerk]:
    """A function that opens a window in which an editor of Benxi's is signed in."""
    colleague = {lang: make_person(site, f"王伟 {lang}", {"benxi": "editor"}, lang=lang) for lang in ("zh", "en")}
    with windows(chromium, serve(site.app)) as arrive:
        yield lambda lang="en", **more: arrive(colleague[lang].email, lang, **more)


def upload(page: Page, colour: str, title: str = "水洞", size: tuple[int, int] = (1200, 800)) -> str:
    """Fill in the form of an upload, send it, and say the picture's key."""
    page.goto("/desk/media/new/")
    for name, text in (("title.zh", title), ("alt.zh", "洞里的河"), ("alt.en", "The cave's river"), ("credit", "王伟")):
        page.locator(f'[name="{name}"]').fill(text)
    page.locator("[name=licence]").select_option("CC-BY-4.0")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": made.jpeg(colour, size)}
    page.locator("[name=file]").set_input_files(photo)
    page.locator("form.medium-form button").press("Enter")
    page.wait_for_selector("[data-focal]")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def test_a_picture_is_uploaded_with_the_keyboard_alone(clerk: Clerk) -> None:
    page = clerk()
    page.goto("/desk/media/")
    tab_to(page, 'a[href="/desk/media/new/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/media/new/")
    words = {"title.zh": "Cave", "alt.zh": "A river", "alt.en": "A river", "credit": "Wang", "licence": "CC BY 4.0"}
    for name, text in words.items():
        tab_to(page, f'[name="{name}"]')
        page.keyboard.type(text)
    tab_to(page, "[name=file]")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": made.jpeg("#101")}
    page.locator("[name=file]").set_input_files(photo)  # the dialog is the system's own
    tab_to(page, "form.medium-form button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Cave")
    expect(page.locator(".focal-whole img")).to_have_js_property("naturalWidth", 1200)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_the_library_has_a_barrier_or_scrolls_sideways(clerk: Clerk, lang: str) -> None:
    page = clerk(lang)
    key = upload(page, "#202" if lang == "zh" else "#203")
    found = []
    for path in ("/desk/media/", "/desk/media/new/", f"/desk/media/{key}/", f"/a-form/?pictures.0={key}"):
        page.goto(path)
        found += [f"{path}: {barrier}" for barrier in barriers(page)]
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{path} at {width}: {element}" for element in too_wide(page)]
    assert found == []


def test_a_form_that_comes_back_with_mistakes_has_no_barrier(clerk: Clerk) -> None:
    page = clerk(width=375)
    page.goto("/desk/media/new/")
    page.evaluate("document.querySelector('form.medium-form').noValidate = true")
    page.locator("form.medium-form button").click()
    page.wait_for_selector("[role=alert]")

    assert barriers(page) == []
    page.locator('[role=alert] a[href="#credit"]').click()
    expect(page.locator('[name="credit"]')).to_be_focused()


def test_a_click_on_the_picture_sets_its_focal_point_and_arrows_move_it(clerk: Clerk) -> None:
    page = clerk()
    key = upload(page, "#303")
    box = page.locator(".focal-whole").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    across, down = page.locator('[name="focal.x"]'), page.locator('[name="focal.y"]')
    expect(across).to_have_value("25")
    expect(down).to_have_value("75")
    tab_to(page, '[name="focal.x"]')
    page.keyboard.press("ArrowUp")
    expect(across).to_have_value("26")
    expect(page.locator(".focal-crops img").first).to_have_css("object-position", "26% 75%")
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk-flash")

    page.goto(f"/desk/media/{key}/")
    expect(page.locator('[name="focal.x"]')).to_have_value("26")


def test_a_file_that_is_too_large_is_told_before_it_travels(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk()
    page.goto("/desk/media/new/")
    large = tmp_path / "photo.jpg"
    large.write_bytes(bytes(30 * 2**20 + 1))
    page.locator("[name=file]").set_input_files(large)

    said = page.locator("[name=file]").evaluate("field => field.validationMessage")
    assert said.startswith("The file is larger than 30 MB.")


def test_without_scripts_a_picture_is_uploaded_changed_and_chosen_all_the_same(clerk: Clerk) -> None:
    page = clerk("zh", width=375, java_script_enabled=False)
    key = upload(page, "#404")
    page.locator('[name="focal.x"]').fill("10")
    page.locator('[name="focal.x"]').press("Enter")
    expect(page.locator('[name="focal.x"]')).to_have_value("10")

    page.goto("/a-form/")
    page.locator('[name="pictures.0"]').fill(key)
    page.get_by_role("button", name="Save").click()
    expect(page.locator('[name="pictures.0"]')).to_have_value(key)
    expect(page.locator(".pick-image")).to_have_count(1)


def test_pictures_are_chosen_by_sight_and_put_in_order_with_the_keyboard(clerk: Clerk) -> None:
    page = clerk()
    first, second = upload(page, "#505", "水洞一"), upload(page, "#506", "水洞二")
    page.goto("/a-form/")
    for title in ("水洞一", "水洞二"):
        page.get_by_role("button", name="Choose from the library").press("Enter")
        page.keyboard.type(title)
        page.get_by_role("dialog").get_by_role("button", name=title).press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator('[name="pictures.0"]')).to_have_value(first)
    page.locator(".pick").nth(1).get_by_role("button", name="Move up").press("Enter")
    expect(page.locator(".pick").first.get_by_role("button", name="Move down")).to_be_focused()
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.locator('[name="pictures.0"]')).to_have_value(second)
    expect(page.locator('[name="pictures.1"]')).to_have_value(first)
    page.locator(".pick").first.get_by_role("button", name="Take out").press("Enter")
    expect(page.locator('[name="pictures.0"]')).to_have_value(first)


def test_in_the_dialog_nothing_is_out_of_reach(clerk: Clerk) -> None:
    page = clerk(width=320)
    upload(page, "#607")
    page.goto("/a-form/")
    page.get_by_role("button", name="Choose from the library").click()
    page.wait_for_selector(".picks-shelf button")

    assert barriers(page) == []
    assert too_wide(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
