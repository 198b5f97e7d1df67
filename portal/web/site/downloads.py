"""Files to take away: for navigation devices, maps, calendars, feed readers and the printer.

All are public and readable by scripts of any origin; the page cache keeps them until something is published.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import asking, lists
from portal.catalogue.cards import Cards
from portal.catalogue.facets import Query
from portal.catalogue.lists import Narrowed
from portal.formats import atom, gpx, ics, kml, pdf
from portal.formats.ics import Heading
from portal.formats.journey import Journey, journey, other_cards
from portal.formats.kml import Collection
from portal.kernel.errors import NotValid
from portal.settings import home
from portal.web import settings
from portal.web.common import language
from portal.web.common.addresses import Addresses
from portal.web.common.labels import label
from portal.web.common.reading import asked, cards
from portal.web.common.security import open_to_all
from portal.web.common.templating import day
from portal.web.site import pictures, wording
from portal.web.site.leaflet import leaflet
from portal.web.site.pages import or_moved

KML: Final = "application/vnd.google-earth.kml+xml"
KMZ: Final = "application/vnd.google-earth.kmz"
CALENDAR: Final = "text/calendar"
NEWEST: Final = 60
"""Entries of the feed."""

PLANNED: Final = range(2000, 2100)
"""Years in which a plan may start: what lies beyond is a slip of the hand."""

SATURDAY: Final = 5


def route_gpx(key: str) -> Response:
    """A route for navigation devices."""
    going = _journey(key, "site.route_gpx")
    return _file(
        gpx.write(going, Addresses(), wording.of_route(going.own)), "application/gpx+xml", _named(going, "gpx")
    )


def route_kml(key: str) -> Response:
    """A route for Google Earth and its like."""
    going = _journey(key, "site.route_kml")
    return _file(_kml(going), KML, _named(going, "kml"))


def route_kmz(key: str) -> Response:
    """The same, zipped."""
    going = _journey(key, "site.route_kmz")
    return _file(kml.zipped(_kml(going), going.published), KMZ, _named(going, "kmz"))


def route_ics(key: str) -> Response:
    """A route as a plan from `?start=` on; without one, from the next Saturday of its advised months."""
    going = _journey(key, "site.route_ics", {"start"})
    given = asked().get("start", [""])[-1]
    start = _start(given) if given else _next_saturday(cards(), going.own.card.months)
    title = going.own.card.title.text
    page = Addresses().page("route", key, going.lang)
    source = language.absolute(url_for("site.route_ics", key=key, start=start.isoformat()))
    heading = Heading(title, _("%(title)s, from %(day)s", title=title, day=day(start)), source, page)
    made = ics.plan(going, start, Addresses(), heading, wording.of_route(going.own, start))
    return _file(made, CALENDAR, (f"{key}-{start.isoformat()}", title, "ics"), shown=True)


def route_pdf(key: str) -> Response:
    """The leaflet."""
    going, shown = _journey(key, "site.route_pdf"), cards()
    subject = pictures.subject_of(shown, key)
    words = pictures.words_of(shown, key, subject)
    made = pdf.write(
        leaflet(shown, going, words),
        (settings().content_dir / "geo", subject, words),
        (home("templates"), home("static") / "fonts"),
        going.published or datetime(2020, 1, 1, tzinfo=UTC),
    )
    return _file(made, "application/pdf", _named(going, "pdf"), shown=True)


def event_ics(key: str) -> Response:
    """Every dated occurrence of a series."""
    asking.only(asked(), set())
    shown, links = cards(), Addresses()
    if key not in shown.shelf.events:
        or_moved("event", "site.event_ics", key)
    card = shown.event(key)
    page = links.page("event", key, shown.lang)
    heading = Heading(card.name.text, card.summary.text, links.file("event", key, "ics", shown.lang), page)
    made = ics.events(shown, [key], links, heading, wording.of_events())
    return _file(made, CALENDAR, (key, card.name.text, "ics"), shown=True)


def events_ics() -> Response:
    """Every dated occurrence of the series that the address leaves: a calendar to subscribe to."""
    shown, query = cards(), asked()
    asking.only(query, {"q", "area", "kind", "season", "joint"})
    page = lists.narrowed_events(shown, query)
    name = _titled(_("Events around Shenyang"), page)
    here, person = _address("site.events_ics", page.query), _address("site.events", page.query)
    heading = Heading(name, wording.licence(), here, person)
    made = ics.events(shown, sorted(card.key for card in page.cards), Addresses(), heading, wording.of_events())
    return _file(made, CALENDAR, ("events", name, "ics"), shown=True)


def routes_kml() -> Response:
    """The routes that the address leaves, as links to their files."""
    shown, query = cards(), asked()
    asking.only(query, {"q", "season", "area", "theme", "days", "suits"})
    page = lists.narrowed_routes(shown, query)
    about = _collection(_titled(_("Routes around Shenyang"), page), "site.routes", page)
    seasons = list(shown.shelf.words("seasons"))
    found = sorted(page.cards, key=lambda card: (seasons.index(card.season.key), card.key))
    return _file(kml.routes(found, Addresses(), about), KML, ("routes", about.title, "kml"))


def attractions_kml() -> Response:
    """The places that the address leaves."""
    shown, query = cards(), asked()
    asking.only(query, {"q", "area", "category", "season", "grade"})
    page = lists.narrowed_attractions(shown, query)
    about = _collection(_titled(_("Places around Shenyang"), page), "site.attractions", page)
    other = other_cards(shown)
    pairs = [(card, other.attraction(card.key)) for card in page.cards]
    return _file(kml.attractions(pairs, Addresses(), about), KML, ("attractions", about.title, "kml"))


def feed() -> Response:
    """What is new or has changed among routes, events and notices."""
    asking.only(asked(), set())
    shown = cards()
    about = atom.Feed(
        lang=shown.lang,
        title=_("New and changed: Four Seasons around Shenyang"),
        subtitle=_("Routes, events and notices of the Shenyang Metropolitan Area."),
        publisher=wording.publisher(),
        home=Addresses().home(shown.lang),
        address=language.absolute(url_for("site.feed")),
        rights=wording.licence(),
    )
    return open_to_all(Response(atom.write(about, _news(shown)), mimetype="application/atom+xml"))


def _news(shown: Cards) -> list[atom.Item]:
    """The newest first; things of one moment in the order of kinds and keys."""
    shelf, links = shown.shelf, Addresses()
    found = []
    for (kind, key), moment in sorted(shelf.published.items()):
        if kind == "route":
            card = shown.route(key)
            name, title, summary = f"route/{card.number}", card.title.text, card.summary.text
            words = [word.name.text for word in (card.season, *card.themes, *card.areas)]
        elif kind == "event":
            series = shown.event(key)
            name, title, summary = f"event/{shelf.events[key].number}", series.name.text, series.summary.text
            words = [word.name.text for word in (series.kind, *series.areas)]
        elif kind == "notice":
            notice = shelf.notices[key]
            if notice.ends and notice.ends < shown.today:
                continue
            name, title = f"notice/{(notice.formerly or [key])[0]}", shown.say(notice.title).text
            summary, words = shown.say(notice.body).text, [label("severity", notice.severity)]
        else:
            continue
        address = _of_notice(shown, key) if kind == "notice" else links.page(kind, key, shown.lang)
        found.append(atom.Item(name, title, summary, address, moment, words))
    return sorted(found, key=lambda item: item.updated, reverse=True)[:NEWEST]


def _of_notice(shown: Cards, key: str) -> str:
    """A notice has no page of its own: where it shows itself first."""
    notice = shown.shelf.notices[key]
    for kind, keys in (("attraction", notice.attractions), ("route", notice.routes), ("area", notice.areas)):
        if keys:
            return Addresses().page(kind, keys[0], shown.lang)
    return Addresses().home(shown.lang)


def _journey(key: str, endpoint: str, known: set[str] | None = None) -> Journey:
    asking.only(asked(), known or set())
    return journey(pictures.shown_route(key, endpoint), key)


def _kml(going: Journey) -> bytes:
    return kml.route(going, Addresses(), wording.of_route(going.own))


def _named(going: Journey, suffix: str) -> tuple[str, str, str]:
    return going.key, going.own.card.title.text, suffix


def _start(given: str) -> date:
    """A day as year-month-day. Raises NotValid for what is none, or lies in another century."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            raise ValueError
        start = date.fromisoformat(given)
    except ValueError:
        raise NotValid("not a day", field="start", given=given) from None
    if start.year not in PLANNED:
        raise NotValid("not a day", field="start", given=given)
    return start


