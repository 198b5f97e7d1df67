"""Laws that hold for every public page of the real site, in both languages."""

import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from reading import HAN, Page, read
from werkzeug.test import TestResponse

ORIGIN = "http://localhost"
SLOW = (".pdf",)
"""Leaflets take a twentieth of a second each; test_every_file.py makes one of every route."""

TAGS = {"zh": "zh-Hans", "en": "en"}
UNLISTED = (
    "routes/?season=winter",
    "routes/?suits=walkers",
    "routes/?season=autumn&area=benxi&sort=length",
    "attractions/?category=museum&page=2",
    "attractions/?q=%E6%95%85%E5%AE%AB",
    "events/?joint=yes",
    "events/calendar/2026/11/",
    "events/calendar/2027/2/",
    "map/?season=winter&area=shenyang",
    "search/",
    "search/?q=%E6%95%85%E5%AE%AB",
    "search/?q=ski&kind=route&season=winter",
    "search/?q=qqxzzv",
)


class Site:
    """Every page of the real site, asked for once."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        sitemap = ElementTree.fromstring(client.get("/sitemap.xml").data)
        self.listed = [urlsplit(loc.text or "").path for loc in sitemap.findall("{*}url/{*}loc")]
        addresses = [*self.listed, *(f"/{lang}/{rest}" for lang in TAGS for rest in UNLISTED)]
        self.answers: dict[str, TestResponse] = {address: client.get(address) for address in addresses}

    def pages(self) -> list[tuple[str, Page]]:
        return [(address, read(answer.text)) for address, answer in self.answers.items()]


@pytest.fixture(scope="module")
def site(real) -> Site:
    return Site(real.client())


def test_every_page_answers(site):
    assert [(address, a.status_code) for address, a in site.answers.items() if a.status_code != 200] == []


def test_the_sitemap_lists_every_route_attraction_event_area_season_and_theme(site, real):
    shelf = real.shelf
    expected = {
        *(f"routes/{key}/" for key in shelf.routes),
        *(f"attractions/{key}/" for key in shelf.attractions),
        *(f"events/{key}/" for key in shelf.events),
        *(f"areas/{key}/" for key in shelf.areas),
        *(f"seasons/{key}/" for key in shelf.words("seasons")),
        *(f"themes/{key}/" for key in shelf.words("themes")),
        *("", "routes/", "attractions/", "events/", "map/", "about/"),
    }

    assert set(site.listed) == {f"/{lang}/{rest}" for lang in TAGS for rest in expected}
    assert len(site.listed) == len(set(site.listed))


def test_every_page_is_in_the_language_of_its_address(site):
    wrong = [address for address, page in site.pages() if page.one("html").attributes["lang"] != TAGS[address[1:3]]]

    assert wrong == []


def test_every_page_names_its_canonical_address(site):
    wrong = [
        (address, canonical)
        for address, page in site.pages()
        if (canonical := page.one("link", rel="canonical").attributes["href"]) != ORIGIN + address
    ]

    assert wrong == []


def test_every_page_names_its_other_language_and_the_default(site):
    for address, page in site.pages():
        chinese, english = (f"{ORIGIN}/{lang}/{address[4:]}" for lang in TAGS)
        assert page.alternates == {"zh-Hans": chinese, "en": english, "x-default": chinese}, address


def test_every_page_has_one_heading_a_title_and_a_description(site):
    for address, page in site.pages():
        assert len(page.all("h1")) == 1, address
        assert page.all("h1")[0].text.strip(), address
        assert len([e for e in page.all("title") if e.text.strip()]) >= 1, address
        assert page.one("meta", name="description").attributes["content"].strip(), address


def test_no_two_pages_of_a_language_have_the_same_title(site):
    for lang in TAGS:
        titles = Counter(
            read(site.answers[a].text).all("title")[0].text.strip() for a in site.listed if a.startswith(f"/{lang}/")
        )
        assert [title for title, count in titles.items() if count > 1] == []


def test_no_page_sets_a_cookie_or_varies_by_one(site):
    for address, answer in site.answers.items():
        assert "Set-Cookie" not in answer.headers, address
        assert "cookie" not in answer.headers.get("Vary", "").lower(), address


def test_every_page_has_a_strict_policy(site):
    for address, answer in site.answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "http" not in policy, address
        assert "*" not in policy, address


def test_no_page_has_script_or_style_in_its_text(site):
    for address, page in site.pages():
        for element in page.elements:
            assert element.tag != "style", address
            assert "style" not in element.attributes, (address, element)
            assert not any(name.startswith("on") for name in element.attributes), (address, element)
            if element.tag == "script" and "src" not in element.attributes:
                assert element.attributes.get("type") in {"application/ld+json", "application/json"}, address


def test_no_page_loads_anything_from_another_host(site):
    foreign = {
        (address, loaded)
        for address, page in site.pages()
        for loaded in page.loaded()
        if urlsplit(loaded).netloc or loaded.startswith(("//", "data:", "javascript:"))
    }

    assert foreign == set()


def test_everything_that_pages_load_is_there(site):
    loaded = {urlsplit(a)._replace(fragment="").geturl() for _, page in site.pages() for a in page.loaded()}

    assert len(loaded) > 10
    assert [(a, s) for a in sorted(loaded) if (s := site.client.get(a).status_code) != 200] == []


def test_every_link_inside_the_site_leads_somewhere(site):
    links = {
        urlsplit(link)._replace(fragment="").geturl()
        for address, page in site.pages()
        for link in page.links
        if link.startswith("/") and ("?" not in link or "?" not in address) and not link.endswith(SLOW)
    }
    unknown = sorted(links - site.answers.keys())

    assert [(a, s) for a in unknown if (s := site.client.get(a, follow_redirects=True).status_code) != 200] == []


def test_every_link_out_of_the_site_is_a_whole_web_address(site):
    links = {link for _, page in site.pages() for link in page.links if not link.startswith(("/", "#", "?"))}

    assert [
        link for link in links if not re.match(r"(https?://[^/\s]+|webcal://[^/\s]+|tel:|geo:|mailto:)", link)
    ] == []


def test_ids_are_single_and_what_refers_to_one_finds_it(site):
    for address, page in site.pages():
        ids = Counter(page.ids)
        assert [name for name, count in ids.items() if count > 1] == [], address
        for element in page.elements:
            for name in (
                "for",
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "aria-details",
                "list",
                "headers",
            ):
                for target in element.attributes.get(name, "").split():
                    assert target in ids, (address, name, target)
            if element.tag == "a" and element.attributes.get("href", "").startswith("#"):
                assert element.attributes["href"][1:] in ids, (address, element.attributes["href"])


def test_chinese_on_an_english_page_is_marked_as_chinese(site, real):
    """But for the titles of sources, which are given as they are, and for what the visitor typed."""
    shelf = real.shelf
    everything = [*shelf.attractions.values(), *shelf.routes.values(), *shelf.events.values(), *shelf.areas.values()]
    titles = {" ".join((s.title or "").split()) for d in [*everything, *shelf.pages.values()] for s in d.sources}
    allowed = re.compile(r"GS\(\d{4}\)\d+号")
    unmarked = {
        (address, text[:60])
        for address, page in site.pages()
        if address.startswith("/en/") and "q=%" not in address
        for lang, text in page.words
        if lang == "en" and text not in titles and HAN.search(allowed.sub("", text))
    }

    assert sorted(unmarked) == []


def test_no_page_shows_what_a_program_would_say(site):
    telltale = re.compile(
        r"\bNone\b|\bnan\b|\[\]|\{\}|datetime\.|Said\(|%\(\w+\)s|<Markup|Undefined|\bTrue\b|\bFalse\b"
    )
    said = {(address, m.group()) for address, page in site.pages() if (m := telltale.search(page.text))}

    assert said == set()


def test_every_picture_has_a_text_alternative_and_every_field_a_label(site):
    for address, page in site.pages():
        labelled = {e.attributes.get("for") for e in page.all("label")}
        for element in page.elements:
            if element.tag == "img":
                assert "alt" in element.attributes, address
            if element.tag in {"input", "select", "textarea"} and element.attributes.get("type") not in {
                "hidden",
                "submit",
            }:
                has_label = element.attributes.get("id") in labelled or "aria-label" in element.attributes
                assert has_label or "label" in element.within, (address, element.attributes)


def test_every_page_is_light(site):
    heavy = [(address, len(a.data)) for address, a in site.answers.items() if len(a.data) > 250_000]

    assert heavy == []


def test_a_route_page_and_its_style_sheet_weigh_less_than_100_kib(site):
    address = next(a for a in site.listed if a.startswith("/zh/routes/") and a != "/zh/routes/")
    style = next(a for a in read(site.answers[address].text).loaded() if a.endswith(".css"))
    sent = [site.client.get(a, headers={"Accept-Encoding": "gzip"}).data for a in (address, style)]

    assert sum(map(len, sent)) < 100 * 1024


def test_robots_are_told_where_the_sitemap_is(site):
    said = site.client.get("/robots.txt")

    assert said.mimetype == "text/plain"
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in said.text
    assert "Disallow: /\n" not in said.text


def test_the_sitemap_is_xml_with_the_alternates_that_pages_name(site):
    answer = site.client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    for url in ElementTree.fromstring(answer.data).findall("{*}url"):
        address = urlsplit(url.findtext("{*}loc") or "").path
        links = {link.get("hreflang"): link.get("href") for link in url.findall("{*}link")}
        assert links == read(site.answers[address].text).alternates, address


def test_every_route_has_a_picture_that_is_well_formed_and_may_do_nothing(site, real):
    for key in real.shelf.routes:
        answer = site.client.get(f"/zh/routes/{key}.svg")
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml"), key
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        ElementTree.fromstring(answer.data)


def test_every_map_of_a_route_is_named_by_its_page_and_is_there(site, real):
    for key in real.shelf.routes:
        scripts = [
            e.attributes["src"]
            for e in read(site.answers[f"/en/routes/{key}/"].text).all("script")
            if "src" in e.attributes
        ]
        assert any(re.search(rf"/maps/route-{key}\.[0-9a-f]{{12}}\.js$", script) for script in scripts), key
