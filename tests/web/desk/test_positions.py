"""Positions from anywhere: read carefully, shown before they are taken, and nothing hostile gets in."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from desk import Clerk, make_person

from portal.catalogue import clashes
from portal.catalogue.clashes import Dated
from portal.content import coordinates, positions
from portal.kernel.datum import wgs84_to_bd09, wgs84_to_gcj02
from portal.kernel.errors import NotValid
from portal.kernel.geo import Point, distance_km, encoded

PLACE = Point(41.79, 123.45)
PAGE = "/desk/positions/"


@pytest.mark.parametrize(
    "text",
    [
        "41.79, 123.45",
        "41.79 123.45",
        "４１．７９，１２３．４５",
        "123.45E 41.79N",
        "E123.45 N41.79",
        "北纬41度47分24秒 东经123度27分",
        "东经123度27分，北纬41度47分24秒",
        "41°47′24″N 123°27′0″E",
        "41°47.4′N, 123°27′E",
        "123.45, 41.79",
    ],
)
def test_a_position_is_understood_however_it_is_typed(text):
    (found,) = coordinates.typed(text)

    assert found.given == pytest.approx(PLACE, abs=1e-9)
    assert found.is_turned == (text == "123.45, 41.79")


def test_every_line_has_its_name():
    found = coordinates.typed("沈阳故宫 41.7966,123.4506\n\n3号门: 41.79 123.45\n")

    assert [point.name for point in found] == ["沈阳故宫", "3号门"]


@pytest.mark.parametrize(
    "text", ["", "here", "41.79", "41.79N 41.8N", "nan, nan", "1e999, 3", "99.5, 200.5", "1.2.3, 4.5"]
)
def test_what_is_no_position_is_said_so(text):
    with pytest.raises(NotValid):
        coordinates.typed(text)


GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<wpt lat="41.79" lon="123.45"><name>南门</name></wpt>
<trk><name>路</name><trkseg><trkpt lat="41.79" lon="123.45"/><trkpt lat="41.80" lon="123.46"/></trkseg></trk></gpx>"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>南门</name><Point><coordinates>
123.45,41.79,50</coordinates></Point></Placemark><Placemark><name>路</name><LineString><coordinates>123.45,41.79
123.46,41.80</coordinates></LineString></Placemark></Document></kml>"""
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "南门"},
                "geometry": {"type": "Point", "coordinates": [123.45, 41.79]},
            },
            {
                "type": "Feature",
                "properties": {"name": "路"},
                "geometry": {"type": "LineString", "coordinates": [[123.45, 41.79, 4], [123.46, 41.80]]},
            },
        ],
    }
)


def kmz() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("doc.kml", KML)
    return made.getvalue()


@pytest.mark.parametrize(
    "body", [GPX.encode(), KML.encode(), GEOJSON.encode(), kmz()], ids=["gpx", "kml", "geojson", "kmz"]
)
def test_points_and_lines_are_read_from_every_kind_of_file(body):
    found = positions.read(body)

    assert [(point.name, point.given) for point in found.points] == [("南门", PLACE)]
    assert [(line.name, line.points) for line in found.lines] == [("路", [PLACE, Point(41.80, 123.46)])]


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gpx><wpt lat="41" lon="123"><name>&b;</name></wpt></gpx>'
)
XXE = '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><wpt lat="41" lon="123"><name>&x;</name></wpt></gpx>'
MANY = "<gpx>" + '<wpt lat="41.7" lon="123.4"/>' * 5001 + "</gpx>"

HOSTILE = {
    "billion laughs": (LAUGHS.encode(), "DOCTYPE"),
    "a file of ours": (XXE.encode(), "DOCTYPE"),
    "in UTF-16": (XXE.encode("utf-16"), "DOCTYPE"),
    "not closed": (b"<gpx><wpt lat='41' lon='123'>", "broken"),
    "deep": (b"<gpx>" + b"<a>" * 5000, "nested"),
    "not a number": (b"<gpx><wpt lat='nan' lon='123'/></gpx>", "no two numbers"),
    "endless": (b"<gpx><wpt lat='1e400' lon='123'/></gpx>", "no two numbers"),
    "no longitude": (b"<gpx><wpt lat='41'/></gpx>", "no two numbers"),
    "beyond the pole": (b"<gpx><wpt lat='141' lon='200'/></gpx>", "no position on the earth"),
    "NaN in GeoJSON": (b'{"type": "Point", "coordinates": [NaN, 41]}', "no two numbers"),
    "deep GeoJSON": (b'{"type":"GeometryCollection","geometries":[' * 3000, "no GeoJSON"),
    "half a GeoJSON": (b'{"type": "Feature"}', "no GeoJSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "neither"),
    "a page": (b"<html><script>alert(1)</script></html>", "neither"),
    "nothing": (b"", "neither"),
    "no position": (b"<gpx/>", "no position"),
    "too many": (MANY.encode(), "5,000"),
    "too large": (b" " * 5_000_001, "5 MB"),
    "an archive of nothing": (b"PK\x03\x04" + b"\0" * 50, "archive"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    body, told = HOSTILE[name]

    with pytest.raises(NotValid, match=told):
        positions.read(body)


def test_an_archive_that_swells_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b" " * 50_000_000)

    with pytest.raises(NotValid, match="5 MB"):
        positions.read(made.getvalue())


@pytest.mark.parametrize(("datum", "shift"), [("GCJ-02", wgs84_to_gcj02), ("BD-09", wgs84_to_bd09)])
def test_a_shifted_position_comes_back_to_where_it_is(datum, shift):
    placed = positions.placed(positions.Named("", shift(PLACE)), datum)

    assert distance_km(placed.at, PLACE) < 0.001
    assert 300 < placed.metres < 1500


@pytest.fixture
def reviewer(site):
    return Clerk(site, make_person(site, "李强", {"shenyang": "reviewer"}))


def sent(clerk, body, name="a.gpx", datum="WGS-84"):
    return clerk.post(PAGE, {"datum": datum, "file": (io.BytesIO(body), name)}, content_type="multipart/form-data")


def test_the_page_shows_the_shift_and_the_place_of_the_register(reviewer):
    lat, lon = wgs84_to_gcj02(Point(41.7966, 123.4506))

    page = reviewer.post(PAGE, {"datum": "GCJ-02", "text": f"{lat:.6f}, {lon:.6f}"}).text

    assert "imperial-palace" in page
    assert "41.7966" in page
    assert f'data-given="{lat:.6f},{lon:.6f}"' in page


def test_a_place_is_recognised_by_its_name_too(reviewer):
    page = reviewer.post(PAGE, {"datum": "WGS-84", "text": "清福陵 42.5, 124.0"}).text

    assert "<code>fuling</code>" in page


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "too large"])
def test_the_page_tells_what_is_wrong_with_a_file(reviewer, name):
    answer = sent(reviewer, HOSTILE[name][0])

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "root:" not in answer.text


