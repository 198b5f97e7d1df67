"""What visitors do and say, without a word about who they are: daily counts by record, and reports of mistakes."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.model.base import Base, UtcDateTime
from portal.model.people import Person


class Visited(Base):
    """How often on a day something was done with a record: `view`, `download`, `calendar`, `embed`."""

    __tablename__ = "visited"
    __table_args__ = (UniqueConstraint("kind", "key", "day", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    what: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    times: Mapped[int] = mapped_column(default=0)


class Report(Base):
    """What a visitor says is wrong on a page. `reference` is what they can ask about it by; nothing else names them."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    bureau: Mapped[str] = mapped_column(String(80), index=True)
    lang: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), index=True)
    """new, taken, mended, declined"""
    answer: Mapped[str] = mapped_column(Text, default="")
    answered: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    answered_by: Mapped[Person | None] = relationship()
