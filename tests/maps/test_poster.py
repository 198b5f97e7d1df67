"""The poster: a sheet to hang up, on which nothing runs out of its place."""

import re
from xml.etree import ElementTree

import pytest
import segno
from drawing import GEO, HERE, STOPS, SVG, subject, words

from portal.kernel.geo import Point
from portal.kernel.season import SEASONS
from portal.maps import lettering, plate, poster

LINK = "https://four-seasons.example/r/12"


def draw(stops=STOPS, season="spring", **more):
    return ElementTree.fromstring(poster.draw(GEO, subject(stops, season=season), words(**more), LINK))


def texts(picture):
    return [node.text for node in picture.iter(f"{SVG}text")]


def too_wide(picture):
    """Texts of the sheet (names on the map keep inside it by themselves) that reach into or beyond the right margin."""
    beside = [node for part in (picture, *picture.findall(f"{SVG}g")) for node in part.findall(f"{SVG}text")]
    shift = {node: poster.MARGIN for group in picture.findall(f"{SVG}g") for node in group}
    return [
        node.text
        for node in beside
        if node.get("text-anchor") != "middle"
        and float(node.get("x")) + shift.get(node, 0) + lettering.width(node.text or "", float(node.get("font-size")))
        > poster.WIDTH - poster.MARGIN + 1
    ]


@pytest.mark.parametrize("season", SEASONS)
def test_a_poster_names_title_season_stops_and_where_the_map_is_from(season):
    picture = draw(season=season)
    said = texts(picture)

    assert {"故宫到福陵", "春", "暖", "花", "开", "站1", "站2", "站3", "第1天", "第2天"} <= set(said)
    assert any("GS(2024)0650号" in text for text in said)
    assert "four-seasons.example/r/12" in said


def test_a_poster_has_the_measures_of_a3():
    picture = draw()

    assert (picture.get("width"), picture.get("height")) == ("297mm", "420mm")
    _, _, width, height = map(int, picture.get("viewBox").split())
    assert height / width == pytest.approx(420 / 297, abs=0.001)


def test_the_code_on_the_sheet_says_the_link():
    path = next(node for node in draw().iter(f"{SVG}path") if node.get("transform"))
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)\.5h1", path.get("d"))}
    code = segno.make(LINK, error="m", micro=False)

    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}


def test_a_season_of_which_no_name_is_known_leaves_its_place_empty():
    assert "春" not in texts(draw(season_name=""))


def test_advised_months_are_filled():
    filled = [mark.get("fill") for mark in draw().iter(f"{SVG}rect") if mark.get("width") == "46"]

    assert [month for month, fill in enumerate(filled, 1) if fill != "none"] == [4, 5]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 12, 20, 60])
@pytest.mark.parametrize("days", [1, 3, 14])
def test_stops_however_many_stand_on_the_sheet_and_leave_the_map_its_room(count, days):
    stops = [(n, 1 + n * days // (count + 1), Point(41.8 + n / 100, 123.4)) for n in range(1, count + 1)]
    picture = draw(stops)

    assert sum(text.startswith("站") for text in texts(picture) if text) == count
    assert not too_wide(picture)
    country = next(
        node for node in picture.findall(f"{SVG}svg") if float(node.get("width")) == poster.WIDTH and node.get("y")
    )
    assert float(country.get("height")) >= 400
    listed = picture.findall(f"{SVG}g")[-1]
    low = max((float(node.get("y")) for node in listed.iter(f"{SVG}text")), default=0)
    assert poster.HEIGHT - poster.FOOT - float(country.get("height")) - poster.HEAD - poster.BAND >= low


@pytest.mark.parametrize(
    "title", ["</text><script>x</script>", "]]>&\"'", "长" * 200, "M" * 200, "Wood " * 40, "🍁 枫叶"]
)
def test_any_text_is_text_and_stays_on_the_sheet(title):
    picture = draw(title=title, facts=title, areas=title, brand=title, missing=title, advised=title)

    assert picture.find(f".//{SVG}script") is None
    assert not too_wide(picture)


def test_a_stop_of_unknown_position_is_listed_without_a_marker():
    picture = draw([(1, 1, HERE), (2, 1, None)], missing="图上没有：2")
    listed = picture.findall(f"{SVG}g")[-1]

    assert len(listed.findall(f"{SVG}rect")) == 1
    assert "站2" in texts(picture)
    assert any("图上没有：2" in text for text in texts(picture))


def test_headings_explain_the_lines_of_the_map():
    picture = draw()
    listed = picture.findall(f"{SVG}g")[-1]

    assert {path.get("class") for path in listed.findall(f"{SVG}path")} == {"l l0", "l l1", "k"}
    assert plate.look(2) == 1


def test_the_same_route_gives_the_same_bytes():
    assert poster.draw(GEO, subject(), words(), LINK) == poster.draw(GEO, subject(), words(), LINK)
