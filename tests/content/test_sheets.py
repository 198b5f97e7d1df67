"""Clerks take tables with them and bring them back: what they did not touch stays, what they changed is found, and what
Excel or a stranger did to the file is told in the row where it happened.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from portal import documents
from portal.content.sheets import KIND_OF, KINDS, PARTS, TABLES, compare, export, read
from portal.content.sheets import reading as reader
from portal.kernel.errors import NotValid

Edit = Callable[[Any, Callable[[str], int]], None]
WORDS = {
    "area": {"shenyang": "沈阳", "fushun": "抚顺"},
    "categories": {"palace": "宫殿", "museum": "博物馆"},
    "themes": {"qing-heritage": "清文化"},
    "kinds": {"running": "路跑"},
    "attraction": {"palace": "故宫", "lake": "大伙房"},
    "medium": {},
}


def rough(document) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_defaults=True)


@pytest.fixture(scope="module")
def everything(written) -> dict[str, dict[str, dict[str, Any]]]:
    """The repository's own content, as revisions hold it."""
    found: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
    for (kind, key), document in written.documents.items():
        if kind in found:
            found[kind][key] = rough(document)
    return found


def some(roughs: dict[str, Any]) -> dict[str, Any]:
    """Every eighth of them, where all would take long and prove no more."""
    return dict([*roughs.items()][::8])


def compared(data: bytes, current, **more):
    kind, tables = read(data, "sheet.csv")
    return compare(kind, tables, current, vocabularies=WORDS, **more)


def saved_again(data: bytes) -> bytes:
    """What a program makes of a workbook that opens and saves it."""
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    book.save(out)
    return out.getvalue()


PALACE = rough(
    factories.attraction(
        1,
        at=(41.796, 123.455),
        minutes=90,
        aliases={"zh": ["沈阳故宫", "盛京皇宫"]},
        visit={"phone": {"text": {"zh": "024-24843001"}}, "hours": {"text": {"zh": "八点半"}}},
        sources=[{"title": "a | b \\ c", "url": "https://example.org/a|b"}, {"title": "https://example.org"}],
    )
)
LAKE = rough(factories.attraction(2, "大伙房", "Dahuofang", area="fushun"))
PLACES = {"palace": PALACE, "lake": LAKE}


@pytest.fixture
def edited() -> Callable[..., bytes]:
    """A function that exports things, lets a clerk `edit(sheet, column of a path)`, and saves."""

    def make(
        edit: Callable[[Any, Callable[[str], int]], None], kind: str = "attraction", roughs=PLACES, tab: int = 1
    ) -> bytes:
        book = load_workbook(io.BytesIO(export(kind, roughs, vocabularies=WORDS)))
        sheet = book.worksheets[tab]
        paths = [cell.value for cell in sheet[2]]
        edit(sheet, lambda path: paths.index(path) + 1)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def typed(path: str, value: Any, row: int = 3) -> Edit:
    def edit(sheet: Any, column: Callable[[str], int]) -> None:
        sheet.cell(row, column(path)).value = value

    return edit


@pytest.mark.parametrize(
    ("table", "kind", "form"),
    [
        (table, kind, form)
        for form in ("xlsx", "csv")
        for table, kind in KIND_OF.items()
        if (form, table) != ("xlsx", "attraction")  # goes the whole way in tests/web/desk/test_sheets_real.py
    ],
)
def test_what_comes_back_untouched_changes_nothing_at_all(everything, table, kind, form):
    current = everything[kind]

    plan = compared(export(table, current, form), current)

    assert (plan.kind, plan.unchanged, plan.changed, plan.problems) == (kind, len(current), [], [])


@pytest.mark.parametrize("kind", ["attraction", "route", "event"])
def test_a_workbook_that_was_only_saved_again_changes_nothing(everything, kind):
    current = some(everything[kind])

    plan = compared(saved_again(export(kind, current)), current)

    assert (plan.unchanged, plan.changed, plan.problems) == (len(current), [], [])


def test_twenty_cells_changed_in_twenty_rows_are_twenty_changed_things(everything):
    current = some(everything["attraction"])
    book = load_workbook(io.BytesIO(export("attraction", current)))
    sheet = book.worksheets[1]
    paths = [cell.value for cell in sheet[2]]
    rows = range(10, 70, 3)
    for row in rows:
        sheet.cell(row, paths.index("summary.zh") + 1).value = f"新的一句话{row}。"
    out = io.BytesIO()
    book.save(out)

    plan = compared(out.getvalue(), current)

    assert len(plan.changed) == 20
    assert {row.row for row in plan.changed} == set(rows)
    assert all([change.field for change in row.changes] == ["summary.zh"] for row in plan.changed)
    assert plan.unchanged == len(current) - 20


