"""A measured line as the way of a route: cut at the stops, honest where it misses one, clear about what is wrong."""

import json
import math

import factories as make
import pytest
from shapely.geometry import LineString

from portal.kernel.datum import wgs84_to_bd09, wgs84_to_gcj02
from portal.kernel.errors import NotValid
from portal.kernel.geo import Point, decoded, distance_km
from portal.maps import measured

A, B, C, FAR = Point(41.9, 123.0), Point(41.9, 123.2), Point(41.9, 123.4), Point(42.4, 123.2)
PLACES = {
    "a": make.attraction(1, at=A),
    "b": make.attraction(2, at=B),
    "c": make.attraction(3, at=C),
    "far": make.attraction(4, at=FAR),
    "nowhere": make.attraction(5),
}
STRAIGHT = LineString([(123.0, 41.9), (123.1, 41.95), (123.2, 41.9), (123.3, 41.85), (123.4, 41.9)])


def legs(*stops: str, line: LineString = STRAIGHT, mode: str = "drive"):
    return measured.way(make.route(*stops, mode=mode), PLACES, line, "track.geojson").legs


def test_the_line_is_cut_at_the_stops_and_its_length_is_the_length_of_the_way():
    first, second = legs("a", "b", "c")

    assert [leg.kind for leg in (first, second)] == ["road", "road"]
    assert (decoded(first.line)[0], decoded(first.line)[-1]) == (A, B)
    assert Point(41.95, 123.1) in decoded(first.line)
    assert first.km == pytest.approx(20.0, abs=0.2)


def test_a_stop_that_the_line_does_not_pass_is_reached_by_a_straight_leg():
    assert [leg.kind for leg in legs("a", "far", "c")] == ["straight", "straight"]


def test_a_line_against_the_order_of_the_stops_is_not_their_way():
    assert [leg.kind for leg in legs("c", "a")] == ["straight"]


def test_a_line_that_crosses_itself_serves_the_stops_in_their_order():
    loop = [(123.0, 41.9), (123.2, 41.9), (123.3, 42.0), (123.2, 42.1), (123.1, 42.0), (123.2, 41.9), (123.4, 41.9)]
    there, on = legs("a", "b", "c", line=LineString(loop))

    assert there.km == pytest.approx(16.6, abs=0.3)
    assert on.km > 60


def test_a_walk_stays_a_walk_and_unplaced_stops_are_passed_over():
    assert [leg.kind for leg in legs("a", "b", mode="walk")] == ["walk"]
    assert [(leg.start, leg.end) for leg in legs("a", "nowhere", "b")] == [("a", "b")]
    assert [leg.kind for leg in legs("nowhere", "a", "b")] == ["road"]
    assert legs("nowhere") == []
    assert legs("a") == []


def written(tmp_path, value) -> object:
    path = tmp_path / "track.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def feature(*points, kind="LineString"):
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": list(points)}}


APART = [[[123.0, 41.9], [123.1, 41.9]], [[123.5, 41.9], [123.6, 41.9]]]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{", "not GeoJSON"),
        ("[" * 100_000, "not GeoJSON"),
        ({"type": "FeatureCollection"}, "not GeoJSON"),
        (feature([123.0, "north"], [123.1, 41.9]), "not GeoJSON"),
        ({"type": "FeatureCollection", "features": []}, "no LineString"),
        (feature([123.0, 41.9], [123.0, 41.9]), "no LineString"),
        (feature(123.0, 41.9, kind="Point"), "no LineString"),
        (feature([123.0, 41.9], [123.000001, 41.9]), "no LineString of a metre"),
        (feature([41.9, 123.0], [41.8, 123.2]), "latitude stands before longitude"),
        (feature([116.3, 39.9], [116.4, 39.9]), "leaves the region"),
        (
            feature([[123.0, 41.9], [123.1, 41.9]], [[123.5, 41.9], [123.6, 41.9]], kind="MultiLineString"),
            "2 lines do not",
        ),
        ('{"type":"LineString","coordinates":[[123.0,41.9],[NaN,NaN],[123.2,41.9]]}', "not GeoJSON"),
        ("x" * (measured.MAX_BYTES + 1), "larger than 2 MiB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_file_that_is_no_line_says_what_is_wrong(tmp_path, value, problem):
    with pytest.raises(NotValid, match=problem):
        measured.read(written(tmp_path, value))


def test_half_a_megabyte_of_a_line_that_crosses_itself_is_read_and_drawn_lean(tmp_path):
    knots = [[123.2 + 0.2 * math.cos(t / 500) * t / 20_000, 41.9 + 0.1 * math.sin(t / 350)] for t in range(20_000)]
    path = written(tmp_path, feature([123.0, 41.9, 7], *knots, [123.4, 41.9]))
    assert path.stat().st_size > 500_000

    (leg,) = legs("a", "c", line=measured.read(path))

    assert leg.km > 100
    assert len(leg.line) < 20_000


def test_pieces_that_meet_become_one_line(tmp_path):
    pieces = feature([[123.2, 41.9], [123.4, 41.9]], [[123.0, 41.9], [123.2, 41.9]], kind="MultiLineString")
    line = measured.read(written(tmp_path, {"type": "FeatureCollection", "features": [pieces]}))

    assert line.geom_type == "LineString"
    assert line.length == pytest.approx(0.4)


def test_a_round_trip_in_pieces_keeps_its_start(tmp_path):
    loop = [[[123.2, 41.9], [123.4, 41.9]], [[123.4, 41.9], [123.0, 41.8]], [[123.0, 41.8], [123.2, 41.9]]]
    line = measured.read(written(tmp_path, feature(*loop, kind="MultiLineString")))

    assert line.coords[0] == line.coords[-1] == (123.2, 41.9)


def test_a_line_that_wanders_across_the_region_for_ever_is_quick_to_refuse():
    wild = [(121.0 + 5 * (t * 7919 % 1000) / 1000, 40.0 + 3.5 * (t * 104729 % 1000) / 1000) for t in range(25_000)]

    with pytest.raises(NotValid, match="too long or too detailed"):
        legs("a", "c", line=LineString([(123.0, 41.9), *wild, (123.4, 41.9)]))


def test_a_stop_that_is_passed_near_first_and_nearer_later_is_reached_first():
    there_and_back = LineString([(123.0, 41.9), (123.2, 41.902), (123.4, 41.9), (123.2, 41.9), (123.0, 41.9)])

    assert [leg.kind for leg in legs("a", "b", "c", line=there_and_back)] == ["road", "road"]


@pytest.mark.parametrize(("datum", "shift"), [("GCJ-02", wgs84_to_gcj02), ("BD-09", wgs84_to_bd09)])
def test_a_line_drawn_on_a_chinese_map_is_brought_back_to_wgs_84(tmp_path, datum, shift):
    drawn = [[shift(point).lon, shift(point).lat] for point in (A, B)]
    path = written(tmp_path, feature(*drawn))
    read = [Point(lat, lon) for lon, lat in measured.read(path, datum).coords]

    assert distance_km(read[0], A) < 0.001 > distance_km(read[1], B)
    assert distance_km(Point(*reversed(measured.read(path).coords[0])), A) > 0.3
