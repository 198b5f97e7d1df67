"""The way of a route: each leg along roads, on foot or by rail, or straight where no way is known.

The rules, in this order: two places within `BESIDE_KM` are walked between, and so are those of a walk within `WALK_KM`;
by public transport one takes the train where both ends have a station near and a line joins them; all else goes
by road, bicycles never by motorway. A leg stays straight (schematic) where a place is over 5 km from every road, or
where the way found is more than twice the straight line, which tells of a road that we do not know. See features.md T9
and section 4.3 of the facts' SOURCES.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import shapely

from portal.documents import AttractionDocument, RouteDocument, Source, WayDocument, WayLeg
from portal.documents.way import Kind
from portal.kernel.geo import Point, distance_km, encoded, travel_km, travel_minutes
from portal.maps.network import Found, Network

BESIDE_KM: Final = 0.8
WALK_KM: Final = 5.0
STATION_KM: Final = 12.0
"""Not every station is in the source (铁岭站 is not), so one from the edge of the town has to count."""

TRAIN_KM: Final = 25.0
"""Nobody takes a train for less."""

WAIT_MINUTES: Final = 30
COACH: Final = 1.25
ON_FOOT_DETOUR: Final = 1.3
MOST_DETOUR: Final = 2.0
TOLERANCE_DEGREES: Final = 0.0002
"""A vertex that moves the line by less than some 20 m is left out: the source's own grid is half of that."""

LOOSE_KM: Final = 1.0
"""The straight piece between a place and a road that a reader should be able to tell from a road."""

SOURCES: Final = [
    Source(title="OpenStreetMap contributors, OpenMapTiles (content/geo/network.geojson); portal content trace")
]

ASKED: Final = [Source(title="OpenStreetMap contributors, by a route server (OSRM); portal content trace")]

Ask = Callable[[Point, Point, str], Found | None]
"""(from, to, mode) -> what a route server answers; None when it knows no way."""


class Networks(NamedTuple):
    """What ways are looked for on: `lanes` are roads without motorways; `ask` is a route server and comes first."""

    roads: Network
    lanes: Network
    rails: Network
    stations: list[Point]
    ask: Ask | None = None


def trace(route: RouteDocument, attractions: Mapping[str, AttractionDocument], networks: Networks) -> WayDocument:
    """The way of one route; it has a leg for each two stops in a row whose positions are known."""
    places = {stop.attraction: attractions[stop.attraction].point.position for stop in route.stops()}
    pairs = dict.fromkeys(pairwise(stop.attraction for stop in route.stops()))
    legs = [
        leg((start, end), (a, b), route.mode, networks)
        for start, end in pairs
        if (a := places[start]) and (b := places[end])
    ]
    return WayDocument(legs=legs, sources=ASKED if networks.ask else SOURCES)


def leg(keys: tuple[str, str], places: tuple[Point, Point], mode: str, networks: Networks) -> WayLeg:
    """The leg between two places by the rules above; `mode` is the route's."""
    (start, end), (a, b) = keys, places
    km = distance_km(a, b)
    if km <= BESIDE_KM or (mode == "walk" and km <= WALK_KM):
        km *= ON_FOOT_DETOUR
        return _leg(start, end, "walk", Found([a, b], km, travel_minutes(km, "walk")))
    if mode == "transit" and (found := _by_train(a, b, networks)):
        return _leg(start, end, "rail", found)
    found = _by_road(a, b, mode, networks)
    if found is None or found.km > MOST_DETOUR * km:
        return _leg(start, end, "straight", Found([a, b], travel_km(a, b), travel_minutes(travel_km(a, b), mode)))
    return _leg(start, end, "road", found)


def _by_road(a: Point, b: Point, mode: str, networks: Networks) -> Found | None:
    ours = networks.lanes if mode in ("walk", "cycle") else networks.roads
    found = (networks.ask(a, b, mode) if networks.ask else None) or ours.way(a, b)
    if found and mode == "cycle":
        return found._replace(minutes=travel_minutes(found.km, mode))
    if found and mode == "transit":  # a coach on the same roads, and the wait for it; a city bus is slower
        coach = found.minutes * COACH + WAIT_MINUTES
        return found._replace(minutes=min(coach, travel_minutes(found.km, mode)))
    return found


def _by_train(a: Point, b: Point, networks: Networks) -> Found | None:
    """From the station nearest to one place to the one nearest to the other; the ways to them are straight."""
    board, alight = _nearest(a, networks.stations), _nearest(b, networks.stations)
    if board is None or alight is None or distance_km(board, alight) < TRAIN_KM:
        return None
    ride = networks.rails.way(board, alight)
    if ride is None or ride.km > MOST_DETOUR * distance_km(board, alight):
        return None
    ends = (distance_km(a, board) + distance_km(alight, b)) * ON_FOOT_DETOUR
    minutes = ride.minutes + WAIT_MINUTES + travel_minutes(ends, "transit")
    return Found([a, *ride.points, b], ride.km + ends, minutes)


def _nearest(place: Point, stations: Iterable[Point]) -> Point | None:
    nearest = min(stations, key=lambda station: distance_km(place, station), default=None)
    return nearest if nearest and distance_km(place, nearest) <= STATION_KM else None


def _leg(start: str, end: str, kind: Kind, found: Found) -> WayLeg:
    a, *road, b = found.points
    if len(road) > 1:
        simple = shapely.LineString([(point.lon, point.lat) for point in road]).simplify(TOLERANCE_DEGREES)
        road = [Point(lat, lon) for lon, lat in simple.coords]
    sides: list[Literal["start", "end"]] = ["start", "end"]
    return WayLeg(
        start=start,
        end=end,
        kind=kind,
        km=round(found.km, 1),
        minutes=5 * max(1, round(found.minutes / 5)),
        line=encoded([a, *road, b]),
        loose=[side for side, km in zip(sides, found.off_road, strict=True) if km > LOOSE_KM],
    )
