"""oEmbed: whoever pastes an address of ours into their page gets the frame of what it stands for."""

import json
import subprocess
import threading
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit
from xml.etree import ElementTree

import micawber
import pytest
from conftest import NOW, ROOT, SITES
from kses import oembed_html
from reading import read
from werkzeug.serving import make_server

from portal.catalogue import partners
from portal.extensions import db
from portal.model import Partner
from portal.publishing import actions

EXTRACTOR = ROOT / ".tools/node_modules/@extractus/oembed-extractor"
ORIGIN = "http://localhost"
ROUTE = "routes/cave-and-maples/"
PAGES = {
    ROUTE: "routes/cave-and-maples",
    "attractions/imperial-palace/": "attractions/imperial-palace",
    "events/city-marathon/": "events/city-marathon",
    "map/": "map",
    "events/calendar/2026/11/": "calendar",
}


def ask(client, address, query="", **more):
    return client.get(f"/oembed?url={quote(address, safe='')}{query}", **more)


def frame_of(answer):
    """(address, query) of the frame in an answer."""
    (element,) = ElementTree.fromstring(f"<body>{answer.get_json()['html']}</body>")
    assert element.tag == "iframe"
    parts = urlsplit(element.attrib["src"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", {k: v[0] for k, v in parse_qs(parts.query).items()}


def discovered(html):
    return {
        e.attributes["type"]: e.attributes["href"]
        for e in read(html).all("link", rel="alternate")
        if "oembed" in e.attributes.get("type", "")
    }


# What an address stands for.


@pytest.mark.parametrize("page", PAGES)
def test_the_address_of_a_page_gives_its_frame_in_its_language(client, lang, page):
    answer = ask(client, f"{ORIGIN}/{lang}/{page}")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert frame_of(answer) == (f"{ORIGIN}/embed/v1/{PAGES[page]}", {"lang": lang})


@pytest.mark.parametrize(
    "tail", ["?utm_source=mail", "#stop-3", "?a=1&b=2#x", "?season=nonsense"], ids=["tag", "fragment", "both", "filter"]
)
def test_a_query_and_a_fragment_do_not_matter(client, tail):
    answer = ask(client, f"{ORIGIN}/en/{ROUTE}{tail}")

    assert frame_of(answer) == (f"{ORIGIN}/embed/v1/routes/cave-and-maples", {"lang": "en"})


@pytest.mark.parametrize(
    "address",
    [
        f"https://localhost/en/{ROUTE}",
        f"HTTP://LOCALHOST:80/en/{ROUTE}",
        f"{ORIGIN}/en/routes/cave-and-maples",
        f" {ORIGIN}/en/{ROUTE} ",
        f"{ORIGIN}/en/routes/cave%2Dand-maples/",
    ],
)
def test_one_page_may_be_written_in_several_ways(client, address):
    assert frame_of(ask(client, address))[0] == f"{ORIGIN}/embed/v1/routes/cave-and-maples"


def test_a_short_link_gives_the_frame_of_what_it_leads_to(client, small):
    shelf = small.shelf
    for letter, folder, things in (
        ("r", "routes", shelf.routes),
        ("a", "attractions", shelf.attractions),
        ("e", "events", shelf.events),
    ):
        for key, document in things.items():
            address, query = frame_of(ask(client, f"{ORIGIN}/{letter}/{document.number}"))
            assert (address, query) == (f"{ORIGIN}/embed/v1/{folder}/{key}", {"lang": "zh"})


def test_an_answer_does_not_depend_on_who_asks(client):
    asked = [ask(client, f"{ORIGIN}/r/1", headers={"Accept-Language": lang}).data for lang in ("en", "zh", "ru")]

    assert len(set(asked)) == 1


def test_the_address_of_a_frame_keeps_its_options(client):
    options = "lang=en&view=list&appearance=light&color=%23aa0000&height=600&key=abc"
    answer = ask(client, f"{ORIGIN}/embed/v1/{ROUTE.rstrip('/')}?{options}&utm_source=mail")

    assert frame_of(answer)[1] == dict(parse_qsl(options))
    assert answer.get_json()["height"] == 600


@pytest.mark.parametrize("frame", ["map", "calendar", "routes/cave-and-maples", "events/city-marathon"])
@pytest.mark.parametrize(
    "query",
    [
        *("height=160", "height=0", "height=99999", "height=tall", "view=nope", "appearance=x", "color=ffffff"),
        *("color=red", "onload=x", "bbox=1,2,3,4", "season=monsoon", "days=99", "kind=nonsense"),
    ],
)
def test_what_a_frame_would_refuse_is_no_frame(client, frame, query):
    assert client.get(f"/embed/v1/{frame}?{query}").status_code == 400
    assert refused(ask(client, f"{ORIGIN}/embed/v1/{frame}?{query}"), 404)


@pytest.mark.parametrize(
    ("address", "narrowed"),
    [
        ("embed/v1/map?season=winter&area=benxi&theme=qing-heritage&days=2&category=museum&q=cave", "all"),
        ("embed/v1/map?area=benxi&area=shenyang", "all"),
        ("embed/v1/calendar?area=benxi&kind=running&area=shenyang", "all"),
        ("en/map/?season=winter&q=cave&category=museum", "all"),
        ("en/map/?season=winter&bbox=123,41,124,42", "season=winter"),
        ("en/events/?area=benxi&area=shenyang&kind=running", "all"),
        ("en/events/?area=benxi&sort=title&page=1&utm_source=mail", "area=benxi"),
        ("en/events/", ""),
        ("en/events/calendar/2026/11/?area=benxi", ""),
    ],
)
def test_a_map_and_a_calendar_keep_what_narrows_them(client, small, address, narrowed):
    category = next(iter(small.shelf.words("categories")))
    address = address.replace("museum", category)
    wanted = parse_qs(urlsplit(address).query if narrowed == "all" else narrowed)
    (element,) = ElementTree.fromstring(f"<body>{ask(client, f'{ORIGIN}/{address}').get_json()['html']}</body>")
    frame = urlsplit(element.attrib["src"])
    said = parse_qs(frame.query)

    assert frame.path == f"/embed/v1/{'map' if 'map' in address else 'calendar'}"
    assert said.pop("lang") == ["en" if address.startswith("en/") else "zh"]
    assert said == wanted
    assert client.get(f"{frame.path}?{frame.query}").status_code == 200


@pytest.mark.parametrize("frame", ["map?season=winter&q=cave", "calendar?area=benxi&area=shenyang&kind=running"])
def test_where_a_frame_leads_on_stands_for_the_same_frame(client, frame):
    page = read(client.get(f"/embed/v1/{frame}&lang=en").text)
    onward = page.one("link", rel="canonical").attributes["href"]
    back = ask(client, onward)
    (element,) = ElementTree.fromstring(f"<body>{back.get_json()['html']}</body>")

    assert parse_qs(urlsplit(element.attrib["src"]).query) == parse_qs(f"{frame.split('?')[1]}&lang=en")


@pytest.mark.parametrize("former", ["routes/maples-by-car/", "attractions/mukden-palace/", "events/snow-festival/"])
def test_a_former_key_gives_the_frame_of_the_new_one(client, former):
    now = client.get(f"/en/{former}").headers["Location"].removeprefix("/en/").rstrip("/")

    assert frame_of(ask(client, f"{ORIGIN}/en/{former}"))[0] == f"{ORIGIN}/embed/v1/{now}"
    assert frame_of(ask(client, f"{ORIGIN}/embed/v1/{former}"))[0] == f"{ORIGIN}/embed/v1/{now}"


# What an answer says.


def test_an_answer_names_the_thing_and_the_portal(client, lang):
    found = ask(client, f"{ORIGIN}/{lang}/{ROUTE}").get_json()
    name = {"zh": "沈阳都市圈四季游", "en": "Four Seasons around Shenyang"}[lang]

    assert (found["type"], found["version"], found["width"], found["height"]) == ("rich", "1.0", 640, 480)
    assert found["title"] == read(client.get(f"/{lang}/{ROUTE}").text).one("h1").text.strip()
    assert found["provider_name"] == found["author_name"] == name
    assert found["provider_url"] == found["author_url"] == f"{ORIGIN}/{lang}/"
    assert isinstance(found["cache_age"], int)


@pytest.mark.parametrize(("size", "width", "height"), [("", 1200, 630), ("&maxwidth=700", 600, 600)])
def test_the_thumbnail_of_a_route_is_as_large_as_it_says(client, size, width, height):
    found = ask(client, f"{ORIGIN}/en/{ROUTE}", size).get_json()
    picture = client.get(found["thumbnail_url"].removeprefix(ORIGIN)).data

    assert (found["thumbnail_width"], found["thumbnail_height"]) == (width, height)
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (width, height)


@pytest.mark.parametrize("page", ["attractions/imperial-palace/", "events/city-marathon/", "map/"])
def test_what_has_no_picture_has_no_thumbnail(client, page):
    assert not [name for name in ask(client, f"{ORIGIN}/en/{page}").get_json() if name.startswith("thumbnail")]


def test_a_frame_is_no_larger_than_asked_for(client):
    found = ask(client, f"{ORIGIN}/en/{ROUTE}", "&maxwidth=300&maxheight=200").get_json()

    assert (found["width"], found["height"]) == (300, 200)
    assert 'width="300" height="200"' in found["html"]
    assert "thumbnail_url" not in found


def test_where_no_frame_fits_there_is_a_link(client):
    found = ask(client, f"{ORIGIN}/en/{ROUTE}", "&maxwidth=100").get_json()

    assert found["type"] == "link"
    assert found["title"]
    assert not {"html", "width", "height"} & set(found)


@pytest.mark.parametrize("page", PAGES)
def test_xml_says_what_json_says(client, lang, page):
    said = ask(client, f"{ORIGIN}/{lang}/{page}", "&format=xml")
    found = ask(client, f"{ORIGIN}/{lang}/{page}", "&format=json").get_json()

    assert (said.status_code, said.mimetype) == (200, "text/xml")
    tree = ElementTree.fromstring(said.data)
    assert {child.tag: child.text for child in tree} == {name: str(value) for name, value in found.items()}


def test_any_page_may_ask_and_may_keep_the_answer(client):
    answer = ask(client, f"{ORIGIN}/en/{ROUTE}")
    again = ask(client, f"{ORIGIN}/en/{ROUTE}", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public")
    assert again.status_code == 304


def test_parameters_of_other_consumers_do_not_matter(client):
    assert ask(client, f"{ORIGIN}/en/{ROUTE}", "&dnt=1&callback=x&maxwidth=&maxheight=&format=").status_code == 200


# What is refused.


def refused(answer, status):
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_json()["error"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/en/routes/cave-and-maples/",
        "http://localhost.example.org/en/routes/cave-and-maples/",
        "http://localhost:8000/en/routes/cave-and-maples/",
        "http://someone@localhost/en/routes/cave-and-maples/",
        "//localhost/en/routes/cave-and-maples/",
        "/en/routes/cave-and-maples/",
        "ftp://localhost/en/routes/cave-and-maples/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "http://localhost:port/",
        "not an address",
        f"{ORIGIN}/",
        f"{ORIGIN}/en/",
        f"{ORIGIN}/en/routes/",
        f"{ORIGIN}/en/routes/none/",
        f"{ORIGIN}/xx/routes/cave-and-maples/",
        f"{ORIGIN}/en/routes/cave-and-maples.png",
        f"{ORIGIN}/en/routes/../routes/cave-and-maples/",
        f"{ORIGIN}/r/999",
        f"{ORIGIN}/healthz",
        f"{ORIGIN}/oembed?url=x",
        f"{ORIGIN}/embed/v1/routes/none",
        f"{ORIGIN}/embed/v1/routes/cave-and-maples?lang=xx",
        f"{ORIGIN}/embed/v1/map?season=monsoon",
        f"{ORIGIN}/en/map/?season=monsoon",
        f"{ORIGIN}/en/map/?view=list",
        f"{ORIGIN}/en/events/?kind=nonsense",
        f"{ORIGIN}/en/events/?season=winter",
        f"{ORIGIN}/embed/v2/map",
    ],
)
def test_an_address_without_a_frame_of_ours_is_not_found(client, address):
    assert refused(ask(client, address), 404)


def test_what_was_withdrawn_is_not_found(own):
    with own.app.app_context():
        actions.withdraw(db.session, actions.person(db.session, "编辑", NOW), NOW, "event", "temple-fair")
        db.session.commit()

    assert refused(ask(own.client(), f"{ORIGIN}/en/events/temple-fair/"), 404)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?url=",
        "?format=json",
        "?url=x&maxwidth=0",
        "?url=x&maxwidth=-5",
        "?url=x&maxheight=wide",
        "?url=x&maxwidth=1.5",
    ],
)
def test_a_question_that_is_none_is_a_bad_request(client, query):
    assert refused(client.get(f"/oembed{query}"), 400)


