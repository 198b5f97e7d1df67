"""Structured data of pages: in every page, by itself for whoever asks for it, and equal to what the page shows."""

import json
import re
from itertools import islice
from urllib.parse import urlsplit

import extruct
import pytest
from conftest import SITES
from reading import read
from vocabulary import nodes, vocabulary

ORIGIN = "http://localhost"
JSON_LD = {"Accept": "application/ld+json"}
PAGES = {
    "": "WebPage",
    "routes/": "CollectionPage",
    "routes/?season=winter": "CollectionPage",
    "routes/cave-and-maples/": "WebPage",
    "attractions/": "CollectionPage",
    "attractions/?q=palace": "CollectionPage",
    "attractions/imperial-palace/": "WebPage",
    "attractions/old-waterworks/": "WebPage",
    "attractions/benxi-water-cave/": "WebPage",
    "events/": "CollectionPage",
    "events/city-marathon/": "WebPage",
    "events/snow-football/": "WebPage",
    "events/calendar/2026/11/": "CollectionPage",
    "areas/benxi/": "WebPage",
    "seasons/winter/": "CollectionPage",
    "themes/qing-heritage/": "CollectionPage",
    "map/?season=winter": "CollectionPage",
    "search/?q=palace": "SearchResultsPage",
    "search/?q=palace&kind=attraction": "SearchResultsPage",
    "about/": "AboutPage",
}
HOSTILE = [
    "",
    "routes/",
    "routes/route-one/",
    "attractions/place-one/",
    "attractions/place-two/",
    "events/event-one/",
    "events/calendar/2026/11/",
    "areas/shenyang/",
    "seasons/winter/",
    "themes/qing-heritage/",
    "search/?q=script",
    "about/",
]
SHOWN = (
    "name",
    "description",
    "alternateName",
    "disambiguatingDescription",
    "streetAddress",
    "addressLocality",
    "telephone",
    "touristType",
    "keywords",
    "text",
    "category",
)
"""Properties whose values are words that stand on the page."""


def graph_in(html):
    """The one graph of a page, as extruct reads it."""
    (found,) = extruct.extract(html, base_url=ORIGIN, syntaxes=["json-ld"], uniform=True)["json-ld"]
    return found


def words_of(graph):
    """(property, text) of everything that a graph says in words; geo's words are about the figures beside them."""
    for each in nodes(graph):
        if each["@type"] == "GeoCoordinates":
            continue
        for name in SHOWN:
            values = each.get(name, [])
            for value in values if isinstance(values, list) else [values]:
                yield name, value["@value"] if isinstance(value, dict) else value


def squeezed(text):
    return re.sub(r"\s+", "", text)


def hidden(html):
    """What the graph of a page says and the page does not show."""
    shown = squeezed(read(html).text)
    return [(name, text) for name, text in words_of(graph_in(html)) if squeezed(text) not in shown]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_holds_one_graph_that_schema_org_allows(client, lang, address):
    graph = graph_in(client.get(f"/{lang}/{address}").text)

    assert vocabulary().faults(graph) == []
    assert graph["@graph"][0]["@type"] == PAGES[address]


@pytest.mark.parametrize("address", PAGES)
def test_a_graph_says_what_the_page_shows(client, lang, address):
    assert hidden(client.get(f"/{lang}/{address}").text) == []


def test_a_graph_that_says_more_than_its_page_is_found(client):
    html = client.get("/en/attractions/imperial-palace/").text

    assert hidden(html.replace('"addressLocality":"Shenyang"', '"addressLocality":"Pyongyang"'))


@pytest.mark.parametrize("address", PAGES)
def test_a_program_that_asks_for_json_ld_gets_the_graph_of_the_page(client, lang, address):
    page = client.get(f"/{lang}/{address}")
    data = client.get(f"/{lang}/{address}", headers=JSON_LD)

    assert (data.status_code, data.mimetype) == (200, "application/ld+json")
    assert data.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in page.headers
    assert data.get_json(force=True) == graph_in(page.text)
    for answer in (page, data):
        assert "Accept" in [each.strip() for each in answer.headers["Vary"].split(",")]


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "text/html, application/ld+json;q=0.9",
        "application/ld+json;q=0, */*",
        "image/png",
    ],
)
def test_a_browser_gets_a_page(client, accept):
    client.get("/en/routes/cave-and-maples/", headers=JSON_LD)

    assert client.get("/en/routes/cave-and-maples/", headers={"Accept": accept}).mimetype == "text/html"


@pytest.mark.parametrize(
    "accept",
    ["application/ld+json, text/html;q=0.9", 'application/ld+json;profile="x", application/ld+json', "application/*"],
)
def test_whoever_prefers_json_ld_gets_it(client, accept):
    assert client.get("/en/routes/cave-and-maples/", headers={"Accept": accept}).mimetype == "application/ld+json"