HOSTILE = st.text(
    st.one_of(st.sampled_from("=+-@'|\\_x0041_＝＋\t\n ,;\"<&"), st.characters(codec="utf-8")), min_size=1, max_size=40
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=8), st.sampled_from(["xlsx", "csv", "again"]))
def test_no_text_is_changed_by_its_journey_whatever_it_is(texts, form):
    current = {
        f"palace-{n}": {**PALACE, "body": {"zh": body}, "sources": [{"title": title}], "aliases": {"zh": [title]}}
        for n, (body, title) in enumerate(texts)
    }
    data = export("attraction", current, "csv" if form == "csv" else "xlsx")

    plan = compared(saved_again(data) if form == "again" else data, current)

    assert (plan.unchanged, plan.changed, plan.problems) == (len(current), [], [])


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM", "'quoted", "＝1", "\t=1"])
def test_a_text_never_calculates_in_a_spreadsheet_and_comes_back_as_it_was(text):
    current = {"palace": {**PALACE, "body": {"zh": text, "en": "x"}}}
    rows = list(csv.reader(io.StringIO(export("attraction", current, "csv").decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(export("attraction", current)))
    cell = next(cell for cell in book.worksheets[1][3] if cell.value == text)

    assert rows[1][rows[0].index("body.zh")] == f"'{text}"
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("minutes", "１２０", 120),
        ("minutes", 120.0, 120),
        ("point.lat", "41.80", 41.8),
        ("advised.months", "4，5、10", [4, 5, 10]),
        ("advised.months", "4-6", [4, 5, 6]),
        ("advised.months", "10月、4月", [4, 10]),
        ("advised.months", 7, [7]),
        ("categories", "palace，博物馆", ["palace", "museum"]),
        ("state.state", "暂停", "suspended"),
        ("visit.hours.checked", datetime(2026, 5, 1), "2026-05-01"),
        ("visit.hours.checked", "2026-05-01", "2026-05-01"),
        ("visit.hours.checked", "2026/5/1", "2026-05-01"),
        ("visit.hours.checked", "２０２６年５月１日 ", "2026-05-01"),
        ("name.zh", "  沈阳故宫博物院 ", "沈阳故宫博物院"),
        ("aliases.zh", "甲\n 乙 \n", ["甲", "乙"]),
        ("sources", "某书 | https://example.org/1\nhttps://example.org/2", None),
    ],
)
def test_a_clerk_may_type_as_people_type(edited, path, value, expected):
    plan = compared(edited(typed(path, value)), PLACES)

    (row,) = plan.changed
    found: Any = row.after
    for step in path.split("."):
        found = found[step]
    if path == "sources":
        expected = [{"title": "某书", "url": "https://example.org/1"}, {"url": "https://example.org/2"}]
    assert (found, plan.problems) == (expected, [])


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("visit.phone.text.zh", 5718888, "number for text"),
        ("visit.phone.text.zh", "5.7E+10", "number for text"),
        ("visit.phone.text.zh", "=1+1", "formula"),
        ("minutes", "=60*2", "formula"),
        ("minutes", "半天", "not a whole number"),
        ("minutes", 90.5, "not a whole number"),
        ("minutes", 3, "rule greater_than_equal"),
        ("minutes", "1" * 30, "not a whole number"),
        ("point.lat", "nan", "not a number"),
        ("advised.months", datetime(2026, 4, 5), "months became a date"),
        ("advised.months", "13", "not months"),
        ("advised.months", 4.5, "not months"),
        ("visit.hours.checked", "2026-02-30", "not a day"),
        ("visit.hours.checked", "46000", "not a day"),
        ("visit.hours.checked", datetime(2026, 5, 1, 8, 30), "not a day"),
        ("summary.zh", datetime(2026, 5, 1), "date for text"),
        ("summary.zh", "#REF!", "error value"),
        ("summary.zh", "长" * 20_001, "too long"),
        ("summary.zh", "长" * 6_001, "rule string_too_long"),
        ("summary.zh", None, "rule missing"),
        ("name.zh", "一\n二", "line break"),
        ("area", "beijing", "not a word"),
        ("pictures", "no-such", "not a word"),
        ("number", 7, "stays as it is"),
        ("key", "nowhere", "unknown key"),
        ("key", None, "no key"),
        ("key", "lake", "stays as it is key twice"),
        ("sources", "a | b | c", "not a source"),
        ("visit.booking", "www.example.org", "rule string_pattern_mismatch"),
    ],
)
def test_what_cannot_be_is_told_with_its_row_and_nothing_of_the_row_is_taken(edited, path, value, why):
    plan = compared(edited(typed(path, value)), PLACES)

    if why == "rule missing":
        assert {problem.why for problem in plan.problems} <= {"rule missing", "rule language_missing"}
    else:
        assert " ".join(problem.why for problem in plan.problems) == why
    assert plan.problems[0].row in (3, 4)
    assert plan.changed == []


