"""KML and KMZ that Google Earth's reader and the schema accept, and that stay right after they were saved."""

import io
import zipfile
from xml.etree import ElementTree

import factories as make
import pyogrio
import pytest
import xmlschema
from taking import BEND, LONG, NASTY, PALACE, PLACES, PUBLISHED, TOMB, WAY, WORDS, Here, catalogue, kml_schema

from portal.formats import kml
from portal.formats.journey import journey, other_cards
from portal.formats.kml import Collection

K = "{http://www.opengis.net/kml/2.2}"
ABOUT = Collection("https://example.org/en/routes/", "Routes", ["CC BY 4.0"], "Four Seasons", "en")


def write(*stops, lang="en", places=PLACES, **more) -> bytes:
    kinds = {"attraction": places, "route": {"r": make.route(*stops, **more)}, "way": {"r": WAY}}
    return kml.route(journey(catalogue(lang, **kinds), "r"), Here(), WORDS)


def test_it_is_valid_against_the_schema_and_the_schema_is_strict():
    file = write(("palace", "tomb"), ("tower", "lost"))
    kml_schema().validate(file)

    wrong = file.replace(b"<open>1</open>", b"").replace(b"</Document>", b"<open>1</open></Document>")
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        kml_schema().validate(wrong)


def test_a_stop_is_a_point_and_a_line_says_whether_it_is_known():
    marks = list(ElementTree.fromstring(write("palace", "tomb", "tower")).iter(f"{K}Placemark"))
    points = [m.findtext(f"{K}name") for m in marks if m.find(f"{K}Point") is not None]
    lines = {m.findtext(f"{K}styleUrl"): m.findtext(f"{K}LineString/{K}coordinates") for m in marks}

    assert points == ["1 Palace", "2 Tomb", "3 Tower"]
    assert lines["#way"] == " ".join(f"{p.lon:.6f},{p.lat:.6f}" for p in (PALACE, BEND, TOMB))
    assert lines["#schematic"].startswith("123.580000,41.830000 ")
    assert [m.findtext(f"{K}name") for m in marks if m.findtext(f"{K}styleUrl") == "#schematic"] == ["road not known"]


def test_days_are_folders():
    folders = ElementTree.fromstring(write(("palace",), ("tomb",))).findall(f".//{K}Folder")

    assert [folder.findtext(f"{K}name") for folder in folders] == ["Day 1", "Day 2"]


def test_both_languages_the_licence_and_the_author_are_in_it():
    top = ElementTree.fromstring(write("palace", "tomb", lang="zh"))
    data = {d.get("name"): d.findtext(f"{K}value") for d in top.iterfind(f"{K}Document/{K}ExtendedData/{K}Data")}
    stop = top.find(f".//{K}Placemark")
    names = {d.get("name"): d.findtext(f"{K}value") for d in stop.iter(f"{K}Data")}

    assert (data["title_zh"], data["title_en"]) == ("线路1", "Route 1")
    assert (names["name_zh"], names["name_en"]) == ("故宫", "Palace")
    assert data["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "OpenStreetMap" in data["licence_of_the_line"]
    assert data["published"] == "2026-11-20T08:30:00+00:00"
    assert top.findtext(".//{http://www.w3.org/2005/Atom}name") == "Four Seasons"


def test_a_line_wears_the_colour_of_its_season_in_the_order_of_kml():
    style = ElementTree.fromstring(write("palace", "tomb")).find(f".//{K}Style[@id='way']")

    assert style.findtext(f".//{K}color") == "ff6a33a8"  # #a8336a


def test_gdal_reads_it_plain_and_zipped(tmp_path):
    plain, packed = tmp_path / "r.kml", tmp_path / "r.kmz"
    plain.write_bytes(write(("palace", "tomb"), ("tower",)))
    packed.write_bytes(kml.zipped(plain.read_bytes(), PUBLISHED))

    for path in (plain, packed):
        assert [str(name) for name, _ in pyogrio.list_layers(path)] == ["Day 1", "Day 2"]
        _, _, _, fields = pyogrio.raw.read(path, layer="Day 1", columns=["Name"])
        assert list(fields[0])[:2] == ["1 Palace", "2 Tomb"]


def test_gdal_refuses_a_file_that_is_cut_off(tmp_path):
    path = tmp_path / "r.kml"
    path.write_bytes(write("palace", "tomb")[:-200])

    with pytest.raises((pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError)):
        pyogrio.raw.read(path, layer="Day 1")


def test_a_kmz_is_the_same_every_time_and_holds_doc_kml():
    once, again = (kml.zipped(b"<kml/>", PUBLISHED) for _ in range(2))

    assert once == again
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == b"<kml/>"


def collection(count: int) -> ElementTree.Element:
    routes = {f"r{n}": make.route("palace", number=n) for n in range(1, count + 1)}
    cards = catalogue(attraction=PLACES, route=routes)
    file = kml.routes([cards.route(key) for key in routes], Here(), ABOUT)
    kml_schema().validate(file)
    return ElementTree.fromstring(file)


def test_a_collection_links_to_the_files_and_has_them_fetched_anew_every_day():
    links = list(collection(2).iter(f"{K}NetworkLink"))

    assert [link.findtext(f"{K}Link/{K}href") for link in links] == [
        "https://example.org/en/routes/r1.kml",
        "https://example.org/en/routes/r2.kml",
    ]
    assert {link.findtext(f"{K}Link/{K}refreshMode") for link in links} == {"onInterval"}
    assert {link.findtext(f"{K}Link/{K}refreshInterval") for link in links} == {"86400"}


@pytest.mark.parametrize(("count", "visible"), [(2, "1"), (40, "0")])
def test_a_large_collection_does_not_fetch_everything_at_once(count, visible):
    assert {link.findtext(f"{K}visibility") for link in collection(count).iter(f"{K}NetworkLink")} == {visible}


def test_places_are_points_by_area_without_those_of_unknown_position():
    cards = catalogue("zh", attraction=PLACES)
    pairs = [(cards.attraction(key), other_cards(cards).attraction(key)) for key in PLACES]
    file = kml.attractions(pairs, Here(), ABOUT)
    kml_schema().validate(file)
    marks = list(ElementTree.fromstring(file).iter(f"{K}Placemark"))

    assert [m.findtext(f"{K}name") for m in marks] == ["故宫", "福陵", "塔"]
    assert marks[0].findtext(f"{K}Point/{K}coordinates") == "123.450600,41.796600"
    assert [d.findtext(f"{K}value") for d in marks[0].iter(f"{K}Data") if d.get("name") == "name_en"] == ["Palace"]


@pytest.mark.parametrize("name", [NASTY, LONG])
def test_a_hostile_name_is_text_also_in_the_html_of_a_description(name):
    places = {**PLACES, "palace": make.attraction(1, name, name, at=PALACE)}
    day = {
        "title": make.text(name),
        "text": make.text(name),
        "stops": [{"attraction": "palace", "note": make.text(name)}],
    }
    file = write("palace", places=places, lang="zh", summary=make.text(name), days=[day])
    kml_schema().validate(file)
    top = ElementTree.fromstring(file)

    assert top.find(f".//{K}Placemark").findtext(f"{K}name") == f"1 {name}"
    for description in top.iter(f"{K}description"):
        assert "<script" not in description.text
