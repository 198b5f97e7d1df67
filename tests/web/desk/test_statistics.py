"""What visitors do is counted by record and day, without persons; and the desk shows it."""

import csv
import io
from datetime import timedelta

import pytest
from conftest import NOW, Visitor
from desk import Clerk, make_person
from reading import read
from sqlalchemy import select

from portal.extensions import db
from portal.model import Asked, Used, Visited
from portal.publishing import visits
from portal.web.common import counting

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
CAVE = "/en/attractions/benxi-water-cave"
TODAY = NOW.date()


def visit(site, *addresses: str, method: str = "GET", **headers: str) -> None:
    client = Visitor(site.app, use_cookies=False)
    for address in addresses:
        client.open(address, method=method, headers={**PERSON, **headers})


def counted(site) -> dict[tuple[str, str, str], int]:
    with site.app.app_context():
        counting.write(db.engine, site.app.extensions["portal.tally"], TODAY)
        return {(v.what, v.kind, v.key): v.times for v in db.session.scalars(select(Visited))}


@pytest.fixture
def clerk(own) -> Clerk:
    return Clerk(own, make_person(own, "王伟", {"benxi": "editor"}))


def store(site, *rows: object) -> None:
    with site.app.app_context():
        db.session.add_all(rows)
        db.session.commit()


def seen(key: str, times: int, *, what: str = "view", kind: str = "attraction", back: int = 0) -> Visited:
    return Visited(day=TODAY - timedelta(days=back), what=what, kind=kind, key=key, times=times)


def test_a_page_counts_each_time_even_when_it_was_kept_and_in_both_languages(own):
    visit(own, f"{CAVE}/", f"{CAVE}/", f"{CAVE}/".replace("/en/", "/zh/"))

    assert counted(own) == {("view", "attraction", "benxi-water-cave"): 3}


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (f"{CAVE}.geojson", ("download", "attraction", "benxi-water-cave")),
        ("/zh/routes/cave-and-maples.gpx", ("download", "route", "cave-and-maples")),
        ("/zh/routes/cave-and-maples.kml", ("download", "route", "cave-and-maples")),
        ("/zh/routes/cave-and-maples.ics", ("calendar", "route", "cave-and-maples")),
        ("/zh/events/city-marathon.ics", ("calendar", "event", "city-marathon")),
        ("/zh/events.ics", ("calendar", "event", "")),
        ("/data/latest/routes.csv", ("download", "route", "")),
        ("/embed/v1/events/city-marathon", ("embed", "event", "city-marathon")),
        ("/zh/events/city-marathon/", ("view", "event", "city-marathon")),
    ],
)
def test_each_way_of_use_is_counted_by_its_name(own, address, what):
    visit(own, address)

    assert counted(own) == {what: 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Baiduspider"},
        {"User-Agent": "curl/8.0"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_robots_and_pages_fetched_beforehand_do_not_count(own, headers):
    visit(own, f"{CAVE}/", **headers)

    assert counted(own) == {}


def test_what_is_not_there_or_is_only_asked_about_does_not_count(own):
    visit(own, "/en/attractions/made-up/", "/en/routes/made-up.gpx", "/en/attractions/")
    visit(own, f"{CAVE}/", method="HEAD")
    visit(own, "/embed/v1/events/city-marathon", Referer="http://localhost/en/partners/")
    visit(own, "/zh/routes/cave-and-maples.png", **{"Sec-Fetch-Dest": "image"})

    assert counted(own) == {}


def test_somebody_who_comes_again_with_a_kept_page_counts(own):
    tag = Visitor(own.app, use_cookies=False).get(f"{CAVE}/", headers=PERSON).headers["ETag"]
    visit(own, f"{CAVE}/", **{"If-None-Match": tag})

    assert counted(own) == {("view", "attraction", "benxi-water-cave"): 2}


def test_a_clerk_sees_the_records_of_their_bureau_the_most_used_first(own, clerk):
    store(own, seen("benxi-water-cave", 2), seen("guanmen-mountain", 5), seen("imperial-palace", 9))

    page = read(clerk.get("/desk/statistics/").text)

    names = [e.text for e in page.all("a") if "/statistics/attraction/" in e.attributes["href"]]
    assert [name.strip() for name in names] == ["Guanmen Mountain National Forest Park", "Benxi Water Cave"]


@pytest.mark.parametrize(("days", "times"), [("7", 1), ("30", 11), ("365", 111)])
def test_a_period_is_chosen_by_the_address(own, clerk, days, times):
    store(
        own,
        *(seen("benxi-water-cave", 10**i, back=back) for i, back in enumerate((6, 7, 364))),
        seen("benxi-water-cave", 1000, back=365),
    )

    sheet = clerk.get(f"/desk/statistics.csv?bureau=benxi&days={days}").data.decode("utf-8-sig")

    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(sheet))}
    assert rows["benxi-water-cave"]["view"] == str(times)
    assert rows["guanmen-mountain"]["total"] == "0"
    assert "imperial-palace" not in rows


@pytest.mark.parametrize("wrong", ["days=8", "bureau=dalian", "sort=length"])
def test_what_cannot_be_chosen_is_refused(clerk, wrong):
    assert clerk.get(f"/desk/statistics/?{wrong}").status_code == 400


def test_a_record_has_its_days(own, clerk):
    store(own, seen("benxi-water-cave", 3), seen("benxi-water-cave", 4, what="download", back=2))

    page = read(clerk.get("/desk/statistics/attraction/benxi-water-cave/").text)

    assert [e.text for e in page.all("time")][:2] == ["2026-11-23", "2026-11-21"]
    assert clerk.get("/desk/statistics/attraction/made-up/").status_code == 404
    assert clerk.get("/desk/statistics/notice/cave-closed/").status_code == 404


def test_hosts_of_frames_are_listed_and_their_names_harm_nobody(own, clerk):
    store(own, Used(day=TODAY, what="embed", host="<b>evil", times=2), Used(day=TODAY, what="embed", host="", times=1))

    text = clerk.get("/desk/statistics/hosts").text

    assert "&lt;b&gt;evil" in text
    assert "<b>evil" not in text
    assert "not named" in text


def test_searches_that_find_nothing_are_told_from_those_that_do(own, clerk):
    monday = TODAY - timedelta(days=TODAY.weekday())
    store(
        own,
        Asked(week=monday, lang="en", text="palace", times=5, opened=2),
        Asked(week=monday, lang="en", text="qqxzzv", times=3, opened=0),
    )

    page = read(clerk.get("/desk/statistics/searches").text)

    assert [e.text for e in page.all("th", scope="row")] == ["qqxzzv", "palace", "qqxzzv"]


def test_the_words_say_what_is_not_counted(clerk):
    text = read(clerk.get("/desk/statistics/").text).text

    assert "Somebody who looks twice counts twice" in text
    assert "without cookies" in text


def test_counts_survive_a_rename(own, clerk):
    store(own, seen("benxi-water-cave", 2))
    with own.app.app_context():
        visits.move(db.session, "attraction", "benxi-water-cave", "guanmen-mountain")
        db.session.commit()

    assert counted(own) == {("view", "attraction", "guanmen-mountain"): 2}
