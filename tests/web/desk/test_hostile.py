"""Hostile texts in every form of the desk: no page of it and nothing that is published lets one out of its quotes."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from conftest import SITES, Site
from desk import Clerk
from forms import filled
from furnishing import HOSTILE, ROUTE, Desk, furnished
from icalendar import Calendar
from openpyxl import load_workbook
from reading import read

from portal.extensions import db
from portal.publishing import drafts, reviews, validity

HTML = "{http://www.w3.org/1999/xhtml}"
"""What html5lib calls the elements of a page."""

FORMULA = '=HYPERLINK("https://evil.example","x")'
PROSE = f"{FORMULA} {HOSTILE}\n\n[x](javascript:alert(1)) ![x](https://evil.example/x.png)\n\n<svg onload=alert(1)>\n\n"
PROSE += "长" * (6000 - len(PROSE))
NAKED = ("<img src=x", "<script>alert", "<x>", "<svg onload", "1337", 'href="javascript:')

THINGS = {
    "attraction": "imperial-palace",
    "route": "academy-walk",
    "event": "temple-fair",
    "notice": "cave-closed",
    "page": "about",
    "area": "shenyang",
}
OWN_FIELDS = ("csrf_token", "slip", "base", "has", "kind", "head", "theirs", "revision", "bureau", "do")
LEFT_ALONE = re.compile(
    rf"sign-out|/account/end|/language|/people/\d+/|/link/|/(?:{'|'.join(THINGS.values())})/(?:uses|lift)/"
)
"""Forms that end sessions, take somebody's way in, or take off the site what visitors shall see."""


@pytest.fixture(scope="module")
def desk(make_site: Any) -> Desk:
    """A desk in use by hostile people: furnished, something of each kind published, every form sent once more."""
    site = make_site(SITES / "good")
    desk = furnished(site, HOSTILE)
    for kind, key in THINGS.items():
        published(site, desk, kind, key)
    for kind, key in THINGS.items():
        every_field(desk.writer, f"/desk/{kind}/{key}/")
    warned(desk)
    head = filled(desk.other.get(ROUTE).text)["base"]
    desk.other.post(f"{ROUTE}return/", {"head": head, "reason": HOSTILE})
    assert every_form(desk) > len(desk.ways)
    return desk


def published(site: Site, desk: Desk, kind: str, key: str) -> None:
    """Write hostile texts into a thing, have it returned, and publish it."""
    address = f"/desk/{kind}/{key}/"
    form = filled(desk.writer.get(address).text)
    for name in [name for name in form if name.endswith((".zh", ".en")) and (form[name] or name.count(".") == 1)]:
        form[name] = PROSE if name.startswith(("body.", "summary.", "advice.", "origin_note.")) else HOSTILE
    form["why"] = FORMULA
    assert desk.writer.post(address, {**form.to_dict(flat=False), "do": "save"}).status_code == 303
    desk.other.post(f"{address}comments/", {"field": "body", "text": HOSTILE})
    for step in ("submit", "return", "submit", "approve", "publish"):
        clerk = desk.writer if step == "submit" else desk.other
        for bureau in asked(site, kind, key) if step == "approve" else [""]:
            head = filled(clerk.get(address).text)["base"]
            words = {"head": head, "reason": HOSTILE, "why": FORMULA, "bureau": bureau, "settle": "yes"}
            assert clerk.post(f"{address}{step}/", words).status_code == 303
    with site.app.app_context():
        draft = drafts.require(db.session, kind, key)
        assert draft.state == "published", validity.examined(db.session, kind, key, draft.head.document)[1]


def warned(desk: Desk) -> None:
    """Two quick notices, one of which is lifted."""
    text = {f"{name}.{lang}": HOSTILE for name in ("title", "body") for lang in ("zh", "en")}
    form = {**text, "severity": "closure", "starts": "2026-11-23", "until": "2", "attractions": "fuling", "q": HOSTILE}
    lifts = [desk.writer.post("/desk/notice/quick/", {**form, "do": "publish"}).location for _ in range(2)]
    base = re.search(r'name="base" value="(\d+)"', desk.writer.get(lifts[1]).text)[1]
    words = {"do": "withdraw", "why": HOSTILE, "base": base}
    assert desk.writer.post(lifts[1], words).location == "/desk/notice/quick/"


