"""The contract of v1, which may only be added to: a test that stands here stays as it is as long as there is v1.

Partners have copied these addresses, options, defaults, messages and attributes into pages that nobody will change.
"""

import re

import pytest
from conftest import ROOT
from reading import read

THINGS = [
    "/embed/v1/routes/palace-and-tomb",
    "/embed/v1/attractions/imperial-palace",
    "/embed/v1/events/city-marathon",
    "/embed/v1/map",
    "/embed/v1/calendar",
]
FRAMES = [
    *THINGS,
    "/embed/v1/map?season=winter",
    "/embed/v1/map?area=shenyang",
    "/embed/v1/map?theme=qing-heritage",
    "/embed/v1/map?category=palace",
    "/embed/v1/map?days=1",
    "/embed/v1/map?q=palace",
    "/embed/v1/map?season=spring&area=shenyang&theme=qing-heritage&category=palace&days=1",
    "/embed/v1/calendar?area=shenyang",
    "/embed/v1/calendar?kind=running",
    "/embed/v1/calendar?area=shenyang&kind=running",
]
OPTIONS = [
    "lang=zh",
    "lang=en",
    "view=both",
    "view=map",
    "view=list",
    "appearance=auto",
    "appearance=light",
    "appearance=dark",
    "color=1f6b4f",
    "color=%231f6b4f",
    "color=1F6B4F",
    "height=200",
    "height=2000",
    "lang=en&view=map&appearance=light&color=1f6b4f&height=480",
]
MAPPED = THINGS[:2] + THINGS[3:4]


def with_option(address, option):
    return f"{address}{'&' if '?' in address else '?'}{option}"


@pytest.mark.parametrize("address", FRAMES)
def test_a_frame_answers_without_any_option(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("address", THINGS)
def test_every_frame_takes_every_option(client, address, option):
    assert client.get(with_option(address, option)).status_code == 200


@pytest.mark.parametrize("address", MAPPED)
def test_where_there_is_a_map_both_is_the_default(client, address):
    assert client.get(address).text == client.get(with_option(address, "view=both")).text
    page = read(client.get(address).text)
    assert page.one("div", role="region").attributes["id"].startswith("map_")
    assert "open" in page.one("details", id="list").attributes


@pytest.mark.parametrize("address", MAPPED)
def test_a_map_alone_keeps_its_list_folded(client, address):
    page = read(client.get(with_option(address, "view=map")).text)

    assert page.all("div", role="region")
    assert "open" not in page.one("details", id="list").attributes
    assert page.one("details", id="list").text.strip()


@pytest.mark.parametrize("address", MAPPED)
def test_a_list_alone_has_no_map_and_no_script_but_the_one_that_tells_its_height(client, address):
    page = read(client.get(with_option(address, "view=list")).text)

    assert not page.all("div", role="region")
    assert len(page.all("script")) == 1


@pytest.mark.parametrize("address", THINGS)
def test_the_language_of_the_address_wins_over_the_browser(client, address):
    for lang, tag, other in (("zh", "zh-Hans", "en"), ("en", "en", "zh-CN")):
        answer = client.get(with_option(address, f"lang={lang}"), headers={"Accept-Language": other})
        assert read(answer.text).one("html").attributes["lang"] == tag
        assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("address", THINGS)
def test_without_a_language_the_browser_decides_and_chinese_is_the_default(client, address):
    for accepted, tag in (("en-GB,en", "en"), ("zh-CN", "zh-Hans"), ("de", "zh-Hans"), ("en", "en")):
        answer = client.get(address, headers={"Accept-Language": accepted})
        assert read(answer.text).one("html").attributes["lang"] == tag
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("address", THINGS)
@pytest.mark.parametrize(
    "option",
    [
        "lang=ko",
        "view=both%20",
        "view=",
        "appearance=sepia",
        "color=red",
        "color=",
        "color=ffcc00",
        "height=199",
        "height=2001",
        "height=50%25",
        "height=auto",
        "key=nobody",
        "colour=1f6b4f",
        "bbox=123,41,124,42",
        "page=2",
    ],
)
def test_what_is_no_option_or_value_is_refused(client, address, option):
    assert client.get(with_option(address, option)).status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/embed/v1/routes/nowhere", 404),
        ("/embed/v1/attractions/nowhere", 404),
        ("/embed/v1/events/nowhere", 404),
        ("/embed/v1/nothing", 404),
        ("/embed/v1/map?season=monsoon", 400),
        ("/embed/v1/calendar?kind=chess", 400),
        ("/embed/v1/calendar?area=atlantis", 400),
    ],
)
def test_what_is_not_there_says_so_in_a_frame(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert read(answer.text).one("h1").text.strip()


def test_a_renamed_thing_leads_on_for_ever_with_its_options(client):
    answer = client.get("/embed/v1/attractions/mukden-palace?lang=en&view=list")

    assert answer.status_code == 308
    assert answer.headers["Location"] == "/embed/v1/attractions/imperial-palace?lang=en&view=list"


@pytest.mark.parametrize("address", FRAMES)
def test_the_policy_lets_a_frame_stand_anywhere_and_load_only_what_is_ours(client, address):
    policy = dict(
        rule.split(" ", 1) for rule in client.get(address).headers["Content-Security-Policy"].split("; ") if rule
    )

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }


@pytest.mark.parametrize("address", FRAMES)
def test_a_frame_sets_no_cookie(client, address):
    answer = client.get(address)

    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers["Vary"].lower()


def test_the_message_with_the_height_keeps_its_shape():
    """What it says in a browser is tested in tests/browser/test_embed.py; here stands the shape."""
    script = (ROOT / "static/js/frame.js").read_text(encoding="utf-8")

    assert '{ type: "portal-embed:height", version: 1, height }' in script


def test_the_component_has_its_address_and_its_attributes(client):
    answer = client.get("/embed/v1/portal-embed.js")

    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
    assert 'customElements.define("portal-embed"' in answer.text
    attributes = {
        *("kind", "key", "data-key", "lang", "view", "color", "height", "appearance", "title", "base", "partner-key"),
        *("season", "area", "theme", "category", "days", "q", "event-kind"),
    }
    assert {name for name in attributes if f'"{name}"' not in answer.text} == set()


def test_the_addresses_of_the_codes_and_of_the_partners_page(client):
    for address, kind in (
        ("/r/1.svg", "image/svg+xml"),
        ("/r/1.png", "image/png"),
        ("/a/1.svg", "image/svg+xml"),
        ("/a/1.png", "image/png"),
        ("/e/1.svg", "image/svg+xml"),
        ("/e/1.png", "image/png"),
        ("/zh/partners/", "text/html"),
        ("/en/partners/?kind=route&key=palace-and-tomb", "text/html"),
        ("/en/partners/changes/", "text/html"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind), address