def test_a_lost_zero_is_seen_in_a_csv_too():
    current = {"palace": {**PALACE, "visit": {"phone": {"text": {"zh": "02424843001"}}}}}
    data = export("attraction", current, "csv").replace(b"02424843001", b"2424843001")

    assert [problem.why for problem in compared(data, current).problems] == ["zero lost"]


def test_merged_cells_are_told_and_never_read_as_empty(edited):
    def merge(sheet, column):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column("summary.zh"), end_column=column("summary.zh"))

    plan = compared(edited(merge), PLACES)

    assert [(problem.row, problem.why) for problem in plan.problems] == [(3, "merged"), (4, "merged")]
    assert plan.changed == []


def test_rich_text_is_its_text_and_a_hidden_row_is_a_row(edited):
    def edit(sheet, column):
        sheet.cell(3, column("summary.zh")).value = CellRichText("两", TextBlock(InlineFont(b=True), "半"))
        sheet.row_dimensions[3].hidden = True

    (row,) = compared(edited(edit), PLACES).changed

    assert row.after["summary"]["zh"] == "两半"


def test_columns_may_move_and_go_and_strange_ones_are_named_and_left(edited):
    def edit(sheet, column):
        sheet.delete_cols(column("body.zh"), 2)
        sheet.move_range("B1:B4", cols=90)
        sheet.cell(2, 110).value = "clerk's notes"
        sheet.cell(3, 110).value = "call them"

    plan = compared(edited(edit), PLACES)

    assert (plan.unchanged, plan.changed, plan.problems, plan.unknown) == (2, [], [], ["clerk's notes"])


def test_an_empty_cell_removes_an_optional_text_and_a_default_is_not_written_down(edited):
    def edit(sheet, column):
        sheet.cell(3, column("visit.phone.text.zh")).value = None
        sheet.cell(3, column("access.indoor")).value = "unknown"
        sheet.cell(3, column("state.note.zh")).value = "门前修路"

    (row,) = compared(edited(edit), PLACES).changed

    assert row.after["visit"] == {"hours": {"text": {"zh": "八点半"}}}
    assert row.after["state"] == {"state": "open", "note": {"zh": "门前修路"}}
    assert "access" not in row.after


def test_what_a_colleague_changed_after_the_export_is_not_undone_by_the_old_sheet():
    data = export("attraction", {"palace": PALACE}, revisions={"palace": 7})
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    paths = [cell.value for cell in sheet[2]]
    sheet.cell(3, paths.index("minutes") + 1).value = 60
    out = io.BytesIO()
    book.save(out)
    now = deepcopy(PALACE)
    now["summary"]["zh"] = "同事的新话"
    also = {**deepcopy(PALACE), "minutes": 75}
    earlier = {("palace", 7): PALACE}

    (row,) = compared(out.getvalue(), {"palace": now}, earlier=earlier).changed
    clash = compared(out.getvalue(), {"palace": also}, earlier=earlier)

    assert (row.after["minutes"], row.after["summary"]["zh"]) == (60, "同事的新话")
    assert ([problem.why for problem in clash.problems], clash.problems[0].wanted) == (["changed since"], "75")
    assert [p.why for p in compared(out.getvalue(), {"palace": PALACE}).problems] == ["unknown revision"]


ROUTE = rough(factories.route(("palace", "lake"), ("palace",)))
RUN = rough(factories.event(1))
RUN["occurrences"] = [{"number": 1, "status": "held", "starts": "2021-05-01"}, {"number": 3, "status": "scheduled"}]


