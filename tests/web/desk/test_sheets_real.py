"""The whole register as a workbook over HTTP: back again without a change, and twenty changes are twenty drafts."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from conftest import ROOT
from desk import Clerk, make_person
from openpyxl import load_workbook
from sqlalchemy import select

from portal.extensions import db
from portal.model import Draft, Revision
from portal.publishing import drafts

pytestmark = pytest.mark.slow

EDITS = 20
STEP = 31
"""Rows from one edit to the next: through all areas, and not the neighbour's row by mistake."""

PATH = "summary.zh"


@pytest.fixture(scope="module")
def desk(make_site: Any) -> Any:
    """The real content once more, with a coordinator who may change it."""
    return make_site(ROOT / "content")


@pytest.fixture(scope="module")
def clerk(desk: Any) -> Iterator[Clerk]:
    return Clerk(desk, make_person(desk, "王芳", {"alliance": "coordinator"}))


@pytest.fixture(scope="module")
def workbook(clerk: Clerk) -> bytes:
    answer = clerk.get("/desk/sheets/export", query_string={"table": "attraction", "form": "xlsx"})
    assert answer.status_code == 200
    return bytes(answer.data)


def sent(clerk: Clerk, data: bytes) -> Any:
    file = {"file": (io.BytesIO(data), "register.xlsx")}
    answer = clerk.post("/desk/sheets/check", file, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a large body is a temporary file of the test client's
    return answer


def written(desk: Any) -> tuple[set[str], int]:
    """The keys of the drafts, and how many texts there are in all."""
    with desk.app.app_context():
        keys = set(db.session.scalars(select(Draft.key).where(Draft.kind == "attraction")))
        return keys, db.session.query(Revision).count()


def heads(desk: Any, keys: Iterable[str]) -> dict[str, Any]:
    """The texts that would be edited next."""
    with desk.app.app_context():
        return {key: drafts.head(db.session, "attraction", key).document for key in keys}


def test_the_whole_register_comes_back_without_a_change(desk: Any, clerk: Clerk, workbook: bytes) -> None:
    sheet = load_workbook(io.BytesIO(workbook), read_only=True).worksheets[1]
    keys = [row[0] for row in sheet.iter_rows(min_row=3, max_col=1, values_only=True) if row[0]]
    before = written(desk)
    page = clerk.get(sent(clerk, workbook).location).text

    assert sorted(keys) == sorted(desk.shelf.attractions)
    assert len(keys) >= 640
    assert "0 rows would become drafts" in page
    assert "0 problems" in page
    assert written(desk) == before


def test_twenty_edits_are_exactly_twenty_drafts(desk: Any, clerk: Clerk, workbook: bytes) -> None:
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[1]
    paths = [cell.value for cell in sheet[2]]
    edited = {}
    for row in range(3, 3 + EDITS * STEP, STEP):
        text = f"第{row}行在表格里改过的简介。"
        sheet.cell(row, paths.index(PATH) + 1).value = text
        edited[sheet.cell(row, paths.index("key") + 1).value] = text
    out = io.BytesIO()
    book.save(out)
    (_drafts, texts), before = written(desk), heads(desk, edited)
    look = sent(clerk, out.getvalue())
    assert f"Write {EDITS} drafts" in clerk.get(look.location).text
    assert clerk.post(look.location).status_code == 303

    assert written(desk) == (set(edited), texts + EDITS)
    after = {key: {**old, "summary": {**old["summary"], "zh": edited[key]}} for key, old in before.items()}
    assert heads(desk, edited) == after
