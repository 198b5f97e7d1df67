"""The forms of a column: how a value of a document is written into one cell, and read out of it again.

What is read is what a revision holds (plain JSON); None stands for an empty cell.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.content.sheets import cells
from portal.content.sheets.cells import Cell, Odd, Unfit
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES

Words = Mapping[str, str]
"""key -> what it is called."""

_SPOKEN: Final = (*LANGUAGES, *OTHER_LANGUAGES)
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Form:
    """How a value stands in a cell; `is_text` cells are formatted as text, so that Excel computes nothing from them.

    `read` may raise Unfit, `write` whatever a value of another shape makes it raise: drafts may hold anything.
    """

    zh: str
    en: str
    read: Callable[[Cell | Odd, Words], Any]
    write: Callable[[Any], Cell]
    is_text: bool = True


def _text(cell: Cell | Odd, _words: Words) -> str | None:
    text = cells.text_of(cell)
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", text):
        raise Unfit("number for text", text)
    return text or None


def _line(cell: Cell | Odd, words: Words) -> str | None:
    text = _text(cell, words)
    if text and "\n" in text:
        raise Unfit("line break", text)
    return text


def _lines(cell: Cell | Odd, _words: Words) -> list[str] | None:
    return [line.strip() for line in cells.text_of(cell).split("\n") if line.strip()] or None


def _key(cell: Cell | Odd, words: Words) -> str | None:
    text = cells.text_of(cell)
    return _known(text, words) if text else None


def _keys(cell: Cell | Odd, words: Words) -> list[str] | None:
    return [_known(part, words) for part in cells.parts(cells.text_of(cell))] or None


def _known(given: str, words: Words) -> str:
    """The key that was typed, or the one key that is called so."""
    if given in words:
        return given
    called = [key for key, name in words.items() if given == name]
    if len(called) != 1:
        near = ", ".join(list(words)[:12]) if len(words) <= 40 else ""  # noqa: PLR2004  more than anybody reads
        raise Unfit("not a word", given, near)
    return called[0]


def _sources(cell: Cell | Odd, _words: Words) -> list[dict[str, str]] | None:
    found = []
    for line in _lines(cell, {}) or ():
        title, url, *more = [*cells.fields(line), ""]
        if "|" not in line and "｜" not in line and _ADDRESS.fullmatch(line):
            title, url = "", title
        if any(more):
            raise Unfit("not a source", line)
        found.append({name: text for name, text in (("title", title), ("url", url)) if text})
    return found or None


def _write_sources(value: Any) -> str:
    lines = []
    for source in value:
        title, url = source.get("title", ""), source.get("url", "")
        line = cells.barred([title, url])
        if not title and "|" not in url and "\\" not in url and "｜" not in url:
            line = url
        lines.append(f"{line} |" if not url and _ADDRESS.fullmatch(title) else line)
    return "\n".join(lines)


def _names(cell: Cell | Odd, _words: Words) -> list[dict[str, str]] | None:
    return [_name(cells.fields(line), line) for line in _lines(cell, {}) or ()] or None


def _name(texts: list[str], line: str) -> dict[str, str]:
    if len(texts) > len(_SPOKEN):
        raise Unfit("too many bars", line)
    return {lang: text for lang, text in zip(_SPOKEN, texts, strict=False) if text}


def _spoken(name: Any) -> list[str]:
    return [name.get(lang, "") for lang in _SPOKEN]


def _protection(cell: Cell | Odd, words: Words) -> list[dict[str, Any]] | None:
    found = []
    for line in _lines(cell, {}) or ():
        level, batch, *title = [*cells.fields(line), ""]
        entry: dict[str, Any] = {"title": _name(title, line), "level": _known(level, words)}
        found.append(entry | ({"batch": cells.whole(batch)} if batch else {}))
    return found or None


def _write_protection(value: Any) -> str:
    batches = [str(entry.get("batch") or "") for entry in value]
    return "\n".join(
        cells.barred([entry["level"], batch, *_spoken(entry["title"])])
        for entry, batch in zip(value, batches, strict=True)
    )


def _or_none(read: Callable[[Cell | Odd], Any]) -> Callable[[Cell | Odd, Words], Any]:
    return lambda cell, _words: None if cell in (None, "") else read(cell)


def _write_day(value: Any) -> Cell:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return str(value)  # what somebody typed into a draft


def _plain(value: Any) -> Cell:
    return value if isinstance(value, int | float) else str(value)


TEXT: Final = Form("文字，可以分行", "text, on several lines if need be", _text, str)
LINE: Final = Form("一行文字", "text on one line", _line, str)
LINES: Final = Form("一行一个", "one a line", _lines, "\n".join)
KEY: Final = Form("一个地址名", "one key", _key, str)
KEYS: Final = Form("一个或几个地址名，用逗号分开", "one or several keys, with commas between", _keys, ", ".join)
WHOLE: Final = Form("整数", "a whole number", _or_none(cells.whole), _plain, is_text=False)
DECIMAL: Final = Form(
    "小数（WGS-84 坐标，度）", "a number (degrees, WGS-84)", _or_none(cells.decimal), _plain, is_text=False
)
DAY: Final = Form("日期，如 2026-05-01", "a day, such as 2026-05-01", _or_none(cells.day), _write_day, is_text=False)
MONTHS: Final = Form(
    "月份，如 4,5,10；不要写成 4-5，Excel 会把它变成日期",
    "months, such as 4,5,10; not 4-5, which Excel makes a date of",
    _or_none(cells.months),
    lambda value: ",".join(map(str, value)),
)
SOURCES: Final = Form(
    "一行一个来源：标题 | 网址，可以只有其中一个",
    "one source a line: title | address, or one of the two",
    _sources,
    _write_sources,
)
NAMES: Final = Form(
    "一行一个：中文 | 英文",
    "one a line: Chinese | English",
    _names,
    lambda v: "\n".join(cells.barred(_spoken(n)) for n in v),
)
PROTECTION: Final = Form(
    "一行一项：级别 | 批次 | 中文 | 英文",
    "one a line: level | batch | Chinese | English",
    _protection,
    _write_protection,
)


def written(form: Form, value: Any) -> Cell:
    """The cell of a value. One of another shape, as a draft may hold it, is written as it lies in the draft."""
    if value is None:
        return None
    try:
        return form.write(value)
    except (TypeError, KeyError, AttributeError, ValueError):
        return json.dumps(value, ensure_ascii=False)
