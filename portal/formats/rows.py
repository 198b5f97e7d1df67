"""A route, an attraction or an event as one row of a table: what GeoJSON calls properties and CSV calls columns.

Every row of a kind has the same columns; an unknown value is None. Names stand in both languages, `_zh` and `_en`.
Several values in one column (keys, months) are joined by a semicolon, because tables and geographic programs know no
lists. Opening hours and prices stay on the page, beside the day on which they were checked: a copy would outlive them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from portal.catalogue import selecting
from portal.catalogue.cards import Cards
from portal.documents import AttractionDocument, EventDocument, Occurrence, RouteDocument
from portal.formats.provenance import LINE_CREDIT, LINE_LICENCE, PUBLISHER, Links
from portal.kernel.locale import LANGUAGES

Value = str | int | float | bool | None
Row = dict[str, Value]

JOINT: Final = ";"
_ALL: Final = "url_zh url_en url_short updated licence geometry_licence attribution"
COLUMNS: Final = {
    "route": (
        "number name_zh name_en summary_zh summary_en season season_zh season_en themes themes_zh themes_en"
        f" areas areas_zh areas_en months days stops km km_schematic mode effort audience origin closed {_ALL}"
    ).split(),
    "attraction": (
        "number name_zh name_en summary_zh summary_en area area_zh area_en district_zh district_en"
        " categories categories_zh categories_en grade months state minutes address_zh address_en"
        f" indoor family elders barrier_free position {_ALL}"
    ).split(),
    "event": (
        "number name_zh name_en summary_zh summary_en kind kind_zh kind_en areas areas_zh areas_en jointly months"
        " official edition_zh edition_en start_date end_date previous_date when_zh when_en status venue_zh venue_en"
        f" place dates {_ALL}"
    ).split(),
}
"""Kind -> the columns of its rows in order, for a table that has no row. Partners build on them: none is renamed."""

_CREDIT: Final = " / ".join(PUBLISHER[lang] for lang in LANGUAGES)


def row(cards: Cards, kind: str, key: str, links: Links) -> Row:
    """The row of a published route, attraction or event; whatever depends on the day is as of the day of `cards`."""
    made: Mapping[str, Callable[[Cards, str], Row]] = {"route": _route, "attraction": _attraction, "event": _event}
    shelf = cards.shelf
    documents: Mapping[str, Mapping[str, Any]] = {
        "route": shelf.routes,
        "attraction": shelf.attractions,
        "event": shelf.events,
    }
    document = documents[kind][key]
    published = shelf.published.get((kind, key))
    is_placed = bool(selecting.position(cards, kind, key))
    is_odbl = is_placed and _is_odbl(cards, kind, key)
    return {
        "number": document.number,
        **made[kind](cards, key),
        **{f"url_{lang}": links.page(kind, key, lang) for lang in LANGUAGES},
        "url_short": links.short(kind, document.number),
        "updated": published.isoformat(timespec="seconds").replace("+00:00", "Z") if published else None,
        "licence": document.licence,
        "geometry_licence": LINE_LICENCE if is_odbl else document.licence if is_placed else None,
        "attribution": f"{_CREDIT}; {LINE_CREDIT}" if is_odbl else _CREDIT,
    }


def _is_odbl(cards: Cards, kind: str, key: str) -> bool:
    """Whether the geometry comes from OpenStreetMap: lines do, and positions whose sources name it (LICENSE, 3)."""
    if kind == "route":
        return True
    shown = cards.shown(key) if kind == "event" else None
    place = (shown and shown.attraction) if kind == "event" else key
    sources = cards.shelf.attractions[place].sources if place else []
    return any("OpenStreetMap" in (source.title or "") for source in sources)


def _route(cards: Cards, key: str) -> Row:
    document: RouteDocument = cards.shelf.routes[key]
    card = cards.route(key)
    stretches = list(cards.shelf.stretches(key))
    schematic = sum((stretch.leg.km for stretch in stretches if stretch.leg.kind == "straight"), 0.0)
    return {
        **_texts("name", document.title),
        **_texts("summary", document.summary),
        **_terms(cards, "season", "seasons", [document.season]),
        **_terms(cards, "themes", "themes", document.themes),
        **_areas(cards, "areas", document.areas),
        "months": _joined(document.advised.months),
        "days": card.days,
        "stops": card.stops,
        "km": None if card.km is None else round(card.km, 1),
        "km_schematic": round(schematic, 1) if stretches else None,
        "mode": document.mode,
        "effort": document.effort.level,
        "audience": _joined(document.suits),
        "origin": document.origin,
        "closed": card.closed,
    }


def _attraction(cards: Cards, key: str) -> Row:
    document: AttractionDocument = cards.shelf.attractions[key]
    return {
        **_texts("name", document.name),
        **_texts("summary", document.summary),
        **_areas(cards, "area", [document.area]),
        **_texts("district", document.district),
        **_terms(cards, "categories", "categories", document.categories),
        "grade": document.grade.level if document.grade else None,
        "months": _joined(document.advised.months),
        "state": document.state.state,
        "minutes": document.minutes,
        **_texts("address", document.address),
        "indoor": document.access.indoor,
        "family": document.access.family,
        "elders": document.access.elders,
        "barrier_free": document.access.barrier_free,
        "position": document.point.quality,
    }


def _event(cards: Cards, key: str) -> Row:
    document: EventDocument = cards.shelf.events[key]
    shown = cards.shown(key)
    return {
        **_texts("name", document.name),
        **_texts("summary", document.summary),
        **_terms(cards, "kind", "kinds", [document.kind]),
        **_areas(cards, "areas", document.areas),
        "jointly": document.joint,
        "months": _joined(document.usual.months),
        "official": document.official,
        **_texts("edition", shown.edition if shown else None),
        "start_date": shown.starts.isoformat() if shown and shown.starts else None,
        "end_date": shown.last_day.isoformat() if shown and shown.last_day else None,
        "previous_date": shown.previous_start.isoformat() if shown and shown.previous_start else None,
        **_texts("when", shown.when if shown else None),
        "status": shown.status if shown else None,
        **_texts("venue", shown.venue if shown else None),
        "place": shown.attraction if shown else None,
        "dates": _joined(_dates(o) for o in document.occurrences if o.starts),
    }


def _dates(occurrence: Occurrence) -> str:
    """An ISO 8601 date, or two with a slash between."""
    return "/".join(dict.fromkeys(f"{day}" for day in (occurrence.starts, occurrence.last_day)))


def _texts(column: str, texts: Mapping[str, str] | None) -> Row:
    return {f"{column}_{lang}": (texts or {}).get(lang) for lang in LANGUAGES}


def _terms(cards: Cards, column: str, vocabulary: str, keys: list[str]) -> Row:
    known = cards.shelf.words(vocabulary)
    return _named(column, keys, {key: known[key].name for key in keys if key in known})


def _areas(cards: Cards, column: str, keys: list[str]) -> Row:
    return _named(column, keys, {key: cards.shelf.areas[key].name for key in keys})


def _named(column: str, keys: list[str], names: Mapping[str, Mapping[str, str]]) -> Row:
    """The keys, and their names in each language; what has no name speaks for itself."""
    said = {f"{column}_{lang}": _joined(names.get(key, {}).get(lang, key) for key in keys) for lang in LANGUAGES}
    return {column: _joined(keys), **said}


def _joined(values: Iterable[object]) -> str | None:
    return JOINT.join(map(str, values)) or None
