"""The archive of vector tiles: the same bytes each time, and in the repository's own what a map has to show."""

import json
import math
import subprocess
import sys
from collections import defaultdict

import pytest
import shapely
from archives import BOUNDS, header, small_sheets, tiles
from conftest import ROOT, SITES
from pmtiles.reader import MmapSource, all_tiles
from shapely.geometry import shape

from portal.kernel.errors import NotFound
from portal.maps import archive, scales

GEO = SITES / "good" / "geo"
REAL = ROOT / "content/geo/basemap.pmtiles"
KIB = 1024


@pytest.fixture(scope="module")
def real_tiles():
    return list(tiles(REAL))


def found(real_tiles, layer, zoom=None):
    """(zoom, properties) of the features of a layer."""
    return [(z, f["properties"]) for (z, _, _), tile in real_tiles for f in tile.get(layer, []) if zoom in (None, z)]


def test_the_same_sheets_give_the_same_bytes_in_another_process_too(tmp_path):
    program = (
        "import sys, pathlib; sys.path.insert(0, 'tests'); from archives import *; from portal.maps import archive;"
        f"archive.write(pathlib.Path(sys.argv[1]), small_sheets(pathlib.Path({str(GEO)!r})), BOUNDS, 'x')"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "there"], check=True, cwd=ROOT, timeout=60)
    archive.write(tmp_path / "here", small_sheets(GEO), BOUNDS, "x")

    assert (tmp_path / "here").read_bytes() == (tmp_path / "there").read_bytes()


@pytest.mark.parametrize("site", ["good", "hostile"])
def test_the_small_archives_are_what_their_layers_make(site, tmp_path):
    geo = SITES / site / "geo"
    archive.write(tmp_path / "new", small_sheets(geo), BOUNDS, "test")

    assert list(tiles(tmp_path / "new")) == list(tiles(geo / "basemap.pmtiles"))


def test_a_point_is_where_it_was_and_in_one_tile_alone(tmp_path):
    shenyang = shapely.Point(123.43, 41.8)
    sheets = [(7, {"places": [(archive.projected(shenyang, 7), {"zh": "沈阳"})]})]
    archive.write(tmp_path / "one", sheets, BOUNDS, "")
    [(place, tile)] = tiles(tmp_path / "one")

    assert lon_lat(place, tile["places"][0]["geometry"]["coordinates"]) == pytest.approx((123.43, 41.8), abs=0.0005)


def test_the_archive_holds_the_zooms_and_says_its_bounds():
    said = header(REAL)

    assert (said["min_zoom"], said["max_zoom"]) == (scales.FIRST, scales.LAST) == (5, 10)
    assert 120.5 < said["min_lon_e7"] / 1e7 < 121.2
    assert 43 < said["max_lat_e7"] / 1e7 < 44
    assert said["clustered"]


def test_the_archive_and_each_of_its_tiles_are_light(real_tiles):
    with REAL.open("rb") as file:
        sizes = [len(body) for _, body in all_tiles(MmapSource(file))]

    assert REAL.stat().st_size < 500 * KIB
    assert max(sizes) < 15 * KIB


def test_nothing_lies_outside_the_bounds(real_tiles):
    said = header(REAL)
    west, south, east, north = (said[f"{edge}_e7"] / 1e7 for edge in ("min_lon", "min_lat", "max_lon", "max_lat"))
    for place, tile in real_tiles:
        unit = 360 / 2 ** place[0] / archive.EXTENT
        for layer, features in tile.items():
            for feature in features:
                left, bottom, right, top = shape(feature["geometry"]).bounds
                one, other = lon_lat(place, (left, bottom)), lon_lat(place, (right, top))
                assert west - unit <= one[0] <= other[0] <= east + unit, (place, layer)
                assert south - unit <= one[1] <= other[1] <= north + unit, (place, layer)


def test_every_name_is_there_in_both_languages_but_those_of_stations(real_tiles):
    for layer in ("names", "places"):
        named = [said for _, said in found(real_tiles, layer) if said["kind"] != "station"]
        assert named
        assert [said for said in named if not (said["zh"] and said["en"].isascii())] == []
    assert ("沈阳北站", None) in {(said["zh"], said.get("en")) for _, said in found(real_tiles, "places", 10)}


def test_rivers_reservoirs_towns_and_peaks_are_named(real_tiles):
    names = {
        (said["zh"], said["en"])
        for layer in ("names", "places")
        for _, said in found(real_tiles, layer)
        if "en" in said
    }

    assert {("浑河", "Hun River"), ("太子河", "Taizi River"), ("大伙房水库", "Dahuofang Reservoir")} <= names
    assert {("沈阳", "Shenyang"), ("桓仁", "Huanren"), ("永陵", "Yongling"), ("和尚帽子", "Heshangmaozi")} <= names


def test_the_first_zooms_show_less(real_tiles):
    kinds, ranks = defaultdict(set), defaultdict(set)
    for zoom, said in found(real_tiles, "roads"):
        kinds[zoom].add(said["kind"])
    for zoom, said in found(real_tiles, "places"):
        ranks[zoom].add(said.get("rank"))

    assert kinds[5] == {"motorway"}
    assert kinds[8] == {"motorway", "trunk", "primary"}
    assert kinds[10] == {"motorway", "trunk", "primary", "secondary"}
    assert ranks[5] == {1}
    assert ranks[10] >= {1, 2, 3, 4, 5}