def test_errors_are_xml_for_whoever_asked_for_xml(client):
    answer = ask(client, "https://example.org/", "&format=xml")

    assert (answer.status_code, answer.mimetype) == (404, "text/xml")
    assert ElementTree.fromstring(answer.data).findtext("error")


@pytest.mark.parametrize("form", ["yaml", "JSON", "<script>"])
def test_a_format_that_there_is_not_is_not_implemented(client, form):
    assert refused(ask(client, f"{ORIGIN}/en/{ROUTE}", f"&format={form}"), 501)


def test_errors_speak_the_language_of_the_browser(client):
    said = {lang: refused(client.get("/oembed", headers={"Accept-Language": lang}), 400) for lang in ("zh", "en")}

    assert "url" in said["en"]
    assert "is missing" in said["en"]


def test_a_key_that_nobody_has_is_refused(client):
    answer = ask(client, f"{ORIGIN}/en/{ROUTE}", "&key=nobody")

    assert refused(answer, 401)
    assert answer.headers["WWW-Authenticate"]


def test_a_partners_key_goes_with_the_frame(own):
    with own.app.app_context():
        editor = actions.person(db.session, "编辑", NOW)
        mine = {"name": "Hotel", "bureau": "shenyang", "hint": "sy_public", "origins": [], "quota": 100, "created": NOW}
        db.session.add(Partner(digest=partners.digest("secret"), created_by=editor, **mine))
        db.session.commit()
    answer = ask(own.client(), f"{ORIGIN}/en/{ROUTE}", "&key=sy_public")

    assert frame_of(answer)[1] == {"lang": "en", "key": "sy_public"}


