"""The plate: a route on its country, for every picture."""

from xml.etree import ElementTree

import pytest
from conftest import ROOT
from drawing import FAR, GEO, HERE, STOPS, SVG, THERE, subject, words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.documents import Stretch, WayLeg
from portal.kernel.geo import Point, encoded
from portal.kernel.season import SEASONS
from portal.maps import pictures, plate
from portal.maps.plate import Subject
from portal.maps.sketch import layer


def draw(stops=STOPS, title="故宫到福陵", description="说明", missing="", geo=GEO, **more):
    said = words(title=title, description=description, missing=missing, credit="© OpenStreetMap")
    return ElementTree.fromstring(pictures.route(geo, subject(stops, **more), said))


def texts(picture, css=None):
    return [node.text for node in picture.iter(f"{SVG}text") if css is None or css in node.get("class").split()]


def lines(picture):
    """class -> dashes of each path of the route itself."""
    paths = [path for path in picture.iter(f"{SVG}path") if path.get("class").startswith("l ")]
    return {path.get("class"): path.get("stroke-dasharray") for path in paths}


@pytest.mark.parametrize("season", SEASONS)
def test_a_picture_says_what_it_shows_and_whose_map_it_is_in_every_season(season):
    picture = draw(season=season)

    assert picture.findtext(f"{SVG}title") == "故宫到福陵"
    assert picture.findtext(f"{SVG}desc") == "说明"
    assert "© OpenStreetMap" in texts(picture)


def test_each_stop_has_its_number():
    assert texts(draw(), "n") == ["1", "2", "3"]


def test_days_differ_by_line_and_by_marker():
    picture = draw()

    assert set(lines(picture)) == {"l l0", "l l1"}
    assert [mark.get("class") for mark in picture.iter(f"{SVG}rect")][1:] == ["m m0", "m m0", "m m1"]


def test_a_way_that_nobody_traced_is_dashed_and_a_traced_one_whole():
    assert all(lines(draw(kind="straight")).values())
    assert not any(lines(draw(kind="road")).values())


def test_a_traced_way_that_bulges_out_lies_inside_the_picture():
    far_out = Point(42.4, 123.5)
    bulge = WayLeg(start="a", end="b", kind="rail", km=1, minutes=5, line=encoded([HERE, far_out, THERE]))
    route = Subject("spring", "zh", subject(STOPS[:2]).stops, [Stretch(1, 2, bulge)])
    picture = pictures.route(GEO, route, words()).decode()

    way = picture.split('class="l l0"')[1].split('d="M')[1].split('"')[0]
    assert "-240 " in way, "the way up to the bend fills the picture between its margins"


def test_stops_at_one_place_share_a_marker_that_names_them():
    assert texts(draw([(1, 1, HERE), (2, 1, HERE), (3, 1, HERE)]), "n") == ["1–3"]
    assert texts(draw([(1, 1, HERE), (2, 1, FAR), (3, 1, HERE)]), "n") == ["1·3", "2"]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [([1], "1"), ([1, 2], "1–2"), ([2, 3, 4], "2–4"), ([1, 5], "1·5"), ([1, 2, 4], "1–2·4"), (range(1, 61, 2), "1…59")],
)
def test_a_marker_names_every_stop_it_stands_for(numbers, shown):
    assert texts(draw([(number, 1, HERE) for number in numbers]), "n") == [shown]


def test_no_marker_covers_another_however_close_sixty_stops_lie():
    stops = [(n, 1 + n % 3, Point(41.8 + n % 9 * 0.01, 123.4 + n % 7 * 0.02)) for n in range(1, 61)]
    boxes = [
        tuple(float(mark.get(name)) for name in ("x", "y", "width", "height"))
        for mark in draw(stops).iter(f"{SVG}rect")
        if mark.get("class").startswith("m ")
    ]

    for at, (x, y, width, height) in enumerate(boxes):
        for a, b, wide, tall in boxes[at + 1 :]:
            assert x + width <= a + 0.2 or a + wide <= x + 0.2 or y + height <= b + 0.2 or b + tall <= y + 0.2


def test_every_stop_lies_inside_the_picture():
    for marker in draw().iter(f"{SVG}rect"):
        if marker.get("class").startswith("m "):
            assert 0 < float(marker.get("x")) < pictures.WIDTH
            assert 0 < float(marker.get("y")) < pictures.HEIGHT


def test_a_route_of_one_place_has_a_marker_and_no_line():
    picture = draw(STOPS[:1])

    assert texts(picture, "n") == ["1"]
    assert not lines(picture)


@pytest.mark.parametrize("stops", [[], [(1, 1, None), (2, 1, None)]], ids=["no stops", "no positions"])
def test_a_route_of_which_no_position_is_known_still_has_a_picture(stops):
    assert texts(draw(stops), "n") == []


def test_a_stop_of_unknown_position_leaves_the_others_their_numbers_and_is_named():
    picture = draw([STOPS[0], (2, 1, None), STOPS[2]], missing="未标出：2")

    assert texts(picture, "n") == ["1", "3"]
    assert "未标出：2" in texts(picture)


@pytest.mark.parametrize(
    "title",
    ["</title><script>alert(1)</script>", '"><svg onload=alert(1)>', "]]>&lt;&amp;", "\x00\x07\ufffe", "\u202e"],
)
def test_a_hostile_title_is_text(title):
    picture = draw(title=title, description=title, missing=title)

    assert picture.find(f".//{SVG}script") is None
    assert not any("onload" in node.attrib for node in picture.iter())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.lists(st.tuples(st.floats(40, 44), st.floats(121, 126)), max_size=8))
def test_any_title_and_any_points_give_well_formed_xml(title, points):
    draw([(n, 1, Point(*point)) for n, point in enumerate(points, 1)], title=title)


def test_names_on_the_picture_are_in_its_language():
    assert "本溪" in texts(draw(lang="zh"), "t")
    assert "Benxi" in texts(draw(lang="en"), "t")


def test_a_name_makes_room_for_the_line():
    benxi = next(shape for shape, properties in layer(GEO, "places") if properties["zh"] == "本溪")
    across = [(1, 1, Point(benxi.y, benxi.x - 0.3)), (2, 1, Point(benxi.y, benxi.x + 0.3))]
    picture = draw(across)

    name = next(node for node in picture.iter(f"{SVG}text") if node.text == "本溪")
    height = float(next(node for node in picture.iter(f"{SVG}text") if node.text == "1").get("y"))
    assert abs(float(name.get("y")) - height) > 12


def test_the_same_route_gives_the_same_bytes():
    assert pictures.route(GEO, subject(), words()) == pictures.route(GEO, subject(), words())


def test_a_picture_without_its_basemap_is_an_error_that_names_the_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        draw(geo=tmp_path)


def test_a_picture_on_the_real_basemap_is_light():
    body = pictures.route(ROOT / "content/geo", subject(season="autumn"), words())

    assert len(body) < 45_000


def test_the_fourth_day_looks_like_the_first():
    assert [plate.look(day) for day in (1, 2, 3, 4)] == [0, 1, 2, 0]
