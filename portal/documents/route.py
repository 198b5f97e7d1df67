"""A route (线路): days of stops at attractions."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from portal.documents.base import Advised, Document, Key, Name, Number, Part, Text, each_once
from portal.kernel.season import SEASONS

Season = Literal["spring", "summer", "autumn", "winter"]
assert SEASONS == ("spring", "summer", "autumn", "winter")  # noqa: S101  one list, spelt twice for the type checker


Suit = Literal["families", "elders", "walkers", "cyclists", "students"]
"""Whom a route suits, in our editors' judgement; schema.org's touristType."""


class Stop(Part):
    """One stop; `minutes` is the stay our editors suggest."""

    attraction: Key
    minutes: int | None = Field(default=None, ge=5, le=1440)
    note: Text | None = None


class Day(Part):
    """A chapter of the route; `text` is its rhythm: what first, where to rest, in which town to sleep."""

    title: Name | None = None
    text: Text | None = None
    stops: list[Stop] = Field(min_length=1)


class Effort(Part):
    """How hard it is, in a word to filter by and in words to read."""

    level: Literal["easy", "moderate", "demanding"]
    words: Text


class RouteDocument(Document):
    """Distance and travel time are computed from the stops, never typed."""

    number: Number
    title: Name
    season: Season
    themes: list[Key] = Field(min_length=1, max_length=3)
    areas: list[Key] = Field(min_length=1)
    origin: Literal["published", "reported", "composed"]
    origin_note: Text
    mode: Literal["walk", "cycle", "drive", "transit"]
    start: Name | None = None
    finish: Name | None = None
    days: list[Day] = Field(min_length=1, max_length=14)
    advised: Advised
    effort: Effort
    suits: Annotated[list[Suit], AfterValidator(each_once)] = []
    summary: Text
    body: Text
    advice: Text | None = None
    pictures: Annotated[list[Key], AfterValidator(each_once)] = []
    licence: str = "CC-BY-4.0"

    def stops(self) -> Iterator[Stop]:
        """Every stop of every day, in order."""
        for day in self.days:
            yield from day.stops

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        return [
            *((f"themes.{i}", "themes", key) for i, key in enumerate(self.themes)),
            *((f"areas.{i}", "area", key) for i, key in enumerate(self.areas)),
            *((f"pictures.{i}", "medium", key) for i, key in enumerate(self.pictures)),
            *(
                (f"days.{d}.stops.{s}.attraction", "attraction", stop.attraction)
                for d, day in enumerate(self.days)
                for s, stop in enumerate(day.stops)
            ),
        ]
