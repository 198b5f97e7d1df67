"""What may stand in a cell: texts that no spreadsheet takes for a formula, and what clerks and Excel make of values."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

MOST_CHARACTERS: Final = 20_000

Cell = str | int | float | bool | datetime | date | None
"""A value as a spreadsheet gives it; text has lost the white space around it."""

BEGINNINGS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV Injection), in full width as in Chinese too."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?)")
_MONTHS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_LAST_MONTH = 12
_BETWEEN = re.compile(r"[,;、\s]+")


class Unfit(Exception):
    """A cell does not hold what its column wants. `why` is a key of the desk's sentences. A report, not a fault."""

    def __init__(self, why: str, given: object = "", wanted: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.given = str(given)
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell whose value is not trusted: a formula (what it shows was computed elsewhere), an error, a merged one."""

    why: str


def escaped(text: str) -> str:
    """Characters that XML cannot hold, written as Excel writes them (_x0007_, ECMA-376 ST_Xstring)."""
    return _UNSEEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def meant(text: str) -> str:
    """The text that was escaped."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)


def neutral(text: str) -> str:
    """A text for CSV that calculates nowhere; an apostrophe that was there before gets another one, so none is lost."""
    return f"'{text}" if text.startswith((*BEGINNINGS, "'")) else text


def unneutral(text: str) -> str:
    """The text without the apostrophe that `neutral` put before it."""
    return text[1:] if text[:1] == "'" and text[1:].startswith((*BEGINNINGS, "'")) else text


def tidy(text: str) -> str | None:
    """A text without the white space around it; None for nothing."""
    return text.replace("\r\n", "\n").strip() or None


def narrow(text: str) -> str:
    """Digits, commas, hyphens and brackets of an input method, as programs write them."""
    return unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-").replace("。", ".").strip()


def text_of(cell: Cell | Odd) -> str:
    """The text of a cell. Raises Unfit for what Excel has made of it, which may have lost something (0571 its zero)."""
    if isinstance(cell, Odd):
        raise Unfit(cell.why)
    if cell is None:
        return ""
    if isinstance(cell, bool | int | float):
        raise Unfit("number for text", cell)
    if isinstance(cell, date):
        raise Unfit("date for text", cell)
    if len(cell) > MOST_CHARACTERS:
        raise Unfit("too long", len(cell))
    return cell


def whole(cell: Cell | Odd) -> int:
    """A whole number. Raises Unfit."""
    try:
        number = decimal(cell)
    except Unfit as unfit:
        raise Unfit("not a whole number" if unfit.why == "not a number" else unfit.why, unfit.given) from unfit
    if number != int(number):
        raise Unfit("not a whole number", cell)
    return int(number)


def decimal(cell: Cell | Odd) -> float:
    """A number, typed as one or as text. Raises Unfit."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(cell)
    else:
        text = narrow(text_of(cell)) if not isinstance(cell, bool | date) else ""
        if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,20})?", text, re.ASCII):
            raise Unfit("not a number", cell)
        number = float(text)
    if abs(number) > 1e12:  # noqa: PLR2004  infinity, too
        raise Unfit("not a number", cell)
    return number


def day(cell: Cell | Odd) -> str:
    """A day as a document in JSON holds it. Raises Unfit, for a time of day too."""
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise Unfit("not a day", cell)
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool | int | float):
        raise Unfit("not a day", cell)
    found = _DAY.fullmatch("".join(narrow(text_of(cell)).split()))
    if not found:
        raise Unfit("not a day", cell)
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError as error:
        raise Unfit("not a day", cell) from error


def months(cell: Cell | Odd) -> list[int]:
    """Months, ascending and each once: 4,5,10 or 4-6. Raises Unfit, above all for the date that Excel makes of 4-5."""
    if isinstance(cell, date):
        raise Unfit("months became a date", cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = f"{cell:g}"
    found: set[int] = set()
    for part in parts(re.sub(r"\s*-\s*", "-", narrow(text_of(cell))).replace("月", "")):
        match = _MONTHS.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= _LAST_MONTH:
            raise Unfit("not months", part)
        found |= set(range(first, last + 1))
    return sorted(found)


def parts(text: str) -> list[str]:
    """The words of a list that stand between commas of any width, or on lines."""
    return [part for part in _BETWEEN.split(narrow(text)) if part]


def fields(line: str) -> list[str]:
    """What stands between the bars of a line, in full width too."""
    found = [""]
    for piece in re.findall(r"\\.|.", line, re.DOTALL):
        if piece in ("|", "｜"):
            found.append("")
        else:
            found[-1] += piece[-1]
    return [field.strip() for field in found]


def barred(values: list[str]) -> str:
    """The line of these values, which `fields` takes apart again; empty ones at its end are left out."""
    while values and not values[-1]:
        values = values[:-1]
    return " | ".join(re.sub(r"([\\|｜])", r"\\\1", value) for value in values)
