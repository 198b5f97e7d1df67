"""What differs between two texts, for a person to read: words struck out and added, values, stops in their order.

Works on rough documents. Nothing here is markup: a template wraps each piece, and escapes it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, Final

from portal.documents.rough import Rough, entries_in
from portal.kernel.geo import Point, distance_km
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES

TOKEN: Final = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
"""A word of Latin letters, or one Chinese character."""

MOST_TOKENS: Final = 2_500
"""Of the differing middle; beyond, it is told as one piece that was replaced, because comparing takes too long."""

_LANGS: Final = (*LANGUAGES, *OTHER_LANGUAGES)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text: `what` is same, del or ins."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language, before and after."""

    lang: str
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        """Whether the two differ in this language."""
        return any(piece.what != "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list of stops, days or dates: `what` is same, added, removed or moved; `inside` what changed in it.

    `at` and `was` are its places now and before, from 1; None where it is not there.
    """

    what: str
    name: str
    at: int | None
    was: int | None
    inside: "list[Difference]" = filled(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs. One of the three is filled: `words` side by side, a list's `entries`, or the two values."""

    field: str
    words: list[Words] = filled(default_factory=list)
    entries: list[Entry] = filled(default_factory=list)
    before: object = None
    after: object = None


def differences(before: Rough, after: Rough) -> list[Difference]:
    """Every field that differs, in the order of the newer text."""
    return list(_parts("", before, after))


def pieces(before: str, after: str) -> list[Piece]:
    """Two texts as one, with what was struck out and what was added."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = (old[start : len(old) - end], new[start : len(new) - end])
    found = [("same", old[:start]), *_compared(*middle), ("same", old[len(old) - end :])]
    return [Piece(what, "".join(tokens)) for what, tokens in found if tokens]


def moved_metres(before: Rough, after: Rough) -> tuple[Point, Point, int] | None:
    """(where it was, where it is, metres) of a place whose position changed; None where it did not, or is not known."""
    was, now = position(before.get("point")), position(after.get("point"))
    if was is None or now is None or was == now:
        return None
    return was, now, round(distance_km(was, now) * 1000)


def position(point: object) -> Point | None:
    """The position in rough values, None where there is none that could be drawn."""
    if not isinstance(point, Mapping):
        return None
    lat, lon = point.get("lat"), point.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return Point(float(lat), float(lon)) if abs(lat) < 85 and abs(lon) <= 180 else None  # noqa: PLR2004  of Mercator


def stops_of(rough: Rough) -> list[str]:
    """The keys of a rough route's stops, in order."""
    days = (day for day in entries_in(rough.get("days")))
    stops = chain.from_iterable(entries_in(day.get("stops")) for day in days)
    return [key for stop in stops if isinstance(key := stop.get("attraction"), str)]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if len(old) + len(new) > MOST_TOKENS:
        yield from (("del", old), ("ins", new))
        return
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", old[a:b]
        else:
            yield from (("del", old[a:b]), ("ins", new[c:d]))


def _parts(path: str, before: Rough, after: Rough) -> Iterator[Difference]:
    for name in dict.fromkeys((*after, *before)):
        yield from _field(f"{path}.{name}" if path else str(name), before.get(name), after.get(name))


def _field(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    sides = [side for side in (before, after) if side is not None]
    if all(_is_text(side) for side in sides):
        yield Difference(path, words=_words(before or {}, after or {}))
    elif all(isinstance(side, dict) for side in sides):
        yield from _parts(path, before or {}, after or {})
    elif all(_is_list(side) for side in sides):
        entries = _entries(path, before or [], after or [])
        if any(entry.what != "same" or entry.inside for entry in entries):
            yield Difference(path, entries=entries)
    else:
        yield Difference(path, before=before, after=after)


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(k in _LANGS and isinstance(v, str) for k, v in value.items())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _words(before: Mapping[str, str], after: Mapping[str, str]) -> list[Words]:
    langs = [lang for lang in _LANGS if lang in before or lang in after]
    return [Words(lang, pieces(before.get(lang, ""), after.get(lang, ""))) for lang in langs]


def _entries(path: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Entry]:
    """The newer list in its order, and what was removed where it was."""
    old, new = _named(before), _named(after)
    stay = _unmoved([name for name in old if name in new], [name for name in new if name in old])
    found = []
    for at, (name, entry) in enumerate(new.items(), 1):
        if name not in old:
            inside = list(_parts(path, {}, _but_name(entry)))
            found.append(Entry("added", _shown(entry, at), at, None, inside))
        else:
            was = list(old).index(name) + 1
            inside = list(_parts(f"{path}.{at - 1}", old[name], entry))
            found.append(Entry("same" if name in stay else "moved", _shown(entry, at), at, was, inside))
    for was, (name, entry) in enumerate(old.items(), 1):
        if name not in new:
            found.insert(min(was - 1, len(found)), Entry("removed", _shown(entry, was), None, was))
    return found


def _unmoved(old: list[str], new: list[str]) -> set[str]:
    """Those that kept their order among themselves: all others moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {name for block in blocks for name in old[block.a : block.a + block.size]}


def _named(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Entries by what they are: the place of a stop, the number of a date; else by where they stand."""
    found: dict[str, dict[str, Any]] = {}
    for place, entry in enumerate(entries):
        name = str(_identity(entry) or place)
        while name in found:
            name += "+"
        found[name] = entry
    return found


def _identity(entry: dict[str, Any]) -> object:
    if "status" in entry or "number" in entry:
        return f"number {entry['number']}" if "number" in entry else None
    return entry.get("attraction") or entry.get("url") or entry.get("title")


def _but_name(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in ("attraction", "number")}


def _shown(entry: dict[str, Any], place: int) -> str:
    """A key that the door can put a name to, else the place."""
    value = entry.get("attraction") or entry.get("number") or place
    return str(value)
