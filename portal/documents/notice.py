"""A notice: a closure or a warning that holds from one day to another."""

from datetime import date
from typing import Literal

from pydantic_core import PydanticCustomError

from portal.documents.base import Document, Key, Name, Text


class NoticeDocument(Document):
    """It shows itself on every attraction it names and on every route through one, and ends by itself."""

    title: Name
    severity: Literal["closure", "warning", "information"]
    starts: date
    ends: date | None = None
    attractions: list[Key] = []
    routes: list[Key] = []
    areas: list[Key] = []
    body: Text

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        if self.ends and self.ends < self.starts:
            raise PydanticCustomError("dates", "it ends before it starts")

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        return [
            (f"{field}.{i}", kind, key)
            for field, kind in (("attractions", "attraction"), ("routes", "route"), ("areas", "area"))
            for i, key in enumerate(getattr(self, field))
        ]
