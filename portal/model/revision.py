"""Revisions (documents at a moment), the journal (who did what), and the counter that caches and indexes follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.model.base import Base, UtcDateTime
from portal.model.people import Person


class Revision(Base):
    """A document as somebody left it. Never changed; `base` is the revision that its author began from.

    What is being written may break the document's rules (a date that is none, a text still missing): only what is
    published has to keep them.
    """

    __tablename__ = "revision"
    __table_args__ = (Index(None, "kind", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Person] = relationship()


class JournalEntry(Base):
    """One line of the append-only journal. `changes` is the readable list of `changes.py`, `why` the actor's words."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    changes: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))

    actor: Mapped[Person] = relationship()


class Publication(Base):
    """Counts publishings. Its one row is the version of everything public: pages, the index and maps compare with it.

    `folder` is the digest of the configured content folder at the last load, so that an unchanged folder costs nothing.
    """

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    folder: Mapped[str] = mapped_column(String(64), default="")
