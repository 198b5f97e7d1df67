"""Cards: the small views of routes, attractions, events and areas that lists, pages and maps share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from portal.catalogue import pictures
from portal.catalogue.pictures import IsKept, Picture
from portal.catalogue.shelf import Shelf
from portal.documents import NoticeDocument, Occurrence, Term
from portal.kernel.locale import Said, say
from portal.kernel.season import season_of, seasons_of

SHUT: Final = ("closed", "suspended")
"""The states in which nobody gets in."""


@dataclass(frozen=True, slots=True)
class Word:
    """A key with its name in the reader's language: an area, theme, category, season or kind."""

    key: str
    name: Said


@dataclass(frozen=True, slots=True)
class RouteCard:
    """`km` is the whole estimated way, None when a stop's position is not known.

    `closed` says that a closure that holds today, or a stop where nobody gets in, touches it.
    """

    key: str
    number: int
    title: Said
    summary: Said
    season: Word
    themes: list[Word]
    areas: list[Word]
    months: list[int]
    days: int
    stops: int
    km: float | None
    mode: str
    effort: str
    suits: list[str]
    origin: str
    closed: bool
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class AttractionCard:
    """`state` is open, suspended, closed or unknown; `grade` the A-level or empty.

    `closed_by_notice` says that a closure holds today; `closed_until` is its last day, None while the end is open.
    """

    key: str
    number: int
    name: Said
    summary: Said
    area: Word
    district: Said
    categories: list[Word]
    grade: str
    months: list[int]
    state: str
    closed_by_notice: bool
    closed_until: date | None
    quality: str
    lat: float | None
    lon: float | None
    routes: int
    picture: Picture | None

    @property
    def is_shut(self) -> bool:
        """Whether nobody gets in today: closed, suspended, or closed by a notice."""
        return self.state in SHUT or self.closed_by_notice


@dataclass(frozen=True, slots=True)
class OccurrenceView:
    """One edition, with its words in the reader's language.

    `number` is permanent within its series, or None; `is_past` is None where nobody knows the day.
    """

    number: int | None
    edition: Said
    starts: date | None
    ends: date | None
    previous: date | None
    when: Said
    venue: Said
    attraction: Word | None
    areas: list[Word]
    status: str
    note: Said
    is_past: bool | None


@dataclass(frozen=True, slots=True)
class EventCard:
    """`shown` is the next occurrence, or the latest past one, or None when no date was ever published.

    `soonest` is that of its usual months which comes round first from today.
    """

    key: str
    name: Said
    summary: Said
    kind: Word
    areas: list[Word]
    joint: str
    months: list[int]
    soonest: int | None
    shown: OccurrenceView | None
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class AreaCard:
    """An area with how much of each the portal has there."""

    key: str
    name: Said
    summary: Said
    routes: int
    attractions: int
    events: int


