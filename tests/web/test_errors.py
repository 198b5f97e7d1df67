"""What visitors typed wrong: what was wrong, in their language, and the way on."""

import pytest
from conftest import SITES
from reading import HAN, read

NOT_FOUND = [
    "nowhere/",
    "routes/nowhere/",
    "routes/nowhere.svg",
    "routes/nowhere.png",
    "routes/nowhere/poster.svg",
    "attractions/nowhere/",
    "events/nowhere/",
    "areas/atlantis/",
    "seasons/monsoon/",
    "themes/nothing/",
    "routes/?page=99",
    "attractions/?page=99",
    "events/?page=99",
    "search/?q=palace&kind=route&page=99",
    "events/calendar/2026/13/",
    "events/calendar/2026/0/",
    "events/calendar/1900/1/",
    "events/calendar/9999/12/",
    "events/calendar/99999999999999999999/1/",
    "events/calendar/x/y/",
    "routes/%00/",
    "routes/..%2f..%2fetc%2fpasswd/",
    "attractions/" + "x" * 2_000 + "/",
    "routes/' OR 1=1 --/",
]
WRONG = [
    "routes/?season=monsoon",
    "routes/?area=atlantis",
    "routes/?theme=nothing",
    "routes/?days=400",
    "routes/?sort=random",
    "routes/?page=0",
    "routes/?page=-1",
    "routes/?page=x",
    "routes/?page=" + "9" * 5_000,
    "routes/?colour=red",
    "routes/?q=" + "x" * 101,
    "routes/cave-and-maples.png?shape=round",
    "routes/cave-and-maples.png?width=9000",
    "routes/cave-and-maples/poster.svg?size=a0",
    "attractions/?category=nothing",
    "attractions/?grade=6A",
    "events/?kind=nothing",
    "events/?joint=perhaps",
    "map/?season=monsoon",
    "map/?area=atlantis",
    "map/?colour=red",
    "search/?q=palace&kind=city",
    "search/?q=palace&area=atlantis",
    "search/?q=palace&page=0",
    "search/?q=palace&colour=red",
    "search/?q=palace&near=123.4,41.8",
]
BUILDING_BLOCKS = (
    "_external",
    "_anchor",
    "_scheme",
    "_method",
    "endpoint",
    "lang",
    "key",
    "self",
    "values",
    "filename",
    "name",
    "season",
)


@pytest.mark.parametrize("path", NOT_FOUND, ids=lambda path: path[:40])
def test_what_is_not_there_is_not_found_in_the_readers_language(client, lang, path):
    answer = client.get(f"/{lang}/{path}")
    page = read(answer.text)

    assert answer.status_code == 404
    assert page.one("html").attributes["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    assert bool(HAN.search(page.one("h1").text)) == (lang == "zh")


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path[:40])
def test_what_means_nothing_is_refused_in_the_readers_language(client, lang, path):
    answer = client.get(f"/{lang}/{path}")
    page = read(answer.text)

    assert answer.status_code == 400
    assert bool(HAN.search(page.one("h1").text)) == (lang == "zh")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("routes/?season=monsoon", "monsoon"),
        ("routes/?colour=red", "colour"),
        ("map/?area=atlantis", "atlantis"),
        ("search/?q=x&kind=city", "city"),
        ("routes/?page=zero", "zero"),
        ("attractions/nowhere/", "nowhere"),
        ("areas/atlantis/", "atlantis"),
        ("routes/?page=99", "99"),
    ],
)
def test_an_error_page_says_what_was_wrong(client, lang, path, given):
    assert given in read(client.get(f"/{lang}/{path}").text).text


@pytest.mark.parametrize("path", ["routes/nowhere/", "routes/?season=monsoon", "nowhere/", "events/calendar/2026/13/"])
def test_an_error_page_offers_the_way_on(client, lang, path):
    links = read(client.get(f"/{lang}/{path}").text).links

    assert f"/{lang}/" in links
    assert f"/{lang}/routes/" in links


@pytest.mark.parametrize(
    "path",
    ["/xx/", "/fr/routes/", "/ZH/", "/zh-CN/", "/robots.txt/", "/favicon.png", "/zh.html", "/wp-login.php", "/.env"],
)
def test_an_unknown_language_or_address_is_not_found(client, path):
    for asked, lang in (("en", "en"), ("zh", "zh-Hans")):
        answer = client.get(path, headers={"Accept-Language": asked}, follow_redirects=True)
        assert answer.status_code == 404
        assert read(answer.text).one("html").attributes["lang"] == lang


@pytest.mark.parametrize("path", ["routes/nowhere/", "routes/?season=monsoon"])
def test_an_error_page_is_not_for_robots_and_has_no_canonical_address(client, lang, path):
    page = read(client.get(f"/{lang}/{path}").text)

    assert any("noindex" in e.attributes.get("content", "") for e in page.all("meta", name="robots"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'-alert(1)-'",
        "{{191*7}}",
        "%(given)s",
        "</title><script>",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "routes/?season={}",
        "routes/?{}=x",
        "search/?q=x&kind={}",
        "attractions/{}/",
        "{}/",
        "search/?q={}",
        "routes/?q={}",
        "map/?theme={}",
        "routes/?page={}",
    ],
)
def test_what_was_typed_is_shown_and_not_obeyed(client, lang, path, attack):
    page = read(client.get(f"/{lang}/" + path.format(attack.replace("%", "%25").replace("#", "%23"))).text)

    assert not any("src" not in e.attributes and "json" not in e.attributes.get("type", "") for e in page.all("script"))
    assert not any(e.attributes.get("src") == "x" for e in page.all("img"))
    assert "1337" not in page.text


@pytest.mark.parametrize("name", BUILDING_BLOCKS)
@pytest.mark.parametrize(
    "path",
    [
        "",
        "routes/",
        "routes/palace-and-tomb/",
        "attractions/imperial-palace/",
        "map/",
        "search/",
        "about/",
        "events/calendar/2026/11/",
        "nowhere/",
    ],
)
def test_no_name_of_a_parameter_breaks_a_page(client, path, name):
    answer = client.get(f"/en/{path}?{name}=x")

    assert answer.status_code in {200, 400, 404}
    assert all(a.startswith("http://localhost/") for a in read(answer.text).alternates.values())


@pytest.mark.parametrize("path", ["", "routes/palace-and-tomb/", "attractions/imperial-palace/", "about/"])
def test_what_a_link_was_tagged_with_is_no_part_of_the_canonical_address(client, path):
    answer = client.get(f"/en/{path}?utm_source=letter&from=timeline")

    assert answer.status_code == 200
    assert read(answer.text).one("link", rel="canonical").attributes["href"] == f"http://localhost/en/{path}"


@pytest.mark.parametrize(
    "query", ["%", "%zz", "%ff%fe", "q=%E6%95", "=", "&&&", "q=%00", "q[]=1", "q=1&q=2", "page=1&page=2"]
)
def test_a_broken_query_never_breaks_the_site(client, lang, query):
    for path in ("routes/", "search/", "map/", ""):
        assert client.get(f"/{lang}/{path}?{query}").status_code in {200, 400, 404}


def test_something_broken_inside_is_told_without_its_insides(make_site, lang, caplog):
    site = make_site(SITES / "good")
    site.app.add_url_rule("/boom/<lang>", "boom", lambda lang: 1 / 0)
    answer = site.client().get(f"/boom/{lang}", headers={"Accept-Language": lang})

    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert bool(HAN.search(read(answer.text).one("h1").text)) == (lang == "zh")
