"""Pictures: of a route the map alone, the card for messengers and the poster to print; of places the map alone."""

from collections.abc import Iterable
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.catalogue import asking, exploring
from portal.catalogue.cards import Cards
from portal.kernel.errors import NotValid
from portal.kernel.geo import Point, decoded
from portal.kernel.season import season_of, today
from portal.maps import card, pictures, poster, raster
from portal.maps.pictures import Caption, Words
from portal.maps.plate import Overview, Stop, Subject, numbers
from portal.settings import home
from portal.web import now, settings
from portal.web.common import assets, language
from portal.web.common.reading import asked, cards
from portal.web.common.security import PICTURE_POLICY
from portal.web.common.templating import km, listed, months_text
from portal.web.site.pages import or_moved

SMALL: Final = "small"
SMALL_PX: Final = 300
"""A thumbnail for columns that are narrower than the square card (oEmbed's maxwidth)."""

PNG_PX: Final = 1440
"""Width of a map as a PNG: three pixels of it for one of the SVG, so that its smallest name can be read."""


def route_picture(key: str) -> Response:
    """The route's own line as an SVG, with its credit."""
    asking.only(asked(), set())
    shown = shown_route(key, "site.route_picture")
    subject = subject_of(shown, key)
    return _svg(pictures.route(settings().content_dir / "geo", subject, words_of(shown, key, subject)))


def route_card(key: str) -> Response:
    """The card for messengers as a PNG: 1200 × 630, `?shape=square` 600 × 600, `?shape=small` half of that."""
    query = asked()
    asking.only(query, {"shape"})
    name = query.get("shape", ["wide"])[-1]
    if name not in (*card.SHAPES, SMALL):
        raise NotValid("no such shape", field="shape", given=name)
    shape = card.SHAPES["square" if name == SMALL else name]
    shown = shown_route(key, "site.route_card")
    subject = subject_of(shown, key)
    drawing = card.draw(settings().content_dir / "geo", subject, words_of(shown, key, subject), shape)
    width = SMALL_PX if name == SMALL else None
    return Response(raster.png(drawing, home("static") / "fonts", width), mimetype="image/png")


def route_poster(key: str) -> Response:
    """The poster as an SVG of an A3 sheet, with a code that leads to the route's short link."""
    asking.only(asked(), set())
    shown = shown_route(key, "site.route_poster")
    subject = subject_of(shown, key)
    link = language.absolute(url_for("files.short_route", number=shown.shelf.routes[key].number))
    return _svg(poster.draw(settings().content_dir / "geo", subject, words_of(shown, key, subject), link))


def explore_picture() -> Response:
    """The explore map of the same address as an SVG: what scripts would draw, without them."""
    return _svg(_explore())


def explore_png() -> Response:
    """The same as a PNG, for programs that take no SVG: WeChat's editor, Word."""
    return _png(_explore())


def _explore() -> bytes:
    shown = cards()
    page = exploring.explore(shown, asked())
    shelf = shown.shelf
    lines = [
        [point for stretch in shelf.stretches(card.key) for point in decoded(stretch.leg.line)] for card in page.routes
    ]
    counts = [
        ngettext("%(num)s route", "%(num)s routes", len(page.routes)),
        ngettext("%(num)s place", "%(num)s places", len(page.attractions)),
    ]
    overview = Overview(_points(shown, (card.key for card in page.attractions)), [line for line in lines if line])
    return _overview(overview, _("Map of routes and places"), listed(counts), page.season)


def attraction_picture(key: str) -> Response:
    """An attraction amid those near it, as an SVG."""
    return _svg(_attraction(key, "site.attraction_picture"))


def attraction_png(key: str) -> Response:
    """The same as a PNG."""
    return _png(_attraction(key, "site.attraction_png"))