class Cards:
    """Makes cards of one shelf for one language and one day; `is_kept` says which pictures have their files here."""

    def __init__(self, shelf: Shelf, lang: str, today: date, is_kept: IsKept = lambda _key: False) -> None:
        self.shelf, self.lang, self.today, self.is_kept = shelf, lang, today, is_kept

    def say(self, texts: Mapping[str, str] | None) -> Said:
        """A text in this reader's language."""
        return say(texts, self.lang)

    def word(self, vocabulary: str, key: str) -> Word:
        """A term of a vocabulary; a key that nobody defined speaks for itself."""
        term: Term | None = self.shelf.words(vocabulary).get(key)
        return Word(key, self.say(term.name) if term else Said(key, self.lang, self.lang))

    def words(self, vocabulary: str) -> dict[str, Said]:
        """Every term of a vocabulary: key -> name."""
        return {key: self.say(term.name) for key, term in self.shelf.words(vocabulary).items()}

    def pictures(self, keys: Iterable[str]) -> list[Picture]:
        """The pictures of these keys that may be shown today."""
        return pictures.shown(self.shelf, keys, self.lang, self.today, self.is_kept)

    def _first_picture(self, keys: Iterable[str]) -> Picture | None:
        return next(iter(self.pictures(keys)), None)

    def area_word(self, key: str) -> Word:
        """An area's name."""
        return Word(key, self.say(self.shelf.areas[key].name))

    def attraction_word(self, key: str) -> Word:
        """An attraction's name."""
        return Word(key, self.say(self.shelf.attractions[key].name))

    @cached_property
    def _closing(self) -> list[NoticeDocument]:
        return [n for n in self.shelf.notices.values() if n.severity == "closure" and n.holds_on(self.today)]

    def closures(self, key: str) -> list[NoticeDocument]:
        """The closures of an attraction that hold today: those that name it, or its whole area."""
        area = self.shelf.attractions[key].area
        return [notice for notice in self._closing if key in notice.attractions or area in notice.areas]

    def _is_touched(self, key: str, stops: Iterable[str]) -> bool:
        """Whether a closure of today names a route, or nobody gets in at one of its stops."""
        return any(key in notice.routes for notice in self._closing) or any(
            self.shelf.attractions[stop].state.state in SHUT or self.closures(stop) for stop in stops
        )

    def route(self, key: str) -> RouteCard:
        """The card of a published route."""
        document = self.shelf.routes[key]
        legs = self.shelf.legs[key]
        stops = [leg.attraction for leg in legs]
        unknown = any(self.shelf.attractions[stop].point.position is None for stop in stops)
        return RouteCard(
            key=key,
            number=document.number,
            title=self.say(document.title),
            summary=self.say(document.summary),
            season=self.word("seasons", document.season),
            themes=[self.word("themes", theme) for theme in document.themes],
            areas=[self.area_word(area) for area in document.areas],
            months=document.advised.months,
            days=len(document.days),
            stops=len(stops),
            km=None if unknown else sum(leg.km or 0.0 for leg in legs),
            mode=document.mode,
            effort=document.effort.level,
            suits=list(document.suits),
            origin=document.origin,
            closed=self._is_touched(key, stops),
            picture=self._first_picture(document.pictures),
        )

    def attraction(self, key: str) -> AttractionCard:
        """The card of a published attraction."""
        document = self.shelf.attractions[key]
        last_days = [notice.ends for notice in self.closures(key)]
        return AttractionCard(
            key=key,
            number=document.number,
            name=self.say(document.name),
            summary=self.say(document.summary),
            area=self.area_word(document.area),
            district=self.say(document.district),
            categories=[self.word("categories", category) for category in document.categories],
            grade=document.grade.level if document.grade else "",
            months=document.advised.months,
            state=document.state.state,
            closed_by_notice=bool(last_days),
            closed_until=max((day for day in last_days if day), default=None) if all(last_days) else None,
            quality=document.point.quality,
            lat=document.point.lat,
            lon=document.point.lon,
            routes=len(self.shelf.routes_through.get(key, ())),
            picture=self._first_picture(document.pictures),
        )

    def occurrence(self, occurrence: Occurrence) -> OccurrenceView:
        """One edition as a reader sees it today."""
        return OccurrenceView(
            number=occurrence.number,
            edition=self.say(occurrence.edition),
            starts=occurrence.starts,
            ends=occurrence.ends if occurrence.ends != occurrence.starts else None,
            previous=occurrence.previous_start,
            when=self.say(occurrence.when),
            venue=self.say(occurrence.venue),
            attraction=self.attraction_word(occurrence.attraction) if occurrence.attraction else None,
            areas=[self.area_word(area) for area in occurrence.areas],
            status=occurrence.status,
            note=self.say(occurrence.note),
            is_past=occurrence.last_day < self.today if occurrence.last_day else None,
        )

    def shown(self, key: str) -> Occurrence | None:
        """The next occurrence of a series, else the latest past one, else the last one listed."""
        return _shown(self.shelf.events[key].occurrences, self.today)

    def event(self, key: str) -> EventCard:
        """The card of a published series."""
        document = self.shelf.events[key]
        shown = self.shown(key)
        months = document.usual.months or ([shown.starts.month] if shown and shown.starts else [])
        return EventCard(
            key=key,
            name=self.say(document.name),
            summary=self.say(document.summary),
            kind=self.word("kinds", document.kind),
            areas=[self.area_word(area) for area in document.areas],
            joint=document.joint,
            months=months,
            soonest=min(months, key=lambda month: (month - self.today.month) % 12, default=None),
            shown=self.occurrence(shown) if shown else None,
            picture=self._first_picture(document.pictures),
        )

    def area(self, key: str) -> AreaCard:
        """The card of an area."""
        document = self.shelf.areas[key]
        return AreaCard(
            key=key,
            name=self.say(document.name),
            summary=self.say(document.summary),
            routes=sum(key in route.areas for route in self.shelf.routes.values()),
            attractions=sum(key == attraction.area for attraction in self.shelf.attractions.values()),
            events=sum(key in event.areas for event in self.shelf.events.values()),
        )

    def routes_in_season(self, month: int, keys: Iterable[str] | None = None) -> list[RouteCard]:
        """Routes, those advised in a month first, then those of its season, then the rest; open before closed."""
        season = season_of(month)
        cards = [self.route(key) for key in (self.shelf.routes if keys is None else keys)]
        return sorted(
            cards,
            key=lambda c: (month not in c.months, c.season.key != season, c.closed, c.origin == "composed", c.key),
        )


def _shown(occurrences: list[Occurrence], today: date) -> Occurrence | None:
    """The next occurrence that is not over, else the one that ended last, else the last one listed."""
    dated = [o for o in occurrences if o.last_day]
    coming = [o for o in dated if o.last_day and o.last_day >= today]
    if coming:
        return min(coming, key=lambda o: o.starts or date.max)
    if dated:
        return max(dated, key=lambda o: o.last_day or date.min)
    return occurrences[-1] if occurrences else None


def attraction_seasons(card: AttractionCard) -> list[str]:
    """The seasons that an attraction's advised months touch."""
    return seasons_of(card.months)
