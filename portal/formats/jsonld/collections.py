"""Graphs of pages about many things: home, lists, seasons and themes, the calendar, the map, search, prose."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

from portal.catalogue.cards import AttractionCard, EventCard, OccurrenceView, RouteCard
from portal.catalogue.found import PER_PAGE as SEARCH_PER_PAGE
from portal.catalogue.found import SearchPage
from portal.catalogue.lists import PER_PAGE, ListPage
from portal.catalogue.pages import AboutPage, CalendarPage, HomePage, MapPage, TopicPage
from portal.formats.jsonld import nodes
from portal.formats.jsonld.events import occurrence
from portal.formats.jsonld.nodes import Node, Sheet, node, text, web_page
from portal.formats.jsonld.things import announcements
from portal.formats.provenance import PUBLISHER
from portal.kernel.locale import Said

Card = RouteCard | AttractionCard | EventCard


def home(page: HomePage, sheet: Sheet) -> list[Node]:
    """The website itself, and how to search it."""
    search = node(
        "SearchAction",
        target=node("EntryPoint", urlTemplate=f"{sheet.links.home(sheet.lang)}search/?q={{search_term_string}}"),
    )
    search["query-input"] = "required name=search_term_string"
    site = nodes.website(sheet) | {"potentialAction": search}
    announced = announcements(page.notices, sheet)
    found = web_page(
        sheet,
        name=PUBLISHER[sheet.lang],
        description=text(page.season_summary),
        mainEntity={"@id": site["@id"]},
        mentions=[nodes.ref(each) for each in announced],
    )
    return [found, site, *announced]


def listing(page: ListPage[Any], sheet: Sheet) -> list[Node]:
    """One page of a list: its own items, numbered within the whole."""
    return _collection(sheet, _items(page.cards, sheet, page.total, (page.page - 1) * PER_PAGE))


def topic(page: TopicPage, sheet: Sheet) -> list[Node]:
    """The routes of a season or a theme."""
    return _collection(
        sheet,
        _items(page.routes, sheet, len(page.routes)),
        name=text(page.title),
        description=text(page.summary),
        keywords=text(page.word.name),
        dateModified=nodes.changed(sheet, "vocabulary", page.kind),
    )


def calendar(page: CalendarPage, sheet: Sheet) -> list[Node]:
    """The occurrences with a day in a month, each with what the calendar shows of it."""
    last = (page.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    items = [
        node("ListItem", position=number, item=occurrence(card, _brief(shown), sheet))
        for number, (card, shown) in enumerate(page.listed, 1)
    ]
    listed = node("ItemList", numberOfItems=len(items), itemListElement=items)
    return _collection(sheet, listed, temporalCoverage=f"{page.first.isoformat()}/{last.isoformat()}")


def _brief(shown: OccurrenceView) -> OccurrenceView:
    """An occurrence as a line of the calendar: its name, days, venue and status."""
    nothing = Said("", shown.note.wanted, shown.note.wanted)
    return replace(shown, edition=nothing, note=nothing, attraction=None, areas=[])


def explore(page: MapPage, sheet: Sheet) -> list[Node]:
    """The map. It counts what it shows; the lists and the data files name it, which would weigh more than the page."""
    count = len(page.routes) + len(page.attractions)
    return _collection(sheet, node("ItemList", numberOfItems=count))


def results(page: SearchPage, sheet: Sheet) -> list[Node]:
    """The results of one query, in the order of the page."""
    shown = page.results or list(chain.from_iterable(group.results for group in page.groups))
    first = (page.page - 1) * SEARCH_PER_PAGE
    listed = _items([result.card for result in shown], sheet, page.total, first)
    return [web_page(sheet, "SearchResultsPage", name=text(sheet.heading), mainEntity=listed)]


def about(page: AboutPage, sheet: Sheet) -> list[Node]:
    """Prose about the portal."""
    found = web_page(
        sheet,
        "AboutPage",
        name=text(page.prose.title),
        description=text(page.prose.summary),
        mainEntity={"@id": sheet.site("website")},
        dateModified=nodes.changed(sheet, "page", "about"),
    )
    return [found]


def _collection(sheet: Sheet, listed: Node, **values: object) -> list[Node]:
    return [web_page(sheet, "CollectionPage", **{"name": text(sheet.heading), **values}, mainEntity=listed)]


def _items(cards: Sequence[Card], sheet: Sheet, total: int, before: int = 0) -> Node:
    """The summary of a list: a name and an address each, because the whole thing stands on its own page."""
    items = [
        node("ListItem", position=number, name=text(name), url=sheet.page(kind, key))
        for number, (kind, key, name) in enumerate(_named(cards), before + 1)
    ]
    return node("ItemList", numberOfItems=total, itemListElement=items)


def _named(cards: Iterable[Card]) -> Iterable[tuple[str, str, Any]]:
    """(kind, key, name) of each card."""
    for card in cards:
        if isinstance(card, RouteCard):
            yield "route", card.key, card.title
        else:
            yield ("event" if isinstance(card, EventCard) else "attraction"), card.key, card.name
