"""Every mistake of a folder in one report: file, line, field, problem, mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.content import files
from portal.documents import Document, VocabularyDocument
from portal.documents.base import KEY_PATTERN
from portal.kernel.season import SEASONS

_DIRECT: Final = ("area", "attraction", "route", "event", "medium")
"""The kinds that a reference names directly; any other word is a vocabulary's name."""

MENDS: Final = {
    "missing": ("the field is missing", "add it"),
    "extra_forbidden": ("nobody knows this field", "remove it, or correct its spelling"),
    "string_type": ("this is not text", "put it in quotes, so that 0571 keeps its zero"),
    "int_type": ("this is not a whole number", "write digits without quotes"),
    "float_type": ("this is not a number", "write digits without quotes, such as 41.7960"),
    "date_type": ("this is not a date", "write it as 2026-09-20, without quotes"),
    "list_type": ("this is not a list", "put the values in [brackets] or on lines that begin with a hyphen"),
    "dict_type": ("this is not a group of fields", "write the languages below it, such as `zh: …`"),
    "string_too_short": ("the text is empty", "write something, or remove the field"),
    "too_short": ("the list is empty or too short", "add an entry"),
    "too_long": ("the list has too many entries", "keep the most important ones"),
    "language_missing": ("the Chinese text is missing", "add a line `zh: …`"),
    "months": ("the months are out of order", "list each once, ascending, such as [4, 5, 10]"),
    "less_than_equal": ("the number is too large", "see what the field may hold"),
    "less_than": ("the number is too large", "see what the field may hold"),
    "greater_than_equal": ("the number is too small", "see what the field may hold"),
    "string_too_long": ("the text is too long", "shorten it"),
    "finite_number": ("this is not a number", "write digits without quotes, such as 41.7960"),
    "bool_type": ("this is neither yes nor no", "write true or false without quotes"),
    "model_type": ("this is not a group of fields", "write its fields below it, one a line"),
    "odd": ("there is a character that cannot be shown", "type the text anew instead of pasting it"),
    "polyline": ("this is not the line of a way", "make it anew with `portal content trace`"),
    "source": ("the source is empty", "give it a title or a url"),
    "swapped": ("lat and lon are swapped", "lat is the smaller one here, about 40 to 43.5; lon is about 121 to 126"),
    "outside": ("the position lies outside of the region", "lat is about 40 to 43.5 here, lon about 121 to 126"),
    "place": ("quality and position do not fit", "quality none has no lat and lon; point and approx have both"),
    "identity": ("this names no result", "write the kind and the key, such as attraction:benxi-water-cave"),
    "reading": ("the syllables do not fit the word", "write one syllable for each character, such as chao yang"),
    "dates": ("the dates do not fit", "give starts, and ends on the same day or later"),
}
"""pydantic's type of error -> what is wrong and how to mend it, in a clerk's words."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake; `line` counts from 1, `field` is dotted and counts list entries from 1."""

    file: str
    line: int
    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        place = f" {self.field}:" if self.field else ""
        return f"{self.file}:{self.line}:{place} {self.problem}; {self.mend}"


@dataclass(slots=True)
class Checked:
    """A folder that has been read: its good documents, every problem, and advice that does not stop a load."""

    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    paths: dict[tuple[str, str], str] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)


def check(folder: Path) -> Checked:
    """Read a whole folder. Never raises for what stands in it; a missing folder is a problem too."""
    found = Checked()
    if not folder.is_dir():
        found.problems.append(Problem(str(folder), 1, "", "there is no such folder", "name the folder of the content"))
        return found
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        relative = path.relative_to(folder)
        if not any(part.startswith(".") for part in relative.parts) and not files.is_companion(relative):
            _read(found, path, relative)
    for identity in found.documents:
        _check_place(found, identity)
        _check_references(found, identity)
    _check_names(found)
    _check_seasons(found)
    found.problems.sort()
    return found


def _read(found: Checked, path: Path, relative: Path) -> None:
    name, kind = relative.as_posix(), files.kind_of(relative)

    def refuse(problem: str, mend: str) -> None:
        found.problems.append(Problem(name, 1, "", problem, mend))

    if kind is None:
        refuse("nobody knows what belongs here", "see content/README.md for the folders")
    elif not re.fullmatch(KEY_PATTERN, relative.stem):
        refuse("the file name is not a key", "use lower-case letters, digits and single hyphens")
    elif path.stat().st_size > files.MAX_BYTES:
        refuse("the file is larger than 256 KiB", "shorten it")
    else:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            refuse("the file is not UTF-8", "save it as UTF-8, without BOM")
        else:
            _take(found, (kind, relative.stem), name, text)


