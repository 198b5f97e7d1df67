"""Geodata beside the pages: a route, an attraction or an event as GeoJSON."""

from collections.abc import Callable

from flask import Response

from portal.catalogue import asking, selecting
from portal.catalogue.cards import Cards
from portal.formats import geojson
from portal.formats.geojson import Json
from portal.web.common.addresses import Addresses
from portal.web.common.reading import asked, cards
from portal.web.common.security import open_to_all
from portal.web.site.pages import or_moved


def route_geojson(key: str) -> Response:
    """A route's pieces of way and its stops."""
    return _answer("route", key, lambda shown: geojson.itinerary(shown, key, Addresses()))


def attraction_geojson(key: str) -> Response:
    """An attraction as one feature."""
    return _answer("attraction", key, lambda shown: geojson.feature(shown, "attraction", key, Addresses()))


def event_geojson(key: str) -> Response:
    """An event as one feature, at the place of its next or latest edition."""
    return _answer("event", key, lambda shown: geojson.feature(shown, "event", key, Addresses()))


def _answer(kind: str, key: str, made: Callable[[Cards], Json]) -> Response:
    asking.only(asked(), set())
    shown = cards()
    if key not in selecting.keys(shown, kind):
        or_moved(kind, f"site.{kind}_geojson", key)
    answer = Response(geojson.encoded(made(shown)), mimetype=geojson.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.geojson"'
    open_to_all(answer)
    return answer
