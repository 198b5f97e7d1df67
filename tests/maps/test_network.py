"""The road graph: gaps are bridged, motorways are entered over ramps, and what is cut off is said to be."""

import json
import shutil

import pytest
from shapely.geometry import LineString

from portal.kernel.errors import NotFound
from portal.kernel.geo import Point, distance_km
from portal.maps import network
from portal.maps.network import Network

WEST, EAST = Point(41.9, 123.0), Point(41.9, 123.5)


def road(*points: tuple[float, float], kind: str = "primary") -> tuple[str, LineString]:
    """A road through (lat, lon) points."""
    return kind, LineString([(lon, lat) for lat, lon in points])


def test_a_way_follows_the_road_and_not_the_bird():
    net = Network([road((41.9, 123.0), (42.1, 123.25), (41.9, 123.5))], [WEST, EAST])
    found = net.way(WEST, EAST)

    assert max(point.lat for point in found.points) == pytest.approx(42.1, abs=0.001)
    assert found.km > 1.3 * distance_km(WEST, EAST)
    assert found.minutes == pytest.approx(found.km / network.SPEEDS["primary"] * 60, rel=0.03)


@pytest.mark.parametrize(("gap", "is_joined"), [(0.002, True), (0.006, False)])
def test_a_gap_at_the_edge_of_a_tile_is_bridged_up_to_300_metres(gap, is_joined):
    halves = [road((41.9, 123.0), (41.9, 123.25)), road((41.9, 123.25 + gap), (41.9, 123.5))]

    assert (Network(halves, [WEST, EAST]).way(WEST, EAST) is not None) == is_joined


def test_a_road_that_ends_short_of_the_middle_of_another_meets_it():
    main = road((41.9, 123.0), (41.9, 123.5))
    side = road((42.0, 123.2), (41.902, 123.2))
    farm = Point(42.0, 123.2)

    assert Network([main, side], [farm, EAST]).way(farm, EAST).km == pytest.approx(11.1 + 24.8, rel=0.02)


def test_roads_that_cross_without_a_common_vertex_are_a_crossing():
    cross = [road((41.9, 123.0), (41.9, 123.5)), road((41.8, 123.3), (42.0, 123.3))]
    north = Point(42.0, 123.3)

    assert Network(cross, [WEST, north]).way(WEST, north).km == pytest.approx(24.8 + 11.1, rel=0.02)


def test_a_motorway_is_taken_for_a_long_way_and_pays_for_its_ramps():
    lines = [
        road((41.9, 123.0), (41.9, 123.5)),
        road((41.88, 123.0), (41.88, 123.5), kind="motorway"),
        road((41.9, 123.02), (41.87, 123.02)),
        road((41.9, 123.48), (41.87, 123.48)),
    ]
    net = Network(lines, [WEST, EAST, Point(41.9, 123.1)])
    far, near = net.way(WEST, EAST), net.way(WEST, Point(41.9, 123.1))

    assert min(point.lat for point in far.points) == pytest.approx(41.88, abs=0.001)
    assert far.minutes > (distance_km(WEST, EAST) - 4) / network.SPEEDS["motorway"] * 60 + 2 * network.RAMP_MINUTES
    assert min(point.lat for point in near.points) == pytest.approx(41.9, abs=0.001)


def test_a_place_beside_a_motorway_gets_on_it_only_where_a_road_does():
    beside = Point(41.881, 123.25)
    lines = [
        road((41.88, 123.0), (41.88, 123.5), kind="motorway"),
        road((41.9, 123.0), (41.9, 123.5)),
    ]
    way = Network(lines, [beside, EAST]).way(beside, EAST)

    assert max(point.lat for point in way.points) == pytest.approx(41.9, abs=0.001)


def test_a_place_more_than_five_kilometres_from_every_road_has_no_way():
    net = Network([road((41.9, 123.0), (41.9, 123.5))], [WEST, Point(41.96, 123.2), Point(41.94, 123.2)])

    assert net.way(WEST, Point(41.96, 123.2)) is None
    assert net.way(WEST, Point(41.94, 123.2)) is not None


def test_no_way_leads_over_a_mountain_by_way_of_a_place():
    valleys = [road((41.9, 123.0), (41.9, 123.5), (41.97, 123.5), (41.97, 123.0))]
    hut, far = Point(41.935, 123.1), Point(41.97, 123.0)

    assert Network(valleys, [WEST, hut, far]).way(WEST, far).km > 80


def test_roads_that_hang_together_with_nothing_are_not_used():
    island = road((41.95, 123.20), (41.95, 123.21))
    lines = [road((41.9, 123.0 + i / 500), (41.9, 123.0 + (i + 1) / 500)) for i in range(250)]
    place = Point(41.95, 123.205)

    assert Network([*lines, island], [place, EAST]).way(place, EAST) is None


def test_a_way_from_a_place_to_itself_or_from_a_stranger_is_none():
    net = Network([road((41.9, 123.0), (41.9, 123.5))], [WEST])

    assert net.way(WEST, WEST) is None
    assert net.way(WEST, EAST) is None


def line(kind: str, *points: list[float], field: str = "class") -> dict:
    return {
        "type": "Feature",
        "properties": {field: kind},
        "geometry": {"type": "LineString", "coordinates": list(points)},
    }


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    files = {
        "roads": [line("trunk", [122.0, 42.0], [122.8, 42.0])],
        "roads_detail_east": [line("secondary", [122.5, 42.1], [122.6, 42.12345])],
        "rail_osm_east": [line("rail", [122.5, 42.2], [122.6, 42.2], field="kind")],
    }
    for name, features in files.items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text)
    return folder


def test_the_coarse_roads_are_used_only_where_the_fine_ones_end(source, tmp_path):
    network.build(source, tmp_path)
    found = json.loads((tmp_path / network.FILE).read_text(encoding="utf-8"))
    lines = {f["properties"]["class"]: f["geometry"]["coordinates"] for f in found["features"]}

    assert set(lines) == {"rail", "secondary", "trunk"}
    assert max(lon for part in lines["trunk"] for lon, _ in part) < 122.35
    assert lines["secondary"] == [[[122.5, 42.1], [122.6, 42.1234]]]
    assert "OpenStreetMap" in found["credit"]


def test_the_same_source_gives_the_same_network(source, tmp_path):
    first = network.build(source, tmp_path) and (tmp_path / network.FILE).read_bytes()
    network.build(source, tmp_path)

    assert (tmp_path / network.FILE).read_bytes() == first


def test_a_missing_source_or_network_is_said_by_name(source, tmp_path):
    (source / "roads.geojson").unlink()
    with pytest.raises(NotFound, match="There is no roads"):
        network.build(source, tmp_path)
    with pytest.raises(NotFound, match=r"There is no network\.geojson"):
        Network.roads(tmp_path, [])


def test_trains_keep_to_the_rails_and_cars_to_the_roads(source, tmp_path):
    network.build(source, tmp_path)
    a, b = Point(42.2, 122.5), Point(42.2, 122.6)

    assert Network.rails(tmp_path, [a, b]).way(a, b).km == pytest.approx(distance_km(a, b), rel=0.01)
    assert Network.roads(tmp_path, [a, b]).way(a, b) is None
    shutil.rmtree(source)
