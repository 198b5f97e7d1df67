"""What a document gives to search."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `tags` are words for what it is and where it lies; `stops` names on its way."""

    kind: str
    key: str
    names: list[str]
    aliases: list[str]
    tags: list[str]
    body: list[str]


def entries(documents: Documents) -> Iterator[Entry]:
    """Every route, attraction and event of a set of published documents."""
    words = _Words(documents)
    for key, document in documents["attraction"].items():
        if isinstance(document, AttractionDocument):
            yield _attraction(key, document, words)
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


def _attraction(key: str, document: AttractionDocument, words: _Words) -> Entry:
    tags = [
        *words.areas([document.area]),
        *(document.district or {}).values(),
        *words.terms("categories", document.categories),
        *words.terms("seasons", seasons_of(document.advised.months)),
        *((document.grade.level,) if document.grade else ()),
    ]
    aliases = [name for names in document.aliases.values() for name in names]
    body = [*document.summary.values(), *document.body.values(), *(document.address or {}).values()]
    return Entry("attraction", key, list(document.name.values()), aliases, tags, body)


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
