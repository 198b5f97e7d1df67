"""Three texts of one thing -> one: what one side alone changed is taken, and what both changed is a choice.

Works on rough documents, field by field. A position, a list that cannot be aligned, and any single value are one field.
Nothing that either side wrote is left out unless a person chose so: it stands in the merged text or in a choice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.documents.rough import Rough
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES

Step = tuple[str, ...]

PICKS: Final = ("mine", "theirs", "base", "both")
PROSE: Final = frozenset({"summary", "body", "note", "text", "words", "reason", "origin_note", "advice", "when"})
"""Texts of sentences, of which one can stand after another."""


class _Absent:
    """What a side says of a field that it does not have; different from every value."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that both sides changed, each in its own way; `ABSENT` where one has it not. `picked` is empty when
    nobody has chosen yet: the merged text then says `mine`.
    """

    field: str
    base: object
    mine: object
    theirs: object
    is_prose: bool
    picked: str = ""


@dataclass(slots=True)
class Merged:
    """The text, the choices, and the fields that one side alone changed."""

    values: dict[str, Any] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether every choice is made."""
        return all(choice.picked for choice in self.choices)


def merge(base: Rough, mine: Rough, theirs: Rough, picks: Mapping[str, str] | None = None) -> Merged:
    """The three as one. `picks` says for the field of a choice which of `PICKS` it shall be; others are ignored."""
    merging = _Merging(picks or {}, Merged())
    values = merging.node((), dict(base), dict(mine), dict(theirs))
    merging.merged.values = values if isinstance(values, dict) else {}
    return merging.merged


@dataclass(frozen=True, slots=True)
class _Merging:
    picks: Mapping[str, str]
    merged: Merged

    def node(self, path: Step, base: Any, mine: Any, theirs: Any) -> Any:
        """The value at a path, `ABSENT` for none."""
        if _same(mine, theirs):
            return mine
        if _same(mine, base):
            self.merged.theirs.append(".".join(path))
            return theirs
        if _same(theirs, base):
            self.merged.mine.append(".".join(path))
            return mine
        if isinstance(mine, dict) and isinstance(theirs, dict) and not (_is_one(mine) or _is_one(theirs)):
            return self.parts(path, base if isinstance(base, dict) else {}, mine, theirs)
        if isinstance(mine, list) and isinstance(theirs, list):
            return self.entries(path, base if isinstance(base, list) else [], mine, theirs)
        return self.choose(path, base, mine, theirs)

    def parts(self, path: Step, base: Rough, mine: Rough, theirs: Rough) -> Any:
        """A value that has named parts, each merged by itself."""
        names = dict.fromkeys((*theirs, *mine, *base))
        found = {
            n: self.node((*path, n), base.get(n, ABSENT), mine.get(n, ABSENT), theirs.get(n, ABSENT)) for n in names
        }
        return {name: value for name, value in found.items() if value is not ABSENT}

    def entries(self, path: Step, base: list[Any], mine: list[Any], theirs: list[Any]) -> Any:
        """A list: its entries by what they are, where that can be told, else the list as one field."""
        lists = _aligned(base, mine, theirs)
        order = _order(*map(list, lists)) if lists else None
        if lists is None or order is None:
            return self.choose(path, base, mine, theirs)
        of_base, of_mine, of_theirs = lists
        found = [
            self.node((*path, n), of_base.get(n, ABSENT), of_mine.get(n, ABSENT), of_theirs.get(n, ABSENT))
            for n in order
        ]
        return [value for value in found if value is not ABSENT]

    def choose(self, path: Step, base: Any, mine: Any, theirs: Any) -> Any:
        """What somebody picked; mine as long as nobody did."""
        name = ".".join(path)
        is_prose = _is_prose(path) and isinstance(mine, str) and isinstance(theirs, str)
        picked = self.picks.get(name, "")
        if picked not in PICKS or (picked == "both" and not is_prose):
            picked = ""
        self.merged.choices.append(Choice(name, base, mine, theirs, is_prose, picked))
        if picked == "both":
            return f"{mine}\n\n{theirs}"
        return {"theirs": theirs, "base": base}.get(picked, mine)