def test_ten_megabytes_are_refused(reviewer):
    fields = [("csrf_token", reviewer.token()), ("datum", "WGS-84"), ('file"; filename="a.gpx', " " * 10_000_000)]
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields)

    answer = reviewer.open(PAGE, method="POST", data=f"{body}--x--\r\n", content_type="multipart/form-data; boundary=x")

    assert answer.status_code in (413, 422)


def test_without_a_datum_nothing_is_read(reviewer):
    answer = reviewer.post(PAGE, {"text": "41.79, 123.45"})

    assert answer.status_code == 422
    assert "Choose the datum" in answer.text


def test_names_in_a_file_cannot_break_out(reviewer):
    body = GPX.replace("南门", "&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;").encode()

    assert "<script>alert" not in sent(reviewer, body).text


LINE = encoded([Point(41.7966, 123.4506), Point(41.81, 123.50), Point(41.83, 123.58)])


ASKED = {"route": "palace-and-tomb", "line": LINE, "name": "实测"}


def confirmed(page):
    """What the form on a page sends that says yes to it."""
    return {**ASKED, "do": "publish", "base": re.findall(r'name="base" value="(\d+)"', page.text)}


def test_a_line_becomes_the_way_of_a_route_once_it_is_confirmed(site, reviewer):
    preview = reviewer.post("/desk/positions/way/", ASKED)
    before = site.shelf.ways["palace-and-tomb"]
    answer = reviewer.post("/desk/positions/way/", confirmed(preview))

    assert preview.status_code == 200
    assert answer.status_code == 303
    assert site.shelf.ways["palace-and-tomb"] != before
    assert site.shelf.ways["palace-and-tomb"].sources[0].title == "实测"


def test_a_line_whose_route_got_another_way_meanwhile_is_shown_once_more(site, reviewer):
    mine, others = (reviewer.post("/desk/positions/way/", {**ASKED, "name": name}) for name in ("实测", "同事实测"))
    reviewer.post("/desk/positions/way/", {**confirmed(others), "name": "同事实测"})

    answer = reviewer.post("/desk/positions/way/", confirmed(mine))

    assert answer.status_code == 409
    assert "Somebody changed this route meanwhile" in answer.text
    assert site.shelf.ways["palace-and-tomb"].sources[0].title == "同事实测"
    assert reviewer.post("/desk/positions/way/", confirmed(answer)).status_code == 303


@pytest.mark.parametrize(
    "wrong", [{"route": "nowhere"}, {"line": ""}, {"line": "\x7f~~"}, {"line": encoded([Point(0, 0), Point(1, 1)])}]
)
def test_what_is_no_way_is_refused(reviewer, wrong):
    answer = reviewer.post("/desk/positions/way/", {"route": "palace-and-tomb", "line": LINE, "do": "publish", **wrong})

    assert answer.status_code == 422


def test_an_editor_does_not_publish_a_way(site):
    editor = Clerk(site, make_person(site, "王芳", {"shenyang": "editor"}))

    answer = editor.post("/desk/positions/way/", {"route": "palace-and-tomb", "line": LINE, "do": "publish"})

    assert answer.status_code == 403


def dated(key, *, kind="running", sort="SportsEvent", first=13, last=13, at=None):
    name = {"zh": key}
    return Dated(
        key, name, kind, sort, ("shenyang",), date(2026, 9, first), date(2026, 9, last), {}, at, is_draft=False
    )


def test_another_race_on_the_same_day_is_told_with_its_distance():
    here, there = Point(41.8, 123.4), Point(42.1, 123.7)

    (clash,) = clashes.clashes([dated("one", at=here), dated("other", at=there)], "other")

    assert (clash.one.key, clash.other.key, clash.is_same_kind) == ("other", "one", True)
    assert clash.km == pytest.approx(distance_km(here, there))


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (dated("b", first=14, last=14), 0),
        (dated("b", first=10, last=13), 1),
        (dated("b", kind="football"), 1),
        (dated("b", kind="festival", sort="Festival"), 0),
        (dated("a"), 0),
        (dated("b", first=1, last=30), 1),
    ],
)
def test_only_what_draws_the_same_people_on_the_same_day_clashes(other, count):
    assert len(clashes.clashes([dated("a"), other])) == count


def test_the_calendar_of_clashes_shows_every_city(reviewer):
    page = reviewer.get("/desk/clashes/?month=2026-12")

    assert page.status_code == 200
    assert "<table" in page.text
    assert reviewer.get("/desk/clashes/?month=nonsense").status_code == 200
