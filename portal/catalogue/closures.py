"""Notices as a list of their own: all of them, with what each holds for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.catalogue import asking
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards, Word
from portal.catalogue.facets import Axis
from portal.catalogue.lists import Narrowed, Order, narrowed
from portal.catalogue.shelf import Shelf
from portal.documents import NoticeDocument, Source
from portal.kernel.errors import NotFound
from portal.kernel.locale import Said

SEVERITIES: Final = ("closure", "warning", "information")


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice whole. `attractions`, `routes` and `areas` are those that it names itself."""

    key: str
    title: Said
    body: Said
    severity: str
    starts: date
    ends: date | None
    in_force: bool
    attractions: list[Word]
    routes: list[Word]
    areas: list[Word]
    sources: list[Source]


def notice(cards: Cards, key: str) -> NoticeCard:
    """One notice. Raises NotFound."""
    shelf = cards.shelf
    if key not in shelf.notices:
        raise NotFound(key)
    document = shelf.notices[key]
    return NoticeCard(
        key=key,
        title=cards.say(document.title),
        body=cards.say(document.body),
        severity=document.severity,
        starts=document.starts,
        ends=document.ends,
        in_force=document.holds_on(cards.today),
        # A notice may outlive what it names.
        attractions=[cards.attraction_word(k) for k in document.attractions if k in shelf.attractions],
        routes=[Word(k, cards.say(shelf.routes[k].title)) for k in document.routes if k in shelf.routes],
        areas=[cards.area_word(k) for k in document.areas if k in shelf.areas],
        sources=document.sources,
    )


def notice_axes(cards: Cards) -> list[Axis[NoticeCard]]:
    """What notices are narrowed by; `area`, `attraction` and `route` are all that a notice holds for."""
    shelf = cards.shelf

    def plain(*values: str) -> dict[str, Said]:
        return {value: Said(value, cards.lang, cards.lang) for value in values}

    def held(card: NoticeCard) -> _Held:
        return _Held.of(shelf, shelf.notices[card.key])

    return [
        Axis("severity", lambda c: [c.severity], plain(*SEVERITIES)),
        Axis("in_force", lambda c: ["yes" if c.in_force else "no"], plain("yes", "no")),
        Axis("area", lambda c: held(c).areas, {k: cards.area_word(k).name for k in shelf.areas}),
        Axis("attraction", lambda c: held(c).attractions, {k: cards.say(d.name) for k, d in shelf.attractions.items()}),
        Axis("route", lambda c: held(c).routes, {k: cards.say(d.title) for k, d in shelf.routes.items()}),
    ]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a notice holds for: a named area's attractions, a named attraction's area and the routes through it."""

    attractions: set[str]
    routes: set[str]
    areas: set[str]

    @classmethod
    def of(cls, shelf: Shelf, document: NoticeDocument) -> "_Held":
        named = [key for key in document.attractions if key in shelf.attractions]
        inside = (key for key, place in shelf.attractions.items() if place.area in document.areas)
        through: Iterable[str] = (route for key in named for route in shelf.routes_through.get(key, ()))
        return cls(
            {*named, *inside},
            {*document.routes, *through},
            {*document.areas, *(shelf.attractions[key].area for key in named)},
        )


def narrowed_notices(cards: Cards, args: Args) -> Narrowed[NoticeCard]:
    """All notices that an address asks for, those that begin last first; errors as for routes."""
    found = [notice(cards, key) for key in cards.shelf.notices]
    orders: dict[str, Order[NoticeCard]] = {"date": lambda c: -c.starts.toordinal(), "title": lambda c: c.title.text}
    axes = notice_axes(cards)
    asking.only(args, {"sort", *(axis.name for axis in axes)})  # no words: there are never many
    return narrowed("notices", found, axes, orders, args)
