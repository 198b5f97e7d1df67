"""Sketches: a route's own line as a picture that is well-formed whatever its title says."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT, SITES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel.geo import Point
from portal.kernel.season import SEASONS
from portal.maps import sketch

GEO = SITES / "good" / "geo"
SVG = "{http://www.w3.org/2000/svg}"
STOPS = [(1, 1, Point(41.80, 123.45)), (2, 1, Point(41.83, 123.58)), (3, 2, Point(41.30, 124.09))]


def draw(stops=STOPS, title="故宫到福陵", lang="zh", season="spring", geo: Path = GEO):
    return ElementTree.fromstring(
        sketch.route(geo, title=title, season=season, stops=stops, lang=lang, credit="© OpenStreetMap")
    )


def texts(picture, css=None):
    return [node.text for node in picture.iter(f"{SVG}text") if css is None or node.get("class") == css]


@pytest.mark.parametrize("season", SEASONS)
def test_a_picture_has_its_title_its_line_and_its_credit_in_every_season(season):
    picture = draw(season=season)

    assert picture.findtext(f"{SVG}title") == "故宫到福陵"
    assert [path.get("class") for path in picture.iter(f"{SVG}path")].count("l") == 1
    assert "© OpenStreetMap" in texts(picture)


def test_each_stop_has_its_number():
    assert texts(draw(), "n") == ["1", "2", "3"]


def test_stops_at_one_place_share_a_marker_that_names_them():
    here = Point(41.8, 123.45)

    assert texts(draw([(1, 1, here), (2, 1, here), (3, 1, here)]), "n") == ["1–3"]
    assert texts(draw([(1, 1, here), (2, 1, Point(41.3, 124.09)), (3, 1, here)]), "n") == ["1·3", "2"]


def test_every_stop_lies_inside_the_picture():
    for marker in draw().iter(f"{SVG}rect"):
        if marker.get("class") == "m":
            assert 0 < float(marker.get("x")) < sketch.WIDTH
            assert 0 < float(marker.get("y")) < sketch.HEIGHT


def test_a_route_of_one_place_has_a_marker_and_no_line():
    picture = draw(STOPS[:1])

    assert texts(picture, "n") == ["1"]
    assert "l" not in [path.get("class") for path in picture.iter(f"{SVG}path")]


@pytest.mark.parametrize("stops", [[], [(1, 1, None), (2, 1, None)]], ids=["no stops", "no positions"])
def test_a_route_of_which_no_position_is_known_still_has_a_picture(stops):
    assert texts(draw(stops), "n") == []


def test_a_stop_of_unknown_position_leaves_the_others_their_numbers():
    assert texts(draw([STOPS[0], (2, 1, None), STOPS[2]]), "n") == ["1", "3"]


@pytest.mark.parametrize(
    "title",
    ["</title><script>alert(1)</script>", '"><svg onload=alert(1)>', "]]>&lt;&amp;", "\x00\x07\ufffe", "\u202e"],
)
def test_a_hostile_title_is_text(title):
    picture = draw(title=title)

    assert picture.find(f".//{SVG}script") is None
    assert not any("onload" in node.attrib for node in picture.iter())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.lists(st.tuples(st.floats(40, 44), st.floats(121, 126)), max_size=8))
def test_any_title_and_any_points_give_well_formed_xml(title, points):
    draw([(n, 1, Point(*point)) for n, point in enumerate(points, 1)], title=title)


def test_names_on_the_picture_are_in_its_language():
    assert "本溪" in texts(draw(lang="zh"), "t")
    assert "Benxi" in texts(draw(lang="en"), "t")


def test_the_same_route_gives_the_same_bytes():
    arguments = {"title": "x", "season": "winter", "stops": STOPS, "lang": "zh", "credit": "c"}

    assert sketch.route(GEO, **arguments) == sketch.route(GEO, **arguments)


def test_a_picture_without_its_basemap_is_an_error_that_names_the_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        draw(geo=tmp_path)


def test_a_picture_on_the_real_basemap_is_light():
    body = sketch.route(ROOT / "content/geo", title="x", season="autumn", stops=STOPS, lang="zh", credit="c")

    assert len(body) < 60_000


def test_every_area_is_on_the_small_map_with_a_place_for_its_name():
    shapes = sketch.area_map(GEO, (("shenfu", Point(41.84, 123.7)),))

    assert [shape.key for shape in shapes] == ["shenyang", "benxi", "tieling", "shenfu"]
    assert [bool(shape.path) for shape in shapes] == [True, True, True, False]
    assert all(0 < s.x < sketch.AREA_WIDTH and 0 < s.y < sketch.AREA_HEIGHT for s in shapes)


@pytest.mark.parametrize(
    ("numbers", "shown"), [([1], "1"), ([1, 2], "1–2"), ([2, 3, 4], "2–4"), ([1, 5], "1·5"), ([1, 2, 4], "1·2·4")]
)
def test_a_marker_names_every_stop_it_stands_for(numbers, shown):
    here = Point(41.8, 123.45)

    assert texts(draw([(number, 1, here) for number in numbers]), "n") == [shown]
