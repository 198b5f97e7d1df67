"""What `shapes` travel in: lists, vocabularies, changes, search results, problems."""

from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from portal.web.api.shapes.attraction import AttractionSummary
from portal.web.api.shapes.event import EventSummary
from portal.web.api.shapes.notice import Notice
from portal.web.api.shapes.parts import LAT, LON
from portal.web.api.shapes.route import RouteSummary
from portal.web.api.shapes.words import Area, Word

Item = TypeVar("Item")


class Change(BaseModel):
    """What became of a thing.

    published: it is new or different, fetch `api`. withdrawn: it is gone for good or for now, drop it. moved: it has
    the key `now`, drop `key`; a line for the new key is in the same page of changes.
    """

    change: Literal["published", "withdrawn", "moved"]
    kind: Literal["route", "attraction", "event", "notice"]
    key: str
    now: str | None = Field(description="Only of what moved: its present key.")
    at: datetime = Field(description="UTC.")
    version: int
    api: str | None = Field(description="Its address here; null for what was withdrawn or moved.")


class Changes(BaseModel):
    """Changes, oldest first. Ask again with `since=<next_since>`; with `more`, at once."""

    changes: list[Change]
    next_since: str
    more: bool
    next: str | None = Field(description="The address to ask then; null when there is nothing more now.")


class Problem(BaseModel):
    """RFC 9457, without a `type` of its own: the status says what, `detail` says it in the reader's language."""

    title: str
    status: int
    detail: str | None = None
    parameter: str | None = Field(default=None, description="The parameter that is wrong.")


class Listed(BaseModel, Generic[Item]):
    """A page of a list."""

    total: int = Field(description="How many there are on all pages.")
    limit: int
    lang: str = Field(description="The language that was asked for.")
    next: str | None = Field(description="The address of the next page, also as a Link header; null on the last one.")
    items: list[Item]


class Routes(Listed[RouteSummary]):
    """Routes, a page at a time."""


class Attractions(Listed[AttractionSummary]):
    """Attractions, a page at a time."""


class Events(Listed[EventSummary]):
    """Series of events, a page at a time."""


class Notices(Listed[Notice]):
    """Notices, a page at a time."""


class Areas(BaseModel):
    """Every area, in the alliance's customary order."""

    total: int
    lang: str
    items: list[Area]


class Words(BaseModel):
    """A vocabulary whole, in the order of lists."""

    total: int
    lang: str
    items: list[Word]


class Hit(BaseModel):
    """A result of the search."""

    kind: Literal["route", "attraction", "event"]
    key: str
    title: str
    url: str
    area: list[str] = Field(description="Keys.")
    season: list[str] = Field(description="Keys.")
    snippet: str = Field(description="Plain text from what was found.")
    score: float = Field(description="Comparable within one answer only.")
    closed: bool | None = Field(
        description="As in the lists: nobody gets in at the place, or it touches the route; null of an event."
    )
    km: float | None = Field(description="From the point of `near`, in a straight line.")
    lat: float | None = Field(description=LAT)
    lon: float | None = Field(description=LON)


class Found(BaseModel):
    """What a search found: `total` and `counts` are of all hits, `facets` say how many each further filter leaves."""

    query: str
    corrected: str | None = Field(description="What was looked for instead, where nothing was found as typed.")
    total: int
    counts: dict[str, int]
    facets: dict[str, dict[str, int]]
    hits: list[Hit]


class Suggestion(BaseModel):
    """What somebody may be about to type."""

    kind: Literal["route", "attraction", "event"]
    key: str
    title: str
    url: str = Field(description="A path on this host.")
    where: str


class Suggestions(BaseModel):
    """Suggestions, best first."""

    suggestions: list[Suggestion]
