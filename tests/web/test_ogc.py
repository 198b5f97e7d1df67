"""/ogc for programs and for people: what is asked is what is answered, in two languages and two forms."""

import itertools
import json

import pytest
from conftest import NOW, SITES
from factories import attraction
from openapi_spec_validator import OpenAPIV30SpecValidator
from reading import read as read_page

from portal.extensions import db
from portal.publishing import actions

PLACES = "/ogc/collections/attractions/items"
EVENTS = "/ogc/collections/events/items"
ROUTES = "/ogc/collections/routes/items"
PATHS = [
    "/ogc",
    "/ogc/",
    "/ogc/api",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/routes",
    ROUTES,
    PLACES,
    EVENTS,
    f"{ROUTES}/cave-and-maples",
    f"{PLACES}/imperial-palace",
    f"{PLACES}/white-pagoda",
    f"{EVENTS}/ice-festival",
    f"{EVENTS}/snow-football",
]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json["features"]]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/json", "application/geo+json", "application/geo+json, text/html;q=0.5"]
)
def test_a_program_gets_json_whatever_it_says_it_accepts(client, path, accept):
    answer = client.get(path, headers={"Accept": accept} if accept else {})

    assert answer.status_code == 200
    assert answer.mimetype.endswith("json")
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_gets_a_page_in_its_language(client, lang, path):
    answer = client.get(path, headers={**BROWSER, "Accept-Language": lang})
    page = read_page(answer.text)

    assert answer.status_code == 200
    assert page.one("html").attributes["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    assert page.one("h1").text.strip()
    assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_one_address_has_both_forms_and_both_languages_in_a_parameter(client, path):
    assert client.get(f"{path}?f=json", headers=BROWSER).mimetype.endswith("json")
    page = read_page(client.get(f"{path}?f=html&lang=en", headers={"Accept-Language": "zh"}).text)
    assert page.one("html").attributes["lang"] == "en"
    assert read_page(client.get(f"{path}?f=html&lang=zh").text).one("html").attributes["lang"] == "zh-Hans"


def test_a_kept_answer_in_one_language_is_not_given_to_who_wants_the_other(client):
    titles = [
        client.get("/ogc/collections/routes", headers={"Accept-Language": asked}).json["title"]
        for asked in ("zh", "en", "zh", "en")
    ]

    assert titles == ["线路", "Routes", "线路", "Routes"]


@pytest.mark.parametrize("path", PATHS)
def test_every_link_of_a_page_leads_somewhere(client, path):
    page = read_page(client.get(f"{path}?f=html&lang=en").text)
    inside = {link.removeprefix("http://localhost") for link in page.links}
    wrong = [link for link in inside if link.startswith("/") and client.get(link).status_code not in (200, 302)]

    assert wrong == []


@pytest.mark.parametrize("path", PATHS)
def test_every_link_of_a_document_leads_to_what_its_type_says(client, path):
    links = client.get(path).json.get("links", [])
    for link in links:
        if link["href"].startswith("http://localhost"):
            answer = client.get(link["href"].removeprefix("http://localhost"), headers={"Accept": link["type"]})
            assert (answer.status_code, answer.mimetype) == (200, link["type"].split(";")[0]), link


def test_a_person_pages_through_a_collection(client):
    seen = []
    address = f"{PLACES}?limit=3&f=html&lang=en"
    while address:
        page = read_page(client.get(address.removeprefix("http://localhost")).text)
        seen += [a.text for a in page.all("a") if a.attributes["href"].startswith(f"{PLACES}/")]
        address = next((a.attributes["href"] for a in page.all("a", rel="next")), None)

    assert len(seen) == len(set(seen)) == 8


def test_pages_lead_back_as_they_led_on(client):
    first = client.get(f"{PLACES}?limit=3&area=shenyang").json
    link = {each["rel"]: each["href"].removeprefix("http://localhost") for each in first["links"]}
    second = client.get(link["next"]).json
    back = {each["rel"]: each["href"].removeprefix("http://localhost") for each in second["links"]}

    assert "prev" not in link
    assert client.get(back["prev"]).json["features"] == first["features"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 9])
