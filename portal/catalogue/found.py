"""Search hits become a page: cards in the order of the hits, snippets, counts by kind, facets."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard
from portal.catalogue.facets import Axis, Facet, Option, Query, chosen_values, narrow
from portal.documents import AttractionDocument, Document, EventDocument, RouteDocument
from portal.kernel.errors import NotValid
from portal.kernel.locale import Said, say
from portal.kernel.markup import highlight
from portal.kernel.season import seasons_of
from portal.kernel.text import fold

PER_PAGE: Final = 20
WINDOW: Final = {"zh": 70, "en": 170}
KINDS: Final = ("route", "attraction", "event")

Key = tuple[str, str]
Card = RouteCard | AttractionCard | EventCard


@dataclass(frozen=True, slots=True)
class Result:
    """One hit as a reader sees it; `snippet` has its marks already and is safe."""

    kind: str
    card: Card
    snippet: Markup
    snippet_lang: Said


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The results of one query. `is_degraded` says that the index was away and only names were looked through."""

    text: str
    results: list[Result]
    counts: dict[str, int]
    kind: str
    facets: list[Facet]
    total: int
    page: int
    pages: int
    query: Query
    is_degraded: bool
    instead: list[RouteCard]

    @property
    def chips(self) -> list[tuple[str, Option]]:
        """The chosen options, each with the name of its facet."""
        return [(facet.name, option) for facet in self.facets for option in facet.chosen]


def page(cards: Cards, args: Args, hits: Sequence[Key], terms: Sequence[str], *, is_degraded: bool) -> SearchPage:
    """The page for hits given as (kind, key), best first. Raises NotValid for unknown parameters or values."""
    kind, text = _kind(args), asking.words(args)
    things = [(k, card) for k, key in hits if (card := _card(cards, k, key))]
    axes: list[Axis[tuple[str, Card]]] = [
        Axis("area", lambda t: _areas(t[1]), {k: cards.area_word(k).name for k in cards.shelf.areas}),
        Axis("season", lambda t: _seasons(t[1]), cards.words("seasons")),
    ]
    others: Query = {"q": [text], **({"kind": [kind]} if kind else {})}
    chosen = chosen_values(axes, args)
    found, facets = narrow(things, axes, chosen, others)
    counts = Counter(k for k, _ in found)
    found = [thing for thing in found if kind in ("", thing[0])]
    number, pages = asking.page(args, len(found), PER_PAGE)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return SearchPage(
        text=text,
        results=[_result(cards, k, card, terms) for k, card in shown],
        counts={k: counts[k] for k in KINDS},
        kind=kind,
        facets=facets,
        total=len(found),
        page=number,
        pages=pages,
        query={**others, **chosen},
        is_degraded=is_degraded,
        instead=[] if found else cards.routes_in_season(cards.today.month)[:3],
    )


def _kind(args: Args) -> str:
    asking.only(args, {"q", "kind", "season", "area", "page"})
    kind = (args.get("kind") or [""])[-1]
    if kind and kind not in KINDS:
        raise NotValid("unknown value", field="kind", given=kind)
    return kind


def scan(cards: Cards, text: str) -> list[Key]:
    """Hits by name alone, for the time when the index is away."""
    wanted = fold(text)
    shelf = cards.shelf
    named: list[tuple[str, Mapping[str, Document], str]] = [
        ("attraction", shelf.attractions, "name"),
        ("route", shelf.routes, "title"),
        ("event", shelf.events, "name"),
    ]
    return (
        [
            (kind, key)
            for kind, documents, field in named
            for key, document in documents.items()
            if any(wanted in fold(name) for name in getattr(document, field).values())
        ]
        if wanted
        else []
    )


def _card(cards: Cards, kind: str, key: str) -> Card | None:
    shelf = cards.shelf
    makers: dict[str, tuple[Mapping[str, Document], Callable[[str], Card]]] = {
        "route": (shelf.routes, cards.route),
        "attraction": (shelf.attractions, cards.attraction),
        "event": (shelf.events, cards.event),
    }
    known, make = makers[kind]
    return make(key) if key in known else None


def _areas(card: Card) -> Iterable[str]:
    return [card.area.key] if isinstance(card, AttractionCard) else [area.key for area in card.areas]


def _seasons(card: Card) -> Iterable[str]:
    return [card.season.key] if isinstance(card, RouteCard) else seasons_of(card.months)


def _result(cards: Cards, kind: str, card: Card, terms: Sequence[str]) -> Result:
    shelf = cards.shelf
    shelves: dict[str, Mapping[str, RouteDocument | AttractionDocument | EventDocument]] = {
        "route": shelf.routes,
        "attraction": shelf.attractions,
        "event": shelf.events,
    }
    document = shelves[kind][card.key]
    texts = [say(document.summary, cards.lang), say(document.body, cards.lang)]
    marked = [(said, spans(said.text, terms)) for said in texts]
    said, found = max(marked, key=lambda pair: min(len(pair[1]), 1))
    start, end = _window(said.text, found, WINDOW[cards.lang])
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in found if a < end and b > start]
    cut = Markup("…") if start else Markup("")
    return Result(
        kind, card, cut + highlight(said.text[start:end], inside) + (Markup("…") if end < len(said.text) else ""), said
    )


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
