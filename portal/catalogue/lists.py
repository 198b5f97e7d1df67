"""The three lists: filters, counts, order and paging, all from the address."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar, get_args

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard, attraction_seasons
from portal.catalogue.facets import Axis, Facet, Option, Query, chosen_values, narrow
from portal.documents.route import Suit
from portal.kernel.errors import NotValid
from portal.kernel.locale import Said
from portal.kernel.season import season_of, seasons_of

PER_PAGE: Final = 24
Card = TypeVar("Card")
Order = Callable[[Card], Any]  # whatever can be sorted by


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Card]):
    """One page of a list. `query` is everything of the address but the page number; `sorts` the names of the orders.

    `cards` are this page's, `found` those of all pages (for files).
    """

    kind: str
    cards: list[Card]
    found: list[Card]
    facets: list[Facet]
    total: int
    page: int
    pages: int
    query: Query
    text: str
    sort: str
    sorts: list[str]

    @property
    def chips(self) -> list[tuple[str, Option]]:
        """The chosen options, each with the name of its facet; one click removes one."""
        return [(facet.name, option) for facet in self.facets for option in facet.chosen]


def routes(cards: Cards, args: Args) -> ListPage[RouteCard]:
    """The list of routes. Raises NotValid for an unknown value or parameter, NotFound for a page that is not there."""
    shelf = cards.shelf
    axes: list[Axis[RouteCard]] = [
        Axis("season", lambda c: [c.season.key], cards.words("seasons")),
        Axis("area", lambda c: [a.key for a in c.areas], _area_labels(cards)),
        Axis("theme", lambda c: [t.key for t in c.themes], cards.words("themes")),
        Axis("days", lambda c: [str(c.days)], _day_labels(cards)),
        Axis("suits", lambda c: c.suits, {value: Said(value, cards.lang, cards.lang) for value in get_args(Suit)}),
    ]
    month = cards.today.month
    orders: dict[str, Order[RouteCard]] = {
        "season": lambda c: (month not in c.months, c.season.key != season_of(month), c.closed, c.origin, c.key),
        "title": lambda c: c.title.text,
        "length": lambda c: (c.days, c.km if c.km is not None else math.inf),
    }
    found = [cards.route(key) for key in shelf.having_words("route", shelf.routes, asking.words(args))]
    return _list("routes", found, axes, orders, args)


def attractions(cards: Cards, args: Args) -> ListPage[AttractionCard]:
    """The list of attractions; errors as for routes."""
    axes: list[Axis[AttractionCard]] = [
        Axis("area", lambda c: [c.area.key], _area_labels(cards)),
        Axis("category", lambda c: [x.key for x in c.categories], cards.words("categories")),
        Axis("season", attraction_seasons, cards.words("seasons")),
        Axis(
            "grade", lambda c: [c.grade], {g: Said(g, cards.lang, cards.lang) for g in ("5A", "4A", "3A", "2A", "1A")}
        ),
    ]
    areas = list(cards.shelf.areas)
    orders: dict[str, Order[AttractionCard]] = {
        "known": lambda c: (-int(c.grade[:1] or 0), -c.routes, areas.index(c.area.key), c.key),
        "title": lambda c: c.name.text,
    }
    found = [
        cards.attraction(key)
        for key in cards.shelf.having_words("attraction", cards.shelf.attractions, asking.words(args))
    ]
    return _list("attractions", found, axes, orders, args)


def events(cards: Cards, args: Args) -> ListPage[EventCard]:
    """The list of event series; errors as for routes."""
    axes: list[Axis[EventCard]] = [
        Axis("area", lambda c: [a.key for a in c.areas], _area_labels(cards)),
        Axis("kind", lambda c: [c.kind.key], cards.words("kinds")),
        Axis("season", lambda c: seasons_of(c.months), cards.words("seasons")),
        Axis("joint", lambda c: [c.joint], {"yes": Said("yes", cards.lang, cards.lang)}),
    ]
    orders: dict[str, Order[EventCard]] = {
        "date": lambda c: _nearness(c, cards.today),
        "title": lambda c: c.name.text,
    }
    found = [cards.event(key) for key in cards.shelf.having_words("event", cards.shelf.events, asking.words(args))]
    return _list("events", found, axes, orders, args)


def _area_labels(cards: Cards) -> dict[str, Said]:
    return {key: cards.area_word(key).name for key in cards.shelf.areas}


def _day_labels(cards: Cards) -> dict[str, Said]:
    days = sorted({len(route.days) for route in cards.shelf.routes.values()})
    return {str(n): Said(str(n), cards.lang, cards.lang) for n in days}


def _nearness(card: EventCard, today: date) -> tuple[int, int, int, str]:
    """What is coming first, then what usually comes round soonest, then what has no month; joint events lead each."""
    shown, joint = card.shown, ("yes", "partly", "no").index(card.joint)
    if shown and shown.starts and not shown.is_past:
        return (0, (shown.starts - today).days, joint, card.key)
    if card.months:
        return (1, min((month - today.month) % 12 for month in card.months), joint, card.key)
    return (2, 0, joint, card.key)


def _list(
    kind: str,
    items: list[Card],
    axes: list[Axis[Card]],
    orders: dict[str, Order[Card]],
    args: Args,
) -> ListPage[Card]:
    asking.only(args, {"q", "sort", "page", *(axis.name for axis in axes)})
    text = asking.words(args)
    sort = (args.get("sort") or [next(iter(orders))])[-1]
    if sort not in orders:
        raise NotValid("unknown value", field="sort", given=sort)
    chosen = chosen_values(axes, args)
    others: Query = {**({"q": [text]} if text else {}), **({"sort": [sort]} if sort != next(iter(orders)) else {})}
    found, facets = narrow(items, axes, chosen, others)
    found.sort(key=orders[sort])
    page, pages = asking.page(args, len(found), PER_PAGE)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    query = {**others, **chosen}
    return ListPage(kind, shown, found, facets, len(found), page, pages, query, text, sort, list(orders))