def _take(found: Checked, identity: tuple[str, str], name: str, text: str) -> None:
    """Put a file's document among the good ones, or its mistakes among the problems."""
    try:
        document = files.read(identity[0], text)
    except files.Unreadable as error:
        mend = "correct the YAML on or just above this line"
        found.problems.append(Problem(name, error.line, "", str(error), mend))
        return
    except ValidationError as error:
        found.problems.extend(_problem(name, text, detail) for detail in error.errors())
        return
    if identity in found.documents:
        taken = f"the key is taken by {found.paths[identity]}"
        found.problems.append(Problem(name, 1, "", taken, "rename one of the two"))
        return
    found.documents[identity], found.paths[identity], found.texts[identity] = document, name, text
    if files.write(document) != text:
        advice = ("not in the portal's own form (order, quotes, comments)", "run `portal content format`")
        found.advice.append(Problem(name, 1, "", *advice))


def _problem(name: str, text: str, detail: ErrorDetails) -> Problem:
    problem, mend = MENDS.get(detail["type"], (detail["msg"], "see content/README.md"))
    if detail["type"] == "string_pattern_mismatch":
        problem, mend = _pattern(detail)
    elif detail["type"] == "literal_error":
        problem, mend = f"“{detail['input']}” is not allowed", f"use one of {detail['ctx']['expected']}"
    elif detail["type"] in ("less_than_equal", "less_than", "greater_than_equal"):
        mend = f"the limit is {next(iter(detail['ctx'].values()))}"
    elif detail["type"] == "twice":
        problem, mend = detail["msg"], "remove one of the two"
    elif detail["type"] == "number_twice":
        problem, mend = detail["msg"], "give the newer one the next number that none of them ever had"
    elif detail["type"] == "language":
        problem, mend = f"{detail['msg']}", "use zh, en, zh-hant, ko, ja or ru"
    steps = tuple(detail["loc"])
    return Problem(name, files.line_of(text, steps), _dotted(steps), problem, mend)


def _pattern(detail: ErrorDetails) -> tuple[str, str]:
    given = str(detail["input"])
    if given.strip() != given or "\n" in given or not given:
        return "there is white space around the text or a line break in it", "write it on one line"
    if detail["ctx"]["pattern"] == KEY_PATTERN:
        return f"“{given}” is not a key", "use lower-case letters, digits and single hyphens"
    return f"“{given}” is not an address", "write it in full, from https://"


def _dotted(steps: tuple[str | int, ...]) -> str:
    return "".join(f"[{s + 1}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")


def _check_place(found: Checked, identity: tuple[str, str]) -> None:
    kind, key = identity
    wanted = files.path_of(kind, key, found.documents[identity]).as_posix()
    if wanted != found.paths[identity]:
        problem = Problem(found.paths[identity], 1, "", "the file lies in the wrong folder", f"move it to {wanted}")
        found.problems.append(problem)


def _check_references(found: Checked, identity: tuple[str, str]) -> None:
    for path, kind, key in found.documents[identity].references():
        if not _exists(found, kind, key):
            steps = tuple(int(step) if step.isdigit() else step for step in path.split("."))
            line = files.line_of(found.texts[identity], steps)
            problem = f"there is no {kind} “{key}”" if kind in _DIRECT else f"“{key}” is not among {kind}"
            found.problems.append(
                Problem(found.paths[identity], line, _dotted(steps), problem, "correct the key, or add what it names")
            )


def _exists(found: Checked, kind: str, key: str) -> bool:
    if kind in _DIRECT:
        return (kind, key) in found.documents
    vocabulary = found.documents.get(("vocabulary", kind))
    return isinstance(vocabulary, VocabularyDocument) and any(term.key == key for term in vocabulary.terms)


def _check_seasons(found: Checked) -> None:
    """There are four, and the calendar knows their months; a bureau may only name and describe them."""
    seasons = found.documents.get(("vocabulary", "seasons"))
    if isinstance(seasons, VocabularyDocument) and tuple(term.key for term in seasons.terms) != SEASONS:
        mend = f"keep exactly {', '.join(SEASONS)}, in this order"
        found.problems.append(Problem("seasons.yaml", 1, "terms", "these are not the four seasons", mend))


def _check_names(found: Checked) -> None:
    """No number twice within a kind, and no former key that is in use or claimed twice."""
    taken: dict[tuple[str, str | int], str] = {}
    for (kind, key), document in found.documents.items():
        path, text = found.paths[kind, key], found.texts[kind, key]
        for where, value in _claims(document):
            other = taken.setdefault((kind, value), path)
            if other != path:
                line = files.line_of(text, (where,))
                found.problems.append(Problem(path, line, where, f"{value} belongs to {other}", "choose another one"))
        for former in document.formerly:
            if (kind, former) in found.documents:
                line = files.line_of(text, ("formerly",))
                clash = f"{former} is the key of {found.paths[kind, former]}"
                found.problems.append(Problem(path, line, "formerly", clash, "remove it here, or rename that file"))


def _claims(document: Document) -> Iterator[tuple[str, str | int]]:
    if number := getattr(document, "number", None):
        yield "number", number
    for former in document.formerly:
        yield "formerly", former
