"""A rough document -> the form as a page draws it: every field with its value, its choices and its problems."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Final, NamedTuple

from portal.kernel.locale import BCP47, LANGUAGES, OTHER_LANGUAGES
from portal.publishing.translating import Stale
from portal.publishing.validity import Problem
from portal.web.desk.forms.common import WORDS
from portal.web.desk.forms.fields import ENTRIES, Field, Form, found, joined
from portal.web.desk.forms.names import Names
from portal.web.desk.forms.problems import sentence

TEXTS: Final = ("line", "prose", "short", "lines")
MOST_WORDS: Final = 40
"""Characters by which somebody knows their text again."""

LISTED: Final = ("attraction", "route", "medium")
"""What there are too many of for a list to choose from: one begins to type."""


class Spoken(NamedTuple):
    """One language of a text. `stale` is how the Chinese changed since this was written; None when it did not."""

    lang: str
    tag: str
    value: str
    problems: list[str]
    stale: Stale | None


class Option(NamedTuple):
    """A value that may be chosen."""

    value: str
    label: str
    is_chosen: bool


@dataclass(slots=True)
class Node:
    """A field as it is drawn; `name` is its full path, and its `id` in the page is that with `f-` before it."""

    field: Field
    name: str
    value: Any
    problems: list[str] = made(default_factory=list)
    texts: list[Spoken] = made(default_factory=list)
    options: list[Option] = made(default_factory=list)
    entries: list[list["Node"]] = made(default_factory=list)
    shown: str = ""
    """The name of what a key names."""

    @property
    def plain(self) -> str:
        """The value as the text of an input."""
        return "" if self.value is None or isinstance(self.value, dict | list) else str(self.value)

    @property
    def more(self) -> list[Spoken]:
        """The languages that no address of the site serves yet."""
        return [text for text in self.texts if text.lang not in LANGUAGES]


class Shower:
    """Draws the fields of one document."""

    def __init__(
        self,
        rough: Mapping[str, Any],
        names: Names,
        problems: Iterable[Problem],
        stale: Mapping[str, Stale] | None = None,
    ) -> None:
        self.rough, self.names, self.stale = rough, names, stale or {}
        self.problems = list(problems)

    def sections(self, form: Form) -> list[tuple[str, Any, list[Node]]]:
        """(name, heading, fields) of every section; problems that belong to no field of it stay untold here."""
        return [(s.name, s.label, [self.node(f, f.path) for f in s.fields]) for s in form]

    def node(self, field: Field, name: str) -> Node:
        """One field with all below it."""
        value = found(self.rough, name)
        node = Node(field, name, value, problems=[sentence(problem) for problem in self._problems(field, name)])
        if field.widget in TEXTS:
            node.texts = list(self._texts(node))
        elif field.widget == "keys":
            node.entries = [[self._entry_of_keys(field, f"{name}.{i}")] for i in range(len(_list(value)))]
        elif field.widget == "parts":
            node.entries = [self._entry(field, f"{name}.{i}") for i in range(len(_list(value)))]
        elif field.options in LISTED:
            node.shown = self.names.name(field.options, node.plain)
        elif field.options or field.widget == "claim":
            node.options = list(self._options(field, value))
        return node

    def _entry(self, field: Field, name: str) -> list[Node]:
        return [self.node(inner, joined(name, inner.path)) for inner in field.fields]

    def _entry_of_keys(self, field: Field, name: str) -> Node:
        return self.node(Field("", "key", field.entry, options=field.options), name)

    def _texts(self, node: Node) -> Iterator[Spoken]:
        values = node.value if isinstance(node.value, dict) else {"zh": node.value} if node.value else {}
        for lang in (*LANGUAGES, *OTHER_LANGUAGES):
            value = values.get(lang, "")
            text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
            name = f"{node.name}.{lang}"
            problems = [sentence(p) for p in self.problems if p.field == name or p.field.startswith(f"{name}.")]
            yield Spoken(lang, BCP47.get(lang, lang), text, problems, self.stale.get(name))

    def _options(self, field: Field, value: Any) -> Iterator[Option]:
        known = WORDS.get(field.options) or self.names.of(field.options)
        if field.widget == "claim":
            known = WORDS["claim"]
        chosen: Sequence[Any] = _list(value) if field.widget == "choices" else [value] if value is not None else []
        first = chosen if field.widget == "choices" else []  # in their order, which is part of what was said
        for key in dict.fromkeys((*map(str, first), *known, *map(str, chosen))):
            yield Option(key, str(known.get(key, key)), key in map(str, chosen))

    def _problems(self, field: Field, name: str) -> Iterator[Problem]:
        """What is wrong with the field itself, and not with something below it that tells it."""
        for problem in self.problems:
            is_below = problem.field.startswith(f"{name}.")
            if problem.field == name or self._is_asked_by(name, problem.field):
                yield problem
            elif is_below and field.widget == "parts":
                is_of_an_entry = problem.field[len(name) + 1 :].isdigit() and all(inner.path for inner in field.fields)
                yield from [problem] * is_of_an_entry
            elif is_below and field.widget not in (*ENTRIES, *TEXTS):
                yield problem

    @staticmethod
    def _is_asked_by(name: str, group: str) -> bool:
        """Whether this is the first question about a group (`grade` is asked by its level and its year)."""
        return name in (f"{group}.quality", f"{group}.level", f"{group}.state", f"{group}.months", f"{group}.text")


def anchors(problems: Iterable[Problem], nodes: Iterable[Node]) -> list[tuple[str, str, str]]:
    """(anchor, label, sentence) of every problem, for the list above a form; the anchor is the nearest field's."""
    shown = dict(_called(nodes))
    told = []
    for problem in problems:
        name = problem.field
        while name and name not in shown:
            name = name.rpartition(".")[0]
        name = name or next((n for n in shown if n.startswith(f"{problem.field}.")), "")
        is_drawn_elsewhere = name.startswith("point.") or ".stops." in name  # parts/place.html, whose ids are the names
        anchor = name if is_drawn_elsewhere or not name else f"f-{name}"
        told.append((anchor, shown.get(name, problem.field), sentence(problem)))
    return told


def _called(nodes: Iterable[Node], within: str = "") -> Iterator[tuple[str, str]]:
    """(name, label) of every field; one in an entry says in which."""
    for node in nodes:
        yield node.name, f"{within}{node.field.label}"
        for i, entry in enumerate(node.entries, 1):
            yield from _called(entry, f"{within}{node.field.entry} {i} · ")


def first_words(fields: Iterable[Sequence[str]], rough: Mapping[str, Any]) -> str:
    """The beginning of the first text among [name, value], … that does not stand so in a document; "" for none."""
    for name, value in fields:
        was = found(rough, name)
        before = "\n".join(map(str, was)) if isinstance(was, list) else str(was or "")
        text = value.replace("\r\n", "\n").strip()
        if name.rpartition(".")[2] in (*LANGUAGES, *OTHER_LANGUAGES) and text and text != before.strip():
            return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"
    return ""


def walked(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every field, those of entries too."""
    for node in nodes:
        yield node
        for entry in node.entries:
            yield from walked(entry)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
