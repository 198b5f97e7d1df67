"""The partners' page: choosing, looking, copying; with a form that works by itself."""

import html
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from reading import HAN, read

KINDS = {
    "route": "palace-and-tomb",
    "attraction": "imperial-palace",
    "event": "city-marathon",
    "map": "",
    "calendar": "",
}


def page_of(client, site="en", /, **query):
    answer = client.get(f"/{site}/partners/", query_string=query)
    return answer, read(answer.text)


def lines(page):
    return {e.attributes.get("aria-labelledby") or "caption": e.text for e in page.all("textarea")}


def preview(page):
    return page.one("iframe").attributes["src"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_preview_that_answers_and_lines_to_copy(client, lang, kind):
    answer, page = page_of(client, lang, kind=kind, **({"key": KINDS[kind]} if KINDS[kind] else {}))

    assert answer.status_code == 200
    assert client.get(preview(page)).status_code == 200
    assert {"copy-frame", "copy-component", "copy-address", "copy-credit", "caption"} == set(lines(page))


def test_without_a_choice_there_is_something_to_look_at(client, lang):
    answer, page = page_of(client, lang)

    assert answer.status_code == 200
    assert preview(page).startswith("/embed/v1/routes/")


def test_only_this_page_may_hold_a_frame_and_only_ours(client):
    assert "frame-src 'self'" in client.get("/en/partners/").headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/en/").headers["Content-Security-Policy"]


def test_the_line_is_one_frame_with_a_title_a_sandbox_and_a_working_address(client):
    query = {"kind": "map", "season": "winter", "lang": "en", "view": "list", "color": "1f6b4f", "height": "400"}
    (frame,) = read(lines(page_of(client, **query)[1])["copy-frame"]).all("iframe")
    said = frame.attributes

    assert said["title"]
    assert (said["width"], said["height"]) == ("640", "400")
    assert said["style"] == "border:0;width:100%"
    assert said["loading"] == "lazy"
    assert said["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    address = urlsplit(said["src"])
    assert address.netloc == "localhost"
    assert parse_qs(address.query) == {name: [value] for name, value in query.items() if name != "kind"}
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_the_component_carries_the_same_choices_and_a_link_for_whoever_runs_no_script(client):
    query = {"kind": "calendar", "area": "shenyang", "event-kind": "running", "lang": "zh"}
    page = read(lines(page_of(client, **query)[1])["copy-component"])
    element = page.one("portal-embed").attributes

    assert element == {"kind": "calendar", "area": "shenyang", "event-kind": "running", "lang": "zh"}
    assert client.get(urlsplit(page.one("script").attributes["src"]).path).status_code == 200
    assert page.links == ["http://localhost/en/events/?area=shenyang&kind=running"]


def test_a_thing_is_found_by_its_name_in_the_readers_language(client):
    for lang, name in (("zh", "沈阳故宫"), ("en", "Shenyang Imperial Palace"), ("en", "imperial-palace")):
        _, page = page_of(client, lang, kind="attraction", key=name)
        assert preview(page) == f"/embed/v1/attractions/imperial-palace?lang={lang}"


def test_the_frame_speaks_the_language_of_whoever_makes_it_unless_the_readers_own_is_chosen(client, lang):
    _, page = page_of(client, lang, kind="route", key="palace-and-tomb")
    assert preview(page) == f"/embed/v1/routes/palace-and-tomb?lang={lang}"

    _, page = page_of(client, lang, kind="route", key="palace-and-tomb", lang="")
    assert preview(page) == "/embed/v1/routes/palace-and-tomb"


def test_every_thing_can_be_chosen(small, client):
    for kind, count in (
        ("route", small.shelf.routes),
        ("attraction", small.shelf.attractions),
        ("event", small.shelf.events),
    ):
        assert len(page_of(client, kind=kind)[1].all("option", value=None) or []) == 0
        names = [e.attributes["value"] for e in page_of(client, kind=kind)[1].all("option") if "datalist" in e.within]
        assert len(names) == len(set(names)) == len(count)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"key": "no such thing"}, "key"),
        ({"color": "ffcc00"}, "color"),
        ({"color": "green"}, "color"),
        ({"height": "12"}, "height"),
        ({"view": "globe"}, "view"),
    ],
)
def test_what_a_frame_would_refuse_is_said_beside_its_field_and_nothing_is_copied(client, lang, query, field):
    answer, page = page_of(client, lang, kind="route", **query)

    assert answer.status_code == 400
    assert "copy-frame" not in lines(page)
    if field != "view":
        said = page.one("p", id=f"problem-{field}").text
        assert said.strip()
        assert next(e for e in page.all("input", name=field)).attributes["aria-describedby"] == f"problem-{field}"


