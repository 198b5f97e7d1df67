"""What a form is made of: sections of fields, each with its path in the document and the widget that asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from flask_babel import LazyString

Words: TypeAlias = LazyString | str


@dataclass(frozen=True, slots=True)
class Field:
    """A question. `path` is relative to the entry it stands in, empty where an entry is one value.

    `widget` says how it is asked and read: `line`, `prose` and `short` (prose that seldom needs more than a line) are
    one text in several languages, `plain` one without a language, `lines` lists of names by language, `number`,
    `decimal`, `day`, `url`, `months`, `choice` (one of `options`), `claim`, `choices` (several, their order kept),
    `key` (one thing or word), `keys` (several in order), `parts` (a list of entries made of `fields`), and `kept`
    (travels along unseen).
    """

    path: str
    widget: str
    label: Words = ""
    help: Words = ""
    options: str = ""
    """A family of `labels.LABELS`, or what a key names: an area, an attraction, a vocabulary."""
    fields: tuple["Field", ...] = ()
    entry: Words = ""
    """What one entry of a list is called."""
    add: Words = ""
    """What the button says that adds one."""
    required: bool = False
    """An empty list is said as an empty list, because the document wants one."""
    drawn: str = ""
    """A widget that another part of the desk draws better: `point`, `stops`, `pictures`."""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, under a heading."""

    name: str
    label: Words
    fields: tuple[Field, ...]


Form: TypeAlias = tuple[Section, ...]
Rough = dict[str, Any]

ENTRIES: Final = ("parts", "keys")
"""Widgets whose value is a list that is added to, taken from and put in order."""


def joined(prefix: str, path: str) -> str:
    """The name of a field inside an entry."""
    return f"{prefix}.{path}" if prefix and path else prefix or path


def fields(form: Form) -> Iterator[Field]:
    """Every field of a form that does not stand in an entry."""
    for section in form:
        yield from section.fields


def found(values: Any, path: str) -> Any:
    """What stands at a dotted path; None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and step.isdigit() and int(step) < len(values):
            values = values[int(step)]
        else:
            return None
    return values


def put(values: Rough, path: str, value: Any) -> None:
    """Let a value stand at a dotted path, in dicts made as needed."""
    *steps, last = path.split(".")
    for step in steps:
        values = values.setdefault(step, {})
    values[last] = value
