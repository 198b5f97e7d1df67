"""What the API answers with, as pydantic models: the OpenAPI document is made from them, answers are built of them.

A text stands beside the language it is really in (`title`, `title_lang`), which is Chinese where a translation is
missing. Unknown is null; unknown is not no. Positions are WGS-84 degrees, `lat` and `lon` as in the search.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from portal.documents.base import Claim
from portal.documents.event import Status

Lang = str | None
Months = list[int]

MONTHS = "1 to 12, ascending; empty when nothing is known."
KEY = "Its key, part of its address. It may change; the former address then answers 308."
NUMBER = "The number of its short link; it never changes."
LAT = "Latitude, WGS-84 degrees; null when nobody knows the position."
LON = "Longitude, WGS-84 degrees."
QUALITY = "point: the place itself; approx: its township or street; none: not known."
CLOSED = "Whether a closure that holds today, or a closed or suspended stop, touches it."


class Text(BaseModel):
    """A short text and the language it is in."""

    text: str
    lang: str = Field(description="BCP 47: zh, en, or another one where neither is there.")


class Term(BaseModel):
    """A key with its name: of an area, a season, a theme, a category, a kind of event, or another thing."""

    key: str
    name: str
    name_lang: str = Field(description="The language that `name` is really in.")


class Source(BaseModel):
    """Where facts come from; at least one of the two is there."""

    title: str | None
    url: str | None


class Picture(BaseModel):
    """A picture, to be shown with its credit and licence, and not after the answer that held it is out of date."""

    url: str = Field(description="Its largest file, a JPEG.")
    width: int
    height: int
    credit: str = Field(description="Whom to name beside it.")
    licence: str = Field(
        description="CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, public-domain, or by-permission: that is for this portal alone."
    )
    licence_url: str | None
    alt: str | None = Field(description="What is to be seen; null for a picture that only decorates.")
    alt_lang: Lang


class NoticeLinks(BaseModel):
    """Absolute addresses."""

    api: str


class AttractionLinks(NoticeLinks):
    """Absolute addresses; `short` stays the same when the key changes."""

    page: str
    short: str
    svg: str = Field(description="A map picture, which names its sources.")
    embed: str = Field(description="For an iframe.")


class EventLinks(NoticeLinks):
    """Absolute addresses; `short` stays the same when the key changes."""

    page: str
    short: str
    ics: str
    embed: str = Field(description="For an iframe.")


class RouteLinks(AttractionLinks):
    """Absolute addresses; lines in the files are under the licence that the route's `line_licence` names."""

    png: str
    gpx: str
    kml: str
    geojson: str
    ics: str
    pdf: str


class Thing(BaseModel):
    """What routes, attractions, events and notices have in common."""

    key: str = Field(description=KEY)
    title: str
    title_lang: str = Field(description="The language that `title` is really in.")
    published: datetime | None = Field(description="When it was last published, UTC.")
    sources: list[Source]
    licence: str = Field(description="SPDX identifier of the texts' licence.")
    licence_url: str | None
    attribution: str = Field(description="What to show beside it, as the licence asks.")


class NoticeBrief(BaseModel):
    """A closure or warning that holds today."""

    title: str
    title_lang: str
    body: str
    body_lang: Lang
    severity: Literal["closure", "warning", "information"]
    ends: date | None = Field(description="The last day; null while the end is open.")


class RouteSummary(Thing):
    """A route as lists have it."""

    kind: Literal["route"] = "route"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    season: Term
    themes: list[Term]
    areas: list[Term]
    advised_months: Months = Field(description=MONTHS)
    day_count: int
    stop_count: int
    km: float | None = Field(
        description="The whole way, estimated, kilometres; null when a stop's position is unknown."
    )
    mode: Literal["walk", "cycle", "drive", "transit"]
    effort: Literal["easy", "moderate", "demanding"]
    suits: list[str]
    origin: Literal["published", "reported", "composed"] = Field(
        description="published: an official list names it; reported: the press; composed: put together by our editors."
    )
    closed: bool = Field(description=CLOSED)
    pictures: list[Picture]
    links: RouteLinks


class Stop(BaseModel):
    """A stop, and the estimated way to it from the stop before."""

    number: int = Field(description="From 1, through all days.")
    key: str = Field(description="The attraction's key.")
    title: str
    title_lang: str
    lat: float | None = Field(description=LAT)
    lon: float | None = Field(description=LON)
    position_quality: Literal["point", "approx", "none"] = Field(description=QUALITY)
    state: Literal["open", "suspended", "closed", "unknown"]
    minutes: int | None = Field(description="The stay our editors suggest.")
    note: str | None
    note_lang: Lang
    way: str | None = Field(description="road, walk, rail or straight (no way known: great circle × 1.4).")
    km: float | None
    travel_minutes: int | None


class RouteDay(BaseModel):
    """A day of a route."""

    number: int
    title: str | None
    title_lang: Lang
    text: str | None
    text_lang: Lang
    stops: list[Stop]
    km: float = Field(description="Over the ways that are known.")
    travel_minutes: int
    stay_minutes: int


