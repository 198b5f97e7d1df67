"""Frames in other people's pages: what they say, what they are like, and what they say when something is wrong."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import NOW, SITES
from reading import HAN, read
from sqlalchemy import select

from portal.catalogue.partners import digest
from portal.extensions import db
from portal.kernel.colour import contrast
from portal.model import Partner
from portal.publishing import actions
from portal.web.common.frame_options import GROUNDS

THINGS = {
    "routes/cave-and-maples": "routes/cave-and-maples/",
    "attractions/benxi-water-cave": "attractions/benxi-water-cave/",
    "events/city-marathon": "events/city-marathon/",
    "map?season=autumn": "map/?season=autumn",
    "calendar?area=shenyang": "events/?area=shenyang",
}
HOSTILE = [
    "routes/route-one",
    "attractions/place-one",
    "attractions/place-two",
    "attractions/place-three",
    "events/event-one",
    "map",
    "map?season=winter",
    "calendar",
]


def frame(client, path, lang, more=""):
    return client.get(f"/embed/v1/{path}{'&' if '?' in path else '?'}lang={lang}{more}")


@pytest.mark.parametrize("path", THINGS)
def test_a_frame_has_a_title_a_language_a_heading_and_a_way_past_its_head(client, lang, path):
    page = read(frame(client, path, lang).text)
    title, heading = page.all("title")[0].text, page.one("h1").text.strip()

    assert heading in title
    assert page.one("html").attributes["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    skip = next(e for e in page.all("a") if e.attributes["href"] == "#main")
    assert skip.attributes["target"] == "_self"
    assert "main" in page.ids


@pytest.mark.parametrize("path", THINGS)
def test_a_frame_leads_to_its_page_in_a_new_tab_and_writes_where_that_is(client, lang, path):
    page = read(frame(client, path, lang).text)
    foot = next(e for e in page.elements if e.attributes.get("class") == "frame-brand")

    assert f"http://localhost/{lang}/{THINGS[path]}" in page.links
    assert page.one("base").attributes == {"target": "_blank"}
    assert re.search(r"localhost/(r|a|e)/\d+|localhost/(zh|en)/", foot.text)


@pytest.mark.parametrize("path", THINGS)
def test_every_link_that_is_not_a_jump_leaves_the_frame(client, lang, path):
    page = read(frame(client, path, lang).text)

    for link in page.all("a"):
        is_jump = link.attributes["href"].startswith("#")
        assert (link.attributes.get("target") == "_self") == is_jump, link.attributes


@pytest.mark.parametrize("path", THINGS)
def test_a_frame_says_whose_it_is_and_under_which_licence(client, lang, path):
    text = read(frame(client, path, lang).text).text

    assert {"zh": "四季游", "en": "Four Seasons around Shenyang"}[lang] in text
    assert "CC BY 4.0" in text


@pytest.mark.parametrize("path", ["routes/cave-and-maples", "attractions/benxi-water-cave", "map?season=autumn"])
def test_a_map_shows_its_review_number_with_scripts_and_without(client, lang, path):
    page = read(frame(client, path, lang).text)

    assert "GS(2024)0650号" in page.text
    picture = next(e for e in page.all("img") if e.attributes["class"] == "map-picture")
    assert "noscript" in picture.within
    assert "GS(2024)0650号" in client.get(picture.attributes["src"]).text


@pytest.mark.parametrize("view", ["both", "map", "list"])
@pytest.mark.parametrize("path", ["routes/cave-and-maples", "attractions/benxi-water-cave", "map?season=autumn"])
def test_a_closure_is_said_whatever_the_view(client, path, view):
    page = read(frame(client, path, "en", f"&view={view}").text)
    notice = page.one("section", **{"class": "notice notice-closure"})

    assert "The water cave is being repaired" in notice.text
    assert "details" not in notice.within


@pytest.mark.parametrize(
    ("path", "said"),
    [("routes/cave-and-maples", "repaired"), ("attractions/old-waterworks", "Closed. It was taken down")],
)
def test_a_closure_comes_right_after_the_name(client, path, said):
    text = read(frame(client, path, "en").text).text
    name = {"routes/cave-and-maples": "2 days", "attractions/old-waterworks": "in a sentence"}[path]

    assert said in text
    assert text.index(said) < text.index(name)


@pytest.mark.parametrize(
    ("shut", "said"),
    [
        (["fuling"], "1 stop of this route is closed or suspended"),
        (["fuling", "imperial-palace"], "2 stops of this route are closed or suspended"),
    ],
)
def test_a_route_says_how_many_of_its_stops_are_shut(make_site, folder, shut, said):
    for key in shut:
        with (folder / f"attractions/shenyang/{key}.yaml").open("a", encoding="utf-8") as file:
            file.write("state: {state: suspended, note: {zh: 在修, en: Under repair}}\n")
    client = make_site(folder).client()

    assert said in read(client.get("/en/routes/palace-and-tomb/").text).text
    assert said in read(frame(client, "routes/palace-and-tomb", "en").text).text


def test_the_calendar_says_when_nothing_is_announced_and_how_much_it_shows(client, make_site, folder):
    assert "No dates are announced yet" not in read(frame(client, "calendar", "en").text).text

    for name in ("ice-festival", "snow-football", "temple-fair"):
        (folder / f"events/{name}.yaml").unlink()
    text = read(frame(make_site(folder).client(), "calendar", "en").text).text

    assert "No dates are announced yet" in text
    assert "1 event series" in text


@pytest.mark.parametrize("path", ["map?season=autumn", "calendar?area=shenyang", "routes/cave-and-maples"])
def test_the_address_of_a_frame_is_enough_to_find_its_oembed(client, lang, path):
    page = read(frame(client, path, lang).text)
    found = {
        e.attributes["type"]: e.attributes["href"]
        for e in page.all("link", rel="alternate")
        if "oembed" in e.attributes.get("type", "")
    }

    assert set(found) == {"application/json+oembed", "text/xml+oembed"}
    address = urlsplit(found["application/json+oembed"])
    html = client.get(f"{address.path}?{address.query}").get_json()["html"]
    src = urlsplit(read(html).one("iframe").attributes["src"])
    assert src.path == f"/embed/v1/{path}".split("?", maxsplit=1)[0]
    assert parse_qs(src.query) == {"lang": [lang], **parse_qs(urlsplit(path).query)}


@pytest.mark.parametrize("path", ["routes/palace-and-tomb", "map?season=spring&area=shenyang", "events/snow-football"])
def test_what_no_closure_touches_says_nothing_of_one(client, path):
    assert "repaired" not in frame(client, path, "en").text


def test_a_list_says_every_stop_with_its_time_and_way(client):
    page = read(frame(client, "routes/cave-and-maples", "en", "&view=list").text)
    stops = [e.text for e in page.elements if e.attributes.get("class") == "frame-stop"]

    assert len(stops) > 1
    assert all(re.search(r"about .* (m|km)|way not known", stop) for stop in stops[1:])


def test_a_map_lists_what_it_shows(client):
    page = read(frame(client, "map?season=winter", "en").text)
    site = read(client.get("/en/map/?season=winter").text)

    for name in ("data-place", "data-route"):
        listed = [e.attributes[name] for e in page.elements if name in e.attributes]
        assert listed == [e.attributes[name] for e in site.elements if name in e.attributes]
        assert listed


@pytest.mark.parametrize("path", THINGS)
def test_everything_that_a_frame_loads_is_ours_and_there(client, lang, path):
    loaded = {
        urlsplit(address)._replace(fragment="").geturl() for address in read(frame(client, path, lang).text).loaded()
    }

    assert not [address for address in loaded if urlsplit(address).netloc]
    assert {client.get(address).status_code for address in loaded} == {200}
    for address in loaded:
        if address.endswith((".js", ".css")) or "/maps/" in address:
            assert client.get(address).headers["Access-Control-Allow-Origin"] == "*", address


@pytest.mark.parametrize("path", THINGS)
def test_a_frame_has_no_script_or_style_in_its_text_and_no_outer_sprite(client, lang, path):
    """A sandbox has no origin, and what `<use>` points at has to be of the same."""
    page = read(frame(client, path, lang).text)

    assert not page.all("style")
    assert not [e for e in page.elements if "style" in e.attributes or e.tag == "use"]
    assert all("src" in e.attributes for e in page.all("script"))


def test_no_chinese_stands_unmarked_in_an_english_frame(client):
    for path in THINGS:
        page = read(frame(client, path, "en").text)
        bare = [text for tag, text in page.words if tag == "en" and HAN.search(re.sub(r"GS\(\d{4}\)\d+号", "", text))]
        assert bare == [], path


class TestAccents:
    """A partner's colour."""

    @pytest.mark.parametrize("given", ["b23a12", "#b23a12", "B23A12"])
    def test_it_is_the_one_rule_of_the_frame_and_its_hash_is_in_the_policy(self, client, given):
        answer = client.get("/embed/v1/routes/palace-and-tomb", query_string={"color": given})
        rule = read(answer.text).one("style").text
        source = re.search(r"style-src 'self' '(sha256-[^']+)'", answer.headers["Content-Security-Policy"])

        assert "--season:#b23a12" in rule
        assert source
        assert source[1] == hashed(rule)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]

    def test_by_night_a_lighter_sibling_can_be_read(self, client):
        rule = read(client.get("/embed/v1/calendar?color=17583f").text).one("style").text
        day, night = dict.fromkeys(re.findall(r"--season:(#[0-9a-f]{6})", rule))

        assert day == "#17583f"
        assert contrast(night, GROUNDS["dark"]) >= 4.5

    def test_a_faint_colour_is_refused_and_the_nearest_good_one_is_one_click_away(self, client, lang):
        answer = client.get(f"/embed/v1/routes/palace-and-tomb?view=list&lang={lang}&color=ffcc00")
        page = read(answer.text)
        mended = next(link for link in page.links if "color=8a6d00" in link)

        assert answer.status_code == 400
        assert "#ffcc00" in page.text
        assert "#8a6d00" in page.text
        assert client.get(mended).status_code == 200
        assert "view=list" in mended

    @pytest.mark.parametrize("given", ["ffcc00", "1f6b4f", "000000"])
    def test_on_a_dark_frame_a_deep_colour_gets_the_sibling_that_it_has_by_night(self, client, given):
        answer = client.get(f"/embed/v1/calendar?appearance=dark&color={given}")
        *_, night = re.findall(r"--season:(#[0-9a-f]{6})", read(answer.text).one("style").text)

        assert answer.status_code == 200
        assert contrast(night, GROUNDS["dark"]) >= 4.5

    @pytest.mark.parametrize("appearance", ["auto", "light", "dark"])
    def test_what_is_wrong_is_said_in_the_appearance_that_was_asked_for(self, client, appearance):
        page = read(client.get(f"/embed/v1/calendar?appearance={appearance}&color=red").text)

        assert page.one("html").attributes.get("data-appearance", "auto") == appearance


