"""Where a thing is named: one table of the places in documents that name things by key, in drafts as in what is
published; and the same documents with another key in those places.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.model import LIVE, Draft, FormerKey
from portal.publishing import states
from portal.publishing.called import names_in

Rough = dict[str, Any]

PLACES: Final = {
    "attraction": {"area": "area", "pictures.*": "medium"},
    "route": {"areas.*": "area", "pictures.*": "medium", "days.*.stops.*.attraction": "attraction"},
    "event": {
        "areas.*": "area",
        "pictures.*": "medium",
        "occurrences.*.areas.*": "area",
        "occurrences.*.attraction": "attraction",
    },
    "notice": {"attractions.*": "attraction", "routes.*": "route", "areas.*": "area"},
    "medium": {"bureau": "area"},
    "lexicon": {"entries.*.means.area.*": "area", "entries.*.first.*": "kind:key"},
    "way": {"legs.*.start": "attraction", "legs.*.end": "attraction"},
}
"""Kind -> path -> what is named there. `kind:key` is a text that says both."""


@dataclass(frozen=True, slots=True)
class Use:
    """A document that names the thing; `is_draft` when only a text at the desk does, which stops nobody."""

    kind: str
    key: str
    title: dict[str, str]
    is_draft: bool


def of(session: Session, kind: str, key: str) -> list[Use]:
    """Everything published that names a thing, then every draft; not the computed ways, which follow by themselves."""
    return of_all(session, kind).get(key, [])


def of_all(session: Session, kind: str) -> dict[str, list[Use]]:
    """The same for everything of a kind that something names: key -> uses."""
    naming = [k for k, places in PLACES.items() if k != "way" and {kind, "kind:key"} & set(places.values())]
    published = {(k, row.key): row.document for k in naming for row in _rows(session, k)}
    drafted = {
        (d.kind, d.key): d.head.document for d in drafts(session) if d.kind in naming and d.state not in states.RESTING
    }
    found: dict[str, list[Use]] = defaultdict(list)
    for is_draft, documents in ((False, published), (True, drafted)):
        for (k, name), document in sorted(documents.items()):
            use = Use(k, name, names_in(document), is_draft)
            for key in sorted(key for of_kind, key in named(k, document) if of_kind == kind):
                found[key].append(use)
    return dict(found)


def drafts(session: Session) -> list[Draft]:
    """Every draft, those that rest too."""
    return list(session.scalars(select(Draft).options(joinedload(Draft.head)).order_by(Draft.id)))


def names(of_kind: str, document: Rough, kind: str, key: str) -> bool:
    """Whether a document, however rough, names the thing."""
    return (kind, key) in named(of_kind, document)


def named(of_kind: str, document: Rough) -> set[tuple[str, str]]:
    """(kind, key) of everything that a document names."""
    found = set()

    def look(kind: str, value: str) -> str:
        found.add((kind, value))
        return value

    _mapped(of_kind, document, look)
    return found


def renamed(of_kind: str, document: Rough, kind: str, old: str, new: str) -> Rough:
    """The document with the new key wherever it named the old one."""
    return _mapped(of_kind, document, lambda k, value: new if (k, value) == (kind, old) else value)


def keys_of_today(session: Session) -> dict[tuple[str, str], str]:
    """(kind, former key) -> the key that the thing has now."""
    rows = session.execute(select(FormerKey.kind, FormerKey.former, FormerKey.key))
    return {(kind, former): key for kind, former, key in rows}


def of_today(of_kind: str, document: Rough, today: Mapping[tuple[str, str], str]) -> Rough:
    """An old document with the keys that what it names has now; `today` is what `keys_of_today` says."""
    return _mapped(of_kind, document, lambda kind, key: today.get((kind, key), key))


def _rows(session: Session, kind: str) -> Iterator[Any]:
    table = LIVE[kind]
    yield from session.scalars(select(table).where(table.withdrawn.is_(None)))


def _mapped(of_kind: str, document: Rough, change: Callable[[str, str], str]) -> Rough:
    for path, kind in PLACES.get(of_kind, {}).items():
        document = _at(document, path.split("."), partial(_changed, kind, change))
    return document


def _changed(kind: str, change: Callable[[str, str], str], value: str) -> str:
    if kind != "kind:key":
        return change(kind, value)
    first, colon, rest = value.partition(":")
    return f"{first}:{change(first, rest)}" if colon else value


def _at(value: Any, path: list[str], change: Callable[[str], str]) -> Any:
    """The value with what lies at a path changed; whatever is not shaped as the path says stays as it is."""
    if not path:
        return change(value) if isinstance(value, str) else value
    step, rest = path[0], path[1:]
    if step == "*":
        return [_at(entry, rest, change) for entry in value] if isinstance(value, list) else value
    if isinstance(value, dict) and step in value:
        return {**value, step: _at(value[step], rest, change)}
    return value
