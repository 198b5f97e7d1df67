"""Which translations are older than their Chinese: found by walking a text's revisions back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.locale import OTHER_LANGUAGES
from portal.model import Revision
from portal.publishing import drafts

SOURCE: Final = "zh"
TRANSLATIONS: Final = ("en", *OTHER_LANGUAGES)
LOOKED_BACK: Final = 100
"""Revisions; a translation that is older than so many is compared with the oldest of them."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The Chinese as it was when the translation was last touched, as it is, and when it changed last."""

    before: str
    after: str
    changed: datetime


def stale(session: Session, head: Revision) -> dict[str, Stale]:
    """Path of a translated text (`summary.en`) -> how its Chinese changed since; only of those where it did."""
    line = list(_line(session, head))
    now = dict(texts(head.document))
    found = {}
    for (path, lang), text in now.items():
        if lang not in TRANSLATIONS or not (chinese := now.get((path, SOURCE))):
            continue
        changed, before = head.created, chinese
        for revision, document in line:
            if document.get((path, lang)) != text:
                break
            then = document.get((path, SOURCE), "")
            if before == chinese and then == chinese:
                changed = revision.created
            before = then
        if before and before != chinese:
            found[f"{path}.{lang}"] = Stale(before, chinese, changed)
    return found


def _line(session: Session, head: Revision) -> Iterator[tuple[Revision, Mapping[tuple[str, str], str]]]:
    """What led to a revision, itself first, each with its texts; texts that were set aside led to nothing."""
    keys = drafts.keys(session, head.kind, head.key)
    query = select(Revision).where(Revision.kind == head.kind, Revision.key.in_(keys), Revision.id <= head.id)
    known = {
        revision.id: revision for revision in session.scalars(query.order_by(Revision.id.desc()).limit(LOOKED_BACK))
    }
    at: Revision | None = head
    while at is not None:
        yield at, dict(texts(at.document))
        at = known.get(at.base_id) if at.base_id else None


def texts(values: Any, path: str = "") -> Iterator[tuple[tuple[str, str], str]]:
    """((path, language), text) of every text of a rough document."""
    if isinstance(values, dict):
        for name, value in values.items():
            if name in (SOURCE, *TRANSLATIONS) and isinstance(value, str):
                yield (path, name), value
            else:
                yield from texts(value, f"{path}.{name}" if path else str(name))
    elif isinstance(values, list):
        for i, value in enumerate(values):
            yield from texts(value, f"{path}.{i}")
