"""The frames: a route, a place, an event, the map of a filter, the calendar; `framed` puts the rest around them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from portal.catalogue import details, framing, read
from portal.catalogue.asking import only
from portal.catalogue.cards import Cards
from portal.catalogue.pages import Notice
from portal.extensions import db
from portal.kernel.errors import NotFound
from portal.maps import store
from portal.maps.store import PublishedMap
from portal.web import settings
from portal.web.common import preview
from portal.web.common.errors import MovedForEver
from portal.web.common.frame_options import Args


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame shows: its template and page, where the portal has the same, and its map, if there is one.

    `address` is what a reader could type where links are not allowed; `notices` are shown whatever the view.
    """

    template: str
    page: Any  # the page object of that template
    link: str
    address: str
    notices: list[Notice]
    map: PublishedMap | None = None


def route(shown: Cards, args: Args, key: str) -> Frame:
    """One route: its line, its stops."""
    only(args, set())
    if key not in shown.shelf.routes:
        _or_moved("route", key)
    page = details.route(shown, key)
    return Frame(
        "embed/route.html",
        page,
        url_for("site.route", key=key),
        url_for("files.short_route", number=page.number),
        page.notices,
        _map(f"route-{key}"),
    )


def attraction(shown: Cards, args: Args, key: str) -> Frame:
    """One place amid its neighbours, and what is known of it."""
    only(args, set())
    if key not in shown.shelf.attractions:
        _or_moved("attraction", key)
    page = details.attraction(shown, key)
    return Frame(
        "embed/attraction.html",
        page,
        url_for("site.attraction", key=key),
        url_for("files.short_attraction", number=page.number),
        page.notices,
        _map("explore") if page.card.quality != "none" else None,
    )


def event(shown: Cards, args: Args, key: str) -> Frame:
    """One series and its next dates; it has no map, so that every view is its list."""
    only(args, set())
    if key not in shown.shelf.events:
        _or_moved("event", key)
    page = details.event(shown, key)
    return Frame(
        "embed/event.html",
        page,
        url_for("site.event", key=key),
        url_for("files.short_event", number=page.number),
        framing.of_events(shown, [key]),
    )


def overview(shown: Cards, args: Args) -> Frame:
    """The explore map of a filter."""
    page = framing.overview(shown, args)
    query: dict[str, Any] = {**page.query}
    link = url_for("site.explore", **query)
    return Frame("embed/map.html", page, link, link, framing.of_map(shown, page), _map("explore"))


def calendar(shown: Cards, args: Args) -> Frame:
    """The coming events of an area or kind; it has no map either."""
    page = framing.calendar(shown, args)
    link = url_for("site.events") + (f"?{urlencode(page.query, doseq=True)}" if page.query else "")
    notices = framing.of_events(shown, [card.key for card in page.events])
    return Frame("embed/calendar.html", page, link, link, notices)


def nothing(_shown: Cards, _args: Args, rest: str) -> Frame:
    """An address that v1 has not."""
    raise NotFound("no such frame", field="frame", given=rest)


def _map(name: str) -> PublishedMap | None:
    return None if preview.current() else store.find(settings().maps_dir, name)  # it was drawn from what is published


def _or_moved(kind: str, key: str) -> None:
    """Explain a key that is not on the shelf. Raises MovedForEver, with the same options; Gone or NotFound."""
    now = url_for(f"embed.{kind}", key=read.why_missing(db.session, kind, key))
    query = request.query_string.decode(errors="replace")
    raise MovedForEver(now + (f"?{query}" if query else ""))
