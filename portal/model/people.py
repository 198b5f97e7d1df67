"""Who acts: people at the desk, what they may do for which bureau, and the user `import` that loads are written by."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.model.base import Base, UtcDateTime

IMPORT = "import"
OPERATOR = "operator"
"""Who acts when a command does. Whoever can run one has the machine, so may everything."""

CLOCK = "clock"
"""Who acts when a time has come that somebody set."""

RESERVED: Final = (IMPORT, OPERATOR, CLOCK)
"""Names that no colleague can have."""

ROLES: Final = ("editor", "reviewer", "administrator", "coordinator")
"""What one can be for a bureau, each with the rights of those before it; a coordinator belongs to the alliance."""


class Person(Base):
    """An actor of the journal; `name` is what colleagues read."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created: Mapped[datetime] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        cascade="all, delete-orphan", order_by="Membership.id", back_populates="person"
    )


class Membership(Base):
    """One person's one role for one bureau; a person may serve several bureaus."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "bureau"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    bureau: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))

    person: Mapped[Person] = relationship(back_populates="memberships")
