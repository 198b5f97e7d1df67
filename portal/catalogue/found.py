"""Search hits become a page: cards in the order of the hits, snippets, groups by kind, facets, and ways on."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, get_args

from markupsafe import Markup

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard
from portal.catalogue.facets import Facet, Option, Query
from portal.documents import AttractionDocument, Document, EventDocument, RouteDocument
from portal.documents.route import Suit
from portal.kernel.errors import NotValid
from portal.kernel.geo import Point
from portal.kernel.locale import Said, say
from portal.kernel.markup import highlight
from portal.kernel.season import seasons_of
from portal.kernel.text import fold

PER_PAGE: Final = 20
IN_A_GROUP: Final = {"attraction": 6, "route": 5, "event": 4}
"""How many of each kind the first page shows; the rest is one click away."""

WINDOW: Final = {"zh": 70, "en": 170}
KINDS: Final = ("route", "attraction", "event")
SORTS: Final = ("relevance", "distance", "season")
REGION: Final = (Point(36.0, 116.0), Point(48.0, 132.0))
"""South-west and north-east of where a visitor's own position makes sense as a start: a day's journey around."""

PARAMETERS: Final = {
    "season": "season",
    "area": "area",
    "theme": "theme",
    "category": "category",
    "sport": "kind",
    "days": "days",
    "suits": "suits",
    "month": "month",
    "grade": "grade",
}
"""The filters of the address, and the axes of the search; `kind` is taken for routes, places and events."""

Card = RouteCard | AttractionCard | EventCard


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks, checked."""

    text: str
    kind: str
    filters: Query
    near: Point | None
    sort: str
    as_typed: bool
    query: Query
    page: int


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


def asked(cards: Cards, args: Args) -> Asked:
    """What an address asks of the search. Raises NotValid for unknown parameters or values."""
    asking.only(args, {"q", "kind", "near", "sort", "spelling", "page", *PARAMETERS})
    text = asking.given(args)
    kind = _one_of(args, "kind", KINDS)
    sort = _one_of(args, "sort", SORTS) or SORTS[0]
    spelling = _one_of(args, "spelling", ("as-typed",))
    near = _point(args)
    filters: Query = {}
    for parameter, axis in PARAMETERS.items():
        known = labels(cards, parameter)
        for value in args.get(parameter, ()):
            if value not in known:
                raise NotValid("unknown value", field=parameter, given=value)
            if value not in filters.setdefault(axis, []):
                filters[axis].append(value)
    query: Query = {"q": [text], **{p: filters[axis] for p, axis in PARAMETERS.items() if axis in filters}}
    for name, value in (("kind", kind), ("spelling", spelling), ("sort", sort if sort != SORTS[0] else "")):
        if value:
            query[name] = [value]
    if near:
        query["near"] = [f"{near.lat:g},{near.lon:g}"]
    return Asked(text, kind, filters, near, sort, bool(spelling), query, asking.page_number(args))


def _one_of(args: Args, name: str, known: Sequence[str]) -> str:
    given = (args.get(name) or [""])[-1]
    if given and given not in known:
        raise NotValid("unknown value", field=name, given=given)
    return given


def _point(args: Args) -> Point | None:
    """The point of `near`, given as latitude,longitude in degrees (WGS-84). Raises NotValid away from the region."""
    given = (args.get("near") or [""])[-1]
    if not given:
        return None
    match = re.fullmatch(r"(-?\d{1,3}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)", given)
    if match:
        point = Point(float(match[1]), float(match[2]))
        low, high = REGION
        if low.lat <= point.lat <= high.lat and low.lon <= point.lon <= high.lon:
            return point
    raise NotValid("not a latitude,longitude in or around Liaoning", field="near", given=given)


def labels(cards: Cards, parameter: str) -> dict[str, Said]:
    """Every value of a filter with its name in the reader's language, in the order of lists."""
    vocabularies = {"season": "seasons", "theme": "themes", "category": "categories", "sport": "kinds"}
    if parameter in vocabularies:
        return cards.words(vocabularies[parameter])
    if parameter == "area":
        return {key: cards.area_word(key).name for key in cards.shelf.areas}
    plain: dict[str, Iterable[str]] = {
        "days": sorted({str(len(route.days)) for route in cards.shelf.routes.values()}),
        "suits": get_args(Suit),
        "month": map(str, range(1, 13)),
        "grade": ("5A", "4A", "3A", "2A", "1A"),
    }
    return {value: Said(value, cards.lang, cards.lang) for value in plain[parameter]}


