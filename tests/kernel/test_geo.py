import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.geo import (
    KM_PER_HOUR,
    Box,
    Point,
    bounds,
    decoded,
    distance_km,
    encoded,
    travel_km,
    travel_minutes,
)

PALACE = Point(41.7966, 123.4506)
WATER_CAVE = Point(41.3020, 124.0900)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180, exclude_max=True))


def test_a_degree_of_latitude_is_about_111_km():
    assert distance_km(Point(41, 123), Point(42, 123)) == pytest.approx(111.195, abs=0.01)


def test_the_palace_and_the_water_cave_are_76_km_apart_as_the_crow_flies():
    assert distance_km(PALACE, WATER_CAVE) == pytest.approx(76.5, abs=0.5)


@given(points, points)
def test_a_way_is_as_long_back_as_forth_and_never_longer_than_half_the_earth(a, b):
    assert 0 <= distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert distance_km(a, b) <= 20_016


def test_a_way_by_road_is_longer_than_the_straight_line():
    assert travel_km(PALACE, WATER_CAVE) > distance_km(PALACE, WATER_CAVE)


@pytest.mark.parametrize("mode", KM_PER_HOUR)
def test_travel_time_is_rounded_up_to_five_minutes(mode):
    assert travel_minutes(0.01, mode) == 5
    assert travel_minutes(KM_PER_HOUR[mode], mode) == 60
    assert travel_minutes(0, mode) == 0


def test_the_same_way_takes_longer_on_foot_than_by_car():
    assert travel_minutes(10, "walk") > travel_minutes(10, "cycle") > travel_minutes(10, "drive")


def test_bounds_are_the_south_west_and_the_north_east_corner():
    assert bounds([PALACE, WATER_CAVE]) == (Point(41.3020, 123.4506), Point(41.7966, 124.0900))


def test_nothing_has_no_bounds():
    with pytest.raises(ValueError, match="empty"):
        bounds([])


def test_a_line_is_encoded_as_google_published_it_and_read_again():
    line = [Point(38.5, -120.2), Point(40.7, -120.95), Point(43.252, -126.453)]

    assert encoded(line) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert decoded(encoded(line)) == line
    assert encoded([]) == ""
    assert decoded("") == []


@pytest.mark.parametrize("text", ["_p~iF", "~", "_p~iF~ps|U_"])
def test_a_text_that_ends_in_the_middle_of_a_number_is_no_line(text):
    with pytest.raises(ValueError, match="no encoded polyline"):
        decoded(text)


def test_a_box_holds_what_lies_in_it_and_meets_what_it_touches():
    box = Box(Point(41, 123), Point(42, 124))

    assert box.holds(Point(41, 124))
    assert not box.holds(Point(42.1, 123.5))
    assert box.meets(Box(Point(42, 124), Point(43, 125)))
    assert not box.meets(Box(Point(42.1, 123), Point(43, 124)))


BOX = Box(Point(41.0, 123.0), Point(42.0, 124.0))


@pytest.mark.parametrize(
    "line",
    [
        [Point(41.5, 123.5)],
        [Point(41.0, 123.0)],
        [Point(41.5, 123.2), Point(41.6, 123.3)],
        [Point(41.5, 120.0), Point(41.5, 130.0)],
        [Point(40.0, 123.5), Point(43.0, 123.5)],
        [Point(40.5, 123.5), Point(41.5, 122.5)],
        [Point(43.0, 130.0), Point(42.0, 124.0)],
        [Point(50.0, 123.5), Point(41.5, 123.5), Point(50.0, 123.5)],
        [Point(41.5, 123.5), Point(41.5, 123.5)],
    ],
)
def test_a_box_is_touched_by_a_line_that_lies_in_it_crosses_it_or_ends_on_its_edge(line):
    assert BOX.touches(line)


@pytest.mark.parametrize(
    "line",
    [
        [],
        [Point(42.1, 123.5)],
        [Point(40.4, 123.5), Point(41.5, 122.4)],  # around the corner, though its own box meets
        [Point(42.5, 122.0), Point(42.5, 125.0)],
        [Point(40.0, 124.1), Point(43.0, 124.1)],
        [Point(43.0, 123.9), Point(42.1, 125.0), Point(40.0, 124.2)],
    ],
)
def test_a_box_is_not_touched_by_a_line_that_passes_by(line):
    assert not BOX.touches(line)


@given(
    st.lists(st.builds(Point, st.floats(40, 43), st.floats(122, 125)), min_size=2, max_size=4),
)
def test_shapely_agrees_which_lines_touch_a_box(points):
    line = shapely.LineString([(p.lon, p.lat) for p in points])

    assert BOX.touches(points) == shapely.box(123.0, 41.0, 124.0, 42.0).intersects(line)