def test_walking_on_gives_everything_once(client, limit):
    address, seen = f"{PLACES}?limit={limit}", []
    while address:
        body = client.get(address.removeprefix("http://localhost")).json
        assert body["numberMatched"] == 8
        seen += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)

    assert seen == sorted(ids(client.get(PLACES)))


@pytest.fixture
def desk(own):
    """A function: desk(verb, key, …) publishes or withdraws an attraction of `own`."""

    def act(verb, key, *document):
        with own.app.app_context():
            verb(db.session, actions.person(db.session, "editor", NOW), NOW, "attraction", key, *document)
            db.session.commit()

    return act


def test_a_walk_misses_nothing_that_stayed_while_something_was_published(own, desk):
    """What is promised: everything that was there all the time comes exactly once."""
    client = own.client()
    stayed = set(ids(client.get(PLACES)))
    body, seen = client.get(f"{PLACES}?limit=3").json, []
    for key in ("aaa-new", "zzz-new", ""):
        seen += [feature["id"] for feature in body["features"]]
        if key:
            desk(actions.publish, key, attraction(number=900 + len(seen), name="新景点", en="New place"))
        onward = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
        body = client.get(onward.removeprefix("http://localhost")).json if onward else {"features": [], "links": []}

    assert seen == sorted({*stayed, "zzz-new"})


def test_a_walk_goes_on_behind_a_feature_that_was_withdrawn_meanwhile(own, desk):
    client = own.client()
    stayed = ids(client.get(PLACES))
    desk(actions.publish, "caa-guest", attraction(number=999, name="过客", en="Guest"))
    first = client.get(f"{PLACES}?limit=2").json
    desk(actions.withdraw, "caa-guest")
    (onward,) = [link["href"] for link in first["links"] if link["rel"] == "next"]

    assert [feature["id"] for feature in first["features"]] == [stayed[0], "caa-guest"]
    assert ids(client.get(onward.removeprefix("http://localhost"))) == stayed[1:3]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("area=benxi", {"benxi-water-cave", "guanmen-mountain"}),
        ("area=benxi&area=tieling&grade=3A&grade=5A", {"benxi-water-cave", "yingang-academy"}),
        ("season=winter", {"imperial-palace", "qipan-ski-hill"}),
        ("bbox=123.4,41.7,123.6,41.85", {"imperial-palace", "fuling", "white-pagoda"}),
        ("bbox=123.4,41.7,-10,123.6,41.85,5000", {"imperial-palace", "fuling", "white-pagoda"}),
        ("bbox=123.83,42,123.84,43", {"yingang-academy", "white-pagoda"}),
        ("bbox=124.05,40,-170,42", {"benxi-water-cave", "guanmen-mountain", "white-pagoda"}),
        ("bbox=170,-90,-170,90", {"white-pagoda"}),
        ("bbox=-1.8e2,-90,180,9e1&limit=1000", None),
        ("datetime=1999-01-01", None),
    ],
)
def test_places_are_narrowed_by_filters_boxes_and_time(client, query, expected):
    found = set(ids(client.get(f"{PLACES}?{query}")))

    assert found == (expected or set(ids(client.get(PLACES))))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("datetime=2025-09-14", {"city-marathon", "snow-football"}),
        ("datetime=2026-12-31T10:00:00Z", {"ice-festival", "snow-football"}),
        ("datetime=2027-01-04/..", {"ice-festival", "temple-fair", "snow-football"}),
        ("datetime=2027-03-03/..", {"snow-football"}),
        ("datetime=../2025-12-31", {"city-marathon", "snow-football"}),
        ("bbox=0,0,1,1", {"city-marathon", "snow-football", "temple-fair"}),
    ],
)
def test_events_are_narrowed_by_the_days_of_any_edition_and_by_where_the_shown_one_is(client, query, expected):
    assert set(ids(client.get(f"{EVENTS}?{query}"))) == expected


def test_a_route_is_in_a_box_that_its_line_crosses_between_two_stops(client):
    assert "cave-and-maples" in ids(client.get(f"{ROUTES}?bbox=124.0,41.2,124.2,41.21"))
    assert "cave-and-maples" not in ids(client.get(f"{ROUTES}?bbox=124.2,41.2,124.3,41.21"))