def hashed(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=1f6b4f", "colour"),
        ("view=globe", "It can be both, map or list."),
        ("appearance=sepia", "It can be auto, light or dark."),
        ("height=12", "2000"),
        ("color=green", "hexadecimal"),
        ("key=nobody", "key"),
    ],
)
def test_what_was_wrong_is_said_with_a_way_to_the_builder(client, query, said):
    answer = client.get(f"/embed/v1/map?lang=en&{query}")
    page = read(answer.text)

    assert answer.status_code == 400
    assert said in page.text
    assert "http://localhost/en/partners/" in page.links


class TestKeys:
    """A partner's key names the pages in which its frames may stand."""

    @pytest.fixture
    def partner(self, own):
        """A partner of the site whose key begins with `sy_public`; a function that revokes it."""
        with own.app.app_context():
            row = Partner(
                name="A hotel",
                bureau="shenyang",
                hint="sy_public",
                digest=digest("secret"),
                origins=["https://hotel.example", "https://www.hotel.example"],
                quota=1000,
                created=NOW,
                created_by=actions.person(db.session, "编辑", NOW),
            )
            db.session.add(row)
            db.session.commit()

        def revoke():
            with own.app.app_context():
                db.session.scalars(select(Partner)).one().revoked = NOW
                db.session.commit()

        return revoke

    def test_its_frames_stand_there_and_nowhere_else(self, own, partner):
        answer = own.client().get("/embed/v1/calendar?key=sy_public")

        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].endswith(
            "frame-ancestors https://hotel.example https://www.hotel.example"
        )
        assert "private" in answer.headers["Cache-Control"]

    def test_the_whole_key_has_no_business_in_the_address_of_a_frame(self, own, partner):
        assert own.client().get("/embed/v1/calendar?key=secret").status_code == 400

    def test_without_it_the_same_frame_stands_anywhere(self, own, partner):
        assert "frame-ancestors *" in own.client().get("/embed/v1/calendar").headers["Content-Security-Policy"]

    def test_a_revoked_key_stops_to_count_at_once(self, own, partner):
        client = own.client()
        client.get("/embed/v1/calendar?key=sy_public")
        partner()

        assert client.get("/embed/v1/calendar?key=sy_public").status_code == 400


