"""The search page: understood, grouped, forgiving; and its two addresses for programs."""

import json
from urllib.parse import quote

import pytest
from conftest import NOW, Visitor
from reading import read

from portal.extensions import db
from portal.search import asked
from portal.web.common import counting


def page(site, address: str):
    answer = site.client().get(address)
    assert answer.status_code == 200, answer.text[:500]
    return read(answer.text)


def results(shown) -> list[str]:
    return [e.text.strip() for e in shown.elements if e.attributes.get("class") == "result-title"]


def test_all_kinds_are_shown_with_a_few_of_each_and_a_way_to_the_rest(real, lang):
    shown = page(real, f"/{lang}/search/?q={quote('冰雪')}")
    headings = [e.attributes["id"] for e in shown.all("h2") if e.attributes.get("id", "").startswith("group-")]

    assert sorted(headings) == ["group-attraction", "group-event", "group-route"]
    assert 3 < len(results(shown)) <= 15
    assert any("kind=attraction" in link for link in shown.links)


def test_parts_of_a_wish_are_chips_that_can_be_taken_off(real, lang):
    shown = page(real, f"/{lang}/search/?q={quote('本溪 红叶 两天')}")
    queries = [link for link in shown.links if "/search/?" in link]

    assert any(quote("红叶 两天").replace("%20", "+") in link for link in queries)
    assert any(quote("本溪 红叶").replace("%20", "+") in link for link in queries)


def test_a_slip_is_looked_for_as_it_was_meant_and_can_be_insisted_on(real, lang):
    shown = page(real, f"/{lang}/search/?q={quote('古宫')}")

    assert "故宫" in shown.text
    assert any("spelling=as-typed" in link for link in shown.links)
    insisted = page(real, f"/{lang}/search/?q={quote('古宫')}&spelling=as-typed")
    assert results(shown) != results(insisted)


def test_few_results_say_what_each_part_costs(real):
    shown = page(real, f"/zh/search/?q={quote('本溪 红叶 两天')}")

    assert "去掉后" in shown.text


@pytest.mark.parametrize("q", ["qqxzzv", "，。！", "🏔️", ""])
def test_nothing_found_always_leads_on(real, lang, q):
    shown = page(real, f"/{lang}/search/?q={quote(q)}")

    assert results(shown) == []
    for way in ("routes/", "attractions/", "events/", "map/"):
        assert f"/{lang}/{way}" in shown.links


def test_filters_that_leave_nothing_can_be_removed(real, lang):
    shown = page(real, f"/{lang}/search/?q={quote('冬捕')}&area=anshan")

    assert f"/{lang}/search/?q={quote('冬捕')}" in shown.links


def test_a_query_that_is_too_long_is_cut_and_says_so(real, lang):
    answer = real.client().get(f"/{lang}/search/?q={quote('故宫' * 5_000)}")

    assert answer.status_code == 200
    assert "100" in read(answer.text).text


def test_near_me_gives_distances_and_a_way_to_forget_the_position(real, lang):
    shown = page(real, f"/{lang}/search/?q={quote('公园')}&near=41.8,123.45&sort=distance&kind=attraction")

    assert "km" in shown.text or "公里" in shown.text
    assert any("near" not in link and "kind=attraction" in link for link in shown.links)


def test_what_is_shut_says_so_among_the_results(real):
    assert "暂停开放" in page(real, f"/zh/search/?q={quote('老边沟')}").text


def test_a_hostile_query_is_text(real, lang):
    answer = real.client().get(
        f"/{lang}/search/?q=" + quote("<script>alert(1)</script>\"'><img src=x onerror=alert(1)>")
    )

    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_every_state_is_an_address_that_the_page_itself_links_to(real):
    shown = page(real, f"/en/search/?q={quote('hot spring')}&season=winter&area=anshan&kind=attraction")
    client = real.client()

    for link in dict.fromkeys(link for link in shown.links if "/search/?" in link):
        assert client.get(link).status_code == 200, link


# /api/v1/search and /api/v1/suggest


def test_the_search_api_has_the_shape_that_partners_rely_on(real):
    answer = real.client().get(f"/api/v1/search?q={quote('故宫')}&lang=en&limit=3")
    said = answer.json

    assert list(said) == ["query", "corrected", "total", "counts", "facets", "hits"]
    assert said["query"] == "故宫"
    assert said["corrected"] is None
    assert set(said["counts"]) == {"route", "attraction", "event"}
    assert sum(said["counts"].values()) == said["total"] >= len(said["hits"]) == 3
    assert {"season", "area", "theme", "category", "days", "suits", "month"} <= set(said["facets"])
    assert said["hits"][0]["title"] == "Shenyang Imperial Palace"
    assert {"kind", "key", "title", "url", "area", "season", "snippet", "score", "lat", "lon"} <= set(said["hits"][0])
    assert 41 < said["hits"][0]["lat"] < 43
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_every_address_that_the_api_names_is_a_page(real):
    client = real.client()
    for q in ("温泉", "本溪", "马拉松"):
        for hit in client.get(f"/api/v1/search?q={quote(q)}&limit=10").json["hits"]:
            assert client.get(hit["url"].removeprefix("http://localhost")).status_code == 200