# Where the portal stands.


def test_a_site_under_a_path_knows_its_own_addresses_alone(client):
    under = {"environ_overrides": {"SCRIPT_NAME": "/tour"}}
    answer = ask(client, f"{ORIGIN}/tour/en/{ROUTE}", **under)

    assert frame_of(answer)[0] == f"{ORIGIN}/tour/embed/v1/routes/cave-and-maples"
    assert ask(client, f"{ORIGIN}/en/{ROUTE}", **under).status_code == 404


def test_a_public_address_counts_instead_of_the_machines_own(make_site):
    client = make_site(SITES / "good", base_url="https://portal.example/tour").client()
    answer = ask(client, f"https://portal.example/tour/en/{ROUTE}")
    links = discovered(client.get(f"/en/{ROUTE}").text)

    assert frame_of(answer)[0] == "https://portal.example/tour/embed/v1/routes/cave-and-maples"
    assert answer.get_json()["thumbnail_url"] == "https://portal.example/tour/en/routes/cave-and-maples.png"
    assert ask(client, f"http://portal.example/tour/en/{ROUTE}").status_code == 200
    assert ask(client, f"{ORIGIN}/en/{ROUTE}").status_code == 404
    assert all(
        link.startswith("https://portal.example/tour/oembed?url=https%3A%2F%2Fportal") for link in links.values()
    )


