"""GPX that devices, GDAL and the schema accept: stops as a route, the known line as a track, whose it is."""

from xml.etree import ElementTree

import factories as make
import gpxpy
import pyogrio
import pytest
import xmlschema
from taking import BEND, LONG, NASTY, PALACE, PLACES, PUBLISHED, TOMB, TOWER, WAY, WORDS, Here, catalogue, gpx_schema

from portal.documents import WayDocument
from portal.formats import gpx
from portal.formats.journey import journey
from portal.kernel.geo import Point

NAMES = {"g": gpx.NAMESPACE}


def write(*stops, lang="en", way=WAY, places=PLACES, **more) -> bytes:
    kinds = {"attraction": places, "route": {"r": make.route(*stops, **more)}, "way": {"r": way} if way else {}}
    return gpx.write(journey(catalogue(lang, **kinds), "r"), Here(), WORDS)


def test_it_is_valid_against_the_schema_and_the_schema_is_strict():
    file = write("palace", "tomb", "tower", "lost")
    gpx_schema().validate(file)

    wrong_order = ElementTree.fromstring(file)
    wrong_order.append(wrong_order.find("g:metadata", NAMES))
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        gpx_schema().validate(ElementTree.tostring(wrong_order))


def test_the_planned_stops_are_a_route_in_order_without_the_one_that_nobody_can_find():
    planned = gpxpy.parse(write("palace", "lost", "tomb", "tower")).routes

    assert [[point.name for point in route.points] for route in planned] == [["Palace", "Tomb", "Tower"]]
    assert [(p.latitude, p.longitude) for p in planned[0].points] == [PALACE, TOMB, TOWER]


def test_only_the_line_that_is_known_is_a_track():
    tracks = gpxpy.parse(write("palace", "tomb", "tower")).tracks

    assert [[(p.latitude, p.longitude) for p in s.points] for t in tracks for s in t.segments] == [[PALACE, BEND, TOMB]]
    assert gpxpy.parse(write("palace", "tower")).tracks == []


def test_a_loose_end_is_no_part_of_the_track():
    leg = {**WAY.legs[0].model_dump(), "loose": ["start"]}
    (track,) = gpxpy.parse(write("palace", "tomb", way=WayDocument.model_validate({"legs": [leg]}))).tracks

    assert [(p.latitude, p.longitude) for p in track.segments[0].points] == [BEND, TOMB]


def test_each_day_is_a_route_of_its_own_with_its_number():
    file = gpxpy.parse(write(("palace", "tomb"), ("tower",)))

    assert [(r.number, r.name, len(r.points)) for r in file.routes] == [
        (1, "Route 1 · Day 1", 2),
        (2, "Route 1 · Day 2", 1),
    ]
    assert [t.number for t in file.tracks] == [1]


def test_a_place_that_is_passed_twice_is_one_waypoint_and_two_stops():
    file = gpxpy.parse(write("palace", "tomb", "palace"))

    assert [w.name for w in file.waypoints] == ["Palace", "Tomb"]
    assert [p.name for p in file.routes[0].points] == ["Palace", "Tomb", "Palace"]


def test_names_stand_in_the_language_of_the_address_and_in_the_other_one():
    zh, en = gpxpy.parse(write("palace", "tomb", lang="zh")), gpxpy.parse(write("palace", "tomb"))

    assert [(w.name, w.comment) for w in zh.waypoints] == [("故宫", "Palace"), ("福陵", "Tomb")]
    assert [(w.name, w.comment) for w in en.waypoints] == [("Palace", "故宫"), ("Tomb", "福陵")]
    assert (zh.name, "Route 1" in zh.description) == ("线路1", True)


def test_it_says_who_made_it_when_and_under_which_licence():
    file = gpxpy.parse(write("palace", "tomb"))

    assert file.author_name == "Four Seasons"
    assert "OpenStreetMap" in file.copyright_author
    assert file.copyright_license == "https://opendatacommons.org/licenses/odbl/1-0/"
    assert file.time == PUBLISHED
    assert file.link == "https://example.org/en/routes/r/"
    assert "OpenStreetMap" in file.tracks[0].source
    assert file.keywords == "spring, palaces"


def test_without_a_known_line_only_the_licence_of_the_texts_holds():
    file = gpxpy.parse(write("palace", "tower"))

    assert file.copyright_license == "https://creativecommons.org/licenses/by/4.0/"
    assert "OpenStreetMap" not in file.copyright_author


def test_the_bounds_hold_every_point():
    bounds = gpxpy.parse(write("palace", "tomb")).bounds

    assert (bounds.min_latitude, bounds.min_longitude) == PALACE
    assert (bounds.max_latitude, bounds.max_longitude) == TOMB


def test_a_route_of_which_no_position_is_known_is_a_valid_file_without_points():
    file = write("lost")

    gpx_schema().validate(file)
    assert gpxpy.parse(file).waypoints == []


def test_a_longitude_stays_below_180(monkeypatch):
    assert gpx._at(Point(1.0, 180.0))["lon"] == "-180.000000"
    assert gpx._at(Point(1.0, -180.0))["lon"] == "-180.000000"


def test_gdal_reads_stops_routes_and_tracks(tmp_path):
    path = tmp_path / "r.gpx"
    path.write_bytes(write("palace", "tomb", "tower"))

    for layer in ("waypoints", "route_points", "track_points"):
        assert pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"] == 3
    names = pyogrio.raw.read(path, layer="waypoints", columns=["name"])[3][0]
    assert list(names) == ["Palace", "Tomb", "Tower"]


@pytest.mark.parametrize("name", [NASTY, LONG])
def test_a_hostile_name_is_a_name(name):
    places = {**PLACES, "palace": make.attraction(1, name, name[::-1], at=PALACE, summary=make.text(name, name))}
    file = write("palace", "tomb", places=places, lang="zh", title=make.text(name, name), summary=make.text(name))

    gpx_schema().validate(file)
    assert gpxpy.parse(file).waypoints[0].name == name
    assert gpxpy.parse(file).name == name
