"""Two documents -> the list of changes between them, in words for a reviewer, the journal and the import report."""

from collections.abc import Iterator, Mapping
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


def rough_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The same between documents that may break their rules, as they lie in revisions."""
    return list(_walk("", dict(before), dict(after)))


def _walk(path: str, before: Any, after: Any) -> Iterator[Change]:
    """Down to the single fields, of a part that comes or goes too: nobody reads a whole part as one value."""
    if _is_part(before, dict) and _is_part(after, dict) and (before or after):
        before, after = before or {}, after or {}
        for key in dict.fromkeys((*before, *after)):
            yield from _walk(f"{path}.{key}" if path else str(key), before.get(key), after.get(key))
    elif _is_part(before, list) and _is_part(after, list) and _has_parts(before) | _has_parts(after):
        yield from _walk_lists(path, before or [], after or [])
    elif before != after:
        yield Change(path, before, after)


def _is_part(value: Any, shape: type) -> bool:
    return value is None or isinstance(value, shape)


def _has_parts(value: Any) -> bool:
    return any(isinstance(entry, dict) for entry in value or ())


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
    text = " ".join((", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)).split())
    return f"“{text[:SHOWN_CHARACTERS]}…”" if len(text) > SHOWN_CHARACTERS else f"“{text}”"
