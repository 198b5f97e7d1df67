"""The shelf: every published document of one version, with the ways through it that pages need."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast

from portal.documents import (
    AreaDocument,
    AttractionDocument,
    Document,
    EventDocument,
    LexiconDocument,
    MediumDocument,
    NoticeDocument,
    Occurrence,
    PageDocument,
    RouteDocument,
    Source,
    Stretch,
    Term,
    VocabularyDocument,
    WayDocument,
    stretches,
)
from portal.kernel import geo
from portal.kernel.text import fold, terms

NEARBY_KM = 40.0
_SEARCHED = ("title", "name", "aliases", "summary", "body")
Documents = Mapping[str, Mapping[str, Document]]


def _texts(document: Document) -> Iterator[str]:
    for field in _SEARCHED:
        for text in (getattr(document, field, None) or {}).values():
            yield from [text] if isinstance(text, str) else text


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of a route with the estimated way to it, which is None when a position is not known."""

    day: int
    number: int
    attraction: str
    way: str | None
    km: float | None
    travel_minutes: int | None


class Shelf:
    """Immutable after it is made; every mapping keeps the order in which lists show it."""

    def __init__(
        self, version: int, documents: Documents, published: Mapping[tuple[str, str], datetime] | None = None
    ) -> None:
        self.version = version
        self.documents = documents
        self.published = published or {}
        """(kind, key) -> when it was last published, in UTC."""
        areas = cast(Mapping[str, AreaDocument], documents["area"])
        self.areas = dict(sorted(areas.items(), key=lambda item: item[1].order))
        self.attractions = cast(Mapping[str, AttractionDocument], documents["attraction"])
        self.routes = cast(Mapping[str, RouteDocument], documents["route"])
        self.events = cast(Mapping[str, EventDocument], documents["event"])
        self.notices = cast(Mapping[str, NoticeDocument], documents["notice"])
        self.pages = cast(Mapping[str, PageDocument], documents["page"])
        self.vocabularies = cast(Mapping[str, VocabularyDocument], documents["vocabulary"])
        self.lexicons = cast(Mapping[str, LexiconDocument], documents["lexicon"])
        self.media = cast(Mapping[str, MediumDocument], documents["medium"])
        self.ways = cast(Mapping[str, WayDocument], documents["way"])
        self.terms: dict[str, dict[str, Term]] = {
            key: {term.key: term for term in vocabulary.terms} for key, vocabulary in self.vocabularies.items()
        }

    def words(self, vocabulary: str) -> dict[str, Term]:
        """The terms of a vocabulary by key, in its order; empty when nobody published it."""
        return self.terms.get(vocabulary, {})

    @cached_property
    def routes_through(self) -> dict[str, list[str]]:
        """Attraction key -> keys of the routes that stop there."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, route in self.routes.items():
            for attraction in dict.fromkeys(stop.attraction for stop in route.stops()):
                found[attraction].append(key)
        return dict(found)

    @cached_property
    def legs(self) -> dict[str, list[Leg]]:
        """Route key -> its stops with the estimated way from the stop before."""
        return {key: list(self._legs(key, route)) for key, route in self.routes.items()}

    def stretches(self, key: str) -> Iterator[Stretch]:
        """The legs of a route between its stops of known position."""
        route = self.routes[key]
        places = {stop.attraction: self.attractions[stop.attraction].point.position for stop in route.stops()}
        return stretches(route, places, self.ways.get(key))

    @cached_property
    def lines(self) -> dict[str, list[geo.Point]]:
        """Route key -> its way as one line; empty where fewer than two positions are known."""
        found = {}
        for key in self.routes:
            points = [point for stretch in self.stretches(key) for point in geo.decoded(stretch.leg.line)]
            line = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
            found[key] = line if len(line) > 1 else []
        return found

    def sources_of_route(self, key: str) -> list[Source]:
        """Where its facts come from; of a route that our editors composed and that names none, what its stops cite."""
        route = self.routes[key]
        places = [self.attractions[stop.attraction] for stop in route.stops()]
        found = {source.url or source.title: source for place in places for source in place.sources}
        return route.sources or list(found.values())

    def _legs(self, key: str, route: RouteDocument) -> Iterator[Leg]:
        found = {stretch.number: stretch.leg for stretch in self.stretches(key)}
        number, is_placed = 0, False
        for day, chapter in enumerate(route.days, 1):
            for stop in chapter.stops:
                number += 1
                leg = found.get(number) if is_placed else None
                is_placed = self.attractions[stop.attraction].point.position is not None
                if leg:
                    yield Leg(day, number, stop.attraction, leg.kind, leg.km, leg.minutes)
                else:
                    yield Leg(day, number, stop.attraction, None, None, None)

    @cached_property
    def said(self) -> dict[tuple[str, str], tuple[frozenset[str], str]]:
        """(kind, key) -> the terms and the folded text of everything that a list is narrowed by words in."""
        found = {}
        for kind, documents in (("route", self.routes), ("attraction", self.attractions), ("event", self.events)):
            for key, document in documents.items():
                text = fold(" ".join(_texts(document)))
                found[kind, key] = (frozenset(terms(text)), text)
        return found

    def having_words(self, kind: str, keys: Iterable[str], words: str) -> list[str]:
        """The keys whose texts, in any language, hold every term of some words; all keys when there is no word."""
        wanted = set(terms(words))
        return [
            key
            for key in keys
            if not wanted or all(term in self.said[kind, key][0] or term in self.said[kind, key][1] for term in wanted)
        ]

    def nearby(self, key: str, limit: int = 6) -> list[tuple[str, float]]:
        """The nearest attractions within `NEARBY_KM` as (key, straight-line km), nearest first."""
        here = self.attractions[key].point.position
        if here is None:
            return []
        found = []
        for other, document in self.attractions.items():
            there = document.point.position
            if other != key and there and (km := geo.distance_km(here, there)) <= NEARBY_KM:
                found.append((other, km))
        return sorted(found, key=lambda pair: pair[1])[:limit]

    def occurrences(self, first: date, last: date) -> list[tuple[str, Occurrence]]:
        """(event key, occurrence) with a day between two days, both included, by start."""
        found = [
            (key, occurrence)
            for key, event in self.events.items()
            for occurrence in event.occurrences
            if occurrence.covers(first, last)
        ]
        return sorted(found, key=lambda pair: (pair[1].starts or date.max, pair[0]))

    def notices_for(
        self, day: date, *, attractions: Iterable[str] = (), routes: Iterable[str] = (), areas: Iterable[str] = ()
    ) -> list[NoticeDocument]:
        """Notices in force that touch any of these."""
        wanted = [set(attractions), set(routes), set(areas)]
        return [
            notice
            for notice in self.notices.values()
            if notice.holds_on(day)
            and any(
                keys & set(named)
                for keys, named in zip(wanted, (notice.attractions, notice.routes, notice.areas), strict=True)
            )
        ]

    def numbers(self, kind: str) -> dict[int, str]:
        """Short permanent number -> key, for routes, attractions and events."""
        shelf: Mapping[str, Document] = {"route": self.routes, "attraction": self.attractions, "event": self.events}[
            kind
        ]
        return {getattr(document, "number", 0): key for key, document in shelf.items()}

    def key_of(self, kind: str, number: int) -> str | None:
        """The key behind a short permanent link."""
        return self.numbers(kind).get(number)