def test_a_program_need_not_fetch_again_what_has_not_changed(client):
    first = client.get("/en/routes/cave-and-maples/", headers=JSON_LD)
    again = client.get("/en/routes/cave-and-maples/", headers={**JSON_LD, "If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("address", "status"), [("routes/none/", 404), ("routes/?season=none", 400)])
def test_what_is_wrong_is_a_page_for_programs_too(client, lang, address, status):
    answer = client.get(f"/{lang}/{address}", headers=JSON_LD)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "ld+json" not in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_breadcrumbs_are_those_of_the_page(client, lang, address):
    html = client.get(f"/{lang}/{address}").text
    shown = [e for e in read(html).elements if e.tag in ("a", "span") and e.within[-3:] == ("nav", "ol", "li")]
    lists = [each for each in graph_in(html)["@graph"] if each["@type"] == "BreadcrumbList"]
    steps = lists[0]["itemListElement"] if lists else []
    texts = [step["name"]["@value"] if isinstance(step["name"], dict) else step["name"] for step in steps]

    assert texts == [" ".join(e.text.split()) for e in shown]
    assert [urlsplit(step["item"]["@id"]).path for step in steps[:-1]] == [
        urlsplit(e.attributes["href"]).path for e in shown[:-1]
    ]


@pytest.mark.parametrize("address", PAGES)
def test_the_page_is_called_by_its_canonical_address(client, lang, address):
    html = client.get(f"/{lang}/{address}").text
    page = graph_in(html)["@graph"][0]

    assert page["@id"] == page["url"] == read(html).one("link", rel="canonical").attributes["href"]
    assert page["inLanguage"] == {"zh": "zh-Hans", "en": "en"}[lang]


@pytest.mark.parametrize("kind", ["routes/cave-and-maples/", "attractions/imperial-palace/", "events/city-marathon/"])
def test_a_page_of_one_thing_says_when_it_was_published(client, lang, kind):
    assert graph_in(client.get(f"/{lang}/{kind}").text)["@graph"][0]["dateModified"] == "2026-11-23T04:00:00+00:00"


def test_addresses_are_those_of_the_public_site(make_site, lang):
    site = make_site(SITES / "good", base_url="https://portal.example/tour")
    graph = graph_in(site.client().get(f"/{lang}/routes/cave-and-maples/").text)
    ours = [each["@id"] for each in nodes(graph) if "@id" in each] + [
        each["url"] for each in nodes(graph["@graph"][1]) if "url" in each
    ]

    assert ours
    assert all(address.startswith(f"https://portal.example/tour/{lang}/") for address in ours)


def test_a_site_under_a_path_names_itself_so(client):
    answer = client.get("/en/routes/cave-and-maples/", environ_overrides={"SCRIPT_NAME": "/tour"})

    assert graph_in(answer.text)["@graph"][0]["@id"] == f"{ORIGIN}/tour/en/routes/cave-and-maples/"


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_texts_are_values_of_a_valid_graph(hostile, lang, address):
    answer = hostile.client().get(f"/{lang}/{address}")
    inside = [e.text for e in read(answer.text).all("script", type="application/ld+json")]

    assert len(inside) == 1
    assert not re.search(r"[<>&\u2028\u2029]", inside[0])
    assert vocabulary().faults(json.loads(inside[0])) == []
    assert hostile.client().get(f"/{lang}/{address}", headers=JSON_LD).get_json(force=True) == json.loads(inside[0])


def test_real_pages_of_every_kind_say_what_they_show_and_no_more(real):
    client, shelf = real.client(), real.shelf
    addresses = [
        "",
        "routes/",
        "attractions/?page=2",
        "events/",
        "about/",
        "events/calendar/2026/9/",
        "events/calendar/2027/1/",
        "search/?q=ski",
        *(f"routes/{key}/" for key in islice(shelf.routes, 0, None, 12)),
        *(f"attractions/{key}/" for key in islice(shelf.attractions, 0, None, 40)),
        *(f"events/{key}/" for key in islice(shelf.events, 0, None, 5)),
        *(f"areas/{key}/" for key in shelf.areas),
        *(f"seasons/{key}/" for key in shelf.words("seasons")),
        *(f"themes/{key}/" for key in islice(shelf.words("themes"), 0, None, 4)),
    ]
    for path in [f"/{lang}/{address}" for lang in ("zh", "en") for address in addresses]:
        html = client.get(path).text
        assert vocabulary().faults(graph_in(html)) == [], path
        assert hidden(html) == [], path


def test_every_real_thing_has_a_graph_that_schema_org_allows(real):
    client, shelf = real.client(), real.shelf
    for kind, keys in (("routes", shelf.routes), ("attractions", shelf.attractions), ("events", shelf.events)):
        for key in keys:
            answer = client.get(f"/zh/{kind}/{key}/", headers=JSON_LD)
            assert vocabulary().faults(answer.get_json(force=True)) == [], key
