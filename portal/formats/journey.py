"""A route as its files carry it: the page's own language beside the other one, and the line day by day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.catalogue import details
from portal.catalogue.cards import Cards
from portal.catalogue.pages import DayView, RoutePage, StopView
from portal.documents import Stretch
from portal.kernel.geo import Point
from portal.kernel.locale import LANGUAGES, Said


@dataclass(frozen=True, slots=True)
class Words:
    """What files say beside the content, in the page's language.

    `day` is number -> "Day 2"; `shut` says that a stop is closed or suspended, empty where it is not; `facts` what is
    reckoned about a stop (stay, way to it), as short pieces; `notes` are sentences about the route; `schematic` names a
    line that nobody traced, `untracked` says what no track has, empty where it has all; `licence` and `credit` say
    whose it all is.
    """

    publisher: str
    day: Callable[[int], str]
    shut: Callable[[StopView], str]
    facts: Callable[[StopView], Sequence[str]]
    notes: Sequence[str]
    keywords: Sequence[str]
    schematic: str
    untracked: str
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop with its view in both languages."""

    day: int
    own: StopView
    other: StopView

    @property
    def key(self) -> str:
        """The attraction's key."""
        return self.own.attraction.key

    @property
    def position(self) -> Point | None:
        """Where it is, WGS-84; None when nobody knows."""
        card = self.own.attraction
        return None if card.lat is None or card.lon is None else Point(card.lat, card.lon)


@dataclass(frozen=True, slots=True)
class Journey:
    """`published` is when the route last changed, in UTC; None on a shelf that does not know."""

    lang: str
    other_lang: str
    own: RoutePage
    other: RoutePage
    stretches: Sequence[Stretch]
    published: datetime | None

    @property
    def key(self) -> str:
        """The route's key."""
        return self.own.card.key

    @property
    def halts(self) -> list[Halt]:
        """Every stop in order."""
        days = zip(self.own.days, self.other.days, strict=True)
        return [
            Halt(day.number, own, other) for day, twin in days for own, other in zip(day.stops, twin.stops, strict=True)
        ]

    def title(self, day: DayView, words: Words) -> str:
        """The route's title, and the day's number and title where there is more than one day."""
        title = self.own.card.title.text
        if len(self.own.days) == 1:
            return title
        return " · ".join(part for part in (title, words.day(day.number), day.title.text) if part)

    def pieces(self, day: int) -> Iterator[tuple[str, list[Point]]]:
        """(kind, points) of a day's line in order; the kind `straight` is no real line."""
        for stretch in self.stretches:
            if stretch.day == day:
                yield from stretch.leg.pieces()

    def lines(self, day: int) -> list[list[Point]]:
        """A day's real line, as few unbroken runs as it has."""
        runs: list[list[Point]] = []
        for kind, points in self.pieces(day):
            if kind == "straight":
                continue
            if runs and runs[-1][-1] == points[0]:
                runs[-1] += points[1:]
            else:
                runs.append(list(points))
        return runs


def journey(cards: Cards, key: str) -> Journey:
    """A published route in the language of `cards`. Raises NotFound."""
    other = other_cards(cards)
    return Journey(
        lang=cards.lang,
        other_lang=other.lang,
        own=details.route(cards, key),
        other=details.route(other, key),
        stretches=list(cards.shelf.stretches(key)),
        published=cards.shelf.published.get(("route", key)),
    )


def other_cards(cards: Cards) -> Cards:
    """The same catalogue for a reader of the other language."""
    lang = next(lang for lang in LANGUAGES if lang != cards.lang)
    return Cards(cards.shelf, lang, cards.today, cards.is_kept)


def differing(own: Said, other: Said) -> str:
    """The other language's text, empty where it has none of its own or says the same."""
    return other.text if other.is_own and other.text != own.text else ""


def both(own: Said, other: Said) -> str:
    """A name in both languages, the reader's first."""
    return " · ".join(text for text in (own.text, differing(own, other)) if text)
