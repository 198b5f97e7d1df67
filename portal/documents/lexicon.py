"""A lexicon: what people say, what it means here, and which results come first for it."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from portal.documents.base import Document, Key, Line, Months, Part, each_once
from portal.documents.route import Season, Suit

IDENTITY: re.Pattern[str] = re.compile(r"^(route|attraction|event):[a-z0-9]+(-[a-z0-9]+)*$")
SYLLABLES: re.Pattern[str] = re.compile(r"^[a-zü]{1,6}( [a-zü]{1,6})*$")


def _identities(values: list[str]) -> list[str]:
    for value in each_once(values):
        if not IDENTITY.match(value):
            raise PydanticCustomError("identity", "“{value}” is not kind:key, such as route:…", {"value": value})
    return values


def _readings(values: dict[str, str]) -> dict[str, str]:
    for word, syllables in values.items():
        if not SYLLABLES.match(syllables) or len(syllables.split()) != len(word):
            raise PydanticCustomError("reading", "“{word}” needs one syllable a character", {"word": word})
    return values


class Means(Part):
    """What a word stands for. Values of one field are alternatives, and so are the fields: a place has a category where
    a route has a theme."""

    type: list[Literal["route", "attraction", "event"]] = []
    area: list[Key] = []
    district: list[Line] = []
    season: list[Season] = []
    month: Months = []
    theme: list[Key] = []
    category: list[Key] = []
    kind: list[Key] = []
    days: list[Annotated[int, Field(ge=1, le=14)]] = []
    suits: list[Suit] = []
    grade: list[Literal["1A", "2A", "3A", "4A", "5A"]] = []
    indoor: list[Literal["yes", "partly"]] = []
    mode: list[Literal["walk", "cycle", "drive", "transit"]] = []
    effort: list[Literal["easy", "moderate", "demanding"]] = []


class Entry(Part):
    """Words for one thing, in any language and script; simplified characters and lower case stand for the others.

    `first` names the results that the words alone put on top, in this order.
    """

    say: Annotated[list[Line], Field(min_length=1), AfterValidator(each_once)]
    means: Means = Means()
    first: Annotated[list[str], AfterValidator(_identities)] = []


class LexiconDocument(Document):
    """A page of the search's dictionary; `readings` are local pronunciations that dictionaries get wrong."""

    entries: list[Entry] = []
    readings: Annotated[dict[Line, str], AfterValidator(_readings)] = {}

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        found: list[tuple[str, str, str]] = []
        for i, entry in enumerate(self.entries):
            for field, kind in (("area", "area"), ("theme", "themes"), ("category", "categories"), ("kind", "kinds")):
                keys: list[str] = getattr(entry.means, field)
                found += [(f"entries.{i}.means.{field}.{j}", kind, key) for j, key in enumerate(keys)]
            for j, identity in enumerate(entry.first):
                kind, key = identity.split(":")
                found.append((f"entries.{i}.first.{j}", kind, key))
        return found
