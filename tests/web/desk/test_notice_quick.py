"""A notice from a phone: there at once wherever its places are, and gone by itself after its last day."""

import json
import re
from datetime import datetime, timedelta

import pytest
from conftest import NOW
from desk import Clerk, make_person
from reading import read

from portal.kernel.season import SHANGHAI
from portal.web.desk.wordings import WORDINGS

QUICK = "/desk/notice/quick/"
TODAY = NOW.date().isoformat()


@pytest.fixture
def clock(site):
    """A function that moves the application's clock to so many days after NOW."""

    def move(days: int) -> None:
        at = datetime.combine(NOW.date() + timedelta(days), NOW.timetz(), SHANGHAI)
        site.app.extensions["portal.clock"] = lambda: at

    yield move
    site.app.extensions["portal.clock"] = lambda: NOW


@pytest.fixture
def reviewer(site):
    return Clerk(site, make_person(site, "李强", {"shenyang": "reviewer", "tieling": "reviewer"}))


@pytest.fixture
def editor(site):
    return Clerk(site, make_person(site, "王芳", {"tieling": "editor"}))


def form(title="大雪封路", **more):
    return {
        "severity": "closure",
        "title.zh": title,
        "title.en": f"{title} in English",
        "body.zh": "山路积雪。",
        "starts": TODAY,
        "until": "2",
        "do": "publish",
        **more,
    }


def seen(site, address, title):
    answer = site.client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return title in (json.dumps(answer.json, ensure_ascii=False) if answer.is_json else answer.text)


EVERYWHERE = [
    "/zh/attractions/fuling/",
    "/zh/routes/palace-and-tomb/",
    "/embed/v1/routes/palace-and-tomb?lang=zh",
    "/embed/v1/attractions/fuling?lang=zh",
    "/api/v1/notices?in_force=yes",
    "/zh/feed.atom",
    "/zh/routes/palace-and-tomb.ics",
]


def test_it_is_everywhere_at_once_and_removes_itself_after_its_last_day(site, clock, reviewer):
    title = "福陵大雪"
    before = [seen(site, address, title) for address in EVERYWHERE]

    answer = reviewer.post(QUICK, form(title, attractions=["fuling"]))

    assert answer.status_code == 303, answer.text
    assert before == [False] * len(EVERYWHERE)
    clock(2)
    shown = {address: seen(site, address, title) for address in EVERYWHERE}
    clock(3)
    gone = {address: seen(site, address, title) for address in EVERYWHERE}
    assert all(shown.values()), shown
    assert not any(gone.values()), gone


def test_the_list_of_routes_marks_the_route_that_cannot_be_gone(site, clock, reviewer):
    def marks():
        return site.client().get("/en/routes/").text.count("partly closed")

    before = marks()
    reviewer.post(QUICK, form("雪场关闭", attractions=["qipan-ski-hill"], until="0"))
    during = marks()
    clock(1)

    assert during == before + 1
    assert marks() == before


