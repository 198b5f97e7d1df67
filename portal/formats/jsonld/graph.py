"""The graph of a page: which builder makes it, and what stands in every one."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from portal.catalogue.found import SearchPage
from portal.catalogue.lists import ListPage
from portal.catalogue.pages import (
    AboutPage,
    AreaPage,
    AttractionPage,
    CalendarPage,
    EventPage,
    HomePage,
    MapPage,
    RoutePage,
    TopicPage,
)
from portal.formats.jsonld import collections, events, nodes, things
from portal.formats.jsonld.nodes import Node, Sheet

Page = (
    HomePage
    | ListPage[Any]
    | RoutePage
    | AttractionPage
    | EventPage
    | AreaPage
    | TopicPage
    | CalendarPage
    | MapPage
    | SearchPage
    | AboutPage
)
"""What a page of the site can be."""

_BUILDERS: Final[dict[type, Callable[[Any, Sheet], list[Node]]]] = {
    HomePage: collections.home,
    ListPage: collections.listing,
    RoutePage: things.route,
    AttractionPage: things.attraction,
    EventPage: events.event,
    AreaPage: things.area,
    TopicPage: collections.topic,
    CalendarPage: collections.calendar,
    MapPage: collections.explore,
    SearchPage: collections.results,
    AboutPage: collections.about,
}


def graph(page: Page | Sequence[Node], sheet: Sheet) -> Node:
    """The JSON-LD document of a page, or of nodes that were made already; the node of the page itself comes first."""
    made = list(page) if isinstance(page, Sequence) else _BUILDERS[type(page)](page, sheet)
    crumbs = [nodes.breadcrumb(sheet)] if len(sheet.trail) > 1 else []
    there = {each["@id"] for each in made if "@id" in each}
    shared = [each for each in (nodes.website(sheet), nodes.publisher(sheet)) if each["@id"] not in there]
    return {"@context": "https://schema.org", "@graph": [*made, *crumbs, *shared]}