def test_a_route_is_one_line_and_a_place_of_unknown_position_has_no_geometry(client):
    routes = client.get(ROUTES).json["features"]

    assert {feature["geometry"]["type"] for feature in routes} == {"LineString"}
    assert client.get(f"{PLACES}/white-pagoda").json["geometry"] is None


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "utm_source=letter",
        "offset=10",
        "limit=0",
        "limit=-1",
        "limit=",
        "limit=1.5",
        "limit=１",
        "limit=2&limit=3",
        "bbox=",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,3,4,5,6,7",
        "bbox=1,4,3,2",
        "bbox=1,2,9,3,4,5",
        "bbox=a,b,c,d",
        "bbox=nan,nan,nan,nan",
        "bbox=inf,0,1,1",
        "bbox=1e400,0,1,1",
        "bbox=-1e300,-90,1e300,90",
        "bbox=-180.5,-90,180,90",
        "bbox=0,-91,1,0",
        "bbox=0,0,1e400,1,1,1e999",
        "bbox=41,123,42,124",
        "bbox=1;2;3;4",
        "datetime=",
        "datetime=yesterday",
        "datetime=2026-02-30",
        "after=",
        "after=../../etc/passwd",
        "after=A",
        "after=" + "a" * 81,
        "area=atlantis",
        "area=",
        "theme=qing-heritage",
        "f=xml",
        "f=",
        "f=json&f=html",
        "lang=fr",
        "lang=",
    ],
)
def test_what_means_nothing_is_a_problem_that_names_it(client, query):
    answer = client.get(f"{PLACES}?{query}")

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 400
    assert query.split("=")[0] in answer.json["detail"] or query.split("=")[1].split("&")[0] in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ogc/nowhere", 404),
        ("/ogc/collections/hotels", 404),
        ("/ogc/collections/hotels/items", 404),
        ("/ogc/collections/routes/items/nowhere", 404),
        ("/ogc/collections/routes/items/" + "x" * 2_000, 404),
        ("/ogc/conformance?limit=1", 400),
        ("/ogc?bbox=1,2,3,4", 400),
        ("/ogc/collections/routes/items/cave-and-maples?limit=1", 400),
    ],
)
def test_what_is_not_there_is_a_problem(client, lang, path, status):
    answer = client.get(path, headers={"Accept-Language": lang})

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_renamed_feature_leads_on_and_a_withdrawn_one_is_gone(own, desk):
    client = own.client()
    moved = client.get(f"{ROUTES}/maples-by-car")
    desk(actions.publish, "guest", attraction(number=999, name="过客", en="Guest"))
    desk(actions.withdraw, "guest")

    assert (moved.status_code, moved.location) == (308, f"{ROUTES}/cave-and-maples")
    assert client.get(f"{PLACES}/guest").status_code == 410


@pytest.mark.parametrize("path", PATHS)
def test_any_page_and_any_method_for_reading_may_ask(client, path):
    answer, head, options = client.get(path), client.head(path), client.options(path)

    assert head.status_code == options.status_code == 200
    assert head.headers["Content-Type"] == answer.headers["Content-Type"]
    assert head.data == b""
    for each in (answer, head, options):
        assert each.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Api-Key" in options.headers["Access-Control-Allow-Headers"]
    refused = client.post(path)
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", [*PATHS, f"{PLACES}?limit=x", "/data/latest/manifest.json", "/data/latest/routes.csv"])
def test_scripts_may_read_the_headers_that_tell_them_something(client, path):
    exposed = client.get(path).headers["Access-Control-Expose-Headers"]

    assert {"ETag", "Retry-After", "RateLimit-Remaining"} <= set(exposed.split(", "))


