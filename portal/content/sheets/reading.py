"""The bytes of an upload -> tables of cells. Nothing is computed, nothing is fetched, and what is too large is refused
before it is parsed.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openpyxl import load_workbook

from portal.content.sheets import cells
from portal.content.sheets.cells import Cell, Odd
from portal.content.sheets.columns import KIND_OF, TABLES
from portal.kernel.errors import NotValid

MOST_BYTES: Final = 8 * 2**20
MOST_UNPACKED: Final = 48 * 2**20
MOST_FILES: Final = 200
MOST_TAGS: Final = 1_500_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
MOST_MERGED: Final = 100_000
HEADER_ROWS: Final = 5
"""Among the first of them stands the row of field paths."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DECLARATIONS = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet counts, and its cells by the path of their column."""

    number: int
    cells: dict[str, Cell | Odd]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was found: which one (a name of TABLES), on which sheet, and the columns nobody knows."""

    name: str
    sheet: str
    paths: list[str]
    rows: list[Row]
    unknown: list[str]


def read(data: bytes, filename: str = "") -> tuple[str, list[Table]]:
    """The kind whose tables an upload holds, and the tables. Raises NotValid, whose message is a key of the desk's
    sentences.

    What the bytes are is told by them and not by the name; `filename` stands in for the sheet's name of a CSV.
    """
    if not data:
        raise NotValid("empty file", field="file")
    if len(data) > MOST_BYTES:
        raise NotValid("file too large", field="file", given=str(len(data)))
    if data.startswith(_OLD_EXCEL):
        raise NotValid("old Excel", field="file")
    grids = list(_workbook(data)) if data.startswith(b"PK") else [(filename, _separated(data))]
    tables = [table for name, grid in grids if (table := _table(name, grid))]
    names = [table.name for table in tables]
    kinds = {KIND_OF[name] for name in names}
    if not tables:
        raise NotValid("no columns", field="file")
    if len(set(names)) != len(names) or len(kinds) > 1:
        raise NotValid("table twice", field="file")
    return kinds.pop(), tables


Grid = list[tuple[int, list[Cell | Odd]]]


def _workbook(data: bytes) -> Iterator[tuple[str, Grid]]:
    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # whatever a broken file makes a reader of XML and zip raise
        raise NotValid("not a workbook", field="file") from error
    for sheet in book.worksheets:
        yield sheet.title, _grid(sheet)


def _refuse_bombs(data: bytes) -> None:
    """Look at the directory of the archive, then at its parts as bytes, before anything parses them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "content.xml" in names and "xl/workbook.xml" not in names:
                raise NotValid("OpenDocument", field="file")
            if "xl/workbook.xml" not in names:
                raise NotValid("not a workbook", field="file")
            if len(names) > MOST_FILES or sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise NotValid("unpacks too large", field="file")
            tags = 0
            for name in names:  # all of them: a part is parsed for what points at it, whatever its name ends with
                part = archive.read(name)
                tags += part.count(b"<")
                if tags > MOST_TAGS:
                    raise NotValid("unpacks too large", field="file")
                if any(declaration in part for declaration in _DECLARATIONS):
                    raise NotValid("declares entities", field="file")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise NotValid("not a workbook", field="file") from error  # broken, encrypted, or of an odd compression


def _grid(sheet: Any) -> Grid:
    """The cells of a worksheet by rows; hidden ones too, because a filter hides what still belongs to the table."""
    areas = sheet.merged_cells.ranges
    if sum(area.size["rows"] * area.size["columns"] for area in areas) > MOST_MERGED:
        raise NotValid("merged all over", field="file")
    covered = {place for area in areas for place in area.cells}
    found: dict[int, dict[int, Cell | Odd]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):  # iterating a sheet would make up to a million empty cells
        value = Odd("merged") if (row, column) in covered else _value(cell)
        if value is not None:
            found.setdefault(row, {})[column] = value
    _refuse_large(len(found), max((max(row) for row in found.values()), default=0))
    for row, column in covered:
        if row in found:
            found[row].setdefault(column, Odd("merged"))
    return [(number, [row.get(place) for place in range(1, max(row) + 1)]) for number, row in found.items()]


def _refuse_large(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise NotValid("too many rows", field="file", given=str(rows))
    if columns > MOST_COLUMNS:
        raise NotValid("too many columns", field="file", given=str(columns))


def _value(cell: Any) -> Cell | Odd:
    if cell.data_type == "f":
        return Odd("formula")
    if cell.data_type == "e":
        return Odd("error value")
    value = cell.value
    if isinstance(value, str):
        return cells.tidy(cells.meant(value))
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return Odd("time of day")


def _separated(data: bytes) -> Grid:
    """The cells of a text with commas, semicolons or tabs: whichever finds most of the columns."""
    text = _decoded(data)
    grids = (_split(text, separator) for separator in ",;\t")
    return max(grids, key=lambda grid: max((_recognised(row) for _, row in grid[:HEADER_ROWS]), default=0))


def _decoded(data: bytes) -> str:
    """UTF-8, what Excel calls Unicode text, or the encoding of Chinese Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise NotValid("not a workbook", field="file")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotValid("unknown encoding", field="file")


def _split(text: str, separator: str) -> Grid:
    grid: Grid = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if any(row):
                grid.append((number, [_typed(cell) for cell in row]))
                _refuse_large(len(grid), len(row))
    except csv.Error as error:
        raise NotValid("quotes do not close", field="file") from error
    return grid


def _typed(text: str) -> str | None:
    return cells.tidy(cells.meant(cells.unneutral(text)))


def _recognised(row: Sequence[Cell | Odd]) -> int:
    return max(len(_paths(row) & _known(table)) for table in TABLES)


def _known(table: str) -> set[str]:
    return {column.path for column in TABLES[table]}


def _paths(row: Iterable[Cell | Odd]) -> set[str]:
    return {cell for cell in row if isinstance(cell, str)}


def _table(sheet: str, grid: Grid) -> Table | None:
    """The table on a sheet; None where no row near its top names a key and one more column."""
    for place, (_, header) in enumerate(grid[:HEADER_ROWS]):
        if "key" in _paths(header) and _recognised(header) > 1:
            return _under(sheet, header, grid[place + 1 :])
    return None


def _under(sheet: str, header: Sequence[Cell | Odd], body: Grid) -> Table:
    titles = [cell if isinstance(cell, str) else "" for cell in header]
    for title in titles:
        if title and titles.count(title) > 1:
            raise NotValid("column twice", field="file", given=title)
    name = max(TABLES, key=lambda table: len(_paths(header) & _known(table)))
    known = {number: title for number, title in enumerate(titles) if title in _known(name)}
    rows = [_row(number, values, known) for number, values in body]
    unknown = [title for title in titles if title and title not in _known(name)]
    filled = [row for row in rows if any(cell is not None for cell in row.cells.values())]
    return Table(name, sheet, list(known.values()), filled, unknown)


def _row(number: int, values: Sequence[Cell | Odd], known: dict[int, str]) -> Row:
    return Row(number, {path: values[place] if place < len(values) else None for place, path in known.items()})