def asked(site: Site, kind: str, key: str) -> list[str]:
    with site.app.app_context():
        return reviews.missing(db.session, drafts.require(db.session, kind, key))


def every_field(clerk: Clerk, address: str) -> None:
    """A hostile text in every field of the form, also where a date or a number belongs."""
    form = filled(clerk.get(address).text)
    for name in form:
        if name not in OWN_FIELDS:
            form[name] = HOSTILE
    assert clerk.post(address, {**form.to_dict(flat=False), "do": "save"}).status_code == 303


def every_form(desk: Desk) -> int:
    """Send every form of every page with hostile texts; how many there were."""
    sent = set()
    for page in pages(desk):
        answer = desk.writer.get(page)
        assert "html" not in answer.content_type or wrong_with(answer.text) == [], page
        for action, values in forms(answer.text, page) if "html" in answer.content_type else ():
            what = (re.sub(r"\d+", "1", action), tuple(sorted(values)))
            if what in sent or LEFT_ALONE.search(action):
                continue
            sent.add(what)
            answer = desk.writer.post(action, values)
            assert answer.status_code < 500, (action, answer.status_code)
            if "html" in answer.content_type:
                assert wrong_with(answer.text) == [], action
    return len(sent)


def forms(page: str, address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each form that is posted goes, and what it says with a hostile text wherever one can be typed."""
    for form in html5lib.parse(page).iter(f"{HTML}form"):
        if str(form.get("method")).lower() != "post":
            continue
        values: dict[str, Any] = {}
        for node in form.iter():
            name, tag, kind = node.get("name"), str(node.tag).removeprefix(HTML), node.get("type", "text")
            if name and tag in ("input", "textarea", "select") and name != "csrf_token":
                is_typed = tag == "textarea" or (tag == "input" and kind in ("text", "search", "email", "date"))
                options = [option.get("value") or "" for option in node.iter(f"{HTML}option")]
                plain = options[-1] if options else node.get("value") or ""
                values[name] = HOSTILE if is_typed and name not in OWN_FIELDS else plain
            elif name and tag == "button" and "do" not in values:
                values[name] = node.get("value") or ""
        if "password" not in {node.get("type") for node in form.iter()}:
            yield form.get("action") or address, values


def pages(desk: Desk) -> list[str]:
    """Every page of the desk, and those of each kind of thing."""
    of_kinds = [f"/desk/{what}/{kind}/" for kind in THINGS for what in ("things", "new")]
    of_things = [
        f"/desk/{kind}/{key}/{page}"
        for kind, key in THINGS.items()
        for page in ("", "review/", "history/", "preview/", "uses/")
    ]
    return [*desk.ways.values(), *of_kinds, *of_things, "/desk/route/ski-and-pagoda/uses/"]


def wrong_with(text: str) -> list[str]:
    """What a text has become on a page that should have stayed a text."""
    page = read(text)
    found = [naked for naked in NAKED if naked in text]
    found += [f"<{e.tag} {name}>" for e in page.elements for name in e.attributes if name.startswith("on")]
    found += [f"<{e.tag}>" for e in page.elements if e.tag in ("x", "object", "embed")]
    for script in page.all("script"):
        if "json" in script.attributes.get("type", ""):
            json.loads(script.text)
        elif not re.match(r"/(static|assets|maps)/", script.attributes.get("src", "")):
            found.append(f"a script: {script.text[:80]}")
    addresses = [*page.links, *page.loaded()]
    found += [a for a in addresses if re.match(r"\s*(javascript|data|vbscript):", a, re.IGNORECASE)]
    return found + [a for a in page.loaded() if "evil.example" in urlsplit(a).netloc]


def dangerous(cell: str) -> bool:
    """Whether a table program would calculate it."""
    return cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"[+-][\d.]+", cell)


def test_no_page_of_the_desk_lets_a_text_out(desk: Desk) -> None:
    wrong, shown = {}, 0
    for address in pages(desk):
        for clerk in (desk.writer, desk.other):
            answer = clerk.get(address)
            assert answer.status_code < 500, address
            if "html" in answer.content_type:
                wrong[address] = wrong_with(answer.text)
                shown += "&lt;img src=x" in answer.text

    assert {address: what for address, what in wrong.items() if what} == {}
    assert shown > 60  # they are there


def test_no_list_or_table_of_the_desk_breaks_or_calculates(desk: Desk) -> None:
    for name in ("find_json", "media_json"):
        json.loads(desk.writer.get(desk.ways[name]).data)
    ElementTree.fromstring(desk.writer.get(desk.ways["change"]).data)
    for line in desk.writer.get(desk.ways["journal_jsonl"]).text.splitlines():
        json.loads(line)
    for name in ("journal_csv", "statistics_csv", "sheets_export"):
        rows = list(csv.reader(io.StringIO(desk.writer.get(desk.ways[name]).text)))
        assert [cell for row in rows for cell in row if dangerous(cell)] == [], name
    assert "HYPERLINK" in desk.writer.get(desk.ways["journal_csv"]).text


@pytest.mark.parametrize("table", ["attraction", "route", "stop", "event", "occurrence"])
def test_no_workbook_calculates(desk: Desk, table: str) -> None:
    file = desk.writer.get("/desk/sheets/export", query_string={"table": table, "form": "xlsx"}).data
    cells = [cell for sheet in load_workbook(io.BytesIO(file)) for row in sheet.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


PUBLIC_PAGES = [
    "",
    "routes/",
    "routes/academy-walk/",
    "attractions/",
    "attractions/imperial-palace/",
    "events/",
    "events/temple-fair/",
    "areas/shenyang/",
    "about/",
    "map/",
    "search/?q=alert",
]
XML = ["feed.atom", "routes/academy-walk.gpx", "routes/academy-walk.kml", "routes.kml", "attractions.kml"]
XML += ["routes/academy-walk.svg", "routes/academy-walk/poster.svg", "attractions/imperial-palace.svg"]
FRAMES = ["routes/academy-walk", "attractions/imperial-palace", "events/temple-fair", "calendar", "map"]
API = [
    "routes/academy-walk",
    "attractions/imperial-palace",
    "events/temple-fair",
    "notices",
    "areas",
    "changes",
    "search?q=alert",
]


@pytest.fixture
def visitor(desk: Desk) -> Any:
    return desk.writer.application.test_client(use_cookies=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_or_frame_for_visitors_lets_a_text_out(visitor: Any, lang: str) -> None:
    frames = [f"/embed/v1/{name}?lang={lang}" for name in FRAMES]
    answers = {address: visitor.get(address) for address in [*(f"/{lang}/{page}" for page in PUBLIC_PAGES), *frames]}

    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    assert {a: wrong for a, answer in answers.items() if (wrong := wrong_with(answer.text))} == {}
    assert sum("&lt;img src=x" in answer.text for answer in answers.values()) > 8


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_file_for_visitors_can_be_read(visitor: Any, lang: str) -> None:
    for name in XML:
        answer = visitor.get(f"/{lang}/{name}")
        assert answer.status_code == 200, name
        assert not [node for node in ElementTree.fromstring(answer.data).iter() if str(node.tag).endswith("}script")]
    for name in ("events.ics", "events/temple-fair.ics", "routes/academy-walk.ics"):
        calendar = Calendar.from_ical(visitor.get(f"/{lang}/{name}").data)
        assert not calendar.errors, name
    for name in ("routes/academy-walk", "attractions/imperial-palace", "events/temple-fair"):
        assert json.loads(visitor.get(f"/{lang}/{name}.geojson").data)
        if lang == "zh":
            assert "alert(1)" in visitor.get(f"/api/v1/{name}").text


def test_the_data_for_programs_can_be_read_and_does_not_calculate(visitor: Any) -> None:
    for name in API:
        answer = visitor.get(f"/api/v1/{name}")
        assert answer.status_code == 200, name
        assert answer.content_type.startswith("application/"), name
        json.loads(answer.data)
    ElementTree.fromstring(visitor.get("/sitemap.xml").data)
    for name in ("routes", "attractions", "events"):
        rows = list(csv.reader(io.StringIO(visitor.get(f"/data/latest/{name}.csv").text)))
        assert len(rows) > 3
        assert [cell for row in rows for cell in row if dangerous(cell)] == [], name
