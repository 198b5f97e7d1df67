"""Every SELECT of the public site: the published version on each request, everything else once a version."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from portal.catalogue.shelf import Shelf
from portal.catalogue.snapshot import Seen
from portal.documents import KINDS, Document
from portal.kernel.errors import Gone, NotFound
from portal.model import LIVE, FormerKey, Publication

_lock = threading.Lock()


@dataclass(slots=True)
class Kept:
    """A shelf, the database it was read from (tests have several), and when that last said that it is the newest."""

    source: Engine | Connection
    shelf: Shelf
    seen: datetime


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
                kept = _kept = Kept(source, _shelf(session, wanted), datetime.now(UTC))
    kept.seen = datetime.now(UTC)
    return kept.shelf


def last(session: Session) -> Seen | None:
    """The newest shelf that this process has read from this database; asks the database nothing."""
    kept = _kept
    return (kept.shelf, kept.seen) if kept and kept.source is session.get_bind() else None


def _shelf(session: Session, version: int) -> Shelf:
    documents: dict[str, dict[str, Document]] = {}
    published: dict[tuple[str, str], datetime] = {}
    for kind in KINDS:
        table = LIVE[kind]
        rows = session.scalars(select(table).where(table.withdrawn.is_(None)).order_by(table.key)).all()
        documents[kind] = {row.key: row.as_document() for row in rows}
        published |= {(kind, row.key): row.published for row in rows}
    return Shelf(version, documents, published)


def why_missing(session: Session, kind: str, key: str) -> str:
    """The key that a former key stands for now. Raises Gone for a withdrawn key, NotFound for one that never was."""
    table = LIVE[kind]  # what was never published may have had another key at the desk, which is nobody's business
    query = select(FormerKey.key).join(table, table.key == FormerKey.key)
    if now := session.scalar(query.where(FormerKey.kind == kind, FormerKey.former == key)):
        return now
    if session.scalar(select(table.id).where(table.key == key)):
        raise Gone(key)
    raise NotFound(key)
