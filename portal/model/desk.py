"""What happens at the desk before anything is published: drafts, approvals, comments, and what was typed, not saved."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.model.base import Base, UtcDateTime
from portal.model.people import Person
from portal.model.revision import Revision


class Draft(Base):
    """The one thing being written under a kind and a key, and where it stands on its way to the public.

    `head` is what was saved last, `base` the published revision that the writing began from (None for a new thing),
    `bureau` leads. The row stays when its text is published, and rests in that state until somebody writes again.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("kind", "key"), UniqueConstraint("kind", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int | None]
    bureau: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None] = mapped_column(Date)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expire_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed: Mapped[datetime] = mapped_column(UtcDateTime)

    head: Mapped[Revision] = relationship(foreign_keys=head_id)
    base: Mapped[Revision | None] = relationship(foreign_keys=base_id)
    approvals: Mapped[list["Approval"]] = relationship(cascade="all, delete-orphan", order_by="Approval.id")
    comments: Mapped[list["Comment"]] = relationship(cascade="all, delete-orphan", order_by="Comment.id")


class Approval(Base):
    """A bureau's yes to its share of a revision; `is_settled` when the coordinator said it in the bureau's place."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("draft_id", "bureau"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    bureau: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_settled: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class Comment(Base):
    """A remark at a field (a dotted path, empty for the whole), until somebody calls it settled."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    author: Mapped[Person] = relationship(foreign_keys=author_id)
    settled_by: Mapped[Person | None] = relationship(foreign_keys=settled_by_id)


class Typed(Base):
    """What stands in somebody's open form and is not saved yet: the names and values of its fields, as they are.

    `slip` is a form as it was opened, so that two windows of one person do not overwrite each other (the
    column has an older name).
    """

    __tablename__ = "typed"
    __table_args__ = (UniqueConstraint("person_id", "sheet"), Index(None, "kind", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    slip: Mapped[str] = mapped_column("sheet", String(36))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    fields: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Presence(Base):
    """Somebody has a form open, and was last heard of at this time."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("kind", "key", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class PreviewLink(Base):
    """A link by which somebody without an account may read a draft until a day; only its digest is kept."""

    __tablename__ = "preview_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_by: Mapped[Person] = relationship()


class Batch(Base):
    """One import of a spreadsheet: which drafts it wrote, so that it can be undone as one."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written: Mapped[list[Any]] = mapped_column(JSON)
    """[[kind, key, id of the revision before or null, id of the revision written], …]"""
    undone: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
