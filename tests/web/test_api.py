"""A developer takes routes, places, events and notices from /api/v1: what comes, how it is narrowed and leafed."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from conftest import NOW, Site
from factories import attraction
from flask.testing import FlaskClient

from portal.extensions import db
from portal.kernel.text import fold
from portal.publishing import actions
from portal.web.api.kinds import KINDS
from portal.web.api.operations import OPERATIONS

KIND_NAMES = [*KINDS]
LISTS = [kind.plural for kind in KINDS.values()]
A_KEY = {
    "route": "palace-and-tomb",
    "attraction": "imperial-palace",
    "event": "city-marathon",
    "notice": "cave-closed",
}


def items(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/{address}").json["items"]


def walk(client: FlaskClient, address: str) -> Iterator[dict[str, Any]]:
    """The answers of a list, one after the other, as `next` leads."""
    following: str | None = f"/api/v1/{address}"
    while following:
        answer = client.get(following.removeprefix("http://localhost"))
        assert answer.status_code == 200, answer.text
        yield answer.json
        following = answer.json["next"]


def keys(client: FlaskClient, address: str) -> list[str]:
    return [item["key"] for page in walk(client, address) for item in page["items"]]


def act(site: Site, verb: str, kind: str, key: str, document: Any = None) -> None:
    """Publish or withdraw as the desk does."""
    with site.app.app_context():
        somebody = actions.person(db.session, "tester", NOW)
        more = [document] if document else []
        getattr(actions, verb)(db.session, somebody, NOW, kind, key, *more)
        db.session.commit()


# What comes


@pytest.mark.parametrize("name", KIND_NAMES)
@pytest.mark.parametrize("site_name", ["small", "hostile"])
def test_every_thing_has_the_shape_that_the_description_promises(request, site_name, lang, name):
    site: Site = request.getfixturevalue(site_name)
    client, kind = site.client(), KINDS[name]
    listed = items(client, f"{kind.plural}?limit=100&lang={lang}")

    assert [item["key"] for item in listed] == sorted(kind.published(site.shelf))
    for item in listed:
        assert kind.summary.model_validate_json(json.dumps(item), strict=True).model_dump(mode="json") == item
        whole = client.get(f"/api/v1/{kind.plural}/{item['key']}?lang={lang}").json
        assert kind.whole.model_validate_json(json.dumps(whole), strict=True).model_dump(mode="json") == whole
        assert item.items() <= whole.items()


def test_an_occurrence_has_the_number_by_which_calendars_know_it(client):
    def numbers(key: str) -> list[int | None]:
        return [each["number"] for each in client.get(f"/api/v1/events/{key}").json["occurrences"]]

    assert numbers("city-marathon") == [2, 1]
    assert numbers("temple-fair") == [None, None]


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS if "<" not in operation.rule])
def test_every_other_answer_has_its_shape_too(client, lang, name):
    operation = next(o for o in OPERATIONS if o.name == name)
    answer = client.get(f"/api/v1{operation.rule}?lang={lang}&" + ("q=gugong" if name in ("search", "suggest") else ""))

    assert answer.status_code == 200
    assert operation.answer.model_validate_json(answer.data, strict=True).model_dump(mode="json") == answer.json


def test_a_route_says_what_its_page_says(client):
    route = client.get("/api/v1/routes/palace-and-tomb?lang=en").json

    assert route["title"] == "From the palace to the tomb"
    assert (route["season"]["key"], route["season"]["name"]) == ("spring", "Spring")
    assert [stop["key"] for day in route["days"] for stop in day["stops"]] == ["imperial-palace", "fuling"]
    assert route["days"][0]["stops"][0]["lat"] == pytest.approx(41.7966)
    assert route["days"][0]["stops"][0]["km"] is None
    assert route["km"] == pytest.approx(sum(day["km"] for day in route["days"]))
    assert route["line_licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in route["line_attribution"]


def test_everything_says_whose_it_is_and_under_which_licence(client):
    for plural in LISTS:
        for item in items(client, f"{plural}?lang=zh"):
            assert item["licence"] == "CC-BY-4.0"
            assert item["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
            assert item["attribution"] == "沈阳都市圈四季游，CC BY 4.0"
            assert item["sources"]
            assert item["published"] == "2026-11-23T04:00:00Z"


def test_the_links_of_a_thing_lead_to_it(client):
    for plural in LISTS:
        for item in items(client, f"{plural}?lang=en"):
            links = {name: link.removeprefix("http://localhost") for name, link in item["links"].items()}
            assert client.get(links["api"]).json["key"] == item["key"]
            for name in {"page", "svg", "png"} & set(links):
                assert client.get(links[name]).status_code == 200, links[name]
            if "short" in links:
                short = client.get(links["short"], headers={"Accept-Language": "en"})
                assert short.headers["Location"] == links["page"]


def test_a_text_without_a_translation_says_which_language_it_is_in(hostile, own):
    own_text = {"zh": "只有中文"}
    act(
        own, "publish", "attraction", "no-english", attraction(99, name="无译", en="x", summary=own_text, body=own_text)
    )
    item = own.client().get("/api/v1/attractions/no-english?lang=en").json

    assert (item["title"], item["title_lang"]) == ("x", "en")
    assert (item["summary"], item["summary_lang"]) == ("只有中文", "zh")
    assert (item["address"], item["address_lang"]) == (None, None)


def test_what_is_not_known_is_null_and_not_no(client):
    place = client.get("/api/v1/attractions/white-pagoda").json

    assert set(place["access"].values()) <= {"yes", "no", "partly", "unknown"}
    assert place["hours"] == {"text": None, "lang": None, "checked": None} or place["hours"]["text"]


def test_a_notice_says_whether_it_holds_today(client):
    (notice,) = items(client, "notices")

    assert (notice["starts"], notice["ends"], notice["in_force"]) == ("2026-11-20", "2026-12-05", True)
    assert [place["key"] for place in notice["attractions"]] == ["benxi-water-cave"]


# The language


def test_the_language_is_asked_for_or_else_the_browsers(client):
    def title(query: str, accepted: str) -> str:
        answer = client.get(f"/api/v1/attractions/imperial-palace{query}", headers={"Accept-Language": accepted})
        return str(answer.json["title"])

    for _twice in range(2):  # the second time from the cache
        assert title("", "en-GB,en;q=0.9") == "Shenyang Imperial Palace"
        assert title("", "zh-CN") == "沈阳故宫"
        assert title("?lang=zh", "en") == "沈阳故宫"
        assert title("?lang=en", "zh") == "Shenyang Imperial Palace"


def test_an_answer_whose_language_the_browser_chose_says_so(client):
    assert "Accept-Language" in client.get("/api/v1/routes").headers["Vary"]
    assert "Accept-Language" not in client.get("/api/v1/routes?lang=en").headers["Vary"]


@pytest.mark.parametrize("path", ["routes?season=monsoon", "nothing", "routes/nowhere"])
def test_a_problem_is_told_in_the_language_that_was_asked_for(client, path):
    mark = "&" if "?" in path else "?"
    english = client.get(f"/api/v1/{path}{mark}lang=en", headers={"Accept-Language": "zh"}).json.get("detail", "")
    chinese = client.get(f"/api/v1/{path}{mark}lang=zh", headers={"Accept-Language": "en"}).json.get("detail", "")

    assert english.isascii() or "“" in english
    assert english != chinese or not english


# Filters


def _one_of(name: str, item: dict[str, Any]) -> set[str]:
    """What of an item a filter is about."""
    found = {
        "season": lambda: [item["season"]["key"]] if "season" in item else None,
        "area": lambda: [a["key"] for a in item["areas"]] if "areas" in item else [item["area"]["key"]],
        "theme": lambda: [t["key"] for t in item["themes"]],
        "days": lambda: [str(item["day_count"])],
        "suits": lambda: item["suits"],
        "category": lambda: [c["key"] for c in item["categories"]],
        "grade": lambda: [item["grade"]],
        "kind": lambda: [item["event_kind"]["key"]],
        "joint": lambda: [item["joint"]],
        "severity": lambda: [item["severity"]],
        "in_force": lambda: ["yes" if item["in_force"] else "no"],
    }[name]()
    return set(found or ())


@pytest.mark.parametrize(("plural", "name"), [(kind.plural, name) for kind in KINDS.values() for name in kind.filters])
def test_every_documented_filter_narrows_its_list(real, plural, name):
    """Every value of it; what is left has it, and together they leave nothing out that has any."""
    client = real.client()
    document = client.get("/api/v1/openapi.json").json
    described = next(p for p in document["paths"][f"/{plural}"]["get"]["parameters"] if p["name"] == name)
    values = described["schema"]["items"]["enum"]
    whole = client.get(f"/api/v1/{plural}?limit=1").json["total"]
    asked = values if len(values) < 40 else values[::25]
    totals = []
    for value in asked:
        answer = client.get(f"/api/v1/{plural}?{name}={value}&limit=30").json
        totals.append(answer["total"])
        if name not in ("attraction", "route") and (plural, name) not in [
            ("attractions", "season"),
            ("events", "season"),
            ("notices", "area"),
        ]:
            assert all(value in _one_of(name, item) for item in answer["items"])
    assert values
    assert max(totals, default=0) <= whole
    if plural != "notices":
        assert any(totals)
        assert min(totals) < whole


def test_two_values_of_a_filter_are_alternatives_and_two_filters_are_not(client):
    assert set(keys(client, "routes?season=spring&season=winter")) == {"palace-and-tomb", "ski-and-pagoda"}
    assert keys(client, "routes?season=spring&area=tieling") == []


def test_the_list_holds_what_the_page_holds(client):
    page = client.get("/en/routes/?area=benxi").text

    for key in keys(client, "routes?area=benxi"):
        assert f"/en/routes/{key}/" in page


def test_words_narrow_a_list_in_any_language(client):
    assert keys(client, "attractions?q=palace&lang=zh") == keys(client, "attractions?q=故宫&lang=en")
    assert "imperial-palace" in keys(client, "attractions?q=palace")


def test_a_box_holds_places_inside_it_and_routes_that_stop_there(client):
    assert keys(client, "attractions?bbox=123.4,41.7,123.5,41.85") != []
    assert "benxi-water-cave" not in keys(client, "attractions?bbox=123.4,41.7,123.5,41.85")
    assert "palace-and-tomb" in keys(client, "routes?bbox=123.44,41.79,123.46,41.81")
    assert "cave-and-maples" not in keys(client, "routes?bbox=123.44,41.79,123.46,41.81")


def test_a_notice_is_found_by_whatever_it_holds_for(client):
    assert keys(client, "notices?area=benxi") == ["cave-closed"]
    assert keys(client, "notices?attraction=benxi-water-cave&in_force=yes") == ["cave-closed"]
    assert keys(client, "notices?route=cave-and-maples") == ["cave-closed"]
    assert keys(client, "notices?area=tieling") == []
    assert keys(client, "notices?in_force=no") == []


@pytest.mark.parametrize(
    ("plural", "sort"), [(kind.plural, sort) for kind in KINDS.values() for sort in ("key", *kind.sorts)]
)
def test_every_documented_order_can_be_leafed_through(real, plural, sort):
    client = real.client()
    whole = keys(client, f"{plural}?sort={sort}&limit=100&lang=en")
    leafed = keys(client, f"{plural}?sort={sort}&limit=41&lang=en&fields=key")

    assert leafed == whole
    assert len(set(whole)) == len(whole) == client.get(f"/api/v1/{plural}").json["total"]
    if sort == "key":
        assert whole == sorted(whole)
    if sort == "title":
        titles = [i["title"] for page in walk(client, f"{plural}?sort=title&limit=100&lang=en") for i in page["items"]]
        assert titles == sorted(titles)


@pytest.mark.parametrize("name", KIND_NAMES)
def test_fields_leave_out_everything_else(client, name):
    kind = KINDS[name]
    for field in kind.summary.model_fields:
        assert all([*item] == [field] for item in items(client, f"{kind.plural}?fields={field}"))
    some = client.get(f"/api/v1/{kind.plural}/{A_KEY[name]}?fields=links,title").json
    assert set(some) == {"title", "links"}


# Leafing


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_hold_everything_once(client, limit):
    pages = list(walk(client, f"attractions?limit={limit}"))
    found = [item["key"] for page in pages for item in page["items"]]

    assert len(found) == len(set(found)) == pages[0]["total"]
    assert all(len(page["items"]) == limit for page in pages[:-1])
    assert all(page["total"] == pages[0]["total"] for page in pages)


def test_the_next_page_is_named_in_the_body_and_in_a_header(client):
    first = client.get("/api/v1/routes?limit=2&season=summer&season=winter&lang=en")

    assert first.headers["Link"] == f'<{first.json["next"]}>; rel="next"'
    assert "season=summer&season=winter&lang=en" in first.json["next"]
    last = client.get(first.json["next"].removeprefix("http://localhost"))
    assert last.json["next"] is None
    assert "Link" not in last.headers


def test_what_stays_comes_once_although_others_come_and_go_meanwhile(own):
    client, leaving = own.client(), "leaving-soon"
    before = set(own.shelf.attractions)
    act(own, "publish", "attraction", leaving, attraction(900))
    pages = walk(client, "attractions?limit=2&fields=key")
    found = [item["key"] for item in next(pages)["items"]]
    act(own, "publish", "attraction", "aaa-before-all", attraction(901))
    act(own, "publish", "attraction", "zzz-after-all", attraction(902))
    changed = own.shelf.attractions["white-pagoda"].model_copy(update={"name": {"zh": "白塔新名", "en": "AAA"}})
    act(own, "publish", "attraction", "white-pagoda", changed)
    act(own, "withdraw", "attraction", leaving)
    found += [item["key"] for page in pages for item in page["items"]]

    assert len(found) == len(set(found))
    assert before <= set(found)
    assert leaving not in found
    assert "zzz-after-all" in found
    assert "aaa-before-all" not in found


@pytest.mark.parametrize(
    "cursor", ["x", "x%00", "WzFd", "e30=", "bnVsbA==", "WyJrZXkiLDAsMV0=", "WyJ0aXRsZSIsMCwieCJd", "[" * 3000, "故宫"]
)
def test_a_cursor_that_is_not_ours_is_refused(client, cursor):
    answer = client.get(f"/api/v1/routes?cursor={cursor}")

    assert answer.status_code == 400 or cursor == "bnVsbA=="
    assert answer.json.get("parameter", "cursor") == "cursor"


# What is refused


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("routes?season=monsoon", "season"),
        ("routes?area=", "area"),
        ("routes?colour=red", "colour"),
        ("routes?from=timeline", "from"),
        ("routes/palace-and-tomb?utm_source=letter", "utm_source"),
        ("search?q=palace&scene=1", "scene"),
        ("suggest?q=palace&share_token=1", "share_token"),
        ("routes?page=2", "page"),
        ("routes?offset=2", "offset"),
        ("routes?limit=0", "limit"),
        ("routes?limit=101", "limit"),
        ("routes?limit=ten", "limit"),
        ("routes?sort=random", "sort"),
        ("routes?lang=fr", "lang"),
        ("routes?fields=title,colour", "fields"),
        ("routes?fields=", "fields"),
        ("routes?fields=days", "fields"),
        ("routes?bbox=", "bbox"),
        ("routes?bbox=1,2,3", "bbox"),
        ("routes?bbox=41.7,123.4,41.9,123.6", "bbox"),
        ("routes?bbox=0,0,1,1", "bbox"),
        ("routes?q=" + "x" * 101, "q"),
        ("events?bbox=123.4,41.7,123.5,41.85", "bbox"),
        ("notices?q=cave", "q"),
        ("routes/palace-and-tomb?season=spring", "season"),
        ("routes/palace-and-tomb?fields=colour", "fields"),
        ("areas?limit=1", "limit"),
        ("themes?q=x", "q"),
        ("changes?since=yesterday", "since"),
        ("changes?since=", "since"),
        ("changes?since=2026-02-31T00:00:00Z", "since"),
        ("changes?since=0001-01-01T00:00:00%2B14:00", "since"),
        ("changes?since=-1", "since"),
        ("changes?limit=1001", "limit"),
        ("openapi.json?colour=red", "colour"),
    ],
)
def test_what_means_nothing_is_refused_by_name(client, lang, address, parameter):
    mark = "&" if "?" in address else "?"
    answer = client.get(f"/api/v1/{address}" + ("" if "lang=" in address else f"{mark}lang={lang}"))

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["parameter"] == parameter
    assert answer.json["detail"]


@pytest.mark.parametrize("plural", LISTS)
def test_a_thing_that_never_was_is_404(client, plural):
    answer = client.get(f"/api/v1/{plural}/nowhere")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_withdrawn_thing_is_410_and_a_renamed_one_leads_to_its_new_key(own):
    client = own.client()
    renamed = own.shelf.events["temple-fair"].model_copy(update={"formerly": ["temple-fair"]})
    act(own, "publish", "event", "temple-market", renamed)
    act(own, "withdraw", "event", "snow-football")
    moved = client.get("/api/v1/events/temple-fair?lang=en&fields=title")

    assert client.get("/api/v1/events/snow-football").status_code == 410
    assert moved.status_code == 308
    assert moved.headers["Location"] == "/api/v1/events/temple-market?lang=en&fields=title"
    assert moved.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(moved.headers["Location"]).json["title"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    answer = getattr(client, method)("/api/v1/routes")

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


# HTTP


@pytest.mark.parametrize("address", ["routes", "events/city-marathon", "changes", "themes", "openapi.json"])
def test_what_has_not_changed_is_not_sent_again(own, address):
    client = own.client()
    first = client.get(f"/api/v1/{address}")
    again = client.get(f"/api/v1/{address}", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_what_has_changed_is_sent_again(own):
    client = own.client()
    first = client.get("/api/v1/attractions")
    act(own, "publish", "attraction", "new-place", attraction(901))
    again = client.get("/api/v1/attractions", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert again.json["total"] == first.json["total"] + 1


def test_head_says_what_get_says(client):
    got, asked = client.get("/api/v1/routes?lang=en"), client.head("/api/v1/routes?lang=en")

    assert asked.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Access-Control-Allow-Origin"):
        assert asked.headers[name] == got.headers[name]


def test_answers_are_compressed_for_whoever_reads_that(client):
    plain = client.get("/api/v1/routes?lang=en").data

    for coding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get("/api/v1/routes?lang=en", headers={"Accept-Encoding": coding})
        assert packed.headers["Content-Encoding"] == coding
        assert unpack(packed.data) == plain


def test_a_page_of_any_origin_may_ask_even_with_a_key(client):
    asked = client.options(
        "/api/v1/routes",
        headers={
            "Origin": "https://hotel.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "x-api-key",
        },
    )
    got = client.get("/api/v1/routes", headers={"Origin": "https://hotel.example"})

    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert asked.headers["Access-Control-Allow-Headers"] == "X-Api-Key"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in got.headers
    for name in ("ETag", "Link", "RateLimit-Remaining", "Retry-After"):
        assert name in got.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("plural", LISTS)
def test_hostile_texts_are_words_and_no_cookie_is_set(hostile, lang, plural):
    client = hostile.client()
    answer = client.get(f"/api/v1/{plural}?lang={lang}")
    key = answer.json["items"][0]["key"]
    document = next(iter(KINDS[answer.json["items"][0]["kind"]].published(hostile.shelf).values()))
    title = getattr(document, "title", None) or document.name

    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert client.get(f"/api/v1/{plural}/{key}?lang={lang}").json["title"] in title.values()
    assert any(mark in fold(answer.text) for mark in ("script", "<", "&"))


def test_an_edition_whose_day_nobody_knows_is_neither_past_nor_to_come(client):
    dated, undated = client.get("/api/v1/events/temple-fair?lang=en").json["occurrences"][::-1]
    if dated["starts"] is None:
        dated, undated = undated, dated

    assert dated["is_past"] is False
    assert undated["is_past"] is None


@pytest.mark.parametrize(
    ("address", "title"),
    [("routes?colour=1", "请求有误"), ("routes/nowhere", "没有找到"), ("nothing", "没有找到")],
)
def test_the_title_of_a_problem_is_in_the_readers_language(client, address, title):
    mark = "&" if "?" in address else "?"

    assert client.get(f"/api/v1/{address}{mark}lang=zh").json["title"] == title
    assert client.get(f"/api/v1/{address}{mark}lang=en").json["title"] in {"Bad Request", "Not Found"}


@pytest.mark.parametrize("address", ["/api/v1/routes", "/ogc/collections/routes/items"])
def test_a_parameter_that_there_is_not_is_told_from_a_value_that_there_is_not(client, address):
    assert client.get(f"{address}?colour=1&lang=en").json["detail"] == "There is no parameter “colour”."
    assert client.get(f"{address}?season=1&lang=en").json["detail"] == "“1” is not a value of “season”."


def test_chinese_travels_as_it_is_and_not_as_escapes(client):
    assert "沈阳故宫" in client.get("/api/v1/attractions").text