def test_roads_have_their_numbers(real_tiles):
    refs = {said.get("ref") for _, said in found(real_tiles, "roads", 10)}

    assert {"G1", "G1113", "G202", "S13"} <= refs


def test_no_border_is_drawn_but_those_of_the_seven_cities_and_their_districts(real_tiles):
    assert {said["kind"] for _, said in found(real_tiles, "borders")} == {"area", "district"}


def lon_lat(place, xy):
    """Of a point in a tile's units, y to the north: Web Mercator turned back."""
    z, x, y = place
    across, down = (x + xy[0] / archive.EXTENT) / 2**z, (y + 1 - xy[1] / archive.EXTENT) / 2**z
    return across * 360 - 180, math.degrees(math.asin(math.tanh(math.pi * (1 - 2 * down))))


def layer(folder, name, *features):
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": said, "geometry": shapely.geometry.mapping(geometry)}
            for geometry, said in features
        ],
    }
    (folder / f"{name}.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def source(tmp_path):
    """Geodata of a city of two districts, with everything that may lie in it once."""
    west, east = shapely.box(123, 41.5, 123.5, 42.1), shapely.box(123.5, 41.5, 124, 42.1)
    city = {"city_adcode": 210100}
    road = [(123.1, 41.8), (123.9, 41.8)]
    other = [(123.1, 41.8004), (123.9, 41.8004)]
    layer(tmp_path, "districts", (west, city), (east, city))
    layer(tmp_path, "cities", (west.union(east), {"adcode": 210100, "name_zh": "沈阳市", "name_en": "Shenyang"}))
    layer(
        tmp_path,
        "rivers_osm",
        (shapely.LineString([(123.05, 41.6), (123.95, 41.7)]), {"name_zh": "蒲河", "name_en": "pú hé"}),
    )
    layer(tmp_path, "lakes_osm", (shapely.Point(123.6, 41.9).buffer(0.05), {"name_zh": "大湖", "name_en": "Dahu Lake"}))
    layer(tmp_path, "roads")
    layer(
        tmp_path,
        "roads_detail_east",
        *((shapely.LineString(line), {"class": "motorway", "ref": "G1"}) for line in (road, other)),
    )
    layer(tmp_path, "urban", (shapely.box(123.3, 41.7, 123.5, 41.9), {}))
    layer(
        tmp_path,
        "rail_stations",
        (shapely.Point(123.4, 41.8), {"name_zh": "沈阳北"}),
        (shapely.Point(120, 40), {"name_zh": "远"}),
    )
    layer(tmp_path, "peaks_osm", (shapely.Point(123.8, 42), {"name_zh": "老黑山", "ele": 589}))
    layer(
        tmp_path,
        "places_osm",
        (
            shapely.Point(123.2, 41.6),
            {"class": "town", "rank": 12, "name_zh": "苇子沟蒙古族乡", "name_en": "wěi zi gōu méng gǔ zú xiāng"},
        ),
        (shapely.Point(123.7, 41.6), {"class": "town", "rank": 12, "name_zh": "牛庄镇", "name_en": "niú zhuāng zhèn"}),
        (
            shapely.Point(123.3, 41.6),
            {"class": "village", "rank": 12, "name_zh": "析木收费站", "name_en": "xī mù shōu fèi zhàn"},
        ),
        (shapely.Point(123.4, 41.6), {"class": "village", "rank": 12, "name_zh": "大成", "name_en": "Dacheng"}),
    )
    return tmp_path


def chosen():
    niuzhuang = {"type": "Point", "coordinates": [123.701, 41.601]}
    return [{"properties": {"rank": 3, "zh": "牛庄", "en": "Niuzhuang"}, "geometry": niuzhuang}]


def sheet(source, zoom):
    return dict(scales.sheets(source, chosen()))[zoom]


def said(features):
    return [properties for _, properties in features]


def test_two_carriageways_are_one_line_until_they_can_be_told_apart(source):
    assert [len(shapely.get_parts(sheet(source, zoom)["roads"][0][0])) for zoom in (6, 10)] == [1, 2]


def test_a_town_stands_there_once_by_its_short_name_and_a_toll_station_is_no_village(source):
    assert [(p["rank"], p["zh"], p["en"]) for p in said(sheet(source, 10)["places"]) if p["kind"] == "place"] == [
        (3, "牛庄", "Niuzhuang"),
        (5, "大成", "Dacheng"),
        (4, "苇子沟", "Weizigou"),
    ]


def test_what_lies_beyond_the_cities_is_not_named(source):
    assert [p["zh"] for p in said(sheet(source, 10)["places"]) if p["kind"] == "station"] == ["沈阳北站"]


def test_a_river_is_named_along_its_line_at_the_angle_it_has(source):
    [name, *_] = [p for p in said(sheet(source, 9)["names"]) if p["kind"] == "river"]

    assert (name["zh"], name["en"]) == ("蒲河", "Pu River")
    assert -12 <= name["angle"] <= -6


def test_a_lake_is_named_where_it_has_room_for_the_name(source):
    assert [[p["en"] for p in said(sheet(source, zoom)["names"]) if p["kind"] == "lake"] for zoom in (5, 9)] == [
        [],
        ["Dahu Lake"],
    ]


def test_a_missing_file_is_said_by_name(source):
    (source / "peaks_osm.geojson").unlink()

    with pytest.raises(NotFound, match=r"peaks_osm\.geojson"):
        sheet(source, 5)
