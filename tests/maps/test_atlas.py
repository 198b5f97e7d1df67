"""Folium documents: the same bytes each time, data apart from scripts, nobody called."""

import json
import re
import shutil
import subprocess
import sys
from types import MappingProxyType

import factories as make
import pytest
from conftest import SITES

from portal.documents import WayDocument, WayLeg
from portal.kernel.geo import Point, decoded, encoded
from portal.maps import atlas, providers, store

GEO = SITES / "good" / "geo"
ATTACK = "</script><script>alert(1)</script>`${alert(1)}`'\"><img src=x>"


@pytest.fixture
def places():
    return {
        "a": make.attraction(1, name="甲", at=(41.8, 123.4)),
        "b": make.attraction(2, name="乙", at=(41.9, 123.5), categories=["cave"], months=[1, 6]),
        "nowhere": make.attraction(3, name="丙"),
    }


def publish(folder, places, routes, geo=GEO, ways=MappingProxyType({})):
    return atlas.publish(folder, geo, attractions=places, routes=routes, ways=ways)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def data_of(folder, name):
    return json.loads(next(p for p in folder.glob(f"{name}.*.json")).read_text(encoding="utf-8"))


def test_the_same_documents_give_the_same_bytes(tmp_path, places):
    routes = {"r": make.route("a", "b"), "s": make.route("b", number=2)}
    for name in ("one", "two"):
        publish(tmp_path / name, places, routes)

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_another_process_gives_the_same_bytes_too():
    program = "from portal.maps import atlas; print(atlas.render('map_x', {'data': 'x.json'}).decode(), end='')"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout

    assert there == atlas.render("map_x", {"data": "x.json"})


def test_a_changed_place_changes_only_the_maps_it_is_on(tmp_path, places):
    routes = {"r": make.route("a"), "s": make.route("b", number=2)}
    publish(tmp_path, places, routes)
    before = {name: store.find(tmp_path, name).script for name in ("route-r", "route-s", "explore")}
    publish(tmp_path, {**places, "a": make.attraction(1, name="新", at=(41.8, 123.4))}, routes)
    after = {name: store.find(tmp_path, name).script for name in before}

    assert [name for name in before if before[name] != after[name]] == ["route-r"]


def test_every_route_and_the_explore_map_are_published(tmp_path, places):
    assert publish(tmp_path, places, {"r": make.route("a"), "s": make.route("b", number=2)}) == 3
    assert store.find(tmp_path, "route-s").element == "map_route_s"


def test_a_script_names_files_beside_it_that_are_there(tmp_path, places):
    publish(tmp_path, places, {"r": make.route("a", "b")})
    for script in tmp_path.glob("*.js"):
        named = re.findall(r"[\w-]+\.[0-9a-f]{12}\.(?:json|pmtiles)", script.read_text())
        assert len(named) == 2
        assert all((tmp_path / name).is_file() for name in named)


def test_a_script_calls_no_host_and_draws_into_its_element(tmp_path, places):
    publish(tmp_path, places, {"r": make.route("a", "b")})
    script = (tmp_path / store.find(tmp_path, "route-r").script).read_text()

    assert "map_route_r" in script
    assert "//" not in re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["tianditu", "gaode", "osm"])
def test_tiles_are_put_on_the_map_by_folium_the_same_bytes_each_time(name):
    provider = providers.chosen(name, "k3y")
    script = atlas.render("map_x", {"data": "x.json"}, provider).decode()

    assert script == atlas.render("map_x", {"data": "x.json"}, provider).decode()
    assert script.count("L.tileLayer(") == len(provider.layers)
    assert ("L.CRS.GCJ02" in script) == (name == "gaode")
    assert ("k3y" in script) == (name == "tianditu")
    assert script.index("addTo(map_x)") < script.index("PortalMap.draw(map_x")


def test_a_hostile_key_cannot_leave_its_string_in_the_script():
    provider = providers.chosen("tianditu", ATTACK)
    script = atlas.render("map_x", {"data": "x.json"}, provider).decode()

    assert not re.search("<|`|\\$|alert\\(", script)


def test_hostile_names_are_data_and_never_in_a_script(tmp_path):
    places = {"a": make.attraction(name=ATTACK, en=ATTACK, at=(41.8, 123.4))}
    publish(tmp_path, places, {"r": make.route("a", title={"zh": ATTACK})})
    scripts = b"".join(path.read_bytes() for path in tmp_path.glob("*.js"))

    assert b"alert" not in scripts
    assert data_of(tmp_path, "route-r")["features"][0]["properties"]["name"]["zh"] == ATTACK
    assert "alert" not in json.dumps(data_of(tmp_path, "explore"))