def test_what_was_withdrawn_is_a_calm_frame_with_a_way_on(own, lang):
    with own.app.app_context():
        actions.withdraw(db.session, actions.person(db.session, "编辑", NOW), NOW, "event", "temple-fair")
        db.session.commit()
    answer = own.client().get(f"/embed/v1/events/temple-fair?lang={lang}")

    assert answer.status_code == 410
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    for kind in ("routes", "attractions", "events"):
        assert f"http://localhost/{lang}/{kind}/" in read(answer.text).links


def test_a_frame_is_kept_and_answers_304(client):
    first = client.get("/embed/v1/routes/palace-and-tomb?lang=en")
    again = client.get("/embed/v1/routes/palace-and-tomb?lang=en", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_kept_frames_of_two_languages_are_two(client):
    for accepted in ("zh-CN", "en", "zh-CN", "en"):
        page = read(client.get("/embed/v1/calendar", headers={"Accept-Language": accepted}).text)
        assert page.one("html").attributes["lang"] == ("en" if accepted == "en" else "zh-Hans")


def test_a_messengers_tag_on_the_address_is_no_unknown_option(client):
    assert client.get("/embed/v1/calendar?from=timeline&isappinstalled=0").status_code == 200


def test_a_frame_works_below_a_sub_path(client):
    page = read(client.get("/embed/v1/routes/palace-and-tomb?lang=en", base_url="http://localhost/tour").text)

    assert all(address.startswith("/tour/") for address in page.loaded())
    assert "http://localhost/tour/en/routes/palace-and-tomb/" in page.links


def test_with_a_tile_provider_only_frames_with_a_map_let_its_hosts_paint(make_site):
    client = make_site(SITES / "good", tiles="gaode").client()

    assert "autonavi" in client.get("/embed/v1/map").headers["Content-Security-Policy"]
    assert "autonavi" not in client.get("/embed/v1/map?view=list").headers["Content-Security-Policy"]
    assert "autonavi" not in client.get("/embed/v1/calendar").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("view", ["both", "map", "list"])
def test_nothing_of_a_hostile_site_breaks_out_of_a_frame(hostile, lang, path, view):
    answer = frame(hostile.client(), path, lang, f"&view={view}")
    page = read(answer.text)

    assert answer.status_code == 200
    assert not any(name.startswith("on") for e in page.elements for name in e.attributes)
    assert not [e for e in page.elements if e.tag in {"iframe", "object", "embed", "x"}]
    assert not [e for e in page.all("img") if e.attributes.get("src") == "x"]
    assert all(re.match(r"/(static|assets|maps)/", e.attributes["src"]) for e in page.all("script"))
    assert not [a for a in page.links if re.match(r"\s*(javascript|data|vbscript):", a, re.IGNORECASE)]
    assert not [a for a in page.loaded() if urlsplit(a).netloc]
    assert "1337" not in page.text


@pytest.mark.parametrize(
    "given", ["</style><script>alert(1)</script>", "fff;}body{display:none", "red", "#12", "url(//x)", "1f6b4f\n"]
)
def test_no_colour_breaks_out_of_its_rule(client, given):
    answer = client.get("/embed/v1/calendar", query_string={"color": given})

    assert answer.status_code == 400
    assert not read(answer.text).all("style")
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("kind", "is_dated"), [("festival", True), ("running", False)])
def test_a_calendar_without_a_date_ahead_does_not_say_that_something_is_coming(client, kind, is_dated):
    address = f"/embed/v1/calendar?lang=en&kind={kind}"
    page = read(client.get(address).text)

    assert ("No dates are announced yet" in page.text) != is_dated
    said = client.get(f"/oembed?url=http://localhost{address}".replace("&", "%26")).json
    assert said["title"] == page.one("h1").text
