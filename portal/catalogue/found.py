"""Search hits become a page: cards in the order of the hits, groups by kind, facets, and ways on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from portal.catalogue import asking, wish
from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard
from portal.catalogue.facets import Facet, Option, Query
from portal.catalogue.snippets import snippet
from portal.catalogue.wish import KINDS, PARAMETERS, SORTS, Wish
from portal.documents import AttractionDocument, Document, EventDocument, RouteDocument
from portal.kernel.geo import Point
from portal.kernel.locale import Said
from portal.kernel.season import seasons_of
from portal.kernel.text import fold

PER_PAGE: Final = 20
IN_A_GROUP: Final = {"attraction": 6, "route": 5, "event": 4}
"""How many of each kind the first page shows; the rest is one click away."""

Card = RouteCard | AttractionCard | EventCard


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit of the search; `km` is the straight distance where there is a point to measure from."""

    kind: str
    key: str
    score: float = 0.0
    km: float | None = None
    fits_all: bool = True


@dataclass(frozen=True, slots=True)
class Understood:
    """A part of the query: its words, the axis it is about, the query without it, and what that would find."""

    text: str
    axis: str
    rest: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search found, in the catalogue's own words: a window of the hits, how many there are, how many fit all.

    `best` has the first of each kind, the kind with the best hit first; `facets` are axis -> value -> count.
    """

    hits: Sequence[Hit] = ()
    total: int = 0
    whole: int = 0
    best: Mapping[str, Sequence[Hit]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    parts: Sequence[Understood] = ()
    terms: Sequence[str] = ()
    corrected: str = ""
    near: str = ""
    is_cut: bool = False
    is_degraded: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One hit as a reader sees it; `snippet` has its marks already and is safe."""

    kind: str
    card: Card
    snippet: Markup
    snippet_lang: Said
    km: float | None
    fits_all: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The best of one kind, and how many there are."""

    kind: str
    results: list[Result]
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The results of one query. `groups` when all kinds are asked for, `results` when one is.

    `is_degraded` says that the index was away and only names were looked through; `is_cut` that the query was longer
    than the search reads; `whole` counts the hits that fit every part of the query.
    """

    text: str
    groups: list[Group]
    results: list[Result]
    counts: dict[str, int]
    kind: str
    facets: list[Facet]
    parts: Sequence[Understood]
    corrected: str
    as_typed: bool
    near: str
    here: bool
    total: int
    whole: int
    page: int
    pages: int
    query: Query
    sort: str
    sorts: list[str]
    is_cut: bool
    is_degraded: bool
    instead: list[RouteCard]

    @property
    def chips(self) -> list[tuple[str, Option]]:
        """The chosen options, each with the name of its facet."""
        return [(facet.name, option) for facet in self.facets for option in facet.chosen]


def page(cards: Cards, asked: Wish, answer: Answer) -> SearchPage:
    """The page for an answer. Raises NotFound beyond the last page."""
    number, pages = asking.page_of(asked.page, answer.total if asked.kind else 1, PER_PAGE)
    return SearchPage(
        text=asked.text,
        groups=[
            Group(kind, _results(cards, hits[: IN_A_GROUP[kind]], answer), answer.counts.get(kind, 0))
            for kind, hits in answer.best.items()
            if not asked.kind
        ],
        results=_results(cards, answer.hits, answer) if asked.kind else [],
        counts={kind: answer.counts.get(kind, 0) for kind in KINDS},
        kind=asked.kind,
        facets=[_facet(cards, parameter, asked, answer) for parameter in PARAMETERS],
        parts=answer.parts,
        corrected=answer.corrected,
        as_typed=asked.as_typed,
        near=answer.near,
        here=asked.near is not None,
        total=answer.total,
        whole=answer.whole,
        page=number,
        pages=pages,
        query=asked.query,
        sort=asked.sort,
        sorts=[sort for sort in SORTS if sort != "distance" or asked.near or answer.near],
        is_cut=answer.is_cut,
        is_degraded=answer.is_degraded,
        instead=[] if answer.total else cards.routes_in_season(cards.today.month)[:3],
    )


def _results(cards: Cards, hits: Sequence[Hit], answer: Answer) -> list[Result]:
    return [_result(cards, hit, answer.terms) for hit in shelved(cards, hits)]


