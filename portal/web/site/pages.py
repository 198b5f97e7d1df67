"""Pages: load, act, answer."""

from statistics import fmean
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.catalogue import details, exploring, landings, lists, read
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.kernel.errors import NotFound
from portal.kernel.geo import Point
from portal.kernel.season import today
from portal.maps import sketch, store
from portal.web import now, settings
from portal.web.common import preview
from portal.web.common.errors import MovedForEver
from portal.web.common.reading import asked, cards
from portal.web.site import trails
from portal.web.site.linked import answer


def or_moved(kind: str, endpoint: str, key: str) -> None:
    """Explain a key that is not on the shelf. Raises MovedForEver, Gone or NotFound."""
    raise MovedForEver(url_for(endpoint, key=read.why_missing(db.session, kind, key)))


def area_shapes(shown: Cards) -> list[sketch.AreaShape]:
    """The outlines of the area map; an area without a published border is a dot amid its attractions."""
    geo = settings().content_dir / "geo"
    outlined = {properties["key"] for _, properties in sketch.layer(geo, "areas")}
    dots = []
    for key in shown.shelf.areas:
        places = (a.point.position for a in shown.shelf.attractions.values() if a.area == key and key not in outlined)
        if points := [place for place in places if place]:
            dots.append((key, Point(fmean(p.lat for p in points), fmean(p.lon for p in points))))
    return [shape for shape in sketch.area_map(geo, tuple(dots)) if shape.key in shown.shelf.areas]


def home() -> Response:
    """What is good this month."""
    shown = cards()
    return answer(shown, "site/home.html", landings.home(shown), [], shapes=area_shapes(shown))


def routes() -> Response:
    """All routes, narrowed by the address."""
    shown = cards()
    return _list(shown, lists.routes(shown, asked()))


def attractions() -> Response:
    """All attractions, narrowed by the address."""
    shown = cards()
    return _list(shown, lists.attractions(shown, asked()))


def events() -> Response:
    """All event series, narrowed by the address."""
    shown = cards()
    return _list(shown, lists.events(shown, asked()))


def _list(shown: Cards, page: lists.ListPage[Any]) -> Response:
    return answer(shown, "site/list.html", page, trails.listing(page))


def route(key: str) -> Response:
    """One route and its map."""
    shown = cards()
    if key not in shown.shelf.routes:
        or_moved("route", "site.route", key)
    published = None if preview.current() else store.find(settings().maps_dir, f"route-{key}")
    page = details.route(shown, key)
    return answer(shown, "site/route.html", page, trails.route(page), map=published)


def attraction(key: str) -> Response:
    """One attraction and where it lies."""
    shown = cards()
    if key not in shown.shelf.attractions:
        or_moved("attraction", "site.attraction", key)
    published = None if preview.current() else store.find(settings().maps_dir, "explore")
    page = details.attraction(shown, key)
    return answer(shown, "site/attraction.html", page, trails.attraction(page), map=published)


def event(key: str) -> Response:
    """One series and its occurrences."""
    shown = cards()
    if key not in shown.shelf.events:
        or_moved("event", "site.event", key)
    page = details.event(shown, key)
    return answer(shown, "site/event.html", page, trails.event(page))


def calendar_now() -> Response:
    """This month's calendar."""
    day = today(now())
    return redirect(url_for("site.calendar", year=day.year, month=day.month), 302)


def calendar(year: int, month: int) -> Response:
    """A month as a table and as a list."""
    shown = cards()
    page = landings.calendar(shown, year, month)
    return answer(shown, "site/calendar.html", page, trails.calendar(page))


def area(key: str) -> Response:
    """One area."""
    shown = cards()
    page = details.area(shown, key)
    return answer(shown, "site/area.html", page, trails.area(page), shapes=area_shapes(shown))


def season(key: str) -> Response:
    """One season."""
    shown = cards()
    page = details.season(shown, key)
    return answer(shown, "site/topic.html", page, trails.topic(page))


def theme(key: str) -> Response:
    """One theme."""
    shown = cards()
    page = details.theme(shown, key)
    return answer(shown, "site/topic.html", page, trails.topic(page))


def explore() -> Response:
    """Everything on one map, and the same as a list."""
    shown = cards()
    page = exploring.explore(shown, asked())
    published = store.find(settings().maps_dir, "explore")
    return answer(shown, "site/explore.html", page, trails.explore(), map=published)


def about() -> Response:
    """Sources, licences, what is official and what is composed."""
    shown = cards()
    page = landings.about(shown)
    return answer(shown, "site/about.html", page, trails.about(page))


def patterns() -> str:
    """Every part with an example, from real records; 404 while nothing is published."""
    shown = cards()
    if not (shown.shelf.routes and shown.shelf.events):
        raise NotFound("patterns")
    page = details.route(shown, next(iter(shown.shelf.routes)))
    place = details.attraction(shown, page.days[0].stops[0].attraction.key)
    event_page = details.event(shown, next(iter(shown.shelf.events)))
    return render_template(
        "patterns.html",
        page=page,
        place=place,
        event=event_page,
        home=landings.home(shown),
        results=lists.routes(shown, {}),
        shapes=area_shapes(shown),
    )
