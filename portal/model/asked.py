"""What is asked of the search: words and counts by week, and nothing about who asked."""

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.model.base import Base

MAX_ASKED = 60
"""Characters kept of a query; what is longer is rarely a query, and might be somebody's letter."""


class Asked(Base):
    """How often a folded query was asked in a week, and how often one of its results was opened."""

    __tablename__ = "asked"
    __table_args__ = (UniqueConstraint("week", "lang", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(Date)
    lang: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(MAX_ASKED))
    times: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
