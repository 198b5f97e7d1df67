"""How complete a text is: a score from 0 to 100, and exactly what would raise it. Advice, never a rule.

What has to be right before anything is published is told by `validity`; here stands what a visitor would miss.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from portal.documents.prose import FORMS, HALF_WIDTH, HAN, LENGTHS
from portal.documents.rough import Rough, entries_in
from portal.publishing.translating import texts


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do. `code` is fill, english, short, long, each (of a list's entries), dated, placed, where,
    punctuation, latin, headings or link; `points` is what it adds to the score, 0 for what is only better so.
    """

    code: str
    field: str
    points: int = 0
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """The points a text has of 100, and what would add to them, the most rewarding first."""

    points: int
    advice: tuple[Advice, ...]


Check = tuple[str, str, int]
"""(code, field, points)."""

CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "route": (
        ("english", "title", 8),
        ("length", "summary", 8),
        ("english", "summary", 8),
        ("length", "body", 12),
        ("english", "body", 10),
        ("fill", "advice", 6),
        ("english", "advice", 4),
        ("fill", "advised.months", 6),
        ("fill", "advised.reason", 4),
        ("fill", "effort.words", 4),
        ("fill", "suits", 4),
        ("each", "days.stops.note", 10),
        ("each", "days.stops.minutes", 6),
        ("fill", "pictures", 6),
        ("fill", "sources", 4),
    ),
    "attraction": (
        ("english", "name", 6),
        ("length", "summary", 8),
        ("english", "summary", 8),
        ("length", "body", 12),
        ("english", "body", 10),
        ("placed", "point", 10),
        ("fill", "address", 4),
        ("fill", "visit.hours.text", 8),
        ("fill", "visit.hours.checked", 4),
        ("fill", "visit.price.text", 4),
        ("fill", "visit.phone.text", 4),
        ("fill", "minutes", 4),
        ("fill", "access", 4),
        ("fill", "advised.months", 4),
        ("fill", "pictures", 6),
        ("fill", "sources", 4),
    ),
    "event": (
        ("english", "name", 8),
        ("length", "summary", 8),
        ("english", "summary", 8),
        ("length", "body", 12),
        ("english", "body", 10),
        ("dated", "occurrences", 14),
        ("each", "occurrences.venue", 6),
        ("fill", "usual.months", 6),
        ("fill", "organisers", 6),
        ("fill", "official", 8),
        ("fill", "pictures", 8),
        ("fill", "sources", 6),
    ),
    "notice": (
        ("english", "title", 15),
        ("english", "body", 20),
        ("fill", "ends", 25),
        ("where", "attractions", 30),
        ("fill", "sources", 10),
    ),
    "page": (
        ("english", "title", 15),
        ("english", "summary", 15),
        ("english", "body", 40),
        ("headings", "body", 15),
        ("link", "body", 15),
    ),
    "area": (
        ("english", "name", 10),
        ("english", "full_name", 10),
        ("english", "summary", 30),
        ("english", "body", 40),
        ("fill", "sources", 10),
    ),
}
"""Kind -> what counts; the points of a kind make 100."""

_HEADING: Final = re.compile(r"^(#{1,6})\s", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]\n]*)\]\(")
EMPTY_WORDS: Final = ("", "here", "click here", "link", "more", "点击", "点击这里", "这里", "链接", "更多", "详情")
"""What tells nobody where a link leads (WCAG 2.4.4)."""


def completeness(kind: str, rough: Rough) -> Score:
    """The score of a rough document, with its advice."""
    points, advice = 0, []
    for code, field, worth in CHECKS[kind]:
        if missed := _missed(kind, rough, code, field, worth):
            advice.append(missed)
        else:
            points += worth
    advice += _manners(rough)
    return Score(points, tuple(sorted(advice, key=lambda a: -a.points)))


def _missed(kind: str, rough: Rough, code: str, field: str, worth: int) -> Advice | None:
    if code == "length":
        return _length(kind, rough, field, worth)
    return None if _TESTS[code](rough, field) else Advice(code, field, worth)


def _length(kind: str, rough: Rough, field: str, worth: int) -> Advice | None:
    (least, most), _english = LENGTHS[kind, field]
    size = len(FORMS["zh"].findall(_text(_at(rough, field), "zh")))
    if not size:
        return Advice("fill", field, worth)
    return None if least <= size <= most else Advice("short" if size < least else "long", field, worth, least, most)


def _manners(rough: Rough) -> Iterator[Advice]:
    """What is better so in any text: punctuation, English in English, headings in order, links that say where."""
    for (path, lang), text in texts(dict(rough)):
        if lang == "zh" and HALF_WIDTH.search(text) and path not in ("address", "era"):
            yield Advice("punctuation", f"{path}.zh")
        if lang == "en" and HAN.search(re.sub(r"\([^()]*\)", "", text)):
            yield Advice("latin", f"{path}.en")
        if not _are_headings_in_order(text):
            yield Advice("headings", f"{path}.{lang}")
        if not _do_links_say_where(text):
            yield Advice("link", f"{path}.{lang}")


def _are_headings_in_order(text: str) -> bool:
    """No level is left out, and the page's own title stays the only first one."""
    levels = [len(mark) for mark in _HEADING.findall(text)]
    return all(1 < now <= before + 1 for before, now in zip([1, *levels], levels, strict=False))


def _do_links_say_where(text: str) -> bool:
    return all(words.strip().lower() not in EMPTY_WORDS for words in _LINK.findall(text))


def _at(values: Any, path: str) -> Any:
    for step in path.split("."):
        values = values.get(step) if isinstance(values, dict) else None
    return values


def _text(value: Any, lang: str) -> str:
    text = value.get(lang) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _each(rough: Rough, field: str) -> bool:
    """Whether every entry of the innermost list says something, and there is one."""
    *steps, last = field.split(".")
    entries: list[dict[str, Any]] = [dict(rough)]
    for step in steps:
        entries = [inner for entry in entries for inner in entries_in(entry.get(step))]
    return bool(entries) and all(entry.get(last) for entry in entries)


def _of_every_text(test: Callable[[str], bool]) -> Callable[[Rough, str], bool]:
    def tested(rough: Rough, field: str) -> bool:
        value = _at(rough, field)
        return all(test(text) for text in value.values() if isinstance(text, str)) if isinstance(value, dict) else False

    return tested


_TESTS: Final[dict[str, Callable[[Rough, str], bool]]] = {
    "fill": lambda rough, field: bool(_at(rough, field)),
    "english": lambda rough, field: bool(_text(_at(rough, field), "en").strip()),
    "each": _each,
    "dated": lambda rough, field: any(entry.get("starts") for entry in entries_in(rough.get(field))),
    "placed": lambda rough, _field: _at(rough, "point.quality") in ("point", "approx"),
    "where": lambda rough, _field: any(rough.get(name) for name in ("attractions", "routes", "areas")),
    "headings": _of_every_text(_are_headings_in_order),
    "link": _of_every_text(_do_links_say_where),
}
