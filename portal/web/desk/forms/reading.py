"""What came from a form -> a rough document. Total: nothing typed is refused, dropped or guessed at."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from portal.documents import KINDS
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES
from portal.web.desk.forms.fields import ENTRIES, Field, Rough, fields, found, joined, put
from portal.web.desk.forms.kinds import FORMS, KEPT
from portal.web.desk.forms.names import Names

Data = MultiDict[str, str]

SPOKEN: Final = (*LANGUAGES, *OTHER_LANGUAGES)
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}")
_DECIMAL: Final = re.compile(r"[+-]?\d{1,9}(\.\d{1,15})?")
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def read(kind: str, data: Data, base: Mapping[str, Any], names: Names, *, keep_empty: bool = False) -> Rough:
    """The rough document that a form says, with what the form does not show as it stands in `base`.

    `keep_empty` keeps the list entries that the form has (`has`) and that nothing was typed into yet, for a form that
    is shown again.
    """
    rough: Rough = {name: base[name] for name in KEPT[kind] if name in base}
    for field in fields(FORMS[kind]):
        value = _Reader(data, names, keep_empty).value(field, field.path)
        if value is not None:
            put(rough, field.path, value)
    return _without_defaults(kind, rough)


class _Reader:
    """Reads fields by their widgets; None stands for nothing typed."""

    def __init__(self, data: Data, names: Names, keep_empty: bool) -> None:
        self.data, self.names = data, names
        self.has = set(data.getlist("has")) if keep_empty else set()
        self.by_widget: dict[str, Callable[[Field, str], Any]] = {
            "line": lambda _field, name: self._texts(name, line),
            "prose": lambda _field, name: self._texts(name, prose),
            "short": lambda _field, name: self._texts(name, prose),
            "plain": lambda _field, name: line(self._one(name)),
            "url": lambda _field, name: line(self._one(name)),
            "choice": lambda _field, name: line(self._one(name)),
            "claim": lambda _field, name: _claimed(line(self._one(name))),
            "lines": self._lines,
            "number": lambda _field, name: number(self._one(name)),
            "kept": lambda _field, name: number(self._one(name)),
            "decimal": lambda _field, name: decimal(self._one(name)),
            "day": lambda _field, name: day(self._one(name)),
            "months": self._months,
            "choices": self._choices,
            "key": lambda field, name: self._key(field, line(self._one(name))),
            "keys": self._keys,
            "parts": self._parts,
        }

    def value(self, field: Field, name: str) -> Any:
        """What was typed into a field."""
        return self.by_widget[field.widget](field, name)

    def _one(self, name: str) -> str:
        return self.data.get(name) or ""

    def _texts(self, name: str, tidy: Callable[[str], str | None]) -> dict[str, str] | None:
        texts = {lang: text for lang in SPOKEN if (text := tidy(self._one(f"{name}.{lang}")))}
        return texts or None

    def _lines(self, _field: Field, name: str) -> dict[str, list[str]] | None:
        texts = {lang: self._one(f"{name}.{lang}").splitlines() for lang in SPOKEN}
        told = {lang: [text for text in map(line, lines) if text] for lang, lines in texts.items()}
        return {lang: lines for lang, lines in told.items() if lines} or None

    def _months(self, field: Field, name: str) -> list[Any] | None:
        read = [number(text) for text in self.data.getlist(name)]
        months = [month for month in dict.fromkeys(read) if month is not None]
        if all(isinstance(month, int) for month in months):
            months.sort()
        return months or ([] if field.required else None)

    def _choices(self, field: Field, name: str) -> list[str] | None:
        chosen = [self._key(field, text) for text in map(line, self.data.getlist(name)) if text]
        return [text for text in dict.fromkeys(chosen) if text] or None

    def _key(self, field: Field, text: str | None) -> str | None:
        """The key of what was named by its key or by its name; what nothing is called stays as it was typed."""
        return self.names.key(field.options, text) if text else None

    def _keys(self, field: Field, name: str) -> list[str] | None:
        read = [(f"{name}.{i}", self._key(field, line(self._one(f"{name}.{i}")))) for i in self._indexes(name)]
        return [key or "" for entry, key in read if key or entry in self.has] or None

    def _parts(self, field: Field, name: str) -> list[Any] | None:
        read = [(f"{name}.{i}", self._entry(field, f"{name}.{i}")) for i in self._indexes(name)]
        return [values for entry, values in read if values or entry in self.has] or None

    def _entry(self, field: Field, name: str) -> Any:
        entry: Rough = {}
        for inner in field.fields:
            value = self.value(inner, joined(name, inner.path))
            if not inner.path:
                return value or {}
            if value is not None:
                put(entry, inner.path, value)
        return entry

    def _indexes(self, name: str) -> list[int]:
        """The numbers of a list's entries: those with a field, and those of which `has` alone says that they are."""
        start = f"{name}."
        rest = (
            n[len(start) :].partition(".")[0] for n in (*self.data, *self.data.getlist("has")) if n.startswith(start)
        )
        return sorted({int(step) for step in rest if _INDEX.fullmatch(step)})


