"""Our datum conversions, in Python and in the browser's script, beside npm's gcoord."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import ask

from portal.kernel import datum
from portal.kernel.geo import Point, distance_km

PALACE = Point(41.7966, 123.4506)
OUTSIDE = [Point(51.5, -0.1), Point(35.7, 139.7), Point(60.0, 100.0), Point(0.0, 110.0), Point(-33.9, 151.2)]
in_china = st.builds(Point, st.floats(18, 53), st.floats(74, 134))


def seeded_grid():
    """Liaoning in steps of a tenth of a degree or so, and as many points over all of China; no two runs differ."""
    chance = random.Random(20261130)
    liaoning = [Point(38.5 + row / 8, 118.5 + column / 8) for row in range(41) for column in range(60)]
    china = [Point(chance.uniform(18, 53.6), chance.uniform(73.5, 135)) for _ in range(2500)]
    shaken = [Point(p.lat + chance.uniform(0, 0.1), p.lon + chance.uniform(0, 0.1)) for p in liaoning]
    return [*shaken, *china]


@pytest.fixture(scope="module")
def grid():
    points = seeded_grid()
    return points, ask(points)


def furthest_m(ours, theirs):
    return max(distance_km(a, b) for a, b in zip(ours, theirs, strict=True)) * 1000


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (datum.wgs84_to_gcj02, "gcoord gcj02"),
        (datum.gcj02_to_wgs84, "gcoord wgs84"),
        (datum.wgs84_to_bd09, "gcoord bd09"),
    ],
)
def test_we_agree_with_gcoord_to_less_than_a_metre_all_over_china(grid, make, name):
    points, made = grid

    assert furthest_m([make(point) for point in points], made[name]) < 1


@pytest.mark.parametrize(("ours", "theirs"), [("js gcj02", "gcoord gcj02"), ("js wgs84", "gcoord wgs84")])
def test_the_script_agrees_with_gcoord_to_less_than_a_metre_all_over_china(grid, ours, theirs):
    assert furthest_m(grid[1][ours], grid[1][theirs]) < 1


def test_the_script_and_python_agree_to_a_micrometre(grid):
    points, made = grid

    assert furthest_m([datum.wgs84_to_gcj02(point) for point in points], made["js gcj02"]) < 1e-6


def test_a_round_trip_in_the_script_comes_back_to_a_micrometre(grid):
    points, made = grid

    assert furthest_m(points, made["js round trip"]) < 1e-6


@pytest.mark.parametrize(
    ("there", "back"),
    [(datum.wgs84_to_gcj02, datum.gcj02_to_wgs84), (datum.wgs84_to_bd09, datum.bd09_to_wgs84)],
)
@given(point=in_china)
def test_a_round_trip_comes_back_to_a_micrometre(point, there, back):
    assert furthest_m([back(there(point))], [point]) < 1e-6


def test_at_the_palace_of_shenyang_the_shift_is_too_large_to_be_overlooked():
    assert distance_km(PALACE, datum.wgs84_to_gcj02(PALACE)) == pytest.approx(0.572, abs=0.005)
    assert distance_km(PALACE, datum.wgs84_to_bd09(PALACE)) == pytest.approx(1.408, abs=0.01)


@pytest.mark.parametrize("point", OUTSIDE)
def test_outside_the_rectangle_nothing_is_shifted(point):
    made = ask([point])
    makers = (datum.wgs84_to_gcj02, datum.gcj02_to_wgs84, datum.wgs84_to_bd09, datum.bd09_to_wgs84)

    assert {make(point) for make in makers} == {point}
    assert {made[name][0] for name in ("js gcj02", "js wgs84", "gcoord gcj02")} == {point}
