"""Pages: load, act, answer."""

from statistics import fmean

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
from portal.web.common.errors import MovedForEver
from portal.web.common.reading import asked, cards


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


def home() -> str:
    """What is good this month."""
    shown = cards()
    return render_template("site/home.html", page=landings.home(shown), shapes=area_shapes(shown))


def routes() -> str:
    """All routes, narrowed by the address."""
    return render_template("site/list.html", page=lists.routes(cards(), asked()))


def attractions() -> str:
    """All attractions, narrowed by the address."""
    return render_template("site/list.html", page=lists.attractions(cards(), asked()))


def events() -> str:
    """All event series, narrowed by the address."""
    return render_template("site/list.html", page=lists.events(cards(), asked()))


def route(key: str) -> str:
    """One route and its map."""
    shown = cards()
    if key not in shown.shelf.routes:
        or_moved("route", "site.route", key)
    published = store.find(settings().maps_dir, f"route-{key}")
    return render_template("site/route.html", page=details.route(shown, key), map=published)


def attraction(key: str) -> str:
    """One attraction and where it lies."""
    shown = cards()
    if key not in shown.shelf.attractions:
        or_moved("attraction", "site.attraction", key)
    published = store.find(settings().maps_dir, "explore")
    return render_template("site/attraction.html", page=details.attraction(shown, key), map=published)


def event(key: str) -> str:
    """One series and its occurrences."""
    shown = cards()
    if key not in shown.shelf.events:
        or_moved("event", "site.event", key)
    return render_template("site/event.html", page=details.event(shown, key))


def calendar_now() -> Response:
    """This month's calendar."""
    day = today(now())
    return redirect(url_for("site.calendar", year=day.year, month=day.month), 302)


def calendar(year: int, month: int) -> str:
    """A month as a table and as a list."""
    return render_template("site/calendar.html", page=landings.calendar(cards(), year, month))


def area(key: str) -> str:
    """One area."""
    shown = cards()
    return render_template("site/area.html", page=details.area(shown, key), shapes=area_shapes(shown))


def season(key: str) -> str:
    """One season."""
    return render_template("site/topic.html", page=details.season(cards(), key))


def theme(key: str) -> str:
    """One theme."""
    return render_template("site/topic.html", page=details.theme(cards(), key))


def explore() -> str:
    """Everything on one map, and the same as a list."""
    page = exploring.explore(cards(), asked())
    return render_template("site/explore.html", page=page, map=store.find(settings().maps_dir, "explore"))


def about() -> str:
    """Sources, licences, what is official and what is composed."""
    return render_template("site/about.html", page=landings.about(cards()))


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