@pytest.mark.parametrize("path", PATHS)
def test_a_slash_at_the_end_makes_no_difference(client, path):
    bare, closed = (client.get(address) for address in (path.rstrip("/"), f"{path.rstrip('/')}/"))

    assert bare.status_code == closed.status_code == 200
    assert bare.mimetype == closed.mimetype


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/api", "/api/v1/"),
        ("/api/", "/api/v1/"),
        ("/data", "/data/latest/manifest.json"),
        ("/data/", "/data/latest/manifest.json"),
    ],
)
def test_who_guesses_where_it_begins_is_led_there(client, path, onward):
    answer = client.get(path, environ_overrides={"SCRIPT_NAME": "/tour"})

    assert (answer.status_code, answer.location) == (302, f"/tour{onward}")
    assert client.get(onward).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_did_not_change_is_not_sent_again(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert client.get(f"{path}?f=html").headers["ETag"] != first.headers["ETag"]


def test_the_definition_is_refused_when_somebody_breaks_it(client):
    """The validator is no yes-man."""
    definition = client.get("/ogc/api").json
    assert list(OpenAPIV30SpecValidator(definition).iter_errors()) == []
    for spoil in (
        lambda d: d["paths"]["/collections"]["get"].pop("responses"),
        lambda d: d["paths"]["/"]["get"]["parameters"].append({"name": "x", "in": "nowhere"}),
        lambda d: d.pop("info"),
    ):
        broken = json.loads(json.dumps(definition))
        spoil(broken)
        assert list(OpenAPIV30SpecValidator(broken).iter_errors())


def test_every_filter_of_the_definition_is_taken_with_each_of_its_values(client):
    definition = client.get("/ogc/api").json
    for path, operations in definition["paths"].items():
        for parameter in operations["get"]["parameters"]:
            for value in parameter.get("schema", {}).get("items", {}).get("enum", ()):
                assert client.get(f"/ogc{path}?{parameter['name']}={value}").status_code == 200


def test_features_say_both_names_whatever_the_language(client):
    said = [client.get(f"{PLACES}/fuling?lang={lang}").json["properties"] for lang in ("zh", "en")]

    assert said[0] == said[1]
    assert (said[0]["name_zh"], said[0]["name_en"]) == ("清福陵", "Fuling Mausoleum")


def test_addresses_are_the_public_ones_below_a_path(make_site):
    site = make_site(SITES / "good", base_url="https://tour.example/portal")
    body = site.client().get("/ogc/collections/routes/items?limit=1", base_url="http://inside/portal").json

    hrefs = [link["href"] for link in body["links"]] + [body["features"][0]["properties"]["url_en"]]
    assert [href for href in hrefs if not href.startswith("https://tour.example/portal/")] == []


@pytest.mark.parametrize("kind", ["routes", "attractions", "events"])
def test_a_hostile_site_comes_through_as_data_and_as_text(hostile, lang, kind):
    client = hostile.client()
    body = client.get(f"/ogc/collections/{kind}/items").json
    pages = [f"/ogc/collections/{kind}/items", *(f"/ogc/collections/{kind}/items/{f['id']}" for f in body["features"])]
    for path in pages:
        page = read_page(client.get(f"{path}?f=html&lang={lang}").text)
        assert not any(name.startswith("on") for element in page.elements for name in element.attributes)
        assert not [e for e in page.all("script") if "src" not in e.attributes]
        assert not page.all("x")
        assert "1337" not in page.text

    assert any("<script>" in json.dumps(feature) for feature in body["features"])


def test_parameters_of_a_hand_written_address_are_carried_through_every_link(client):
    body = client.get(f"{PLACES}?limit=2&area=shenyang&bbox=123,41,124,42&lang=en&f=json").json

    for link, part in itertools.product(body["links"], ("area=shenyang", "bbox=123%2C41%2C124%2C42")):
        if link["rel"] in ("self", "alternate", "next"):
            assert part in link["href"]


def test_a_list_of_features_begins_with_their_names(client):
    page = read_page(client.get("/ogc/collections/routes/items?f=html&lang=en").text)
    first = page.all("th", scope="row")[0].text.split("\n")

    assert next(part.strip() for part in first if part.strip()) == "A walk to the academy"
    assert "line" in {cell.text.strip() for cell in page.all("td")}


def test_names_of_parameters_are_set_as_code(client):
    page = read_page(client.get("/ogc/api?f=html&lang=en").text)

    assert "`" not in page.text
