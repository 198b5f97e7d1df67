"""A site whose every text tries to break out: nothing does."""

import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from reading import read

PAGES = [
    "",
    "routes/",
    "routes/?season=winter",
    "routes/route-one/",
    "attractions/",
    "attractions/?category=palace",
    "attractions/place-one/",
    "attractions/place-two/",
    "attractions/place-three/",
    "events/",
    "events/event-one/",
    "events/calendar/2026/11/",
    "areas/shenyang/",
    "areas/benxi/",
    "seasons/winter/",
    "themes/qing-heritage/",
    "map/",
    "search/?q=script",
    "search/?q=alert",
    "about/",
]


@pytest.fixture
def client(hostile):
    return hostile.client()


@pytest.fixture(params=PAGES)
def page(client, lang, request):
    answer = client.get(f"/{lang}/{request.param}")
    assert answer.status_code == 200
    return read(answer.text)


def test_every_script_of_a_page_is_a_file_of_ours(page):
    for script in page.all("script"):
        if "src" in script.attributes:
            assert re.match(r"/(static|assets|maps)/", script.attributes["src"])
        else:
            assert "json" in script.attributes["type"]


def test_no_text_became_an_element_or_an_attribute(page):
    assert not any(name.startswith("on") for element in page.elements for name in element.attributes)
    assert not [e for e in page.all("img") if e.attributes.get("src") == "x"]
    assert not page.all("x")
    assert not [e for e in page.elements if e.tag in {"iframe", "object", "embed", "base"}]


def test_no_link_runs_a_script(page):
    assert not [
        a for a in [*page.links, *page.loaded()] if re.match(r"\s*(javascript|data|vbscript):", a, re.IGNORECASE)
    ]


def test_nothing_is_loaded_from_the_host_that_a_text_names(page):
    assert not [a for a in page.loaded() if urlsplit(a).netloc]


def test_templates_in_text_are_text(page):
    assert "1337" not in page.text


def test_data_in_a_page_is_json_that_cannot_close_its_script(page):
    for script in page.all("script"):
        if "json" in script.attributes.get("type", ""):
            json.loads(script.text)


@pytest.mark.parametrize("name", [".svg", "/poster.svg"])
def test_a_picture_of_a_route_is_well_formed_and_holds_no_script(client, lang, name):
    picture = ElementTree.fromstring(client.get(f"/{lang}/routes/route-one{name}").data)

    assert not [e for e in picture.iter() if e.tag.endswith(("script", "foreignObject", "image"))]
    assert not [name for e in picture.iter() for name in e.attrib if name.lower().startswith("on")]


def test_a_card_of_a_hostile_route_is_a_picture(client, lang):
    assert client.get(f"/{lang}/routes/route-one.png").data.startswith(b"\x89PNG")


def test_maps_keep_hostile_names_in_their_data(hostile):
    scripts = list(hostile.settings.maps_dir.glob("*.js"))

    assert scripts
    assert not any(b"alert" in script.read_bytes() for script in scripts)
    for data in hostile.settings.maps_dir.glob("*.json"):
        json.loads(data.read_bytes())


def test_the_sitemap_is_well_formed(client):
    ElementTree.fromstring(client.get("/sitemap.xml").data)


def test_a_hostile_page_sends_the_same_strict_policy(client, lang):
    policy = client.get(f"/{lang}/routes/route-one/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