# How it is found.


@pytest.mark.parametrize(
    "page",
    [ROUTE, "attractions/imperial-palace/", "events/city-marathon/", "map/", "events/calendar/2026/11/"],
)
def test_a_page_says_where_its_frame_is_asked_for(client, lang, page):
    answer = client.get(f"/{lang}/{page}?utm_source=mail")
    links = discovered(answer.text)

    assert set(links) == {"application/json+oembed", "text/xml+oembed"}
    for kind, address in links.items():
        assert f'<{address}>; rel="alternate"; type="{kind}"' in answer.headers.getlist("Link")
        said = client.get(address.removeprefix(ORIGIN))
        assert (said.status_code, said.mimetype) == (200, kind.removesuffix("+oembed"))
    named = [e for e in read(answer.text).all("link", rel="alternate") if e.attributes.get("type") in links]
    titles = {e.attributes["title"] for e in named}
    assert titles == {read(answer.text).one("meta", property="og:title").attributes["content"]}


@pytest.mark.parametrize("page", ["", "routes/", "about/", "routes/none/"])
def test_a_page_without_a_frame_of_its_own_names_none(client, page):
    answer = client.get(f"/en/{page}")

    assert discovered(answer.text) == {}
    assert "Link" not in answer.headers


# What others make of it.


