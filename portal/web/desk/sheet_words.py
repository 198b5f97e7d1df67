"""What is wrong with a sheet, in words for the clerk who can mend it; and its changes by the names of its columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from portal.content.sheets import PARTS, TABLES, Changed, Problem
from portal.kernel.errors import NotValid
from portal.web.common import language
from portal.web.desk.naming import by_dots, naming

_REFUSED: Final[dict[str, LazyString]] = {
    "empty file": _("No file was chosen, or it is empty."),
    "file too large": _("The file is larger than 8 MB. Leave out rows that do not change."),
    "old Excel": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    "OpenDocument": _("This is an OpenDocument file (.ods). Save it as .xlsx."),
    "not a workbook": _("This is neither an Excel workbook (.xlsx) nor a CSV file, or it is damaged."),
    "unpacks too large": _("The workbook holds far more than our sheets do. Copy the rows into a fresh export."),
    "declares entities": _("The workbook holds declarations that Excel never writes. Save it in Excel anew."),
    "too many rows": _("The sheet has more than 5,000 rows. Leave out rows that do not change."),
    "too many columns": _("The sheet has more than 200 columns. Remove those that are not ours."),
    "merged all over": _("A large part of the sheet is merged. Take the merging back."),
    "no columns": _("No column is known. Keep the row of field names (key, name.zh …) as it was exported."),
    "column twice": _("A column stands here twice: %(given)s. Remove one of the two."),
    "table twice": _("Several sheets hold the same table, or tables of different kinds. Upload one workbook a kind."),
    "unknown encoding": _("The text is neither UTF-8 nor GB18030. Save it as “CSV UTF-8”."),
    "quotes do not close": _("A quotation mark is opened and not closed, or a cell is far too long."),
}

_SAID: Final[dict[str, tuple[LazyString, LazyString]]] = {
    "formula": (_("The cell holds a formula."), _("Write the value.")),
    "error value": (_("The cell holds an error of the spreadsheet."), _("Write the value.")),
    "merged": (_("The cell is merged with others."), _("Take the merging back.")),
    "time of day": (_("The cell holds a time of day."), _("Format the cell as text and type it again.")),
    "too long": (_("The text is longer than 20,000 characters."), _("Shorten it.")),
    "number for text": (
        _("Excel made a number of this text; a leading zero may be lost."),
        _("Format the cell as text and type it again, such as 0571."),
    ),
    "zero lost": (_("The zero at the beginning is lost."), _("Format the column as text; it was %(wanted)s.")),
    "date for text": (
        _("Excel made a date of this text."),
        _("Format the cell as text and type it again."),
    ),
    "line break": (_("There is a line break in the text."), _("Write it on one line.")),
    "not a whole number": (_("This is not a whole number."), _("Write digits only, such as 90.")),
    "not a number": (_("This is not a number."), _("Write digits, such as 41.7960.")),
    "not a day": (_("This is not a day."), _("Write it as 2026-05-01.")),
    "not months": (_("These are not months."), _("Write numbers with commas, such as 4,5,10.")),
    "months became a date": (
        _("Excel made a date of these months."),
        _("Format the cell as text and write 4,5,10."),
    ),
    "not a word": (_("There is no such key."), _("Take one from the first sheet. %(wanted)s")),
    "not a source": (_("The line is no source."), _("Write: title | address.")),
    "too many bars": (_("There are too many parts between the bars."), _("Write: Chinese | English.")),
    "no key": (_("The row has no key."), _("Begin new things at the desk; a sheet changes those that are there.")),
    "unknown key": (_("Nothing has this key."), _("Correct it, or begin the new thing at the desk.")),
    "key twice": (_("The key stands in two rows."), _("Remove one of them.")),
    "unknown revision": (_("The version is not one of this record."), _("Export the sheet anew.")),
    "stays as it is": (_("This value never changes."), _("Write %(wanted)s again.")),
    "changed since": (
        _("Somebody has changed this field since the export."),
        _("Export anew and change it there. Now it says: %(wanted)s"),
    ),
    "columns missing": (_("This table keeps all of its columns."), _("Add these again: %(given)s")),
    "days out of order": (_("The days do not follow each other."), _("Here day %(wanted)s is expected.")),
    "number not given": (_("No date of this event has this number."), _("Leave the number of a new date empty.")),
    "not yours": (_("It belongs to another bureau."), _("Ask that bureau, or remove the row.")),
    "in review": (_("It is being reviewed."), _("Recall the draft first, then upload again.")),
}

_RULES: Final[dict[str, tuple[LazyString, LazyString]]] = {
    "missing": (_("The field is missing."), _("Fill it in.")),
    "language_missing": (_("The Chinese text is missing."), _("Write the Chinese text.")),
    "string_too_short": (_("The text is empty."), _("Write something.")),
    "string_too_long": (_("The text is too long."), _("Shorten it.")),
    "string_pattern_mismatch": (_("The text is not of the right form."), _("Write it as the first sheet shows.")),
    "literal_error": (_("This value is not allowed."), _("It can be: %(wanted)s")),
    "too_short": (_("The list is empty or too short."), _("Add an entry.")),
    "too_long": (_("The list has too many entries."), _("Keep the most important ones.")),
    "twice": (_("A value stands here twice."), _("Remove one of the two.")),
    "odd": (_("There is a character that cannot be shown."), _("Type the text anew instead of pasting it.")),
    "place": (_("Quality and position do not fit."), _("Quality none has no position; the other two have both.")),
    "swapped": (
        _("Latitude and longitude are swapped."),
        _("Latitude is about 40 to 43.5, longitude 121 to 126."),
    ),
    "outside": (
        _("The position lies outside of the region."),
        _("Latitude is about 40 to 43.5, longitude 121 to 126."),
    ),
    "dates": (_("The dates do not fit."), _("The last day is not before the first.")),
    "source": (_("The source is empty."), _("Give it a title or an address.")),
    "greater_than_equal": (_("The number is too small."), _("The limit is %(wanted)s.")),
    "less_than_equal": (_("The number is too large."), _("The limit is %(wanted)s.")),
}
_OTHER: Final = (_("The value breaks a rule of the field."), _("See the first sheet."))


_STOP: Final = re.compile(r"days\[(\d+)\](?:\.stops\[(\d+)\])?(?:\.(\S+))?")
_LEG: Final = re.compile(r"occurrences\[(?:number )?(\d+)\](?:\.(\S+))?")


@dataclass(frozen=True, slots=True)
class Said:
    """A problem for its row: the column's title, what is wrong, and how to mend it."""

    column: str
    wrong: str
    mend: str