def _next_saturday(shown: Cards, months: Sequence[int]) -> date:
    """The first Saturday after today in one of the months; any Saturday where no month is advised."""
    start = shown.today + timedelta(days=(SATURDAY - shown.today.weekday() - 1) % 7 + 1)
    while months and start.month not in months:
        start += timedelta(days=7)
    return start


def _titled(title: str, page: Narrowed[Any]) -> str:
    """A list's title with what it was narrowed to."""
    chosen = [
        label("facet", "joint") if facet.name == "joint" else option.label.text
        for facet in page.facets
        for option in facet.chosen
    ]
    return " · ".join([title, *chosen, *([page.text] if page.text else [])])


def _collection(title: str, endpoint: str, page: Narrowed[Any]) -> Collection:
    return Collection(
        address=_address(endpoint, page.query),
        title=title,
        notes=[wording.licence(), wording.line_credit()],
        publisher=wording.publisher(),
        lang=language.current(),
    )


def _address(endpoint: str, query: Query) -> str:
    return language.absolute(url_for(endpoint)) + (f"?{urlencode(query, doseq=True)}" if query else "")


def _file(body: bytes, mimetype: str, name: tuple[str, str, str], *, shown: bool = False) -> Response:
    """An answer to keep under a name: (ASCII stem, the title for who can read it, suffix); `shown` opens it at once."""
    stem, title, suffix = name
    answer = Response(body, mimetype=mimetype)
    manner = "inline" if shown else "attachment"
    better = re.sub(r'[\s/\\:*?"<>|%.]+', " ", title).strip()[:80].strip()
    disposition = f'{manner}; filename="{stem}.{suffix}"'
    if better:
        disposition += f"; filename*=UTF-8''{quote(f'{better}.{suffix}', safe='')}"
    answer.headers["Content-Disposition"] = disposition
    return open_to_all(answer)