def _attraction(key: str, endpoint: str) -> bytes:
    asking.only(asked(), set())
    shown = cards()
    if key not in shown.shelf.attractions:
        or_moved("attraction", endpoint, key)
    names = [shown.attraction(key).name.text, *(shown.attraction(k).name.text for k, _km in shown.shelf.nearby(key))]
    here = shown.shelf.attractions[key].point.position
    overview = Overview(_points(shown, [key, *(k for k, _km in shown.shelf.nearby(key))]), focus=here)
    return _overview(overview, names[0], listed(names), "")


def _points(shown: Cards, keys: Iterable[str]) -> list[Point]:
    return [place for key in keys if (place := shown.shelf.attractions[key].point.position)]


def _overview(overview: Overview, title: str, description: str, season: str) -> bytes:
    caption = Caption(
        title=title,
        description=description,
        credit=f"{settings().offline_approval} · © OpenStreetMap, OpenMapTiles",
        lang=language.current(),
        season=season or season_of(today(now()).month),
    )
    return pictures.overview(settings().content_dir / "geo", overview, caption)


def description(subject: Subject) -> str:
    """What a picture of the route shows, as a sentence for each day, and what it does not."""
    days = list(dict.fromkeys(stop.day for stop in subject.stops))
    parts = []
    for day in days:
        stops = listed(f"{stop.number} {stop.name}" for stop in subject.stops if stop.day == day)
        if len(days) > 1:
            parts.append(_("Day %(n)s: %(stops)s.", n=day, stops=stops))
        else:
            parts.append(_("Stops: %(stops)s.", stops=stops))
    if subject.unplaced:
        names = listed(stop.name for stop in subject.unplaced)
        parts.append(_("Not on the map, because no position is known: %(names)s.", names=names))
    return ("" if subject.lang == "zh" else " ").join(parts)


def shown_route(key: str, endpoint: str) -> Cards:
    """The catalogue, if it has that route. Raises MovedForEver to `endpoint`, Gone or NotFound."""
    shown = cards()
    if key not in shown.shelf.routes:
        or_moved("route", endpoint, key)
    return shown


def subject_of(shown: Cards, key: str) -> Subject:
    """What pictures of a route show."""
    places = shown.shelf.attractions
    stops = [
        Stop(leg.number, leg.day, shown.say(places[leg.attraction].name).text, places[leg.attraction].point.position)
        for leg in shown.shelf.legs[key]
    ]
    return Subject(shown.shelf.routes[key].season, shown.lang, stops, list(shown.shelf.stretches(key)))


def words_of(shown: Cards, key: str, subject: Subject) -> Words:
    """What pictures of a route say."""
    route = shown.route(key)
    season = shown.shelf.words("seasons").get(route.season.key)
    unplaced = numbers([stop.number for stop in subject.unplaced])
    return Words(
        title=route.title.text,
        description=description(subject),
        missing=_("Not on the map: %(numbers)s", numbers=unplaced) if unplaced else "",
        schematic=_("Dashed: straight lines, for orientation") if subject.is_schematic else "",
        credit=f"{settings().offline_approval} · © OpenStreetMap, OpenMapTiles",
        season_name=(season.title or season.name)["zh"] if season else "",
        season_title=shown.say(season.title if season else None).text or route.season.name.text,
        emblem=assets.symbol(route.season.key),
        facts=" · ".join(_facts(route.days, route.stops, route.km)),
        areas=listed(area.name.text for area in route.areas),
        brand=_("Four Seasons around Shenyang"),
        days=[_("Day %(n)s", n=day) for day in range(1, route.days + 1)],
        advised=_("Advised: %(months)s", months=months_text(route.months)) if route.months else "",
        months=route.months,
    )


def _facts(days: int, stops: int, way: float | None) -> list[str]:
    found = [ngettext("%(num)s day", "%(num)s days", days), ngettext("%(num)s stop", "%(num)s stops", stops)]
    return [*found, _("about %(way)s", way=km(way))] if way else found


def _png(picture: bytes) -> Response:
    made = raster.png(picture.decode(), home("static") / "fonts", PNG_PX)
    return Response(made, mimetype="image/png")


def _svg(picture: bytes) -> Response:
    answer = Response(picture, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    return answer