def test_stops_are_rows_that_a_clerk_changes_adds_and_moves(edited):
    def edit(sheet, column):
        sheet.cell(4, column("minutes")).value = 45
        for path, value in (("key", "joint"), ("day.number", 2), ("attraction", "lake"), ("note.zh", "看水")):
            sheet.cell(6, column(path)).value = value

    (row,) = compared(edited(edit, "route", {"joint": ROUTE}, 2), {"joint": ROUTE}).changed

    assert row.after["days"][0]["stops"][1] == {"attraction": "lake", "minutes": 45}
    assert row.after["days"][1]["stops"][1] == {"attraction": "lake", "note": {"zh": "看水"}}
    new = {f"days[2].stops[2].{field}" for field in ("attraction", "note.zh")}
    assert {change.field for change in row.changes} == {"days[1].stops[2].minutes", *new}


def test_days_that_do_not_follow_each_other_are_told(edited):
    plan = compared(edited(typed("day.number", 3, 5), "route", {"joint": ROUTE}, 2), {"joint": ROUTE})

    assert [(problem.why, problem.given, problem.wanted) for problem in plan.problems] == [
        ("days out of order", "3", "2")
    ]


def test_a_new_date_stands_without_a_number_and_a_made_up_number_is_told(edited):
    def add(sheet, column):
        for path, value in (("key", "run"), ("status", "scheduled"), ("starts", datetime(2027, 5, 1))):
            sheet.cell(5, column(path)).value = value

    (row,) = compared(edited(add, "event", {"run": RUN}, 2), {"run": RUN}).changed
    plan = compared(edited(typed("number", 9), "event", {"run": RUN}, 2), {"run": RUN})

    assert row.after["occurrences"] == [*RUN["occurrences"], {"status": "scheduled", "starts": "2027-05-01"}]
    assert [problem.why for problem in plan.problems] == ["number not given"]


def test_a_table_of_parts_without_one_of_its_columns_is_refused_and_removes_nothing(edited):
    data = edited(lambda sheet, column: sheet.delete_cols(column("minutes")), "route", {"joint": ROUTE}, 2)

    plan = compared(data, {"joint": ROUTE})

    assert [(problem.why, problem.given) for problem in plan.problems] == [("columns missing", "minutes")]
    assert plan.changed == []


def test_csv_comes_in_the_encodings_and_separators_of_chinese_and_european_windows():
    current = {"palace": {**PALACE, "body": {"zh": "第一行\n第二行；“引号”,逗号", "en": "x"}}}
    text = export("attraction", current, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))

    def separated(by: str) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=by).writerows(rows)
        return out.getvalue()

    for data in (text.encode("gb18030"), text.encode(), separated(";").encode(), separated("\t").encode("utf-16")):
        plan = compared(data, current)
        assert (plan.unchanged, plan.changed, plan.problems) == (1, [], [])


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def under_another_name(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its table in a part whose name says nothing about XML, and that part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).replace(b"sheet2.xml", b"sheet2.dat") for name in archive.namelist()}
    parts["xl/worksheets/sheet2.dat"] = change(parts.pop("xl/worksheets/sheet2.xml"))
    return zipped(**parts)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(**{n: change(archive.read(n)) if n == name else archive.read(n) for n in archive.namelist()})


