"""The dataclasses that detail and landing pages render; a template may use these fields and nothing else."""

from dataclasses import dataclass
from datetime import date

from portal.catalogue.cards import AreaCard, AttractionCard, EventCard, OccurrenceView, RouteCard, Word
from portal.catalogue.pictures import Picture
from portal.documents import NoticeDocument, Source
from portal.kernel.locale import Said


@dataclass(frozen=True, slots=True)
class Notice:
    """A closure or warning that holds today."""

    title: Said
    body: Said
    severity: str
    ends: date | None

    @classmethod
    def of(cls, document: NoticeDocument, title: Said, body: Said) -> "Notice":
        """The view of a document."""
        return cls(title, body, document.severity, document.ends)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What is good this month (`routes`, `places`), next month (`soon`), and where.

    `coming` are series with a published date ahead, `usual` those usually held now or next month without one.
    """

    month: int
    season: Word
    season_title: Said
    season_summary: Said
    routes: list[RouteCard]
    soon: list[RouteCard]
    places: list[AttractionCard]
    coming: list[EventCard]
    usual: list[EventCard]
    areas: list[AreaCard]
    seasons: list["SeasonTile"]
    counts: dict[str, int]
    notices: list[Notice]


@dataclass(frozen=True, slots=True)
class SeasonTile:
    """A season's entrance: its four-character title and the number of its routes."""

    key: str
    name: Said
    title: Said
    summary: Said
    routes: int


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop as the page's spine: number, name, stay, and the estimated way from the stop before.

    `way` says how that was found (road, walk, rail, straight); it is None where a position is not known.
    """

    number: int
    attraction: AttractionCard
    minutes: int | None
    note: Said
    way: str | None
    km: float | None
    travel_minutes: int | None


@dataclass(frozen=True, slots=True)
class DayView:
    """A chapter of the route."""

    number: int
    title: Said
    text: Said
    stops: list[StopView]
    km: float
    travel_minutes: int
    stay_minutes: int


@dataclass(frozen=True, slots=True)
class RoutePage:
    """A route whole. `km` and `travel_minutes` are estimates over the known ways, which are of the kinds `ways`."""

    card: RouteCard
    number: int
    body: Said
    advice: Said
    effort_words: Said
    advised_reason: Said
    origin_note: Said
    start: Said
    finish: Said
    days: list[DayView]
    km: float
    travel_minutes: int
    stay_minutes: int
    ways: set[str]
    unplaced: list[Word]
    notices: list[Notice]
    events: list[EventCard]
    before: RouteCard | None
    after: RouteCard | None
    alike: list[RouteCard]
    sources: list[Source]
    licence: str
    pictures: list[Picture]

    @property
    def shut(self) -> list[StopView]:
        """The stops at a place where nobody gets in today."""
        return [stop for day in self.days for stop in day.stops if stop.attraction.is_shut]


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour and the straight line to it."""

    attraction: AttractionCard
    km: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A looked-up value; empty text is shown as not known."""

    name: str
    text: Said
    checked: date | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class AttractionPage:
    """An attraction whole."""

    card: AttractionCard
    number: int
    aliases: list[Said]
    body: Said
    address: Said
    era: Said
    grade_year: int | None
    protection: list[Said]
    advised_reason: Said
    state_note: Said
    point_note: Said
    measured: str
    minutes: int | None
    access: dict[str, str]
    facts: list[Fact]
    notices: list[Notice]
    routes: list[RouteCard]
    nearby: list[Near]
    events: list[EventCard]
    before: Word | None
    after: Word | None
    sources: list[Source]
    licence: str
    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class EventPage:
    """A series whole, its occurrences newest first."""

    card: EventCard
    number: int
    aliases: list[Said]
    body: Said
    organisers: list[Said]
    usual_months: list[int]
    usual_note: Said
    official: str
    occurrences: list[OccurrenceView]
    routes: list[RouteCard]
    before: Word | None
    after: Word | None
    sources: list[Source]
    licence: str
    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """An area: what it is, its routes, places and events."""

    card: AreaCard
    full_name: Said
    body: Said
    notices: list[Notice]
    routes: list[RouteCard]
    attractions: list[AttractionCard]
    events: list[EventCard]
    areas: list[AreaCard]
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A season or a theme: its words, its routes, and the attractions or events that belong to it."""

    kind: str
    word: Word
    title: Said
    summary: Said
    body: Said
    months: list[int]
    routes: list[RouteCard]
    attractions: list[AttractionCard]
    events: list[EventCard]
    others: list[Word]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A cell of the month; `is_inside` is false for days of the neighbouring months that fill the weeks.

    Each event says whether it goes on from the day before in the same week, so that a table need not repeat its name.
    """

    date: date
    is_inside: bool
    is_today: bool
    events: list[tuple[EventCard, bool]]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A month as weeks from Monday, the same as a list, and the series that are usually held in it."""

    first: date
    weeks: list[list[CalendarDay]]
    listed: list[tuple[EventCard, OccurrenceView]]
    usual: list[EventCard]
    previous: date | None
    next: date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One question of the explore map's form: the values there are, and the chosen one (empty for any)."""

    name: str
    chosen: str
    options: list[Word]


@dataclass(frozen=True, slots=True)
class MapPage:
    """The explore map: its list says everything that the map says. `bbox` is west,south,east,north or empty."""

    text: str
    bbox: str
    choices: list[Choice]
    routes: list[RouteCard]
    attractions: list[AttractionCard]

    @property
    def season(self) -> str:
        """The chosen season, whose colour the page wears."""
        return next(choice.chosen for choice in self.choices if choice.name == "season")

    @property
    def without_box(self) -> dict[str, str]:
        """What is chosen but the part of the map."""
        chosen = {choice.name: choice.chosen for choice in self.choices if choice.chosen}
        return {**chosen, **({"q": self.text} if self.text else {})}

    @property
    def query(self) -> dict[str, str]:
        """All that is chosen, as an address has it."""
        return {**self.without_box, **({"bbox": self.bbox} if self.bbox else {})}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.text or self.bbox or any(choice.chosen for choice in self.choices))


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page of prose."""

    title: Said
    summary: Said
    body: Said
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The about page: prose, and what the catalogue holds by origin and by quality of position."""

    prose: ProsePage
    counts: dict[str, int]
    origins: dict[str, int]
    qualities: dict[str, int]
    areas: list[AreaCard]
    sources: list[tuple[str, int]]