def test_a_faint_colour_is_mended_with_one_click(client):
    _, page = page_of(client, kind="route", key="palace-and-tomb", color="ffcc00", view="list")
    mended = next(e for e in page.all("a") if "data-colour" in e.attributes).attributes["href"]
    answer = client.get(mended)

    assert answer.status_code == 200
    assert "color=8a6d00" in lines(read(answer.text))["copy-frame"]
    assert "view=list" in lines(read(answer.text))["copy-frame"]


@pytest.mark.parametrize("query", [{"kind": "globe"}, {"colour": "red"}, {"kind": "map", "season": "monsoon"}])
def test_an_address_that_means_nothing_is_refused(client, query):
    assert page_of(client, **query)[0].status_code == 400


def test_a_key_of_a_partner_is_in_the_lines_and_not_in_the_preview(client):
    _, page = page_of(client, kind="calendar", partner="abc")

    assert "key" not in parse_qs(urlsplit(preview(page)).query)
    assert "key=abc" in html.unescape(lines(page)["copy-frame"])
    assert 'partner-key="abc"' in lines(page)["copy-component"]


def test_pages_lead_to_the_builder_with_their_own_thing(client, lang):
    for path, kind, key in (
        ("routes/palace-and-tomb/", "route", "palace-and-tomb"),
        ("attractions/imperial-palace/", "attraction", "imperial-palace"),
        ("events/city-marathon/", "event", "city-marathon"),
    ):
        page = read(client.get(f"/{lang}/{path}").text)
        link = next(a for a in page.links if a.startswith(f"/{lang}/partners/?"))
        assert preview(read(client.get(link).text)) == f"/embed/v1/{kind}s/{key}?lang={lang}"


def test_for_an_article_there_are_a_picture_a_code_and_a_line_with_the_review_number(client):
    _, page = page_of(client, "zh", kind="route", key="palace-and-tomb")
    pictures = [e.attributes["src"] for e in page.all("img")]

    assert [client.get(picture).status_code for picture in pictures] == [200, 200]
    assert "GS(2024)0650号" in lines(page)["caption"]
    assert re.search(r"http://localhost/r/\d+$", lines(page)["caption"])


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_has_a_picture_claims_a_map_and_the_picture_is_one_that_an_article_takes(client, lang, kind):
    query = {"kind": kind, **({"key": KINDS[kind]} if KINDS[kind] else {"area": "shenyang"})}
    _, page = page_of(client, lang, **query)
    pictures = [e.attributes["src"] for e in page.all("img") if "/r/" not in e.attributes["src"]]
    maps = [client.get(src) for src in pictures if not re.match(r"/[rae]/", src)]

    assert len(maps) == (kind in {"route", "attraction", "map"})
    assert all(made.mimetype == "image/png" and made.data.startswith(b"\x89PNG") for made in maps)
    assert ("GS(2024)0650号" in lines(page)["caption"]) == bool(maps)
    assert ("OpenStreetMap" in lines(page)["caption"]) == bool(maps)
    if lang == "en":
        assert ("picture" in page.one("h3", id="copy-picture").text) == bool(maps)


@pytest.mark.parametrize("kind", KINDS)
def test_the_address_alone_leads_to_the_same_frame_by_discovery(client, kind):
    query = {"kind": kind, **({"key": KINDS[kind]} if KINDS[kind] else {"area": "shenyang"})}
    _, page = page_of(client, "zh", lang="en", **query)
    address = urlsplit(lines(page)["copy-address"])
    found = read(client.get(f"{address.path}?{address.query}").text)
    (oembed,) = found.all("link", type="application/json+oembed")
    door = urlsplit(oembed.attributes["href"])
    frame = read(client.get(f"{door.path}?{door.query}").get_json()["html"]).one("iframe").attributes["src"]
    src = urlsplit(frame)

    assert f"{src.path}?{src.query}" == (
        f"/embed/v1/{kind}s/{KINDS[kind]}?lang=en" if KINDS[kind] else f"/embed/v1/{kind}?lang=en&area=shenyang"
    )


