"""Taking a route or a calendar along, with a finger, with keys alone, and with scripts off."""

from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page

from browser.kinds import LANGS

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]


@pytest.mark.parametrize("lang", LANGS)
def test_one_plans_a_route_from_a_day_with_keys_alone_and_without_scripts(
    tourist: Tourist, address: Address, lang: str
) -> None:
    page = tourist(lang, java_script_enabled=False)
    page.goto(address("route of several days", lang))
    page.locator("#take-start").focus()
    page.locator("#take-start").fill("2027-05-01")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    entries = Calendar.from_ical(Path(started.value.path()).read_bytes()).walk("VEVENT")

    assert started.value.suggested_filename.endswith(".ics")
    assert min(entry["DTSTART"].dt.isoformat() for entry in entries).startswith("2027-05-01")


@pytest.mark.parametrize("suffix", ["gpx", "kml", "kmz"])
def test_a_file_is_kept_under_the_routes_own_title(tourist: Tourist, address: Address, suffix: str) -> None:
    page = tourist("zh", width=375)
    page.goto(address("route", "zh"))
    title = page.locator("h1").inner_text()
    with page.expect_download() as started:
        page.locator(f".take a[href$='.{suffix}']").click()

    assert started.value.suggested_filename == f"{title}.{suffix}"


@pytest.mark.parametrize("kind", ["route", "event", "events"])
def test_on_a_phone_everything_to_take_is_wide_enough_for_a_finger(
    tourist: Tourist, address: Address, kind: str
) -> None:
    page = tourist("en", width=375)
    page.goto(address(kind, "en"))
    boxes = [e.bounding_box() for e in page.locator(".take a, .take button, .take input").all()]

    assert boxes
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