def shelved(cards: Cards, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are still published; the index may be a moment behind."""
    return [hit for hit in hits if hit.key in _shelf(cards, hit.kind)]


def _facet(cards: Cards, parameter: str, asked: Wish, answer: Answer) -> Facet:
    axis = PARAMETERS[parameter]
    counts, mine = answer.facets.get(axis, {}), asked.filters.get(axis, [])
    options = [
        Option(value, label, counts.get(value, 0), value in mine, _toggled(asked.query, parameter, value))
        for value, label in wish.labels(cards, parameter).items()
        if counts.get(value) or value in mine
    ]
    return Facet(parameter, options)


def _toggled(query: Query, name: str, value: str) -> Query:
    mine = query.get(name, [])
    after = [other for other in mine if other != value] if value in mine else [*mine, value]
    rest = {key: values for key, values in query.items() if key != name}
    return {**rest, name: after} if after else rest


def scan(cards: Cards, asked: Wish) -> Answer:
    """An answer by names alone, for the time when the index is away."""
    wanted = fold(asked.text)
    shelf = cards.shelf
    named: list[tuple[str, Mapping[str, Document], str]] = [
        ("attraction", shelf.attractions, "name"),
        ("route", shelf.routes, "title"),
        ("event", shelf.events, "name"),
    ]
    hits = [
        Hit(kind, key)
        for kind, documents, name in named
        for key, document in documents.items()
        if wanted and any(wanted in fold(text) for text in getattr(document, name).values())
    ]
    of_kind = {kind: [hit for hit in hits if hit.kind == kind] for kind in KINDS}
    shown = of_kind[asked.kind] if asked.kind else hits
    start = (asked.page - 1) * PER_PAGE
    return Answer(
        shown[start : start + PER_PAGE],
        len(shown),
        len(shown),
        {kind: some for kind, some in of_kind.items() if some},
        {kind: len(some) for kind, some in of_kind.items()},
        is_degraded=True,
    )


def _shelf(cards: Cards, kind: str) -> Mapping[str, RouteDocument | AttractionDocument | EventDocument]:
    shelves: dict[str, Mapping[str, RouteDocument | AttractionDocument | EventDocument]] = {
        "route": cards.shelf.routes,
        "attraction": cards.shelf.attractions,
        "event": cards.shelf.events,
    }
    return shelves[kind]


def card(cards: Cards, kind: str, key: str) -> Card:
    """The card of something that is published."""
    makers: dict[str, Callable[[str], Card]] = {
        "route": cards.route,
        "attraction": cards.attraction,
        "event": cards.event,
    }
    return makers[kind](key)


def document(cards: Cards, hit: Hit) -> RouteDocument | AttractionDocument | EventDocument:
    """The document behind a hit."""
    return _shelf(cards, hit.kind)[hit.key]


def where(cards: Cards, hit: Hit) -> Point | None:
    """Where a hit is: the place itself, the first stop of a route, the venue of an event where it is a known place."""
    keys: Iterable[str | None] = [hit.key]
    if hit.kind == "route":
        keys = [stop.attraction for stop in cards.shelf.routes[hit.key].stops()]
    elif hit.kind == "event":
        keys = [occurrence.attraction for occurrence in cards.shelf.events[hit.key].occurrences]
    points = (cards.shelf.attractions[key].point.position for key in keys if key)
    return next((point for point in points if point), None)


def seasons(card: Card) -> list[str]:
    """The seasons of a card: a route's own, otherwise those of the advised months."""
    return [card.season.key] if isinstance(card, RouteCard) else seasons_of(card.months)


def is_closed(card: Card) -> bool | None:
    """Whether nobody gets in at a place today, or at a part of a route; None of an event."""
    if isinstance(card, RouteCard):
        return card.closed
    return card.is_shut if isinstance(card, AttractionCard) else None


@dataclass(frozen=True, slots=True)
class Named:
    """A title in the reader's language, and the area or season that tells namesakes apart."""

    title: str
    where: str


def name_of(cards: Cards, kind: str, key: str) -> Named | None:
    """The name of something that is published or of a page; None for what is not there any more."""
    shelf = cards.shelf
    if kind == "area":
        return Named(cards.area_word(key).name.text, "") if key in shelf.areas else None
    if kind in ("season", "theme"):
        words = shelf.words(f"{kind}s")
        return Named(cards.say(words[key].name).text, "") if key in words else None
    if key not in _shelf(cards, kind):
        return None
    if kind == "attraction":
        return Named(
            cards.say(shelf.attractions[key].name).text, cards.area_word(shelf.attractions[key].area).name.text
        )
    if kind == "route":
        return Named(cards.say(shelf.routes[key].title).text, cards.word("seasons", shelf.routes[key].season).name.text)
    areas = shelf.events[key].areas
    return Named(cards.say(shelf.events[key].name).text, cards.area_word(areas[0]).name.text if len(areas) == 1 else "")


def _result(cards: Cards, hit: Hit, terms: Sequence[str]) -> Result:
    marked, said = snippet(document(cards, hit), cards.lang, terms)
    return Result(hit.kind, card(cards, hit.kind, hit.key), marked, said, hit.km, hit.fits_all)
