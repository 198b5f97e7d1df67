"""A clerk takes a table, changes it, sees what would change, writes the drafts, and undoes it, at the desk."""

import io
import re
from typing import Any

import pytest
from desk import Clerk, make_person
from openpyxl import load_workbook

from portal.extensions import db
from portal.model import Batch, Revision
from portal.publishing import drafts
from portal.web.desk import sheet_words


@pytest.fixture
def clerk(own) -> Clerk:
    return Clerk(own, make_person(own, "王芳", {"alliance": "coordinator"}))


def taken(clerk: Clerk, **asked: str) -> Any:
    return clerk.get("/desk/sheets/export", query_string={"table": "attraction", "form": "xlsx", **asked})


def changed(data: bytes, text: str, *, rows: int = 1, path: str = "summary.zh") -> bytes:
    """The workbook with a text in the first rows of its first table."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    column = [cell.value for cell in sheet[2]].index(path) + 1
    for row in range(3, 3 + rows):
        sheet.cell(row, column).value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(clerk: Clerk, data: bytes, name: str = "春天.xlsx") -> Any:
    return clerk.post("/desk/sheets/check", {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def revisions(own) -> int:
    with own.app.app_context():
        return db.session.query(Revision).count()


def test_a_clerk_takes_a_table_changes_it_looks_writes_and_undoes(own, clerk):
    before = revisions(own)
    file = taken(clerk)
    look = sent(clerk, changed(file.data, "表格里写的新简介。", rows=2))

    assert file.headers["Content-Disposition"] == 'attachment; filename="attractions-20261123.xlsx"'
    assert (look.status_code, revisions(own)) == (303, before)
    page = clerk.get(look.location).text
    assert "表格里写的新简介。" in page
    assert "Write 2 drafts" in page

    done = clerk.post(look.location)
    assert (done.status_code, revisions(own)) == (303, before + 2)
    batch = clerk.get(done.location).text
    assert "春天.xlsx" in batch
    assert ">Benxi Water Cave</a>" in batch
    assert ">Benxi Water Cave <small>" in page
    assert clerk.get(look.location).status_code == 404

    undone = clerk.post(f"{done.location}undo")
    again = clerk.post(f"{done.location}undo")
    assert (undone.status_code, again.status_code, revisions(own)) == (303, 303, before + 4)
    assert "Undone on" in clerk.get(done.location).text
    with own.app.app_context():
        for kind, key, first, _last in db.session.query(Batch).one().written:
            assert drafts.head(db.session, kind, key).document == db.session.get_one(Revision, first).document


def test_a_change_is_told_by_the_heading_of_its_column_and_in_words(clerk):
    look = sent(clerk, changed(taken(clerk).data, "museum", path="categories"))

    page = re.sub(r"\s+", " ", clerk.get(look.location).text)

    assert "<dt>Categories</dt> <dd><del>Caves</del></dd><dd><ins>Museums</ins></dd>" in page


def test_every_table_goes_out_in_both_forms_and_comes_back_without_a_change(clerk):
    for table in ("attraction", "route", "stop", "event", "occurrence"):
        for form in ("xlsx", "csv"):
            look = sent(clerk, taken(clerk, table=table, form=form).data, f"{table}.{form}")
            page = clerk.get(look.location).text

            assert look.status_code == 303
            assert "0 rows would become drafts" in page
            assert "0 problems" in page


def test_the_problems_of_rows_are_told_with_their_numbers_and_hostile_text_stays_text(own, clerk):
    file = changed(taken(clerk).data, "<script>alert(1)</script>", path="minutes")
    look = sent(clerk, file, '<img src=x onerror="alert(1)">.xlsx')

    page = clerk.get(look.location).text

    assert "This is not a whole number. Write digits only, such as 90." in page
    assert re.search(r'<th scope="row">\S+ 3</th>', page)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "Write" not in re.findall(r"<button[^>]*>([^<]*)", page)


def test_one_mistake_made_a_thousand_times_does_not_fill_the_page(clerk):
    look = sent(clerk, b"key,name.zh\r\n" + b"nowhere,x\r\n" * 1_000, "a.csv")

    page = clerk.get(look.location).text

    assert ("1000 problems" in page, "The first 300 are shown." in page) == (True, True)
    assert page.count("Nothing has this key.") == 300


def test_a_file_that_is_none_is_told_beside_the_field_and_leaves_nothing(own, clerk):
    answer = sent(clerk, b"\x89PNG\r\n\x1a\n" + bytes(50), "picture.xlsx")

    assert answer.status_code == 422
    assert "neither an Excel workbook (.xlsx) nor a CSV file" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not (own.settings.data_dir / "sheets").exists()


def test_an_upload_cannot_be_written_by_anybody_else(own, clerk):
    look = sent(clerk, changed(taken(clerk).data, "新的。"))
    other = Clerk(own, make_person(own, "李强", {"alliance": "coordinator"}))

    assert other.get(look.location).status_code == 404
    assert other.post(look.location).status_code == 404


@pytest.mark.parametrize("asked", [{"table": "person"}, {"form": "exe"}, {"bureau": "nowhere"}])
def test_what_cannot_be_exported_is_told(clerk, asked):
    assert taken(clerk, **asked).status_code == 400


def test_the_pages_speak_chinese_to_who_reads_chinese(own):
    clerk = Clerk(own, make_person(own, "刘洋", {"alliance": "coordinator"}, lang="zh"))

    page = clerk.get("/desk/sheets/").text

    assert "停留点" in page
    assert "沈阳" in page


def test_every_sentence_about_a_sheet_can_be_said(own):
    """Each has the places it is given, and no other."""
    with own.app.test_request_context():
        for wrong, mend in [*sheet_words._SAID.values(), *sheet_words._RULES.values()]:
            assert str(wrong) % {"given": "g", "wanted": "w"}
            assert str(mend) % {"given": "g", "wanted": "w"}


def test_a_stop_and_a_date_are_called_by_their_day_and_number(own):
    with own.app.test_request_context(headers={"Accept-Language": "en"}):
        assert sheet_words.title("route", "days[2].stops[3].minutes") == "day 2, stop 3 · Minutes of the stay"
        assert sheet_words.title("route", "days[2].title.zh") == "day 2 · Title of the day (Chinese)"
        assert sheet_words.title("event", "occurrences[number 4].starts") == "date 4 · First day"
        assert sheet_words.title("event", "name.en") == "Name (English)"
