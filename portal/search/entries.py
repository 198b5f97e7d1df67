"""What a document gives to search."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from portal.documents import (
    AreaDocument,
    AttractionDocument,
    Document,
    EventDocument,
    RouteDocument,
    Term,
    VocabularyDocument,
)
from portal.kernel.season import seasons_of

Documents = Mapping[str, Mapping[str, Document]]

GRADES: Final = {"5A": 1.0, "4A": 0.8, "3A": 0.5, "2A": 0.3, "1A": 0.2}
PROTECTED: Final = {"national": 0.6, "provincial": 0.3, "municipal": 0.2, "other": 0.0}
A_ROUTE: Final = 0.05
ROUTES_MOST: Final = 0.25
"""How well known a place is, from facts alone: its A-level or its protection, and the routes that lead there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `tags` are words for what it is and where it lies; `known` is 0 to 1."""

    kind: str
    key: str
    names: list[str]
    aliases: list[str]
    tags: list[str]
    body: list[str]
    known: float = 0.0


def entries(documents: Documents) -> Iterator[Entry]:
    """Every route, attraction and event of a set of published documents."""
    words = _Words(documents)
    through = Counter(
        stop
        for route in documents["route"].values()
        if isinstance(route, RouteDocument)
        for stop in {stop.attraction for stop in route.stops()}
    )
    for key, document in documents["attraction"].items():
        if isinstance(document, AttractionDocument):
            yield _attraction(key, document, words, through[key])
    for key, document in documents["route"].items():
        if isinstance(document, RouteDocument):
            yield _route(key, document, words, documents["attraction"])
    for key, document in documents["event"].items():
        if isinstance(document, EventDocument):
            yield _event(key, document, words)


class _Words:
    """Names of areas and of controlled words, in all languages."""

    def __init__(self, documents: Documents) -> None:
        self._areas = documents["area"]
        self._terms: dict[tuple[str, str], Term] = {}
        for name, vocabulary in documents["vocabulary"].items():
            if isinstance(vocabulary, VocabularyDocument):
                self._terms.update({(name, term.key): term for term in vocabulary.terms})

    def areas(self, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            area = self._areas.get(key)
            if isinstance(area, AreaDocument):
                yield from area.name.values()
                yield from area.full_name.values()

    def terms(self, vocabulary: str, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            term = self._terms.get((vocabulary, key))
            if term:
                yield from term.name.values()
                yield from (term.title or {}).values()


def _attraction(key: str, document: AttractionDocument, words: _Words, routes: int) -> Entry:
    tags = [
        *words.areas([document.area]),
        *(document.district or {}).values(),
        *words.terms("categories", document.categories),
        *words.terms("seasons", seasons_of(document.advised.months)),
        *((document.grade.level,) if document.grade else ()),
    ]
    aliases = [name for names in document.aliases.values() for name in names]
    body = [*document.summary.values(), *document.body.values(), *(document.address or {}).values()]
    return Entry("attraction", key, list(document.name.values()), aliases, tags, body, _known(document, routes))


def _known(document: AttractionDocument, routes: int) -> float:
    official = [GRADES[document.grade.level]] if document.grade else []
    official += [PROTECTED[protection.level] for protection in document.protection]
    return min(1.0, max(official, default=0.0) + min(ROUTES_MOST, A_ROUTE * routes))


def _route(key: str, document: RouteDocument, words: _Words, attractions: Mapping[str, Document]) -> Entry:
    tags = [
        *words.areas(document.areas),
        *words.terms("themes", document.themes),
        *words.terms("seasons", [document.season]),
    ]
    stops = [
        name
        for stop in document.stops()
        if isinstance(place := attractions.get(stop.attraction), AttractionDocument)
        for name in place.name.values()
    ]
    days = [text for day in document.days for texts in (day.title, day.text) for text in (texts or {}).values()]
    body = [*stops, *document.summary.values(), *document.body.values(), *days]
    return Entry("route", key, list(document.title.values()), [], tags, body)


def _event(key: str, document: EventDocument, words: _Words) -> Entry:
    months = document.usual.months or [o.starts.month for o in document.occurrences if o.starts]
    tags = [
        *words.areas(document.areas),
        *words.terms("kinds", [document.kind]),
        *words.terms("seasons", seasons_of(months)),
    ]
    aliases = [name for names in document.aliases.values() for name in names]
    venues = [venue for o in document.occurrences for venue in (o.venue or {}).values()]
    body = [*document.summary.values(), *document.body.values(), *venues]
    return Entry("event", key, list(document.name.values()), aliases, tags, body)
