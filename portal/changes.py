"""Two documents -> the list of changes between them, in words for a reviewer, the journal and the import report."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.documents import Document

SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; None stands for absent."""

    field: str
    before: object
    after: object

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.field}: added {_short(self.after)}"
        if self.after is None:
            return f"{self.field}: removed {_short(self.before)}"
        return f"{self.field}: {_short(self.before)} → {_short(self.after)}"


def changes(before: Document | None, after: Document | None) -> list[Change]:
    """What has to be done to the first to get the second; a whole document that comes or goes is one change."""
    if before is None or after is None:
        return [] if before is after else [Change("document", before and _title(before), after and _title(after))]
    return list(_walk("", before.model_dump(exclude_defaults=True), after.model_dump(exclude_defaults=True)))


def _walk(path: str, before: object, after: object) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _walk(f"{path}.{key}" if path else str(key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and any(isinstance(x, dict) for x in (*before, *after)):
        yield from _walk_lists(path, before, after)
    elif before != after:
        yield Change(path, before, after)


def _walk_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """Entries are compared by their numbers where all have one, so that a new first one does not move the others; else
    by their places.
    """
    if all(isinstance(entry, dict) and "number" in entry for entry in (*before, *after)):
        old, new = ({f"number {entry['number']}": entry for entry in entries} for entries in (before, after))
    else:
        old, new = ({f"{place}": entry for place, entry in enumerate(entries, 1)} for entries in (before, after))
    for name in dict.fromkeys((*old, *new)):
        yield from _walk(f"{path}[{name}]", old.get(name), new.get(name))
    was, now = (", ".join(name for name in names if name in old and name in new) for names in (old, new))
    if was != now:
        yield Change(f"{path} (order)", was, now)


def _title(document: Document) -> str:
    for field in ("name", "title"):
        if names := getattr(document, field, None):
            return str(names["zh"])
    return type(document).__name__


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return f"“{text[:SHOWN_CHARACTERS]}…”" if len(text) > SHOWN_CHARACTERS else f"“{text}”"