def _same(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _is_one(values: Rough) -> bool:
    """Whether the parts make sense together alone: half of one position and half of another is a third place."""
    return "lat" in values or "lon" in values or "quality" in values


def _is_prose(path: Step) -> bool:
    return path[-1] in (*LANGUAGES, *OTHER_LANGUAGES) and any(step in PROSE for step in path)


Named = dict[str, Any]


def _aligned(base: list[Any], mine: list[Any], theirs: list[Any]) -> tuple[Named, Named, Named] | None:
    """The entries of three lists by what they are; None where that cannot be told."""
    every = [*base, *mine, *theirs]
    if not all(isinstance(entry, dict) for entry in every):
        return None
    if any("attraction" in entry for entry in every) and not any("status" in entry for entry in every):
        return _by(base, "attraction"), _by(mine, "attraction"), _by(theirs, "attraction")
    if any("number" in entry for entry in every):
        return _numbered(base, mine, theirs)
    if any("key" in entry for entry in every):
        return _by(base, "key"), _by(mine, "key"), _by(theirs, "key")
    if len(base) == len(mine) == len(theirs):
        return _by_place(base), _by_place(mine), _by_place(theirs)
    return None


def _by(entries: Sequence[Named], name: str) -> Named:
    """Entries by a value of theirs; one that comes twice is told apart by which time it is."""
    found: Named = {}
    times: dict[str, int] = {}
    for entry in entries:
        value = str(entry.get(name, "")).replace(".", "·")  # a dot is what parts a path
        times[value] = times.get(value, 0) + 1
        found[value if times[value] == 1 else f"{value}#{times[value]}"] = entry
    return found


def _by_place(entries: Sequence[Named]) -> Named:
    return {str(place): entry for place, entry in enumerate(entries)}


def _numbered(base: Sequence[Named], mine: Sequence[Named], theirs: Sequence[Named]) -> tuple[Named, Named, Named]:
    """Entries by their permanent numbers. Two that both sides made meanwhile are two, even if both got one number: mine
    then gives its number up and is given another when it is saved.
    """
    old = _by_number("", base)
    news = _by_number("theirs new ", theirs)
    ours: Named = {}
    for name, entry in _by_number("mine new ", mine).items():
        if name in news and name not in old and not _same(entry, news[name]):
            ours[f"mine {name}"] = {key: value for key, value in entry.items() if key != "number"}
        else:
            ours[name] = entry
    return old, ours, news


def _by_number(prefix: str, entries: Sequence[Named]) -> Named:
    """Those without a number yet are told apart by what they say, so that a new one of either side stays its own."""
    found: Named = {}
    for place, entry in enumerate(entries):
        name = str(entry["number"]).replace(".", "·") if "number" in entry else f"{prefix}{place}"
        while name in found:
            name += "+"
        found[name] = entry
    return found


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """The order of all entries; None where both sides put what they share into another order, each its own."""
    shared = [name for name in base if name in mine and name in theirs]
    by_mine, by_theirs = ([name for name in names if name in shared] for names in (mine, theirs))
    if by_mine not in (shared, by_theirs) and by_theirs != shared:
        return None
    first, second = (theirs, mine) if by_mine == shared else (mine, theirs)
    both = set(mine) & set(theirs) - set(base)
    if [n for n in mine if n in both] != [n for n in theirs if n in both]:
        return None
    return list(_woven(_woven(first, second), base))


def _woven(first: Sequence[str], second: Sequence[str]) -> Sequence[str]:
    """The first with what only the second has, each after the entry that it follows there."""
    woven = list(first)
    for at, name in enumerate(second):
        if name not in woven:
            before = second[at - 1] if at else None
            woven.insert(woven.index(before) + 1 if before is not None else 0, name)
    return woven
