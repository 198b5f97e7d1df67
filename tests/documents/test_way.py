"""The way of a route: used where it fits the stops, straight where it does not."""

import factories as make
import pytest
from pydantic import ValidationError

from portal.documents import WayDocument, WayLeg, stretches
from portal.kernel.geo import REGION, Point, distance_km, encoded, travel_km

A, MIDDLE, B, C = Point(41.0, 123.0), Point(41.05, 123.03), Point(41.0, 123.1), Point(41.1, 123.1)
PLACES = {"a": A, "b": B, "c": C, "nowhere": None}
ROAD = WayLeg(start="a", end="b", kind="road", km=14.2, minutes=20, line=encoded([A, MIDDLE, B]))


def legs(*stops, way=WayDocument(legs=[ROAD]), places=PLACES):  # noqa: B008  a document never changes
    return list(stretches(make.route(*stops), places, way))


def test_a_traced_leg_is_used_between_its_own_stops():
    assert [(s.number, s.leg.kind, s.leg.km) for s in legs("a", "b")] == [(2, "road", 14.2)]


def test_another_pair_and_the_way_back_are_straight_guesses():
    assert [s.leg.kind for s in legs("b", "a", "c")] == ["straight", "straight"]
    assert legs("b", "a")[0].leg.km == travel_km(B, A)


def test_a_stop_that_moved_since_takes_its_leg_along_as_a_straight_line():
    moved = {**PLACES, "b": Point(41.001, 123.1)}

    assert distance_km(B, moved["b"]) > 0.1
    assert legs("a", "b", places=moved)[0].leg.kind == "straight"


def test_days_and_numbers_are_those_of_the_stop_that_the_leg_ends_at():
    assert [(s.day, s.number) for s in legs(("a", "b"), ("c",))] == [(1, 2), (2, 3)]


def test_a_stop_of_unknown_position_is_passed_over_by_a_straight_line():
    assert [(s.number, s.leg.kind) for s in legs("a", "nowhere", "b")] == [(3, "straight")]


@pytest.mark.parametrize("stops", [("a",), ("nowhere",), ("nowhere", "nowhere")])
def test_less_than_two_places_have_no_way(stops):
    assert legs(*stops) == []


@pytest.mark.parametrize("line", ["", "<script>", "_p~iF", "~", encoded([A])])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(ValidationError):
        WayLeg(start="a", end="b", kind="road", km=1, minutes=5, line=line)


def test_loose_ends_are_straight_pieces_of_a_leg():
    loose = ROAD.model_copy(update={"loose": ["start", "end"]})

    assert ROAD.pieces() == [("road", [A, MIDDLE, B])]
    assert loose.pieces() == [("straight", [A, MIDDLE]), ("straight", [MIDDLE, B])]


@pytest.mark.parametrize("mode", ["walk", "cycle", "drive", "transit"])
def test_a_leg_from_one_corner_of_the_region_to_the_other_is_a_leg_too(mode):
    (stretch,) = stretches(make.route("a", "b", mode=mode), {"a": REGION.south_west, "b": REGION.north_east})

    assert WayLeg.model_validate(stretch.leg.model_dump()) == stretch.leg