def test_a_part_of_a_name_is_enough_where_one_thing_has_it(client):
    answer, page = page_of(client, kind="attraction", key="imperial PALACE")

    assert answer.status_code == 200
    assert preview(page) == "/embed/v1/attractions/imperial-palace?lang=en"


def test_a_word_of_several_names_offers_them_with_everything_else_that_was_chosen(client):
    answer, page = page_of(client, kind="attraction", key="a", lang="zh", color="1f6b4f")
    offered = [
        e
        for e in page.all("a")
        if e.attributes["href"].startswith("/en/partners/?")
        and "&color=1f6b4f" in e.attributes["href"]
        and "key=" in e.attributes["href"]
    ]

    assert answer.status_code == 400
    assert 1 < len(offered) <= 5
    assert page.one("input", id="b-key").attributes["value"] == "a"
    assert preview(page).endswith("?lang=zh&color=1f6b4f")
    chosen = read(client.get(offered[1].attributes["href"]).text)
    assert chosen.one("input", id="b-key").attributes["value"] == offered[1].text
    assert "lang=zh" in preview(chosen)


def test_a_word_of_no_name_is_said_beside_a_preview_and_nothing_is_copied(client, lang):
    answer, page = page_of(client, lang, kind="event", key="no such thing")

    assert answer.status_code == 400
    assert client.get(preview(page)).status_code == 200
    assert "copy-frame" not in lines(page)


def test_the_event_that_comes_next_stands_there_first(client):
    assert preview(page_of(client, kind="event")[1]) == "/embed/v1/events/ice-festival?lang=en"


def test_another_kind_keeps_how_it_looks(client):
    _, page = page_of(client, kind="route", lang="", appearance="dark", color="1f6b4f", height="400", partner="abc")
    tab = next(link for link in page.links if "kind=attraction" in link)

    assert parse_qs(urlsplit(tab).query, keep_blank_values=True) == {
        "kind": ["attraction"],
        "lang": [""],
        "appearance": ["dark"],
        "color": ["1f6b4f"],
        "height": ["400"],
        "partner": ["abc"],
    }
    assert preview(read(client.get(tab).text)).endswith("?appearance=dark&color=1f6b4f&height=400")


def test_a_hostile_word_stays_a_word_in_what_is_offered(client):
    given = "</script><img src=x onerror=alert(1)>"
    _, page = page_of(client, kind="route", key=given, color='"><b>', partner="'><x>")

    assert not [e for e in page.elements if e.tag in {"b", "x"} or "onerror" in e.attributes]
    assert page.one("input", id="b-key").attributes["value"] == given


@pytest.mark.parametrize(("letter", "page"), [("r", "routes"), ("a", "attractions"), ("e", "events")])
def test_a_code_is_a_picture_of_the_short_link_in_both_forms(client, letter, page):
    svg, png = (client.get(f"/{letter}/1.{suffix}") for suffix in ("svg", "png"))
    drawing = ElementTree.fromstring(svg.data)

    assert drawing.findtext("{*}title") == f"http://localhost/{letter}/1"
    assert png.data.startswith(b"\x89PNG")
    assert f"/{page}/" in client.get(f"/{letter}/1").headers["Location"]
    assert client.get(f"/{letter}/9999.svg").status_code == 404
    assert client.get(f"/{letter}/1.gif").status_code == 404


def test_hostile_names_stay_text_in_the_page_and_in_what_is_copied(hostile, lang):
    client = hostile.client()
    for kind, key in (
        ("route", "route-one"),
        ("attraction", "place-one"),
        ("event", "event-one"),
        ("map", ""),
        ("calendar", ""),
    ):
        answer, page = page_of(client, lang, kind=kind, **({"key": key} if key else {}))
        assert answer.status_code == 200
        assert not any(name.startswith("on") for e in page.elements for name in e.attributes)
        for name in ("copy-frame", "copy-component"):
            copied = read(lines(page)[name])
            tags = [e.tag for e in copied.elements]
            assert tags == (["iframe"] if name == "copy-frame" else ["script", "portal-embed", "a"]), name
            assert not any(name.startswith("on") for e in copied.elements for name in e.attributes)


def test_the_english_page_marks_its_chinese(client):
    _, page = page_of(client, kind="map")
    allowed = {"中文"}

    assert not [
        t
        for tag, t in page.words
        if tag == "en" and HAN.search(re.sub(r"GS\(\d{4}\)\d+号", "", t)) and t not in allowed
    ]