_INDEX: Final = re.compile(r"\d{1,4}", re.ASCII)


def line(text: str) -> str | None:
    """One line without spaces around it."""
    return " ".join(text.splitlines()).strip() or None


def prose(text: str) -> str | None:
    """Text as it was typed, its line ends those of documents (browsers send CR LF)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None


def number(text: str) -> int | str | None:
    """A whole number, in full-width digits too; other text as it is."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return int(folded) if _INTEGER.fullmatch(folded) else line(text)


def decimal(text: str) -> float | str | None:
    """The same with a fraction."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return float(folded) if _DECIMAL.fullmatch(folded) else line(text)


def day(text: str) -> str | None:
    """A day as 2026-12-01, also from 2026年12月1日 and 2026/12/1; other text as it is."""
    if match := _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        year, month, number_of_day = map(int, match.groups())
        try:
            return date(year, month, number_of_day).isoformat()
        except ValueError:
            return line(text)
    return line(text)


def _claimed(value: str | None) -> str | None:
    return None if value == "unknown" else value


def _without_defaults(kind: str, rough: Rough) -> Rough:
    """Without what says no more than its absence: that is how a document is kept."""
    for name, field in KINDS[kind].model_fields.items():
        if name in rough and not field.is_required():
            default = field.get_default(call_default_factory=True)
            plain = (
                default.model_dump(mode="json", exclude_defaults=True) if hasattr(default, "model_dump") else default
            )
            if rough[name] == plain:
                del rough[name]
    return rough


def acted(kind: str, rough: Rough, verb: str, path: str) -> str:
    """Add to a list, take from it, or move an entry up, down, or (`move days.0 3`) to a place.

    Says which field to go on at; empty when nothing happened, because what was asked is not there (any more).
    """
    if verb == "add":
        return _added(kind, rough, path)
    path, _space, place = path.partition(" ")
    name, _dot, index = path.rpartition(".")
    entries = found(rough, name)
    if not isinstance(entries, list) or not _INDEX.fullmatch(index) or int(index) >= len(entries):
        return ""
    at = int(index)
    if verb == "remove":
        del entries[at]
        return f"{name}.{min(at, len(entries) - 1)}" if entries else name
    to = int(place) if verb == "move" and _INDEX.fullmatch(place) else at + {"up": -1, "down": 1}.get(verb, 0)
    if to == at or not 0 <= to < len(entries):
        return path
    entries.insert(to, entries.pop(at))
    return f"{name}.{to}"


def _added(kind: str, rough: Rough, path: str) -> str:
    field = field_at(kind, path)
    if field is None or field.widget not in ENTRIES:
        return ""
    entries = found(rough, path)
    if not isinstance(entries, list):
        parent, _dot, last = path.rpartition(".")
        owner = found(rough, parent) if parent else rough
        if not isinstance(owner, dict):
            return ""
        entries = owner[last] = []
    entries.append("" if field.widget == "keys" else {})
    return f"{path}.{len(entries) - 1}"


def field_at(kind: str, path: str) -> Field | None:
    """The field that asks for a path; None where no form asks."""
    among: tuple[Field, ...] = tuple(fields(FORMS[kind]))
    rest = path
    while True:
        field = next((f for f in among if f.path and (rest == f.path or rest.startswith(f"{f.path}."))), None)
        if field is None or rest == field.path:
            return field
        if field.widget not in ENTRIES:
            return field
        _index, _dot, rest = rest[len(field.path) + 1 :].partition(".")
        if not rest or not any(inner.path for inner in field.fields):
            return field
        among = field.fields