def test_what_is_no_sheet_of_ours_is_refused_with_its_reason():
    good = export("attraction", PLACES)
    book, out = Workbook(), io.BytesIO()
    book.active.append(["just", "some", "table"])
    book.save(out)
    crowd = {f"{n}.xml": b"" for n in range(reader.MOST_FILES)}
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    sheet = "xl/worksheets/sheet2.xml"
    refused = {
        b"": "empty file",
        b"x" * (reader.MOST_BYTES + 1): "file too large",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500): "old Excel",
        zipped(**{"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}): "OpenDocument",
        zipped(**{"word/document.xml": b"<a/>"}): "not a workbook",
        b"PK\x03\x04 broken": "not a workbook",
        zipped(**{"xl/workbook.xml": b"<a"}): "not a workbook",
        b"\x89PNG\r\n\x1a\n" + bytes(100): "not a workbook",
        "key;名称\n".encode()[:-2] + b"\xff\n": "unknown encoding",
        out.getvalue(): "no columns",
        b"hello": "no columns",
        b"key,name.zh,name.zh\r\npalace,a,b\r\n": "column twice",
        b"key,number\r\n" + b"palace,1\r\n" * 5_001: "too many rows",
        b"key,number" + b",x" * 200 + b"\r\n": "too many columns",
        b'key,number\r\n"' + b"x" * 200_000: "quotes do not close",
        with_part(
            good, sheet, lambda part: part.replace(b"<worksheet", doctype + b"<worksheet", 1)
        ): "declares entities",
        under_another_name(
            good, lambda part: part.replace(b"<worksheet", doctype + b"<worksheet", 1)
        ): "declares entities",
        under_another_name(
            good, lambda part: part.replace(b"</row>", b"<c/>" * reader.MOST_TAGS + b"</row>", 1)
        ): "unpacks too large",
        zipped(**{"xl/workbook.xml": b"<" * (reader.MOST_TAGS + 1)}): "unpacks too large",
        zipped(**{"xl/workbook.xml": b"<a/>", "xl/bomb.xml": bytes(reader.MOST_UNPACKED)}): "unpacks too large",
        zipped(**{"xl/workbook.xml": b"<a/>", **crowd}): "unpacks too large",
    }
    for data, why in refused.items():
        with pytest.raises(NotValid) as error:
            read(data, "sheet.xlsx")
        assert str(error.value) == why


def test_a_table_in_a_part_of_another_name_is_read_and_so_is_looked_at_first():
    data = under_another_name(export("attraction", PLACES), lambda part: part)

    assert [table.name for table in read(data, "sheet.xlsx")[1]] == ["attraction"]


def test_a_formula_whose_result_is_kept_in_the_file_is_not_trusted(edited):
    """Excel keeps the last result beside a formula, and whoever wrote the file chose it."""
    sheet = "xl/worksheets/sheet2.xml"
    result = re.compile(rb"(<f>1\+1</f>)<v ?/?>(</v>)?")
    data = with_part(edited(typed("minutes", "=1+1")), sheet, lambda part: result.sub(rb"\1<v>45</v>", part))

    assert b"<f>1+1</f><v>45</v>" in zipfile.ZipFile(io.BytesIO(data)).read(sheet)
    assert [problem.why for problem in compared(data, PLACES).problems] == ["formula"]


def test_the_first_sheet_explains_every_column_of_the_others():
    for kind in ("attraction", "route", "event"):
        roughs = {"joint": ROUTE} if kind == "route" else {"run": RUN} if kind == "event" else PLACES
        book = load_workbook(io.BytesIO(export(kind, roughs, vocabularies=WORDS)))
        explained = {row[0].value for row in book.worksheets[0].iter_rows()}

        assert book.worksheets[0].title == "说明"
        for sheet in book.worksheets[1:]:
            assert {cell.value for cell in sheet[2]} <= explained
            assert sheet.freeze_panes == "B3"
        assert len(book.worksheets) == (3 if kind in PARTS else 2)


def test_a_closed_column_offers_its_words_and_a_telephone_number_is_a_text():
    sheet = load_workbook(io.BytesIO(export("attraction", PLACES, vocabularies=WORDS))).worksheets[1]
    paths = [cell.value for cell in sheet[2]]
    offered = {
        str(v.sqref).split(":")[0].rstrip("0123456789"): v.formula1 for v in sheet.data_validations.dataValidation
    }
    cell = sheet.cell(3, paths.index("area") + 1)

    assert offered[cell.column_letter] == '"shenyang,fushun"'
    assert sheet.cell(4, paths.index("visit.phone.text.zh") + 1).number_format == "@"


def test_a_draft_that_breaks_its_rules_goes_out_and_comes_back_as_it_is():
    odd = {
        **PALACE,
        "minutes": "around noon",
        "sources": "a page",
        "visit": {"hours": {"checked": "2026-02-31"}},
        "point": {"lat": "41°"},
    }

    for form in ("xlsx", "csv"):
        plan = compared(export("attraction", {"palace": odd}, form), {"palace": odd})
        assert (plan.unchanged, plan.changed, plan.problems) == (1, [], [])


def test_every_field_of_a_document_has_its_column_but_its_former_keys():
    for kind in KINDS:
        fields = set(documents.KINDS[kind].model_fields) - {"formerly", "days", "occurrences"}

        assert fields <= {column.path.split(".")[0] for column in TABLES[kind]}
