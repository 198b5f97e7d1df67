"""The way to each page from home, which stands above it and in its structured data: [(text, address or "")].

The last step is the page itself; home, which is first, is added by whoever shows it.
"""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.catalogue.lists import ListPage
from portal.catalogue.pages import AboutPage, AreaPage, AttractionPage, CalendarPage, EventPage, RoutePage, TopicPage
from portal.kernel.locale import Said
from portal.web.common import language
from portal.web.common.templating import day

Trail = list[tuple[Said | str, str]]


def route(page: RoutePage) -> Trail:
    """Through the routes and the season."""
    season = page.card.season
    return [_routes(), (season.name, url_for("site.season", key=season.key)), (page.card.title, "")]


def attraction(page: AttractionPage) -> Trail:
    """Through the places and the area."""
    area = page.card.area
    return [
        (_("Places"), url_for("site.attractions")),
        (area.name, url_for("site.area", key=area.key)),
        (page.card.name, ""),
    ]


def event(page: EventPage) -> Trail:
    """Through the events."""
    return [_events(), (page.card.name, "")]


def calendar(page: CalendarPage) -> Trail:
    """Through the events to the month."""
    return [_events(), (day(page.first, "yyyy年M月" if language.current() == "zh" else "MMMM yyyy"), "")]


def listing(page: ListPage[Any]) -> Trail:
    """One of the three lists."""
    return [({"routes": _("Routes"), "attractions": _("Places"), "events": _("Events")}[page.kind], "")]


def area(page: AreaPage) -> Trail:
    """An area."""
    return [(page.card.name, "")]


def topic(page: TopicPage) -> Trail:
    """A season or a theme, through the routes."""
    return [_routes(), (page.word.name, "")]


def explore() -> Trail:
    """The map."""
    return [(_("Map"), "")]


def search() -> Trail:
    """The search."""
    return [(_("Search"), "")]


def about(page: AboutPage) -> Trail:
    """Prose."""
    return [(page.prose.title, "")]


def partners() -> Trail:
    """The page for partners."""
    return [(_("Partners"), "")]


def changes() -> Trail:
    """What changed for them."""
    return [_partners(), (_("What changed for partners"), "")]


def partner_key() -> Trail:
    """Their keys."""
    return [_partners(), (_("Partner keys"), "")]


def report(name: Said | None, address: str) -> Trail:
    """A report about a page, or about one that is gone."""
    return [*([(name, address)] if name else []), (_("Report a mistake"), "")]


def _partners() -> tuple[str, str]:
    return _("Partners"), url_for("site.partners")


def _routes() -> tuple[str, str]:
    return _("Routes"), url_for("site.routes")


def _events() -> tuple[str, str]:
    return _("Events"), url_for("site.events")
