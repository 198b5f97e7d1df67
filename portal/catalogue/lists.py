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
    """One page of a list. `query` is everything of the address but the page number; `sorts` the names of the orders."""

    kind: str
    cards: list[Card]
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


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[Card]):
    """A list whole: narrowed by the address and in order, before it is cut into pages.

    `order` is what it is sorted by, the key breaking ties; the other fields are those of `ListPage`.
    """

    kind: str
    cards: list[Card]
    facets: list[Facet]
    query: Query
    text: str
    sort: str
    sorts: list[str]
    order: Order[Card]


def routes(cards: Cards, args: Args) -> ListPage[RouteCard]:
    """The list of routes. Raises NotValid for an unknown value or parameter, NotFound for a page that is not there."""
    return _paged(narrowed_routes(cards, _but_page(args)), args)


def attractions(cards: Cards, args: Args) -> ListPage[AttractionCard]:
    """The list of attractions; errors as for routes."""
    return _paged(narrowed_attractions(cards, _but_page(args)), args)


def events(cards: Cards, args: Args) -> ListPage[EventCard]:
    """The list of event series; errors as for routes."""
    return _paged(narrowed_events(cards, _but_page(args)), args)


def _but_page(args: Args) -> Args:
    return {name: values for name, values in args.items() if name != "page"}


def _paged(found: Narrowed[Card], args: Args) -> ListPage[Card]:
    page, pages = asking.page(args, len(found.cards), PER_PAGE)
    shown = found.cards[(page - 1) * PER_PAGE : page * PER_PAGE]
    return ListPage(
        found.kind,
        shown,
        found.facets,
        len(found.cards),
        page,
        pages,
        found.query,
        found.text,
        found.sort,
        found.sorts,
    )


def route_axes(cards: Cards) -> list[Axis[RouteCard]]:
    """What routes are narrowed by."""
    return [
        Axis("season", lambda c: [c.season.key], cards.words("seasons")),
        Axis("area", lambda c: [a.key for a in c.areas], _area_labels(cards)),
        Axis("theme", lambda c: [t.key for t in c.themes], cards.words("themes")),
        Axis("days", lambda c: [str(c.days)], _day_labels(cards)),
        Axis("suits", lambda c: c.suits, {value: Said(value, cards.lang, cards.lang) for value in get_args(Suit)}),
    ]


def narrowed_routes(cards: Cards, args: Args) -> Narrowed[RouteCard]:
    """All routes that an address asks for. Raises NotValid for an unknown value or parameter."""
    shelf, month = cards.shelf, cards.today.month
    orders: dict[str, Order[RouteCard]] = {
        "season": lambda c: (month not in c.months, c.season.key != season_of(month), c.closed, c.origin, c.key),
        "title": lambda c: c.title.text,
        "length": lambda c: (c.days, c.km if c.km is not None else math.inf),
    }
    found = [cards.route(key) for key in shelf.having_words("route", shelf.routes, asking.words(args))]
    return narrowed("routes", found, route_axes(cards), orders, args)


def attraction_axes(cards: Cards) -> list[Axis[AttractionCard]]:
    """What attractions are narrowed by."""
    return [
        Axis("area", lambda c: [c.area.key], _area_labels(cards)),
        Axis("category", lambda c: [x.key for x in c.categories], cards.words("categories")),
        Axis("season", attraction_seasons, cards.words("seasons")),
        Axis(
            "grade", lambda c: [c.grade], {g: Said(g, cards.lang, cards.lang) for g in ("5A", "4A", "3A", "2A", "1A")}
        ),
    ]


def narrowed_attractions(cards: Cards, args: Args) -> Narrowed[AttractionCard]:
    """All attractions that an address asks for; errors as for routes."""
    areas = list(cards.shelf.areas)
    orders: dict[str, Order[AttractionCard]] = {
        "known": lambda c: (-int(c.grade[:1] or 0), -c.routes, areas.index(c.area.key), c.key),
        "title": lambda c: c.name.text,
    }
    found = [
        cards.attraction(key)
        for key in cards.shelf.having_words("attraction", cards.shelf.attractions, asking.words(args))
    ]
    return narrowed("attractions", found, attraction_axes(cards), orders, args)


def event_axes(cards: Cards) -> list[Axis[EventCard]]:
    """What event series are narrowed by."""
    return [
        Axis("area", lambda c: [a.key for a in c.areas], _area_labels(cards)),
        Axis("kind", lambda c: [c.kind.key], cards.words("kinds")),
        Axis("season", lambda c: seasons_of(c.months), cards.words("seasons")),
        Axis("joint", lambda c: [c.joint], {"yes": Said("yes", cards.lang, cards.lang)}),
    ]


def narrowed_events(cards: Cards, args: Args) -> Narrowed[EventCard]:
    """All event series that an address asks for; errors as for routes."""
    orders: dict[str, Order[EventCard]] = {
        "date": lambda c: _nearness(c, cards.today),
        "title": lambda c: c.name.text,
    }
    found = [cards.event(key) for key in cards.shelf.having_words("event", cards.shelf.events, asking.words(args))]
    return narrowed("events", found, event_axes(cards), orders, args)


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


def narrowed(
    kind: str,
    items: list[Card],
    axes: list[Axis[Card]],
    orders: dict[str, Order[Card]],
    args: Args,
) -> Narrowed[Card]:
    """Items narrowed by the axes and sorted by an order, the first one if the address names none.

    Raises NotValid for a parameter, a value or an order that there is not. `q` is the caller's affair.
    """
    asking.only(args, {"q", "sort", *(axis.name for axis in axes)})
    text = asking.words(args)
    sort = (args.get("sort") or [next(iter(orders))])[-1]
    if sort not in orders:
        raise NotValid("unknown value", field="sort", given=sort)
    chosen = chosen_values(axes, args)
    others: Query = {**({"q": [text]} if text else {}), **({"sort": [sort]} if sort != next(iter(orders)) else {})}
    found, facets = narrow(items, axes, chosen, others)
    found.sort(key=orders[sort])
    return Narrowed(kind, found, facets, {**others, **chosen}, text, sort, list(orders), orders[sort])
