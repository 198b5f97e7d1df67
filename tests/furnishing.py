"""A desk in full use: every page has something to show. Two coordinators make it over HTTP, before any browser."""

import io
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pictures
from conftest import NOW, Site
from desk import Clerk, make_person
from forms import filled
from openpyxl import load_workbook

from portal.extensions import db
from portal.publishing import reports

ROUTE = "/desk/route/palace-and-tomb/"
EVENT = "/desk/event/city-marathon/"
NOTICE = "/desk/notice/cave-closed/"

NO_PAGES = frozenset(
    [
        "find_json",
        "media_json",
        "change",
        "medium_file",
        "statistics_csv",
        "journal_csv",
        "journal_jsonl",
        "sheets_export",
    ]
)
"""Endpoints that answer with a file or with data."""


HOSTILE = (
    "\"><img src=x onerror=alert(1)></script><script>alert(1)</script>'-alert(1)-'{{191*7}}${alert(1)}%(n)s"
    "javascript:alert(1)\u202egpj.exe]]><x>"
)
"""A line that tries to break out of wherever it stands."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`ways`: endpoint that answers to GET -> an address where it has something to show; `writer`, who reads
    Chinese, and `other`, who reads English, wrote it.
    """

    writer: Clerk
    other: Clerk
    ways: dict[str, str]


def furnished(site: Site, word: str = "改过的话") -> Desk:
    """Write `word` wherever a line of text can stand."""
    coordinator = {"alliance": "coordinator"}
    cast = (("赵", "zh"), ("钱", "en"))
    writer, other = (Clerk(site, make_person(site, f"{name} {word}", coordinator, lang=lang)) for name, lang in cast)
    merge = two_texts(writer, other, word)
    mine = merge.rstrip("/").rpartition("/")[2]
    first = min(map(int, re.findall(r'name="a" value="(\d+)"', writer.get(f"{ROUTE}history/").text)))
    writer.post(f"{ROUTE}comments/", {"field": "title", "text": word})
    preview = writer.post(f"{ROUTE}preview-link/", {"days": "7"}).location
    head = filled(writer.get(ROUTE).text)["base"]
    writer.post(f"{ROUTE}submit/", {"head": head, "why": word, "due": "2026-12-24"})
    check, batch = two_tables(writer, word)
    picture = uploaded(writer, word)
    file = re.search(rf"/desk/media/{picture}/\d+\.webp", writer.get(f"/desk/media/{picture}/").text)
    report = reported(site, word)
    writer.post("/desk/partners/admit", {"name": word, "bureau": "benxi", "origins": "", "quota": "60"})
    link = re.search(r"/desk/link/[\w-]+", writer.post(f"/desk/people/{other.person.id}/link").text)
    assert link
    assert file
    ways = {
        "work": "/desk/",
        "help": "/desk/help/",
        "things": "/desk/things/route/",
        "new": "/desk/new/route/",
        "edit": ROUTE,
        "quality": "/desk/quality/",
        "translations": "/desk/translations/",
        "review": f"{ROUTE}review/",
        "preview": preview,
        "change": f"{ROUTE}change-{first}-{mine}.svg",
        "history": f"{ROUTE}history/?a={first}&b={mine}",
        "merge": merge,
        "link": link[0],
        "forgotten": "/desk/forgotten",
        "account": "/desk/account/",
        "people": "/desk/people/",
        "find": "/desk/find/attractions/?q=gugong",
        "find_json": "/desk/find/attractions.json?q=gugong",
        "positions": "/desk/positions/",
        "warn": "/desk/notice/quick/",
        "lift": f"{NOTICE}lift/",
        "new_edition": f"{EVENT}new-edition/",
        "event_dates": f"{EVENT}legs/",
        "leg": f"{EVENT}legs/2/",
        "clashes": "/desk/clashes/?month=2026-12",
        "media": "/desk/media/",
        "media_json": "/desk/media.json",
        "medium_new": "/desk/media/new/",
        "medium": f"/desk/media/{picture}/",
        "medium_file": file[0],
        "statistics": "/desk/statistics/",
        "statistics_csv": "/desk/statistics.csv",
        "statistics_hosts": "/desk/statistics/hosts",
        "statistics_searches": "/desk/statistics/searches",
        "statistics_record": "/desk/statistics/route/palace-and-tomb/",
        "reports": "/desk/reports/",
        "report": f"/desk/reports/{report}/",
        "journal": "/desk/journal/",
        "journal_csv": "/desk/journal.csv",
        "journal_jsonl": "/desk/journal.jsonl",
        "partners": "/desk/partners/",
        "uses": "/desk/attraction/fuling/uses/",
        "sheets": "/desk/sheets/",
        "sheets_export": "/desk/sheets/export?table=attraction&form=csv",
        "sheets_check": check,
        "sheets_batch": batch,
    }
    return Desk(writer, other, ways)


