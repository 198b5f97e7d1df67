"""Documents -> the bytes of a sheet: XLSX with its explanation, or CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.content.sheets import cells, forms
from portal.content.sheets.cells import Cell
from portal.content.sheets.columns import KIND_OF, PARTS, SHEETS, Column, shown, spoken
from portal.content.sheets.forms import Words
from portal.content.sheets.parts import rows_of
from portal.documents.rough import Rough

EXPLANATION: Final = ("说明", "About")
HEADINGS: Final = ("字段 Field", "列名", "Column", "填什么", "What it holds", "可填的值 Allowed", "例子 Example")
RULES: Final = (
    (
        "“不要改”的列和灰色的第二行请保持原样。列可以换位置，可以删掉；删掉的列不会改动。",
        "Leave the columns that say so, and the grey second row. Columns may change places or go; "
        "what is not there is not changed.",
    ),
    (
        "列还在而单元格空着，表示删去这段内容。删掉的行不会改动，也不能在这里新建。",
        "An empty cell in a column that is there removes the content. Rows that are not there are not changed; "
        "new things are made at the desk.",
    ),
    (
        "停留点和场次：一条线路或赛事只要有一行，它的全部行就替换原来的；一行也没有就不改。这张表的列不能删。",
        "Stops and dates: where a route or an event has a row, its rows replace what was there; where it has none, "
        "nothing changes. This table keeps all of its columns.",
    ),
    (
        "不要写公式，请写值；不要合并单元格。电话、编码用文本格式，0571 的 0 才不会丢。",
        "Write values, not formulas, and merge no cells. Keep telephone numbers as text, so that 0571 keeps its zero.",
    ),
)

_GREY: Final = Font(color="888888", size=9)
_BOLD: Final = Font(bold=True)
_TINT: Final = PatternFill("solid", fgColor="EEF3F0")
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_MOST_LISTED: Final = 255  # characters of a drop-down list, by Excel's rule
_EMPTY_ROWS: Final = 200  # below the last one, formatted for those who add occurrences


def export(  # noqa: PLR0913  what, in which form, in whose words
    table: str,
    roughs: Mapping[str, Rough],
    form: str = "xlsx",
    *,
    lang: str = "zh",
    vocabularies: Mapping[str, Words] | None = None,
    revisions: Mapping[str, int] | None = None,
) -> bytes:
    """One table as `csv`, or all tables of its kind as `xlsx`.

    `revisions` are what the documents are, so that an import knows what a clerk began from.
    """
    languages = spoken(roughs.values())
    if form == "csv":
        return _csv(table, roughs, languages, revisions or {})
    book = Workbook(write_only=True)
    kind = KIND_OF[table]
    tables = [kind, PARTS[kind]] if kind in PARTS else [kind]
    _explain(book, tables, roughs, languages, vocabularies or {})
    for name in tables:
        _fill(book, name, roughs, languages, vocabularies or {}, revisions or {}, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def records(table: str, roughs: Mapping[str, Rough], revisions: Mapping[str, int]) -> Iterator[Rough]:
    """The rows of a table, each as the document of its own that its columns read."""
    kind = KIND_OF[table]
    for key, rough in roughs.items():
        if table in PARTS.values():
            yield from ({**row, "key": key} for row in rows_of(kind, rough))
        else:
            yield {**rough, "key": key, "revision": revisions.get(key)}


def _csv(table: str, roughs: Mapping[str, Rough], languages: Sequence[str], revisions: Mapping[str, int]) -> bytes:
    """With a byte order mark, without which Excel in China reads GBK."""
    columns = list(shown(table, languages))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([column.path for column in columns])
    for record in records(table, roughs, revisions):
        row = [forms.written(column.form, column.get(record)) for column in columns]
        writer.writerow([cells.neutral(cells.escaped(cell)) if isinstance(cell, str) else cell for cell in row])
    return sheet.getvalue().encode("utf-8-sig")


def _fill(  # noqa: PLR0913, PLR0917  as above
    book: Workbook,
    table: str,
    roughs: Mapping[str, Rough],
    languages: Sequence[str],
    vocabularies: Mapping[str, Words],
    revisions: Mapping[str, int],
    lang: str,
) -> None:
    """Row 1 says what clerks call the columns, row 2 what programs do; the rest is data."""
    columns = list(shown(table, languages))
    sheet = book.create_sheet(SHEETS[table][lang != "zh"])
    sheet.freeze_panes = "B3"
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 44 if column.form is forms.TEXT else 18
        sheet.column_dimensions[letter].hidden = column.path == "revision"
    titles = [column.zh if lang == "zh" else column.en for column in columns]
    sheet.append([_cell(sheet, title, _BOLD) for title in titles])
    sheet.append([_cell(sheet, column.path, _GREY) for column in columns])
    last = 2
    for last, record in enumerate(records(table, roughs, revisions), 3):  # noqa: B007  counted for the lists below
        sheet.append([_typed(sheet, column, forms.written(column.form, column.get(record))) for column in columns])
    if table in PARTS.values():
        for _ in range(_EMPTY_ROWS):
            sheet.append([_typed(sheet, column, None) for column in columns])
    for place, column in enumerate(columns, 1):
        _offer(sheet, column, get_column_letter(place), last + _EMPTY_ROWS, vocabularies)


def _cell(sheet: object, text: str, font: Font) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = font, _TINT, _TOP
    return cell


def _typed(sheet: object, column: Column, value: Cell) -> WriteOnlyCell:
    """A text is a text whatever it begins with: its type says so, and Excel keeps saying so (quotePrefix)."""
    cell = WriteOnlyCell(sheet, cells.escaped(value) if isinstance(value, str) else value)
    cell.alignment = _TOP
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith((*cells.BEGINNINGS, "'"))
    if column.form.is_text:
        cell.number_format = "@"
    elif isinstance(value, date) or column.form is forms.DAY:
        cell.number_format = "yyyy-mm-dd"
    return cell


def _offer(sheet: object, column: Column, letter: str, last: int, vocabularies: Mapping[str, Words]) -> None:
    """A list to choose from; a warning only, because a name is understood as well as a key."""
    words = ",".join(column.allowed(vocabularies))
    if column.form is forms.KEY and words and len(words) <= _MOST_LISTED:
        offered = DataValidation(
            "list", formula1=f'"{words}"', allow_blank=True, errorStyle="warning", showErrorMessage=True
        )
        offered.add(f"{letter}3:{letter}{last}")
        sheet.data_validations.append(offered)  # type: ignore[attr-defined]  # openpyxl has no types


def _explain(
    book: Workbook,
    tables: Iterable[str],
    roughs: Mapping[str, Rough],
    languages: Sequence[str],
    vocabularies: Mapping[str, Words],
) -> None:
    sheet = book.create_sheet(EXPLANATION[0])
    for letter, width in zip("ABCDEFG", (24, 24, 24, 40, 40, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for zh, en in RULES:
        sheet.append([None, zh, None, None, en])
    for table in tables:
        sheet.append([])
        sheet.append([_cell(sheet, " ".join(SHEETS[table]), _BOLD)])
        sheet.append([_cell(sheet, heading, _BOLD) for heading in HEADINGS])
        filled = list(records(table, roughs, {}))
        for column in shown(table, languages):
            allowed = "\n".join(f"{key} {name}" for key, name in column.allowed(vocabularies).items())
            example = next(
                (cell for record in filled if (cell := forms.written(column.form, column.get(record)))), None
            )
            row: list[Cell] = [column.path, column.zh, column.en, column.form.zh, column.form.en]
            row += [allowed if column.words not in ("attraction", "medium") else None, example]
            sheet.append([_typed(sheet, column, value) for value in row])


def filename(table: str, form: str, day: date) -> str:
    """A name in ASCII that says what and when."""
    return f"{table if form == 'csv' else KIND_OF[table]}s-{day:%Y%m%d}.{form}"
