"""What a partner's frame says that no page of the site says in the same way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.catalogue import asking, exploring, lists
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards, EventCard
from portal.catalogue.details import notices
from portal.catalogue.pages import MapPage, Notice
from portal.kernel.errors import NotValid
from portal.kernel.locale import Said

SHOWN_EVENTS: Final = 10


@dataclass(frozen=True, slots=True)
class CalendarFrame:
    """The series of an address, what comes round first first; `chosen` are the names of what narrows them."""

    chosen: list[Said]
    events: list[EventCard]
    total: int
    query: dict[str, list[str]]

    @property
    def is_dated(self) -> bool:
        """Whether anything that is coming has a day; what has one comes first."""
        return bool(self.events) and is_coming(self.events[0])


def overview(cards: Cards, args: Args) -> MapPage:
    """The explore map of a filter: all that the map of the site takes but a part of the map. Raises NotValid."""
    if "bbox" in args:
        raise NotValid("unknown parameter", field="bbox", given=args["bbox"][-1])
    return exploring.explore(cards, args)


def calendar(cards: Cards, args: Args) -> CalendarFrame:
    """The events of an area, of a kind, or all. Raises NotValid for a parameter or value that there is not."""
    asking.only(args, {"area", "kind"})
    page = lists.events(cards, args)
    return CalendarFrame(
        chosen=[option.label for _, option in page.chips],
        events=page.cards[:SHOWN_EVENTS],
        total=page.total,
        query=page.query,
    )


def is_coming(card: EventCard) -> bool:
    """Whether an edition is announced for a day that is not over."""
    return card.shown is not None and card.shown.starts is not None and not card.shown.is_past


def of_events(cards: Cards, keys: Iterable[str]) -> list[Notice]:
    """Notices in force where these series are held: at a venue or in one of their areas."""
    events = [cards.shelf.events[key] for key in keys]
    venues = [o.attraction for event in events for o in event.occurrences if o.attraction]
    areas = [area for event in events for area in event.areas]
    return notices(cards, cards.shelf.notices_for(cards.today, attractions=venues, areas=areas))


def of_map(cards: Cards, page: MapPage) -> list[Notice]:
    """Notices in force that touch something that a map shows."""
    found = cards.shelf.notices_for(
        cards.today,
        attractions=[card.key for card in page.attractions],
        routes=[card.key for card in page.routes],
        areas={card.area.key for card in page.attractions},
    )
    return notices(cards, found)
