"""Finding a place in the register: a page for people, JSON for the scripts of the desk's forms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Response, jsonify, render_template, request

from portal.catalogue import places, read
from portal.catalogue.places import Place
from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.kernel.geo import REGION, Point
from portal.kernel.text import printable
from portal.publishing import permissions
from portal.search import suggest as suggestions
from portal.search.generation import Unavailable
from portal.web import now, settings
from portal.web.common import language
from portal.web.common.templating import listed
from portal.web.desk.guards import actor

LIMIT: Final = 20
WEAK: Final = 5
"""Of what is not called so, and may be meant all the same."""

ASKED: Final = 200
"""So many suggestions of all kinds leave enough attractions among them."""

NEAR_KM: Final = 3.0
WIDEST_KM: Final = 60.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A place or a route to choose; `where` says in which area it lies, `km` how far it is from where one asked;
    `is_weak` that it is not called as one asked; `asks` names the bureaus, none of the reader's, that have a say in it.
    """

    kind: str
    key: str
    name: str
    where: str
    at: Point | None
    is_draft: bool = False
    km: float | None = None
    is_weak: bool = False
    asks: str = ""
    area: str = ""

    def as_json(self) -> dict[str, Any]:
        """What a script gets."""
        lat, lon = self.at or (None, None)
        how = {"draft": self.is_draft, "weak": self.is_weak, "asks": self.asks}
        more = {"area": self.area, "lat": lat, "lon": lon, "km": self.km}
        return {"kind": self.kind, "key": self.key, "name": self.name, "where": self.where, **how, **more}


def attractions() -> str:
    """The page: for whoever has no scripts, with keys to copy."""
    text = _asked_text()
    return render_template("desk/find.html", text=text, choices=asking(found(text)))


def attractions_json() -> Response:
    """The same for scripts: by `q`, or around `near=lat,lon` within `km`; routes too where `kind=route`. With
    `own=first` the reader's own come before what other bureaus have a say in.
    """
    centre = point_of(request.args.get("near", ""))
    if centre:
        choices = asking(around(centre, min(_number("km", NEAR_KM), WIDEST_KM)))
    elif request.args.get("kind") == "route":
        choices = routes(_asked_text())
    else:
        choices = asking(found(_asked_text()))
    if request.args.get("own") == "first":
        choices = own_first(choices)
    return jsonify({"choices": [choice.as_json() for choice in choices]})


def found(text: str) -> list[Choice]:
    """The places that a text names, in Chinese, pinyin, initials, English or by an alias; the best first. Where none is
    called so, a few that have to do with it (`is_weak`).
    """
    shelf = read.shelf(db.session)
    register = places.register(db.session, shelf)
    keys, weak = _suggested("attraction", text)
    keys += [place.key for place in places.matching(register, text) if place.is_draft or not keys]
    found = [_choice(shelf, register[key]) for key in dict.fromkeys(keys) if key in register][:LIMIT]
    return found or [replace(_choice(shelf, register[key]), is_weak=True) for key in weak if key in register][:WEAK]


def routes(text: str) -> list[Choice]:
    """The published routes that a text names, else a few that have to do with it."""
    keys, weak = _suggested("route", text)
    return named_routes(keys[:LIMIT]) or [replace(route, is_weak=True) for route in named_routes(weak)[:WEAK]]


def named_routes(keys: Iterable[str]) -> list[Choice]:
    """These routes as a form shows them; those that are not published are left out."""
    shelf, lang = read.shelf(db.session), language.current()
    known = [(key, shelf.routes[key]) for key in keys if key in shelf.routes]
    return [
        Choice("route", key, _said(r.title, lang), _areas(shelf, r.areas), None, asks=_others(shelf, r.areas))
        for key, r in known
    ]


def asking(choices: Iterable[Choice]) -> list[Choice]:
    """The same places, each with the bureaus, none of the reader's, that have a say in it."""
    shelf = read.shelf(db.session)
    return [replace(choice, asks=_others(shelf, [choice.area])) for choice in choices]


def own_first(choices: Iterable[Choice]) -> list[Choice]:
    """The same, what no other bureau has a say in before the rest."""
    return sorted(choices, key=lambda choice: bool(choice.asks))


def around(centre: Point, km: float) -> list[Choice]:
    """What may be visited within so many kilometres, nearest first."""
    shelf = read.shelf(db.session)
    published = [place for place in places.register(db.session, shelf).values() if not place.is_draft]
    return [_choice(shelf, place, away) for place, away in places.around(published, centre, km)]


def named(keys: Iterable[str] | None = None) -> dict[str, Choice]:
    """Key -> the place as a form shows it: of these, or of the whole register."""
    shelf = read.shelf(db.session)
    register = places.register(db.session, shelf)
    wanted = register if keys is None else {key: register[key] for key in keys if key in register}
    return {key: _choice(shelf, place) for key, place in wanted.items()}


def point_of(text: str) -> Point | None:
    """A point of the region from "lat,lon"; None for anything else."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    point = Point(lat, lon)
    return point if REGION.holds(point) else None


def _suggested(kind: str, text: str) -> tuple[list[str], list[str]]:
    """The keys of what is called so, and of what only has to do with it."""
    try:
        some = suggestions.suggest(settings().search_dir, text, limit=ASKED, month=now().month)
    except Unavailable:
        return [], []
    of_kind = [each for each in some if each.kind == kind]
    return [each.key for each in of_kind if each.is_named], [each.key for each in of_kind if not each.is_named]


def _choice(shelf: Shelf, place: Place, km: float | None = None) -> Choice:
    lang = language.current()
    away = None if km is None else round(km, 2)
    where = _areas(shelf, [place.area])
    return Choice("attraction", place.key, place.called(lang), where, place.at, place.is_draft, away, area=place.area)


def _others(shelf: Shelf, keys: Iterable[str]) -> str:
    return _areas(shelf, [key for key in keys if not permissions.may(actor(), "submit", [key])])


def _areas(shelf: Shelf, keys: Iterable[str]) -> str:
    return listed(_said(shelf.areas[key].name, language.current()) for key in keys if key in shelf.areas)


def _said(texts: dict[str, str], lang: str) -> str:
    return texts.get(lang) or texts["zh"]


def _asked_text() -> str:
    return printable(request.args.get("q", ""))[:100]


def _number(name: str, default: float) -> float:
    value = request.args.get(name, default, type=float)
    return value if value > 0 else default  # a text that is no number, or NaN, is none
