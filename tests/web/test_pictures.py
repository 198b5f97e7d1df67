"""Pictures of routes: the map, the card for messengers, the poster; and who is told of them."""

import struct
from xml.etree import ElementTree

import pytest
from conftest import ROOT
from drawing import SVG
from fontTools.ttLib import TTFont
from reading import read

from portal.maps import raster
from portal.web.common.cache import MAX_BYTES, Page, Pages

CARD = "routes/cave-and-maples.png"


@pytest.fixture(scope="module")
def face():
    """Character -> its width in ems in the face that our own pictures are set in."""
    font = TTFont(ROOT / "static/fonts" / raster.FOLDER / raster.FONT)
    return {chr(code): font["hmtx"][name][0] / 1000 for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize(
    ("query", "size"),
    [("", (1200, 630)), ("?shape=wide", (1200, 630)), ("?shape=square", (600, 600)), ("?shape=small", (300, 300))],
)
def test_a_card_is_a_png_of_the_size_that_messengers_want(client, lang, query, size):
    answer = client.get(f"/{lang}/{CARD}{query}")

    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert struct.unpack(">II", answer.data[16:24]) == size


def test_a_card_is_kept_as_it_is_and_not_sent_twice(client):
    first = client.get(f"/zh/{CARD}", headers={"Accept-Encoding": "br"})
    again = client.get(f"/zh/{CARD}", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})

    assert "Content-Encoding" not in first.headers
    assert first.data.startswith(b"\x89PNG")
    assert not first.headers["ETag"].startswith("W/")
    assert "public" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


def test_who_asks_for_the_head_of_a_card_learns_its_length(client):
    head, whole = client.head(f"/en/{CARD}"), client.get(f"/en/{CARD}")

    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(whole.data)


def test_tags_of_a_messenger_do_not_spoil_the_address_of_a_card(client):
    assert client.get(f"/zh/{CARD}?utm_source=weixin").status_code == 200


def test_the_page_of_a_route_names_its_card_to_messengers(small, lang):
    client = small.client()
    page = read(client.get(f"/{lang}/routes/cave-and-maples/").text)
    said = [(e.attributes["property"], e.attributes["content"]) for e in page.all("meta") if "property" in e.attributes]
    images = [content for name, content in said if name == "og:image"]

    assert images == [f"http://localhost/{lang}/{CARD}", f"http://localhost/{lang}/{CARD}?shape=square"]
    assert dict(said)["og:title"] == page.one("h1").text.strip()
    assert all(client.get(image.removeprefix("http://localhost")).status_code == 200 for image in images)


def test_other_pages_say_what_they_are_too(client, lang):
    page = read(client.get(f"/{lang}/attractions/imperial-palace/").text)
    said = {e.attributes["property"]: e.attributes["content"] for e in page.all("meta") if "property" in e.attributes}

    assert said["og:title"] == page.one("h1").text.strip()
    assert said["og:locale"] == {"zh": "zh_CN", "en": "en_GB"}[lang]
    assert "og:image" not in said


def test_the_page_of_a_route_leads_to_its_poster(client, lang):
    page = read(client.get(f"/{lang}/routes/cave-and-maples/").text)

    assert f"/{lang}/routes/cave-and-maples/poster.svg" in page.links


def test_a_picture_says_its_stops_in_order_for_who_does_not_see_it(client):
    picture = ElementTree.fromstring(client.get("/en/routes/cave-and-maples.svg").data)

    said = picture.findtext(f"{SVG}desc")
    assert said == "Day 1: 1 Benxi Water Cave. Day 2: 2 Guanmen Mountain National Forest Park."


def test_a_poster_bears_the_portals_own_address_and_not_the_visitors(make_site, small):
    folder = small.settings.content_dir
    answer = (
        make_site(folder, base_url="https://four-seasons.example/t")
        .client()
        .get("/zh/routes/cave-and-maples/poster.svg")
    )

    assert "four-seasons.example/t/r/" in answer.text


def test_on_every_picture_of_every_route_all_words_are_whole_and_inside(real, face):
    client = real.client()
    for key in real.shelf.routes:
        for lang in ("zh", "en"):
            for name, width in ((".svg", 480), ("/poster.svg", 1000)):
                picture = ElementTree.fromstring(client.get(f"/{lang}/routes/{key}{name}").data)
                for node in picture.iter(f"{SVG}text"):
                    left, right = extent(node, face)
                    assert left >= 0, (key, lang, name, node.text)
                    assert right <= width, (key, lang, name, node.text)
                    assert "…" not in node.text, (key, lang, name, node.text)


def extent(node, face):
    """Where a text begins and ends in its part of the picture. Raises KeyError for a letter that our face lacks."""
    wide = sum(face[character] for character in node.text) * float(node.get("font-size"))
    left = float(node.get("x")) - {"middle": wide / 2, "end": wide}.get(node.get("text-anchor"), 0)
    return left, left + wide


def test_kept_answers_together_stay_below_their_limit():
    pages = Pages()
    big = Page(b"x" * (MAX_BYTES // 3), "tag", ())
    for name in "abcd":
        pages.put((name,), big)
    pages.put(("d",), big)

    assert [name for name in "abcd" if pages.get((name,))] == ["b", "c", "d"]


def picture(client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return ElementTree.fromstring(answer.data)


def dots(drawing: ElementTree.Element) -> int:
    """How many places a picture of many shows."""
    return max(path.get("d", "").count("h0") for path in drawing.iter(f"{SVG}path"))


def test_the_explore_map_is_a_picture_too_and_narrowed_like_its_page(client):
    everything, winter = picture(client, "/en/map.svg"), picture(client, "/en/map.svg?season=winter&area=shenyang")

    assert dots(everything) > dots(winter) > 0
    assert winter.find(f"{SVG}desc").text == "1 route and 3 places"
    assert "GS(2024)0650号" in "".join(everything.itertext())
    assert client.get("/en/map.svg?season=monsoon").status_code == 400
    assert client.get("/en/map.svg?bbox=41.7,123.4,41.8,123.5").status_code == 400


def test_a_picture_of_nothing_is_a_map_without_dots(client):
    assert dots(picture(client, "/zh/map.svg?q=qqqqqq")) == 0


def test_an_attraction_is_shown_among_its_neighbours(client):
    drawing = picture(client, "/en/attractions/imperial-palace.svg")

    assert dots(drawing) > 1
    assert drawing.find(f".//{SVG}circle") is not None
    assert "Palace" in drawing.find(f"{SVG}title").text
    assert client.get("/en/attractions/nowhere.svg").status_code == 404


def test_an_attraction_without_a_position_has_a_picture_of_the_land_alone(client, small):
    key = next(key for key, d in small.shelf.attractions.items() if d.point.position is None)

    assert picture(client, f"/zh/attractions/{key}.svg").find(f".//{SVG}circle") is None


@pytest.mark.parametrize("address", ["routes/cave-and-maples.svg", "attractions/imperial-palace.svg", "map.svg"])
def test_a_picture_has_no_parameters_but_its_own(client, address):
    assert client.get(f"/zh/{address}?x=1").status_code == 400