def test_the_api_pages_and_filters_like_the_page(real):
    client = real.client()
    ask = f"/api/v1/search?q={quote('温泉')}&kind=attraction&area=benxi"
    everything = client.get(ask + "&limit=100").json
    second = client.get(ask + "&limit=2&offset=2").json

    assert second["hits"] == everything["hits"][2:4]
    assert {area for hit in everything["hits"] for area in hit["area"]} == {"benxi"}


def test_a_slip_is_told_to_programs_too(real):
    assert real.client().get(f"/api/v1/search?q={quote('古宫')}").json["corrected"] == "故宫"


def test_suggestions_have_kinds_keys_titles_and_addresses(real, lang):
    some = real.client().get(f"/api/v1/suggest?q=gug&lang={lang}").json["suggestions"]

    assert {"kind", "key", "title", "url"} <= set(some[0])
    assert some[0]["key"] == "shenyang-imperial-palace"
    assert some[0]["url"] == f"/{lang}/attractions/shenyang-imperial-palace/"


def test_suggestions_lead_to_pages(real, lang):
    client = real.client()
    for q in ("shen", "温", "冬", "ben", "走"):
        for each in client.get(f"/api/v1/suggest?q={quote(q)}&lang={lang}").json["suggestions"]:
            assert client.get(each["url"]).status_code == 200, each


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/api/v1/search?q=x&limit=101", 400, "limit"),
        ("/api/v1/search?q=x&limit=-1", 400, "limit"),
        ("/api/v1/search?q=x&lang=fr", 400, "lang"),
        ("/api/v1/search?q=x&colour=red", 400, "colour"),
        ("/api/v1/search?q=x&area=atlantis", 400, "atlantis"),
        ("/api/v1/suggest?q=x&colour=red", 400, "colour"),
        ("/api/v1/nothing", 404, ""),
    ],
)
def test_an_error_of_the_api_is_a_problem_document(real, address, status, detail):
    answer = real.client().get(address)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert detail in answer.json.get("detail", "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("q", ["", "<b>", "\u202e", "故" * 5_000, "****", "'; DROP TABLE route; --"])
def test_the_api_answers_odd_queries(real, q):
    client = real.client()

    assert client.get(f"/api/v1/search?q={quote(q)}").status_code == 200
    assert client.get(f"/api/v1/suggest?q={quote(q)}").status_code == 200


def test_no_suggestion_is_markup(hostile):
    said = hostile.client().get("/api/v1/suggest?q=script&lang=zh")

    assert json.loads(said.data)["suggestions"]
    assert said.mimetype == "application/json"
    assert said.headers["X-Content-Type-Options"] == "nosniff"


# What is asked is counted


@pytest.fixture
def counted(own):
    """A function that visits addresses and gives what was counted: counted(("/zh/search/?q=x", ""))."""

    def visit(*addresses: tuple[str, str]) -> dict[tuple[str, str], tuple[int, int]]:
        client = Visitor(own.app, use_cookies=False)
        for address, referrer in addresses:
            client.get(address, headers={"Referer": referrer} if referrer else {})
        return dict(own.app.extensions["portal.tally"].take()[0])

    return visit


def test_what_is_asked_is_counted_even_when_the_page_was_kept(counted):
    assert counted(*[(f"/zh/search/?q={quote('故宮')}", "")] * 3) == {("zh", "故宫"): (3, 0)}


def test_a_result_that_is_opened_counts_by_the_page_it_was_opened_from(counted):
    came = f"http://localhost/en/search/?q={quote('Palace')}&kind=attraction"

    assert counted(("/en/attractions/imperial-palace/", came)) == {("en", "palace"): (0, 1)}


@pytest.mark.parametrize(
    "referrer",
    ["", "http://localhost/en/routes/?q=palace", "https://elsewhere.example/en/search/?q=palace", "nonsense"],
)
def test_a_page_opened_from_elsewhere_does_not_count(counted, referrer):
    assert counted(("/en/attractions/imperial-palace/", referrer)) == {}


def test_the_second_page_of_results_is_not_asked_again(counted):
    assert counted(("/zh/search/?q=a&kind=route&page=1", "")) == {}


def test_counts_are_written_down(own):
    client = Visitor(own.app, use_cookies=False)
    client.get(f"/zh/search/?q={quote('温泉')}")
    with own.app.app_context():
        counting.write(db.engine, own.app.extensions["portal.tally"], NOW.date())
        found = list(asked.wishes(db.session, NOW.date(), weeks=1, least=1))

    assert [(w.lang, w.text, w.times, w.opened) for w in found] == [("zh", "温泉", 1, 0)]