def refused(error: NotValid) -> str:
    """Why a file is not taken at all."""
    sentence = _REFUSED.get(str(error), _REFUSED["not a workbook"])
    return str(sentence) % {"given": error.given} if "%(given)s" in str(sentence) else str(sentence)


def said(kind: str, problem: Problem) -> Said:
    """A row's problem in the reader's language."""
    known = _RULES.get(problem.why.removeprefix("rule ")) if problem.why.startswith("rule ") else _SAID.get(problem.why)
    wrong, mend = known or _OTHER
    values = {"given": problem.given, "wanted": problem.wanted}
    return Said(title(kind, problem.path), str(wrong) % values, str(mend) % values)


def told(kind: str, row: Changed) -> Iterator[tuple[str, str | None, str | None]]:
    """What a row changes: (title of the column, before, after), as a clerk reads them."""
    names = naming(kind)
    for change in row.changes:
        path = by_dots(change.field)
        before, after = (None if v is None else names.value(path, v) for v in (change.before, change.after))
        yield title(kind, change.field), before, after


def title(kind: str, path: str) -> str:
    """What a clerk calls a field: as its column is headed, else as the form asks for it."""
    if stop := _STOP.fullmatch(path):
        day, number, field = stop.groups()
        where = _("day %(day)s, stop %(stop)s", day=day, stop=number) if number else _("day %(day)s", day=day)
        return " · ".join(filter(None, (str(where), _named("stop", (field if number else f"day.{field}") or ""))))
    if leg := _LEG.fullmatch(path):
        return " · ".join(filter(None, (str(_("date %(number)s", number=leg[1])), _named("occurrence", leg[2] or ""))))
    return _named(kind, path) or _named(PARTS.get(kind, kind), path) or naming(kind).field(by_dots(path))


def _named(table: str, path: str) -> str:
    """The title of a column, empty where the table has none of this path."""
    found = next((column for column in TABLES[table] if column.path == path), None)
    return "" if found is None else found.zh if language.current() == "zh" else found.en
