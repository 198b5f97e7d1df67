"""An event (赛事活动): a series with occurrences."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from portal.documents.base import Document, Key, Line, Months, Name, Number, Part, Text, Url, each_once

Status = Literal["scheduled", "held", "cancelled", "postponed", "rescheduled"]


class Occurrence(Part):
    """One edition or leg. Dates are days in +08:00; an unpublished date is absent, `when` may say what is known."""

    number: int | None = Field(
        default=None,
        ge=1,
        le=999_999,
        description="The number of this occurrence within its series; never given twice, never changed: calendars know "
        "it by it.",
    )
    edition: Name | None = None
    starts: date | None = None
    ends: date | None = None
    previous_start: date | None = None
    when: Text | None = None
    venue: Name | None = None
    attraction: Key | None = None
    areas: list[Key] = []
    status: Status
    note: Text | None = None

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        if self.ends and not self.starts:
            raise PydanticCustomError("dates", "an end needs a start")
        if self.ends and self.starts and self.ends < self.starts:
            raise PydanticCustomError("dates", "it ends before it starts")

    @property
    def last_day(self) -> date | None:
        """Its last known day."""
        return self.ends or self.starts

    def covers(self, first: date, last: date) -> bool:
        """Whether some day of it lies between two days, both included."""
        return bool(self.starts and self.last_day and self.starts <= last and self.last_day >= first)


def _numbers_once(occurrences: list[Occurrence]) -> list[Occurrence]:
    """Two of one number would be one entry in a subscriber's calendar."""
    seen = set()
    for number in (occurrence.number for occurrence in occurrences if occurrence.number):
        if number in seen:
            raise PydanticCustomError("number_twice", "two of them have the number {number}", {"number": number})
        seen.add(number)
    return occurrences


class Usual(Part):
    """When it is usually held: an expectation, not a date."""

    months: Months = []
    note: Text | None = None


class EventDocument(Document):
    """A series; `joint` says whether the metropolitan area holds it together."""

    number: Number
    name: Name
    aliases: dict[str, list[Line]] = {}
    kind: Key
    joint: Literal["yes", "partly", "no"] = "no"
    areas: list[Key] = Field(min_length=1)
    organisers: list[Name] = []
    usual: Usual = Usual()
    official: Url | None = None
    occurrences: Annotated[list[Occurrence], AfterValidator(_numbers_once)] = []
    summary: Text
    body: Text
    pictures: Annotated[list[Key], AfterValidator(each_once)] = []
    licence: str = "CC-BY-4.0"

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        found = [("kind", "kinds", self.kind), *((f"areas.{i}", "area", key) for i, key in enumerate(self.areas))]
        found += ((f"pictures.{i}", "medium", key) for i, key in enumerate(self.pictures))
        for i, occurrence in enumerate(self.occurrences):
            found += [(f"occurrences.{i}.areas.{j}", "area", key) for j, key in enumerate(occurrence.areas)]
            if occurrence.attraction:
                found.append((f"occurrences.{i}.attraction", "attraction", occurrence.attraction))
        return found
