"""The leaflet: a real PDF whose words can be found, whose code leads back, and whose bytes stay."""

import io
import json
import re

import pypdf
import pytest
from conftest import ROOT, SITES
from taking import LONG, NASTY, PUBLISHED

from portal.formats import pdf
from portal.formats.pdf import Day, Leaflet, Stop
from portal.kernel.geo import Point
from portal.maps import plate
from portal.maps.pictures import Words

HOUSES = ROOT / "templates", ROOT / "static/fonts"
LINK = "https://example.org/r/12"
A4_POINTS = (595, 842)


def words(**more) -> Words:
    said = dict.fromkeys(("missing", "schematic", "season_name", "season_title", "facts", "areas", "brand"), "")
    basic = {
        "title": "Route",
        "description": "Stops: 1 Palace.",
        "credit": "GS(2024)0650号",
        "emblem": "",
        "advised": "",
    }
    return Words(**{**said, **basic, "days": [], "months": [], **more})


def stop(number: int = 1, **more) -> Stop:
    basic = {
        "name": "Palace",
        "other": "故宫",
        "note": "Look up",
        "shut": "",
        "mark": "",
        "stay": "2 h",
        "way": ["by road"],
    }
    return Stop(**{"number": number, **basic, **more})


def leaflet(**more) -> Leaflet:
    said = {
        "lang": "en",
        "region": "GB",
        "other_lang": "zh",
        "publisher": "Four Seasons",
        "keywords": ["spring"],
        "kicker": "Spring",
        "title": "Palace and tomb",
        "other_title": "故宫和陵",
        "facts": "1 day",
        "summary": "A day.",
        "months": [4, 5],
        "advised": "April to May",
        "credit": "© OpenStreetMap",
        "days": [Day("The stops", "about 12 km", "", [stop(), stop(2, name="Tomb")])],
        "notices": [],
        "sections": [{"title": "Why this way", "texts": ["Because."]}],
        "sources": ["A book"],
        "legal": ["CC BY 4.0"],
        "link": LINK,
        "qr_alt": "Code",
        "words": {"stop": "Stop", "stay": "Stay", "way": "Way there", "comma": ", ", "sources": "Sources"},
    }
    return Leaflet(**{**said, **more})


def write(drawn: Words | None = None, **more) -> bytes:
    place = plate.Stop(1, 1, "Palace", Point(41.7966, 123.4506))
    subject = plate.Subject("spring", "en", [place], [])
    return pdf.write(leaflet(**more), (SITES / "good/geo", subject, drawn or words()), HOUSES, PUBLISHED)


def read(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(file), strict=True)


def text(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(file).pages).split())


def test_its_words_can_be_found_and_copied():
    said = text(write())

    for words in ("Palace and tomb", "故宫和陵", "April to May", "Tomb", "Why this way", "A book", "example.org/r/12"):
        assert words in said


def test_it_is_a_sheet_of_a4_that_says_what_it_is_and_in_which_language():
    file = read(write())

    assert tuple(round(side) for side in file.pages[0].mediabox[2:]) == A4_POINTS
    assert len(file.pages) == 1
    assert (file.metadata.title, file.metadata.author) == ("Palace and tomb", "Four Seasons")
    assert str(file.trailer["/Root"]["/Lang"]) == "en-GB"
    assert file.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_code_and_the_foot_lead_to_the_short_link():
    links = [a.get_object()["/A"]["/URI"] for a in read(write()).pages[0]["/Annots"]]

    assert links == [LINK, LINK]


def test_the_same_content_gives_the_same_bytes_and_another_day_of_printing_no_others():
    assert write() == write()
    assert read(write()).metadata.creation_date == PUBLISHED


def test_every_page_has_its_number():
    many = [Day("Day", "", "", [stop(n) for n in range(1, 40)])]
    pages = read(write(days=many)).pages

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.extract_text()


def test_nothing_but_the_face_that_travels_with_the_portal_is_in_it():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(write()).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts
    assert all("NotoSerifSC" in font for font in fonts)


def test_an_english_apostrophe_is_no_wider_than_a_letter():
    assert "portal's own" in text(write(summary="The portal’s own “words”"))
    assert "“话”" in text(write(lang="zh", region="CN", summary="他的“话”"))


@pytest.mark.parametrize("said", [NASTY, LONG, '#eval("1") $x$ *b* _i_ `c` \\u{1F600} @label <x>', "/* c */ // d"])
def test_markup_in_a_text_is_text(said):
    file = write(
        words(title=said, description=said),
        title=said,
        summary=said,
        notices=[{"title": said, "body": said}],
        days=[Day(said, said, said, [stop(name=said, other=said, note=said, shut=said, mark=said, way=[said])])],
        sections=[{"title": said, "texts": [said]}],
        sources=[said],
    )
    found = re.sub(r"[\s\u200b]", "", text(file))

    for part in re.split(r"[^\x00-\u2fff]+", said):  # an emoji comes from another font, or none
        assert re.sub(r"\s", "", part) in found
    assert "/JavaScript" not in str(read(file).trailer["/Root"])


def test_a_character_that_the_face_lacks_does_not_keep_anybody_from_a_leaflet():
    assert "Palace" in text(write(summary="Ω ☃ 🏔️ 𠮷"))


def test_what_is_not_json_cannot_be_made():
    """The template takes data and nothing else: it has no file to read and no network."""
    template = (HOUSES[0] / "print/route.typ").read_text(encoding="utf-8")

    assert template.count("sys.inputs") == 1
    for word in ("#import", "#include", "eval(", "read(", "@preview"):
        assert word not in template
    json.dumps(leaflet().words)
