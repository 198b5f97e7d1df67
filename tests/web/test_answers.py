"""How the site answers: queries, caching, compression, sub-paths, health."""

import gc
import gzip
import json
import shutil
import warnings
from datetime import timedelta

import brotli
import pytest
from conftest import NOW, SITES, statements
from reading import read
from werkzeug.test import EnvironBuilder

from portal.app import create_app
from portal.content.load import load
from portal.extensions import db
from portal.following import rebuild_index, rebuild_maps
from portal.model import Publication
from portal.publishing import actions

PAGES = [
    "",
    "routes/",
    "routes/?season=autumn",
    "routes/cave-and-maples/",
    "routes/cave-and-maples.svg",
    "routes/cave-and-maples.png",
    "routes/cave-and-maples/poster.svg",
    "attractions/",
    "attractions/imperial-palace/",
    "events/",
    "events/ice-festival/",
    "events/calendar/2026/12/",
    "areas/shenyang/",
    "seasons/winter/",
    "themes/ice-snow/",
    "map/",
    "search/?q=palace",
    "about/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_nobody_asked_for_yet_takes_at_most_three_queries(small, page):
    client = small.client()
    client.get("/zh/")
    small.app.extensions["portal.tally"].take()  # or it may be time to write down what other tests asked
    with statements(small) as seen:
        answer = client.get(f"/zh/{page}", headers={"Host": "nobody-asked-yet.example"})

    assert answer.status_code == 200
    assert 1 <= len(seen) <= 3, seen


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_kept_takes_one_query(small, page):
    client = small.client()
    client.get(f"/en/{page}")
    with statements(small) as seen:
        client.get(f"/en/{page}")

    assert len(seen) == 1


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/zh/",
        "/en/map/",
        "/zh/routes/nowhere/",
        "/xx/",
        "/zh/routes/?page=0",
        "/r/1",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/favicon.ico",
        "/static/favicon.svg",
    ],
)
def test_no_answer_sets_a_cookie_and_all_are_guarded(client, page):
    answer = client.get(page)

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("fr,en;q=0.5,zh;q=0.4", "en"),
        ("fr", "zh"),
        ("*", "zh"),
        ("nonsense;;q=x", "zh"),
    ],
)
def test_the_front_door_leads_to_the_visitors_language(client, asked, lang):
    answer = client.get("/", headers={"Accept-Language": asked})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/")
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("link", "address"),
    [("/r/2", "routes/cave-and-maples/"), ("/a/1", "attractions/imperial-palace/"), ("/e/2", "events/ice-festival/")],
)
def test_a_short_link_leads_to_its_page_in_the_visitors_language(client, link, address):
    assert client.get(link).headers["Location"] == f"/zh/{address}"
    assert client.get(link, headers={"Accept-Language": "en"}).headers["Location"] == f"/en/{address}"


@pytest.mark.parametrize("link", ["/r/999", "/a/0", "/e/99999999999999999999", "/r/x", "/r/-1", "/x/1"])
def test_a_short_link_to_nothing_is_not_found(client, link):
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("attractions/mukden-palace/", "attractions/imperial-palace/"),
        ("routes/maples-by-car/", "routes/cave-and-maples/"),
        ("routes/maples-by-car.svg", "routes/cave-and-maples.svg"),
        ("routes/maples-by-car.png", "routes/cave-and-maples.png"),
        ("routes/maples-by-car/poster.svg", "routes/cave-and-maples/poster.svg"),
        ("events/snow-festival/", "events/ice-festival/"),
    ],
)
def test_a_former_key_leads_on_for_ever_in_its_language(client, lang, old, new):
    answer = client.get(f"/{lang}/{old}")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"/{lang}/{new}")


def test_an_address_without_its_last_stroke_leads_to_the_page(client):
    answer = client.get("/zh/routes", follow_redirects=True)

    assert answer.status_code == 200
    assert answer.request.path == "/zh/routes/"


def test_the_calendar_begins_with_this_month(client):
    assert client.get("/en/events/calendar/").headers["Location"] == "/en/events/calendar/2026/11/"


def test_what_was_withdrawn_is_gone_and_not_merely_missing(own, lang):
    with own.app.app_context():
        actions.withdraw(db.session, actions.person(db.session, "编辑", NOW), NOW, "event", "temple-fair")
        db.session.commit()
    answer = own.client().get(f"/{lang}/events/temple-fair/")

    assert answer.status_code == 410
    assert read(answer.text).one("h1").text.strip()


