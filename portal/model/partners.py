"""Partners: the keys that bureaus give them, and how often their pages showed or asked something, without persons."""

import hashlib
from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.model.base import Base, UtcDateTime
from portal.model.people import Person

MAX_HOST = 253
"""The longest name of a host (RFC 1035, 2.3.4)."""


def digest(key: str) -> str:
    """What is kept of a key: it has 144 random bits, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


class Partner(Base):
    """Somebody with a key. The key itself is kept by them alone; `hint` is its beginning, `digest` its SHA-256.

    `origins` are where their frames may stand (`https://example.com`), none for anywhere; `quota` is requests an hour.
    """

    __tablename__ = "partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    bureau: Mapped[str] = mapped_column(String(80))
    hint: Mapped[str] = mapped_column(String(12), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    origins: Mapped[list[str]] = mapped_column(JSON)
    quota: Mapped[int]
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revoked: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_by: Mapped[Person] = relationship()


class Used(Base):
    """How often on a day a host's pages showed a frame (`embed`), or a key asked for data (`api`)."""

    __tablename__ = "used"
    __table_args__ = (UniqueConstraint("day", "what", "host", "partner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    what: Mapped[str] = mapped_column(String(12))
    host: Mapped[str] = mapped_column(String(MAX_HOST))
    partner: Mapped[str] = mapped_column(String(12), default="")
    times: Mapped[int] = mapped_column(default=0)
