"""Who acts: people at the desk, and the user `import` that content loads are written by."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.model.base import Base, UtcDateTime

IMPORT = "import"


class Person(Base):
    """An actor of the journal."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