def test_what_is_missing_is_said_and_what_was_typed_stays(reviewer):
    answer = reviewer.post(QUICK, form("", **{"body.zh": "没有写完的话"}))

    assert answer.status_code == 422
    assert "没有写完的话" in answer.text
    assert "A title in Chinese is needed" in answer.text
    assert "Say which places" in answer.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts": "tomorrow"}, "The first day is no date."),
        ({"until": "date", "ends": "soon"}, "The last day is no date."),
        ({"until": "date", "ends": "2026-01-01"}, "It would end before it starts."),
        ({"severity": "apocalypse"}, "Choose how serious it is."),
        ({"attractions": ["atlantis"]}, "is not on the site"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(reviewer, wrong, told):
    answer = reviewer.post(QUICK, form(**{"attractions": ["fuling"], **wrong}))

    assert answer.status_code == 422
    assert told in answer.text


def test_a_circle_ticks_the_places_inside_and_no_other(reviewer):
    answer = reviewer.post(QUICK, form(lat="41.80", lon="123.45", km="15", do="circle"))

    assert 'value="imperial-palace" checked' in answer.text
    assert 'value="fuling" checked' in answer.text
    assert "benxi-water-cave" not in answer.text


@pytest.mark.parametrize("circle", [{"km": "nan"}, {"km": "-1"}, {"km": "99999"}, {"lat": "0"}, {"lon": "inf"}])
def test_a_circle_that_is_none_is_told(reviewer, circle):
    answer = reviewer.post(QUICK, form(do="circle", **{"lat": "41.8", "lon": "123.45", "km": "5", **circle}))

    assert answer.status_code == 200
    assert "The circle needs a middle" in answer.text


def test_places_are_found_by_pinyin_without_scripts(reviewer):
    answer = reviewer.post(QUICK, form(do="find", q="yingang"))

    assert 'value="yingang-academy"' in answer.text


def test_a_wording_of_ours_stands_in_the_form_in_both_languages(reviewer):
    answer = reviewer.post(QUICK, form(do="wording fire"))

    assert "森林防火期" in answer.text
    assert "Forest fire danger, parts" in answer.text


def test_an_editor_hands_it_to_a_reviewer(site, editor):
    answer = editor.post(QUICK, form("铁岭的雪", attractions=["old-waterworks"]))

    assert answer.status_code == 303
    assert not seen(site, "/zh/attractions/old-waterworks/", "铁岭的雪")


def test_an_editor_of_another_city_is_told_so(editor):
    answer = editor.post(QUICK, form(attractions=["guanmen-mountain"]))

    banner = read(answer.text).all("p", role="alert")[0]
    assert answer.status_code == 403
    assert "None of these lies in your bureau's area: only Benxi can publish it." in banner.text
    assert "Benxi has to say yes" in answer.text, "at the place itself"


def test_the_own_places_are_offered_before_those_of_other_bureaus(editor):
    page = editor.post(QUICK, form(do="find", q="水")).text
    found = editor.get("/desk/find/attractions.json?own=first&q=水").json["choices"]

    asks = [choice["asks"] for choice in found]
    assert "" in asks
    assert any(asks)
    assert asks == sorted(asks, key=bool)
    keys = re.findall(r'name="attractions" value="([\w-]+)"', page)
    assert keys == [choice["key"] for choice in found]


def test_it_can_be_lifted_early(site, reviewer):
    answer = reviewer.post(QUICK, form("白塔施工", attractions=["white-pagoda"], until="open"))
    lift = answer.location
    assert seen(site, "/zh/attractions/white-pagoda/", "白塔施工")
    shown = reviewer.get(lift).text
    assert "Attraction: White Pagoda" in shown
    ways = read(shown)
    assert "Published: visitors see the notice now." in ways.text
    assert "/en/attractions/white-pagoda/" in ways.links
    assert not [b for b in ways.all("button") if "button-main" in b.attributes.get("class", "")], (
        "lifting is no main way"
    )
    assert "Why (needed to take it off the site now)" in ways.text
    base = shown.split('name="base" value="')[1].split('"')[0]

    unseen = reviewer.post(lift, {"do": "withdraw", "why": "提前完工"})
    refused = reviewer.post(lift, {"do": "withdraw", "why": "", "base": base})
    assert seen(site, "/zh/attractions/white-pagoda/", "白塔施工")
    reviewer.post(lift, {"do": "withdraw", "why": "提前完工", "base": base})

    assert (unseen.status_code, refused.status_code) == (409, 422)
    assert 'value="提前完工"' in unseen.text
    assert 'aria-invalid="true"' in refused.text
    assert 'aria-invalid="true"' not in unseen.text
    assert not seen(site, "/zh/attractions/white-pagoda/", "白塔施工")


def test_what_clerks_write_cannot_break_out(site, reviewer):
    spell = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

    page = reviewer.post(QUICK, form(spell, **{"body.zh": spell, "q": spell, "lat": spell, "starts": spell}))
    answer = reviewer.post(QUICK, form(spell, attractions=["imperial-palace"], until="0"))

    assert answer.status_code == 303
    for html in (page.text, reviewer.get(answer.location).text, reviewer.get(QUICK).text):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "<script>alert" not in site.client().get("/zh/attractions/imperial-palace/").text


def test_names_are_found_in_every_spelling(reviewer):
    for text in ("故宫", "沈阳故宫", "gugong", "sygg", "imperial", "IMPERIAL palace"):
        found = json.loads(reviewer.get("/desk/find/attractions.json", query_string={"q": text}).text)["choices"]
        assert "imperial-palace" in [choice["key"] for choice in found], text
    page = reviewer.get("/desk/find/attractions/?q=gugong").text
    assert "imperial-palace" in page


def test_places_near_a_point_come_nearest_first(reviewer):
    found = reviewer.get("/desk/find/attractions.json?near=42.295,123.845&km=5").json["choices"]

    assert [choice["key"] for choice in found] == ["old-waterworks", "yingang-academy"]
    assert found[0]["km"] < found[1]["km"]


def test_the_wordings_of_closures_leave_no_doubt_whether_it_is_open():
    for wording in WORDINGS.values():
        text = " ".join((*wording.title.values(), *wording.body.values()))
        if wording.severity == "closure":
            assert not re.search("可能临时封闭|是否开放|whether the place is open", text), wording.label
    assert {WORDINGS[name].severity for name in ("snow", "snow-closed")} == {"warning", "closure"}