class Route(RouteSummary):
    """A route whole."""

    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    advice: str | None
    advice_lang: Lang
    effort_note: str | None
    effort_note_lang: Lang
    advised_reason: str | None
    advised_reason_lang: Lang
    origin_note: str | None = Field(description="Which list, which paper, or how it was composed.")
    origin_note_lang: Lang
    start: str | None
    start_lang: Lang
    finish: str | None
    finish_lang: Lang
    days: list[RouteDay]
    travel_minutes: int = Field(description="Estimated, over the ways that are known.")
    stay_minutes: int
    line_licence: str | None = Field(description="SPDX identifier for the line in gpx, kml, geojson; null without one.")
    line_attribution: str | None
    notices: list[NoticeBrief]


class AttractionSummary(Thing):
    """An attraction as lists have it."""

    kind: Literal["attraction"] = "attraction"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    area: Term
    district: str | None
    district_lang: Lang
    categories: list[Term]
    grade: Literal["1A", "2A", "3A", "4A", "5A"] | None = Field(description="GB/T 17775.")
    advised_months: Months = Field(description=MONTHS)
    state: Literal["open", "suspended", "closed", "unknown"]
    position_quality: Literal["point", "approx", "none"] = Field(description=QUALITY)
    lat: float | None = Field(description=LAT)
    lon: float | None = Field(description=LON)
    route_count: int = Field(description="How many routes stop there.")
    pictures: list[Picture]
    links: AttractionLinks


class Access(BaseModel):
    """Whom it suits; unknown is not no."""

    indoor: Claim
    family: Claim
    elders: Claim
    barrier_free: Claim


class Fact(BaseModel):
    """A value somebody looked up; `text` is null when it is not known."""

    text: str | None
    lang: Lang
    checked: date | None = Field(description="When it was looked up.")


class Neighbour(Term):
    """An attraction nearby."""

    km: float = Field(description="In a straight line.")


class Attraction(AttractionSummary):
    """An attraction whole."""

    aliases: list[Text]
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    address: str | None
    address_lang: Lang
    era: str | None
    era_lang: Lang
    grade_year: int | None = Field(description="Of the award, or of the source that tells the grade.")
    protection: list[Text] = Field(description="Heritage and reserve titles, in the words of the lists.")
    advised_reason: str | None
    advised_reason_lang: Lang
    state_note: str | None
    state_note_lang: Lang
    position_note: str | None
    position_note_lang: Lang
    measured: Literal["WGS-84", "GCJ-02", "BD-09"] | None = Field(
        description="The datum of the source; `lat` and `lon` are WGS-84 in any case."
    )
    minutes: int | None = Field(description="The stay our editors suggest.")
    access: Access
    hours: Fact
    price: Fact
    phone: Fact
    booking: str | None = Field(description="Address of the booking page.")
    routes: list[Term]
    nearby: list[Neighbour]
    events: list[Term]
    notices: list[NoticeBrief]


class Occurrence(BaseModel):
    """One edition or leg of a series. Dates are days in +08:00; a date that was not published is null."""

    number: int | None = Field(description="Permanent within its series; null for one that nobody numbered.")
    edition: str | None
    edition_lang: Lang
    starts: date | None
    ends: date | None = Field(description="The last day, which still belongs to it; null for one day.")
    previous_start: date | None = Field(description="Where it was put off or brought forward.")
    when: str | None = Field(description="What is known of the time in words.")
    when_lang: Lang
    venue: str | None
    venue_lang: Lang
    attraction: Term | None
    areas: list[Term]
    status: Status
    note: str | None
    note_lang: Lang
    is_past: bool | None = Field(description="Null where the day is not known.")


class EventSummary(Thing):
    """A series of events as lists have it."""

    kind: Literal["event"] = "event"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    event_kind: Term = Field(description="What the filter `kind` asks for.")
    areas: list[Term]
    joint: Literal["yes", "partly", "no"] = Field(description="Whether the metropolitan area holds it together.")
    months: Months = Field(description="When it is usually held. " + MONTHS)
    occurrence: Occurrence | None = Field(description="The next one, else the latest past one.")
    pictures: list[Picture]
    links: EventLinks


class Event(EventSummary):
    """A series of events whole."""

    aliases: list[Text]
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    organisers: list[Text]
    usual_note: str | None
    usual_note_lang: Lang
    official: str | None = Field(description="Address of the organisers' own page.")
    occurrences: list[Occurrence] = Field(description="The last one listed first.")


class Notice(Thing):
    """A closure or warning, past and coming ones too."""

    kind: Literal["notice"] = "notice"
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    severity: Literal["closure", "warning", "information"]
    starts: date
    ends: date | None = Field(description="The last day; null while the end is open.")
    in_force: bool = Field(description="Whether it holds today, in +08:00.")
    attractions: list[Term] = Field(description="Named by it; it holds for every route through one of them, too.")
    routes: list[Term]
    areas: list[Term]
    links: NoticeLinks