def two_texts(writer: Clerk, other: Clerk, word: str) -> str:
    """Where two texts wait to be merged that began from the same one, with another order of stops in the later."""
    mine, theirs = filled(writer.get(ROUTE).text), filled(other.get(ROUTE).text)
    theirs["title.zh"], theirs["summary.zh"] = f"先存的 {word}", word
    assert other.post(ROUTE, {**theirs, "do": "save", "why": word}).status_code == 303
    mine["title.zh"], mine["body.zh"] = f"后存的 {word}", word
    stops = [f"days.0.stops.{at}.attraction" for at in (0, 1)]
    mine[stops[0]], mine[stops[1]] = mine[stops[1]], mine[stops[0]]
    where = urlsplit(writer.post(ROUTE, {**mine, "do": "save", "why": word}).location).path
    assert "/merge/" in where
    return where


def two_tables(clerk: Clerk, word: str) -> tuple[str, str]:
    """(where a table waits to be written, where one that was written is told of)."""
    looks = [table(clerk, "attraction", "summary.zh", f"{number} {word}") for number in (1, 2)]
    return looks[0], str(clerk.post(looks[1]).location)


def table(clerk: Clerk, name: str, path: str, text: str) -> str:
    """Export a table, write the text into its first row, send it, and say where it is looked at."""
    file = clerk.get("/desk/sheets/export", query_string={"table": name, "form": "xlsx"})
    book = load_workbook(io.BytesIO(file.data))
    sheet = book.worksheets[1]
    cell = sheet.cell(3, [head.value for head in sheet[2]].index(path) + 1)
    cell.value, cell.data_type = text, "s"  # as typed: not a formula
    out = io.BytesIO()
    book.save(out)
    sent = {"file": (io.BytesIO(out.getvalue()), "<svg onload=alert(1)>.xlsx")}
    return str(clerk.post("/desk/sheets/check", sent, content_type="multipart/form-data").location)


def uploaded(clerk: Clerk, word: str) -> str:
    """The key of a picture in the library, which the attraction of the Fuling tomb would show."""
    words = dict.fromkeys(("title.zh", "title.en", "alt.zh", "alt.en", "permission.zh", "credit"), word)
    form: dict[str, Any] = {**words, "bureau": "shenyang", "licence": "by-permission", "focal.x": "50", "focal.y": "50"}
    answer = clerk.post(
        "/desk/media/new/", {**form, "file": (io.BytesIO(pictures.jpeg("#abc")), "<svg onload=alert(1)>.jpg")}
    )
    answer.request.environ["wsgi.input"].close()  # a large body is a temporary file of the test client's
    assert answer.status_code == 303, answer.text
    return str(answer.location).rstrip("/").rpartition("/")[2]


def reported(site: Site, word: str) -> str:
    """The reference of what a visitor says about a place."""
    with site.app.app_context():
        sent = reports.send(db.session, NOW, kind="attraction", key="fuling", lang="zh", text=f"说错了 {word}")
        db.session.commit()
        return sent.reference
