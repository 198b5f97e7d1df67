"""Every SELECT of the public site: the published version on each request, everything else once a version."""

import threading
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from portal.catalogue.shelf import Shelf
from portal.documents import KINDS, Document
from portal.kernel.errors import Gone, NotFound
from portal.model import LIVE, FormerKey, Publication

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """A shelf and the database it was read from (tests have several)."""

    source: Engine | Connection
    shelf: Shelf


_kept: Kept | None = None


def version(session: Session) -> int:
    """The number of publishings so far; 0 for an empty database."""
    return session.scalar(select(Publication.version)) or 0


def shelf(session: Session) -> Shelf:
    """Everything published, at its newest version. Immutable, so it may be shared between threads."""
    global _kept  # noqa: PLW0603  one shelf a process is the point
    wanted, source = version(session), session.get_bind()
    kept = _kept
    if kept is None or kept.source is not source or kept.shelf.version != wanted:
        with _lock:
            kept = _kept
            if kept is None or kept.source is not source or kept.shelf.version != wanted:
                kept = _kept = Kept(source, Shelf(wanted, _documents(session)))
    return kept.shelf


def _documents(session: Session) -> dict[str, dict[str, Document]]:
    return {
        kind: {
            row.key: row.as_document()
            for row in session.scalars(
                select(LIVE[kind]).where(LIVE[kind].withdrawn.is_(None)).order_by(LIVE[kind].key)
            )
        }
        for kind in KINDS
    }


def why_missing(session: Session, kind: str, key: str) -> str:
    """The key that a former key stands for now. Raises Gone for a withdrawn key, NotFound for one that never was."""
    query = select(FormerKey.key).where(FormerKey.kind == kind, FormerKey.former == key)
    if now := session.scalar(query):
        return now
    if session.scalar(select(LIVE[kind].id).where(LIVE[kind].key == key)):
        raise Gone(key)
    raise NotFound(key)