def test_a_page_asked_for_again_is_not_sent_again(client):
    first = client.get("/zh/routes/")
    again = client.get("/zh/routes/", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_languages_and_pages_have_different_tags(client):
    tags = [client.get(page).headers["ETag"] for page in ("/zh/", "/en/", "/zh/routes/", "/en/routes/?season=winter")]

    assert len(set(tags)) == 4


def test_a_head_request_gets_the_headers_and_no_body(client):
    head, get = client.head("/zh/"), client.get("/zh/")

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize(
    "page", ["/zh/", "/zh/routes/palace-and-tomb.svg", "/sitemap.xml", "/static/js/suggest.js", "css", "map"]
)
def test_a_compressed_answer_says_the_same(small, page):
    client = small.client()
    home = read(client.get("/zh/routes/palace-and-tomb/").text)
    found = {
        "css": [e.attributes["href"] for e in home.all("link", rel="stylesheet")],
        "map": [e.attributes["src"] for e in home.all("script") if "/maps/" in e.attributes.get("src", "")],
    }
    page = found[page][0] if page in found else page
    plain = client.get(page, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for coding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get(page, headers={"Accept-Encoding": coding})
        if packed.headers.get("Content-Encoding") == coding:
            assert unpack(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert coding == "br" or len(packed.data) < len(plain.data)


def test_brotli_is_preferred_where_it_is_understood(client):
    assert client.get("/zh/", headers={"Accept-Encoding": "gzip, deflate, br"}).headers["Content-Encoding"] == "br"


def test_a_coding_that_is_refused_is_not_used(client):
    answer = client.get("/zh/", headers={"Accept-Encoding": "br;q=0, gzip;q=0"})

    assert "Content-Encoding" not in answer.headers


def test_compressed_and_plain_answers_have_different_tags(client):
    tags = {client.get("/zh/", headers={"Accept-Encoding": c}).headers["ETag"] for c in ("identity", "gzip", "br")}

    assert len(tags) == 3


def test_a_new_publishing_changes_the_page_at_once(own):
    client = own.client()
    before = client.get("/zh/events/snow-football/")
    with own.app.app_context():
        document = actions.find(db.session, "event", "snow-football").as_document()
        changed = document.model_copy(update={"summary": {"zh": "新的一句话"}})
        actions.publish(db.session, actions.person(db.session, "编辑", NOW), NOW, "event", "snow-football", changed)
        db.session.commit()
    after = client.get("/zh/events/snow-football/", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert "新的一句话" in after.text


def test_a_new_day_changes_the_page(small):
    days = [NOW]
    app = create_app(small.settings, clock=lambda: days[-1])
    client = app.test_client()
    before = client.get("/zh/events/ice-festival/").headers["ETag"]
    days.append(NOW + timedelta(days=120))
    after = client.get("/zh/events/ice-festival/").headers["ETag"]
    with app.app_context():
        db.engine.dispose()

    assert before != after


def test_static_files_named_by_their_content_are_kept_for_ever(client):
    page = read(client.get("/zh/").text)
    style = page.all("link", rel="stylesheet")[0].attributes["href"]
    icon = page.all("link", rel="icon")[0].attributes["href"]

    assert "immutable" in client.get(style).headers["Cache-Control"]
    assert "immutable" in client.get(icon).headers["Cache-Control"]


def test_a_style_sheet_of_another_build_is_answered_but_not_kept(client):
    answer = client.get("/assets/site-000000000000.css")

    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "%2e%2e/pyproject.toml", "..%2fpyproject.toml", "css", "css/", "nothing.js", "/etc/passwd"],
)
def test_nothing_outside_the_static_folder_is_served(client, name):
    answer = client.get(f"/static/{name}")

    assert answer.status_code in {404, 308}
    assert b"[project]" not in answer.data


@pytest.mark.parametrize(
    "name", ["manifest.json", "../portal.sqlite3", "..%2fportal.sqlite3", "basemap.000000000000.json", "x"]
)
def test_nothing_but_published_maps_is_served_as_a_map(client, name):
    assert client.get(f"/maps/{name}").status_code == 404


def test_a_published_map_is_kept_for_ever(client):
    page = read(client.get("/zh/map/").text)
    script = next(e.attributes["src"] for e in page.all("script") if "/maps/explore" in e.attributes.get("src", ""))
    answer = client.get(script)

    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.fixture
def archive(small):
    """The address of the small site's basemap."""
    return f"/maps/{next(small.settings.maps_dir.glob('basemap.*.pmtiles')).name}"


def test_the_basemap_is_answered_in_the_ranges_that_a_browser_asks_for(client, small, archive):
    whole = (small.settings.maps_dir / archive.rpartition("/")[2]).read_bytes()
    answer = client.get(archive, headers={"Range": "bytes=100-199", "Accept-Encoding": "gzip, br"})

    assert answer.status_code == 206
    assert answer.data == whole[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert answer.mimetype == "application/vnd.pmtiles"
    assert answer.headers["ETag"].strip('"') in archive
    assert "Content-Encoding" not in answer.headers
    assert client.get(archive, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("file", ["basemap", "fonts/noto-serif-sc-5.3.0/noto-serif-sc-semibold-subset.ttf"])
def test_an_answer_without_a_body_leaves_no_file_open(client, small, archive, method, file):
    """As a server does it: it takes what the application gives, and closes nothing but that."""
    address = archive if file == "basemap" else f"/static/{file}"
    etag = client.get(address).headers["ETag"]
    told = [("HTTP_IF_NONE_MATCH", etag)] if method == "GET" else []
    environ = EnvironBuilder(address, method=method, environ_overrides=dict(told)).get_environ()
    answered: list[str] = []
    body = small.app.wsgi_app(environ, lambda status, _headers: answered.append(status))
    with warnings.catch_warnings(record=True) as leaks:
        warnings.simplefilter("always", ResourceWarning)
        list(body)
        del body
        gc.collect()

    assert answered == ["304 NOT MODIFIED" if method == "GET" else "200 OK"]
    assert [str(leak.message) for leak in leaks] == []


def test_what_a_map_is_drawn_from_may_be_read_from_any_origin(client, archive):
    page = read(client.get("/zh/map/").text)
    scripts = [e.attributes["src"] for e in page.all("script") if "src" in e.attributes]
    styles = [e.attributes["href"] for e in page.all("link", rel="stylesheet")]

    assert len([*scripts, *styles]) > 5
    for address in (*scripts, *styles, archive):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*", address
    assert "Access-Control-Allow-Origin" not in client.get("/zh/map/").headers


def test_under_a_sub_path_every_link_and_file_carries_it(small, lang):
    client = small.client()
    for path in PAGES:
        answer = client.get(f"/{lang}/{path}", environ_overrides={"SCRIPT_NAME": "/tourism"})
        assert answer.status_code == 200
        if answer.mimetype != "text/html":
            continue
        page = read(answer.text)
        inside = [a for a in [*page.links, *page.loaded()] if a.startswith("/")]
        assert inside
        assert [a for a in inside if not a.startswith("/tourism/")] == [], path
        assert all(a.startswith("http://localhost/tourism/") for a in page.alternates.values()), path


@pytest.mark.parametrize("path", ["/", "/r/1", "/zh/events/calendar/", "/zh/routes/maples-by-car/", "/zh/routes"])
def test_under_a_sub_path_redirects_stay_below_it(small, path):
    answer = small.client().get(path, environ_overrides={"SCRIPT_NAME": "/tourism"})

    assert answer.headers["Location"].removeprefix("http://localhost").startswith("/tourism/zh/")


def test_under_a_sub_path_the_sitemap_and_robots_carry_it(small):
    client = small.client()
    for path in ("/sitemap.xml", "/robots.txt"):
        said = client.get(path, environ_overrides={"SCRIPT_NAME": "/tourism"}).text
        assert "http://localhost/tourism/" in said
        assert "http://localhost/zh" not in said


@pytest.mark.parametrize("script_root", ["", "/tourism"])
def test_a_public_address_is_used_in_absolute_links_however_the_request_came(make_site, script_root):
    client = make_site(SITES / "good", base_url="https://visit.example/guide").client()
    page = read(client.get("/en/routes/", environ_overrides={"SCRIPT_NAME": script_root}).text)

    assert page.one("link", rel="canonical").attributes["href"] == "https://visit.example/guide/en/routes/"


def test_a_proxy_is_believed_only_when_it_was_said_to_be_there(make_site):
    headers = {"X-Forwarded-Prefix": "/tourism", "X-Forwarded-Host": "visit.example", "X-Forwarded-Proto": "https"}
    canonical = []
    for proxies in (0, 1):
        client = make_site(SITES / "good", trusted_proxies=proxies).client()
        canonical.append(read(client.get("/en/", headers=headers).text).one("link", rel="canonical").attributes["href"])

    assert canonical == ["http://localhost/en/", "https://visit.example/tourism/en/"]


def test_a_site_in_order_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert {answer.json[name] for name in ("database", "content", "index", "maps")} == {"ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_process_lives_even_without_a_database(settings):
    app = create_app(settings)
    client = app.test_client()
    alive, ready, page = client.get("/healthz"), client.get("/readyz"), client.get("/zh/")
    with app.app_context():
        db.engine.dispose()

    assert (alive.status_code, ready.status_code, page.status_code) == (200, 503, 503)
    assert ready.json["database"] != "ok"
    assert "Traceback" not in page.text


def test_without_an_index_the_site_is_not_ready_but_searches_names_and_says_so(own, lang):
    shutil.rmtree(own.settings.search_dir)
    client = own.client()
    ready, page = client.get("/readyz"), client.get(f"/{lang}/search/?q=palace")

    assert (ready.status_code, page.status_code) == (503, 200)
    assert "portal index rebuild" in ready.json["index"]
    assert f"/{lang}/attractions/imperial-palace/" in read(page.text).links
    assert page.headers["Cache-Control"] == "no-store"


def test_a_rebuilt_index_is_used_at_once(own):
    client = own.client()
    shutil.rmtree(own.settings.search_dir)
    degraded = client.get("/zh/search/?q=gugong").text
    with own.app.app_context():
        rebuild_index(own.settings, db.engine)
    healthy = client.get("/zh/search/?q=gugong").text

    assert "/zh/attractions/imperial-palace/" not in read(degraded).links
    assert "/zh/attractions/imperial-palace/" in read(healthy).links


def test_rebuilt_maps_are_used_at_once(own):
    client = own.client()
    shutil.rmtree(own.settings.maps_dir)
    without = client.get("/zh/routes/palace-and-tomb/").text
    assert client.get("/readyz").status_code == 503
    with own.app.app_context():
        rebuild_maps(own.settings, db.engine)

    assert "/maps/route-palace-and-tomb." not in without
    assert "/maps/route-palace-and-tomb." in client.get("/zh/routes/palace-and-tomb/").text


def test_an_index_of_another_version_is_told(own):
    with own.app.app_context():
        db.session.get(Publication, 1).version += 1
        db.session.commit()
    answer = own.client().get("/readyz")

    assert answer.status_code == 503
    assert "portal index rebuild" in answer.json["index"]


def test_a_published_but_empty_site_says_that_it_is_empty(settings, make_site, tmp_path):
    empty = tmp_path / "empty"
    shutil.copytree(SITES / "good" / "geo", empty / "geo")
    client = make_site(empty).client()
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "portal content load" in answer.json["content"]


@pytest.mark.parametrize(
    "page", ["", "routes/", "attractions/", "events/", "events/calendar/2026/11/", "map/", "search/?q=x"]
)
def test_pages_of_an_empty_site_can_be_read(make_site, tmp_path, lang, page):
    shutil.copytree(SITES / "good" / "geo", tmp_path / "empty" / "geo")

    assert make_site(tmp_path / "empty").client().get(f"/{lang}/{page}").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_public_site_takes_nothing(client, method):
    answer = getattr(client, method)("/zh/routes/", data={"x": "y"})

    assert answer.status_code == 405


def test_the_pattern_page_is_for_development_only(make_site, client):
    assert client.get("/-/patterns").status_code == 404
    assert make_site(SITES / "good", development=True).client().get("/-/patterns").status_code == 200


def test_a_notice_is_shown_on_the_pages_it_touches(client, lang):
    title = {"zh": "水洞检修", "en": "The water cave is being repaired"}[lang]
    for page in ("", "attractions/benxi-water-cave/", "routes/cave-and-maples/"):
        assert title in read(client.get(f"/{lang}/{page}").text).text
    assert title not in client.get(f"/{lang}/attractions/fuling/").text


def test_untranslated_text_is_marked_with_its_language_and_labelled(client):
    page = read(client.get("/en/attractions/white-pagoda/").text)

    assert ("zh-Hans", "只有中文的正文。") in page.words
    assert page.one("h1").lang == "en"


def test_structured_data_is_json(client):
    for path in ("/zh/routes/palace-and-tomb/", "/en/attractions/imperial-palace/", "/en/events/ice-festival/"):
        for element in read(client.get(path).text).all("script", type="application/ld+json"):
            assert json.loads(element.text)["@context"] == "https://schema.org"


def test_the_same_content_loaded_into_another_database_gives_the_same_pages(small, own):
    for path in PAGES:
        assert small.client().get(f"/zh/{path}").data == own.client().get(f"/zh/{path}").data


def test_a_load_that_changes_nothing_changes_no_page(own):
    client = own.client()
    before = client.get("/zh/").headers["ETag"]
    with own.app.app_context():
        load(db.session, NOW, own.settings.content_dir)
        db.session.commit()

    assert client.get("/zh/").headers["ETag"] == before
