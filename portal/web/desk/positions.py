"""Positions from text or a file: what datum, where that is in WGS-84, and which places of the register lie there."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.catalogue import places, read
from portal.catalogue.places import Place
from portal.content import coordinates, positions
from portal.content.positions import DATUMS, Placed, Read
from portal.documents import WayDocument
from portal.extensions import db
from portal.kernel import geo
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.kernel.geo import REGION, Point
from portal.kernel.text import compact
from portal.publishing import ways
from portal.web import now
from portal.web.common import language
from portal.web.desk import doing
from portal.web.desk.guards import actor

SAME_KM: Final = 0.3
"""Two positions nearer than this may be one place."""

MAX_BODY: Final = positions.MAX_BYTES + 2**20
SHOWN: Final = 200
LINE_CHARACTERS: Final = 120_000

PROBLEMS: Final[Mapping[str, LazyString]] = {
    "the file is larger than 5 MB": _l("The file is larger than 5 MB."),
    "there are more than 5,000 points in it": _l(
        "There are more than 5,000 points in it; simplify the line or split the file."
    ),
    "there is no position in it": _l("There is no position in it."),
    "this line is no position": _l("“%(given)s” is no position. Write latitude and longitude, such as 41.79, 123.45."),
    "these numbers are no position on the earth": _l("%(given)s is no position on the earth."),
    "this is neither GPX nor KML nor GeoJSON": _l("This is neither GPX nor KML nor GeoJSON."),
    "this archive holds no KML file that can be read": _l("This archive holds no KML file that can be read."),
    "this file is nested too deeply": _l("This file is nested too deeply."),
    "this file has a DOCTYPE, which no GPX or KML needs": _l(
        "This file has a DOCTYPE, which no GPX or KML needs, so it was not read."
    ),
    "this XML is broken": _l("This XML is broken."),
    "there are coordinates that are no two numbers": _l("There are coordinates that are no two numbers: “%(given)s”."),
    "this is no GeoJSON that can be read": _l("This is no GeoJSON that can be read."),
    "nobody knows this datum": _l("Choose the datum: it says from which map the numbers come."),
    "this line has no length": _l("This line has no length."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A position with the place of the register that it may be: by position within 300 m, else by name."""

    placed: Placed
    match: str
    match_key: str
    away_m: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line in WGS-84 as an encoded polyline."""

    name: str
    line: str
    points: int
    km: float


def show() -> str:
    """The empty form."""
    return _page()


def show_post() -> str | tuple[str, int]:
    """The preview of what came."""
    datum = request.form.get("datum", "")
    file = request.files.get("file")
    text = request.form.get("text", "")[:20_000]
    try:
        found = positions.read(file.read(positions.MAX_BYTES + 1)) if file else Read(coordinates.typed(text))
        register = places.register(db.session, read.shelf(db.session))
        rows = [_row(register, positions.placed(point, datum)) for point in found.points[:SHOWN]]
        lines = [_line(line.name, positions.placed_line(line, datum)) for line in found.lines]
    except NotValid as error:
        return _page(problem=_told(error)), 422
    return _page(rows=rows, lines=lines, more=max(0, len(found.points) - SHOWN))


def way() -> str | Response | tuple[str, int]:
    """A line as a route's way: first what each leg would be, then, confirmed, published."""
    key, name = (
        request.form.get("route", "").strip(),
        request.form.get("name", "").strip()[:100] or _("a measured line"),
    )
    if key not in read.shelf(db.session).routes:
        return _page(problem=_("“%(given)s” is not on the site.", given=key[:80])), 422
    try:
        points = geo.decoded(request.form.get("line", "")[:LINE_CHARACTERS])
        if not points or not all(REGION.holds(point) for point in points):
            raise NotValid("this line has no length")
        return (_publish if request.form.get("do") == "publish" else _way_page)(key, points, name)
    except (NotValid, ValueError) as error:
        return _page(problem=_told(error) if isinstance(error, NotValid) else _("This is no line.")), 422


def _publish(key: str, points: list[Point], name: str) -> Response | tuple[str, int]:
    base = [doing.number(given) for given in request.form.getlist("base")]
    try:
        ways.publish(db.session, actor(), now(), key, _way(key, points, name), base=base)
    except NotAllowed:
        return _page(problem=_("Only a reviewer of the bureau that leads this route may change its way.")), 403
    except NotFound:
        return _page(problem=_("“%(given)s” is not on the site.", given=key[:80])), 422
    except Conflict:
        db.session.rollback()
        return _way_page(key, points, name, _("Somebody changed this route meanwhile. Look at its legs again.")), 409
    db.session.commit()
    flash(_("The route is drawn along this line now."), "success")
    return redirect(url_for("desk.positions"), 303)


def _way(key: str, points: list[Point], name: str) -> WayDocument:
    shelf = read.shelf(db.session)
    return positions.way(shelf.routes[key], shelf.attractions, points, name)


def _way_page(key: str, points: list[Point], name: str, problem: str = "") -> str:
    base = ways.shown(db.session, key)  # before the legs: what is published in between is a conflict then
    return render_template(
        "desk/way.html",
        key=key,
        base=base,
        route=read.shelf(db.session).routes[key],
        name=name,
        way=_way(key, points, name),
        line=geo.encoded(points),
        problem=problem,
    )


def _page(*, problem: str = "", rows: list[Row] | None = None, lines: list[Line] | None = None, more: int = 0) -> str:
    shelf, lang = read.shelf(db.session), language.current()
    return render_template(
        "desk/positions.html",
        problem=problem,
        rows=rows or [],
        lines=lines or [],
        more=more,
        datums=DATUMS,
        datum=request.form.get("datum", ""),
        text=request.form.get("text", ""),
        wanted=request.values.get("for", "")[:64],
        routes={key: route.title.get(lang) or route.title["zh"] for key, route in shelf.routes.items()},
    )


def _row(register: Mapping[str, Place], placed: Placed) -> Row:
    lang = language.current()
    near = places.around(register.values(), placed.at, SAME_KM)
    if near:
        place, km = near[0]
        return Row(placed, place.called(lang), place.key, round(km * 1000))
    same = next((place for place in register.values() if placed.name and _is_called(place, placed.name)), None)
    away = round(geo.distance_km(placed.at, same.at) * 1000) if same and same.at else None
    return Row(placed, same.called(lang) if same else "", same.key if same else "", away)


def _is_called(place: Place, name: str) -> bool:
    return compact(name) in {compact(each) for each in place.name.values()} - {""}


def _line(name: str, points: list[Point]) -> Line:
    km = sum(geo.distance_km(a, b) for a, b in pairwise(points))
    return Line(name, geo.encoded(points), len(points), round(km, 1))


def _told(error: NotValid) -> str:
    otherwise = _l("A leg is too long or too detailed for a way; simplify the line.")
    return str(PROBLEMS.get(str(error), otherwise)) % {"given": error.given}