def page(cards: Cards, wish: Asked, answer: Answer) -> SearchPage:
    """The page for an answer. Raises NotFound beyond the last page."""
    number, pages = asking.page_of(wish.page, answer.total if wish.kind else 1, PER_PAGE)
    return SearchPage(
        text=wish.text,
        groups=[
            Group(kind, _results(cards, hits[: IN_A_GROUP[kind]], answer), answer.counts.get(kind, 0))
            for kind, hits in answer.best.items()
            if not wish.kind
        ],
        results=_results(cards, answer.hits, answer) if wish.kind else [],
        counts={kind: answer.counts.get(kind, 0) for kind in KINDS},
        kind=wish.kind,
        facets=[_facet(cards, parameter, wish, answer) for parameter in PARAMETERS],
        parts=answer.parts,
        corrected=answer.corrected,
        as_typed=wish.as_typed,
        near=answer.near,
        here=wish.near is not None,
        total=answer.total,
        whole=answer.whole,
        page=number,
        pages=pages,
        query=wish.query,
        sort=wish.sort,
        sorts=[sort for sort in SORTS if sort != "distance" or wish.near or answer.near],
        is_cut=answer.is_cut,
        is_degraded=answer.is_degraded,
        instead=[] if answer.total else cards.routes_in_season(cards.today.month)[:3],
    )


def _results(cards: Cards, hits: Sequence[Hit], answer: Answer) -> list[Result]:
    return [_result(cards, hit, answer.terms) for hit in shelved(cards, hits)]


def shelved(cards: Cards, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are still published; the index may be a moment behind."""
    return [hit for hit in hits if hit.key in _shelf(cards, hit.kind)]


def _facet(cards: Cards, parameter: str, wish: Asked, answer: Answer) -> Facet:
    axis = PARAMETERS[parameter]
    counts, mine = answer.facets.get(axis, {}), wish.filters.get(axis, [])
    options = [
        Option(value, label, counts.get(value, 0), value in mine, _toggled(wish.query, parameter, value))
        for value, label in labels(cards, parameter).items()
        if counts.get(value) or value in mine
    ]
    return Facet(parameter, options)


def _toggled(query: Query, name: str, value: str) -> Query:
    mine = query.get(name, [])
    after = [other for other in mine if other != value] if value in mine else [*mine, value]
    rest = {key: values for key, values in query.items() if key != name}
    return {**rest, name: after} if after else rest


def scan(cards: Cards, wish: Asked) -> Answer:
    """An answer by names alone, for the time when the index is away."""
    wanted = fold(wish.text)
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
    shown = of_kind[wish.kind] if wish.kind else hits
    start = (wish.page - 1) * PER_PAGE
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
    snippet, said = snippet_of(document(cards, hit), cards.lang, terms)
    return Result(hit.kind, card(cards, hit.kind, hit.key), snippet, said, hit.km, hit.fits_all)


def snippet_of(
    document: RouteDocument | AttractionDocument | EventDocument, lang: str, terms: Sequence[str]
) -> tuple[Markup, Said]:
    """A piece of a document's texts around what was asked for, with marks; and the language it is in."""
    texts = [say(document.summary, lang), say(document.body, lang)]
    marked = [(said, spans(said.text, terms)) for said in texts]
    said, found = max(marked, key=lambda pair: min(len(pair[1]), 1))
    start, end = _window(said.text, found, WINDOW[lang])
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in found if a < end and b > start]
    cut = Markup("…") if start else Markup("")
    return cut + highlight(said.text[start:end], inside) + (Markup("…") if end < len(said.text) else ""), said


def spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text has the terms, as merged (start, end) in the text itself.

    Works on a copy folded character by character, so that positions stay; terms are stems, so the end of an English
    word is marked with its stem.
    """
    if not terms:
        return []
    folded = "".join(f if len(f := fold(c)) == 1 else c for c in text)
    longest_first = sorted(terms, key=len, reverse=True)
    ways = (rf"(?<![0-9a-z]){re.escape(t)}[0-9a-z]*" if t.isascii() else re.escape(t) for t in longest_first)
    merged: list[tuple[int, int]] = []
    # Pairs overlap (森林, 林公, 公园), so each is looked for from every position.
    for match in re.finditer(rf"(?=({'|'.join(ways)}))", folded):
        start, end = match.start(1), match.end(1)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    start = max(0, (found[0][0] if found else 0) - width // 4)
    start = min(start, len(text) - width)
    if start and text[:start].isascii():
        start = text.rfind(" ", 0, start) + 1
    end = start + width
    if end < len(text) and text.isascii():
        end = max(text.rfind(" ", start, end), start + width // 2)
    return start, end