@pytest.fixture(scope="module")
def live(small):
    """The small site on a port of this machine."""
    server = make_server("127.0.0.1", 0, small.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_micawber_reads_the_frame_of_a_page(live, lang):
    found = micawber.Provider(f"{live}/oembed").request(f"{live}/{lang}/{ROUTE}", maxwidth=500)

    assert (found["type"], found["width"]) == ("rich", 500)
    assert f"{live}/embed/v1/routes/cave-and-maples?lang={lang}" in found["html"]


def test_micawber_puts_the_frame_in_the_place_of_an_address(live):
    known = micawber.ProviderRegistry()
    known.register(rf"{live}/\S+", micawber.Provider(f"{live}/oembed"))

    assert "<iframe" in micawber.parse_text(f"See\n{live}/en/{ROUTE}\n", known)


def test_micawber_is_told_what_is_not_there(live):
    with pytest.raises(micawber.ProviderException):
        micawber.Provider(f"{live}/oembed").request(f"{live}/en/routes/none/")


def extracted(address, **parameters):
    assert EXTRACTOR.is_dir(), "no oembed-extractor: sh tests/need.sh"
    command = ["node", str(ROOT / "tests/oembed.cjs"), str(EXTRACTOR), address, json.dumps(parameters)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
def test_oembed_extractor_finds_the_frame_by_the_pages_own_link(live):
    found = extracted(f"{live}/zh/{ROUTE}", maxwidth=400)["data"]

    assert found["method"] == "auto-discovery"
    assert (found["type"], found["width"]) == ("rich", 400)
    assert f"{live}/embed/v1/routes/cave-and-maples?lang=zh" in found["html"]


@pytest.mark.slow
def test_oembed_extractor_finds_nothing_on_a_page_that_offers_nothing(live):
    assert "No oEmbed link" in extracted(f"{live}/zh/about/")["error"]


@pytest.mark.parametrize("page", ["routes/route-one/", "attractions/place-one/", "events/event-one/"])
def test_a_hostile_title_comes_through_wordpress_as_a_title(hostile, lang, page):
    client = hostile.client()
    found = ask(client, f"{ORIGIN}/{lang}/{page}").get_json()
    element = ElementTree.fromstring(oembed_html(found["html"]))

    assert element.attrib["title"] == found["title"]
    assert element.attrib["src"].startswith(f"{ORIGIN}/embed/v1/")
    assert set(discovered(client.get(f"/{lang}/{page}").text)) == {"application/json+oembed", "text/xml+oembed"}
    ElementTree.fromstring(ask(client, f"{ORIGIN}/{lang}/{page}", "&format=xml").data)


def test_without_an_address_the_answer_asks_for_one(client):
    answer = client.get("/oembed", headers={"Accept-Language": "en"})

    assert answer.status_code == 400
    assert answer.json["error"] == "“url” is missing: give the address of a page of this site."