def test_a_route_is_numbered_stops_and_a_line_for_each_day_that_continues_the_day_before(places):
    data = atlas.route_data(make.route(("a", "b"), ("a",)), places)
    lines = [f for f in data["features"] if f["geometry"]["type"] == "LineString"]
    points = [f for f in data["features"] if f["geometry"]["type"] == "Point"]

    assert [(p["properties"]["number"], p["properties"]["day"]) for p in points] == [(1, 1), (2, 1), (3, 2)]
    assert {line["properties"]["day"]: line["geometry"]["coordinates"] for line in lines} == {
        1: [[123.4, 41.8], [123.5, 41.9]],
        2: [[123.5, 41.9], [123.4, 41.8]],
    }


def test_geojson_says_longitude_first(places):
    assert atlas.route_data(make.route("a"), places)["features"][0]["geometry"]["coordinates"] == [123.4, 41.8]


def test_a_stop_of_unknown_position_keeps_its_number_but_is_not_drawn(places):
    points = atlas.route_data(make.route("a", "nowhere", "b"), places)["features"][1:]

    assert [p["properties"]["number"] for p in points] == [1, 3]


def test_a_route_without_any_position_has_an_empty_map_and_a_box(places):
    data = atlas.route_data(make.route("nowhere"), places)

    assert data["features"] == []
    assert len(data["bbox"]) == 4


def test_a_traced_leg_is_drawn_along_its_road_and_an_unknown_one_straight(places):
    bend = [Point(41.8, 123.4), Point(41.9, 123.4), Point(41.9, 123.5)]
    leg = WayLeg(start="a", end="b", kind="road", km=20, minutes=30, line=encoded(bend))
    data = atlas.route_data(make.route(("a", "b"), ("a",)), places, WayDocument(legs=[leg]))
    lines = [f for f in data["features"] if f["geometry"]["type"] == "LineString"]

    assert [(f["properties"]["to"], f["properties"]["kind"]) for f in lines] == [(2, "road"), (3, "straight")]
    assert lines[0]["geometry"]["coordinates"] == [[123.4, 41.8], [123.4, 41.9], [123.5, 41.9]]


def test_the_box_of_a_route_holds_its_line_and_not_its_stops_alone(places):
    detour = [Point(41.8, 123.4), Point(42.3, 123.1), Point(41.9, 123.5)]
    leg = WayLeg(start="a", end="b", kind="road", km=90, minutes=90, line=encoded(detour))
    data = atlas.route_data(make.route("a", "b"), places, WayDocument(legs=[leg]))

    assert data["bbox"] == [123.1, 41.8, 123.5, 42.3]


def test_the_explore_map_holds_every_placed_attraction_and_every_route_with_a_line_by_number(places):
    routes = {"r": make.route("a", "b"), "s": make.route("a", number=2), "t": make.route("nowhere", number=3)}
    data = atlas.explore_data(places, routes, {})

    assert data["places"] == [1, 2]
    assert decoded(data["at"]) == [Point(41.8, 123.4), Point(41.9, 123.5)]
    assert data["routes"] == {"1": ["spring", [], [encoded([Point(41.8, 123.4), Point(41.9, 123.5)])]]}


def test_the_explore_map_tells_what_is_known_of_a_way_from_what_is_guessed(places):
    line = encoded([Point(41.8, 123.4), Point(41.9, 123.5)])
    way = WayDocument(legs=[WayLeg(start="a", end="b", kind="road", km=20, minutes=30, line=line)])
    data = atlas.explore_data(places, {"r": make.route("a", "b", "a")}, {"r": way})
    season, known, guessed = data["routes"]["1"]

    assert season == "spring"
    assert [decoded(line)[-1] for line in known] == [Point(41.9, 123.5)]
    assert len(guessed) == 1


def test_the_explore_map_of_the_real_content_is_small_enough_for_a_phone(real):
    data = next(real.settings.maps_dir.glob("explore.*.json"))

    assert data.stat().st_size < 43 * 1024  # a twelfth of the smallest page that Folium makes of 640 pop-ups


def test_a_missing_basemap_is_said_by_name_and_publishes_nothing(tmp_path, places):
    shutil.copytree(GEO, tmp_path / "geo")
    (tmp_path / "geo" / "basemap.pmtiles").unlink()

    with pytest.raises(FileNotFoundError, match=r"basemap\.pmtiles"):
        publish(tmp_path / "maps", places, {}, tmp_path / "geo")
    assert store.find(tmp_path / "maps", "explore") is None


def test_no_door_that_serves_imports_folium():
    program = "import sys, portal.app; portal.app.create_app(); sys.exit('folium' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
