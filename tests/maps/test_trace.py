"""Which way a leg takes: on foot, by rail, along roads, or straight where nobody knows."""

import factories as make
import pytest
from shapely.geometry import LineString

from portal.kernel.geo import Point, decoded, distance_km
from portal.maps.network import Found, Network
from portal.maps.trace import WAIT_MINUTES, Networks, trace

A, B, NEAR, FAR = Point(41.9, 123.0), Point(41.9, 123.4), Point(41.9, 123.005), Point(42.3, 123.4)
PLACES = {
    "a": make.attraction(1, at=A),
    "b": make.attraction(2, at=B),
    "near": make.attraction(3, at=NEAR),
    "far": make.attraction(4, at=FAR),
    "nowhere": make.attraction(5),
}


def networks(ask=None, *, stations=(), points=(A, B, NEAR, FAR)) -> Networks:
    road = ("primary", LineString([(123.0, 41.9), (123.2, 42.0), (123.4, 41.9)]))
    links = [("secondary", LineString([(lon, 41.9), (lon, 41.87)])) for lon in (123.0, 123.4)]
    motorway = ("motorway", LineString([(122.9, 41.88), (123.5, 41.88)]))
    rail = ("rail", LineString([(123.0, 41.91), (123.4, 41.91)]))
    return Networks(
        Network([road, *links, motorway], points),
        Network([road, *links], points),
        Network([rail], stations),
        list(stations),
        ask,
    )


def leg(*stops: str, mode: str = "drive", **more):
    return trace(make.route(*stops, mode=mode), PLACES, networks(**more)).legs[0]


def test_a_drive_follows_roads_and_ends_at_both_stops():
    found = leg("a", "b")

    assert found.kind == "road"
    assert found.km > distance_km(A, B)
    line = decoded(found.line)
    assert (line[0], line[-1]) == (A, B)
    assert len(line) > 2


def test_neighbours_are_walked_between_whatever_the_mode():
    found = leg("a", "near", mode="drive")

    assert (found.kind, found.minutes) == ("walk", 10)
    assert found.km == pytest.approx(1.3 * distance_km(A, NEAR), abs=0.06)


def test_a_place_far_from_roads_gets_a_straight_line_that_says_so():
    found = leg("b", "far")

    assert (found.kind, decoded(found.line)) == ("straight", [B, FAR])


def test_a_way_more_than_twice_the_straight_line_is_drawn_straight():
    detour = Found([A, Point(42.9, 123.2), B], 2.1 * distance_km(A, B), 90)

    assert leg("a", "b", ask=lambda *_: detour).kind == "straight"
    assert leg("a", "b", ask=lambda *_: detour._replace(km=1.9 * distance_km(A, B))).kind == "road"


def test_a_bicycle_never_takes_the_motorway():
    car, bicycle = leg("a", "b"), leg("a", "b", mode="cycle")

    assert min(p.lat for p in decoded(car.line)) == pytest.approx(41.88, abs=0.001)
    assert max(p.lat for p in decoded(bicycle.line)) == pytest.approx(42.0, abs=0.001)
    assert bicycle.minutes > 2 * car.minutes


def test_by_public_transport_one_takes_the_train_where_stations_are_near():
    stations = [Point(41.91, 123.0), Point(41.91, 123.4)]
    train, bus = leg("a", "b", mode="transit", stations=stations), leg("a", "b", mode="transit")

    assert (train.kind, bus.kind) == ("rail", "road")
    assert train.minutes > WAIT_MINUTES
    assert all(point.lat < 41.92 for point in decoded(train.line))


def test_a_route_server_is_asked_first_with_the_mode_of_the_route():
    asked = []
    answer = Found([A, Point(41.95, 123.2), B], 40, 33)
    found = leg("a", "b", ask=lambda *question: asked.append(question) or answer)

    assert asked == [(A, B, "drive")]
    assert (found.km, found.minutes) == (40, 35)


def test_a_route_server_that_knows_no_way_leaves_it_to_our_own_roads():
    assert leg("a", "b", ask=lambda *_: None).kind == "road"


def test_there_is_no_leg_to_or_over_a_stop_of_unknown_position():
    way = trace(make.route("a", "nowhere", "b", "a"), PLACES, networks())

    assert [(found.start, found.end) for found in way.legs] == [("b", "a")]


def test_one_stop_and_sixty_stops_have_as_many_legs_as_ways():
    sixty = ["a", "b"] * 30

    assert trace(make.route("a"), PLACES, networks()).legs == []
    assert {(found.start, found.end) for found in trace(make.route(*sixty), PLACES, networks()).legs} == {
        ("a", "b"),
        ("b", "a"),
    }


def test_the_piece_from_a_road_to_a_place_in_the_fields_is_told_from_the_road():
    field = Point(41.935, 123.4)
    places = {**PLACES, "field": make.attraction(6, at=field)}
    on_road, off_road = leg("a", "b"), trace(make.route("a", "field"), places, networks(points=[A, field])).legs[0]

    assert (on_road.loose, off_road.loose) == ([], ["end"])
    assert [kind for kind, _ in off_road.pieces()] == ["road", "straight"]
    assert off_road.pieces()[1][1][-1] == field
    assert [kind for kind, _ in on_road.pieces()] == ["road"]
