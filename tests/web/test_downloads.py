"""The files at their addresses: what they are called, who may read them, where pages offer them, what is refused."""

import io
import re
from datetime import date, datetime, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import gpxpy
import pypdf
import pytest
from conftest import NOW, SITES
from icalendar import Calendar
from reading import read
from taking import flaws, gpx_schema, kml_schema, unfolded

from portal.extensions import db
from portal.publishing import actions
from portal.web.site import downloads

ROUTE = "palace-and-tomb"
FILES = {
    f"routes/{ROUTE}.gpx": ("application/gpx+xml", "attachment", f"{ROUTE}.gpx"),
    f"routes/{ROUTE}.kml": ("application/vnd.google-earth.kml+xml", "attachment", f"{ROUTE}.kml"),
    f"routes/{ROUTE}.kmz": ("application/vnd.google-earth.kmz", "attachment", f"{ROUTE}.kmz"),
    f"routes/{ROUTE}.pdf": ("application/pdf", "inline", f"{ROUTE}.pdf"),
    f"routes/{ROUTE}.ics?start=2027-04-10": ("text/calendar", "inline", f"{ROUTE}-2027-04-10.ics"),
    "routes.kml?season=winter": ("application/vnd.google-earth.kml+xml", "attachment", "routes.kml"),
    "attractions.kml?area=shenyang": ("application/vnd.google-earth.kml+xml", "attachment", "attractions.kml"),
    "events/city-marathon.ics": ("text/calendar", "inline", "city-marathon.ics"),
    "events.ics?area=shenyang": ("text/calendar", "inline", "events.ics"),
}


@pytest.mark.parametrize("address", FILES)
def test_a_file_has_its_type_and_a_name_that_every_system_can_keep(client, lang, address):
    answer = client.get(f"/{lang}/{address}")
    said = answer.headers["Content-Disposition"]
    mimetype, manner, name = FILES[address]

    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert said.startswith(f"{manner}; filename=\"{name}\"; filename*=UTF-8''")
    assert said.isascii()
    assert not re.search(r'[\\/:*?"<>|]', unquote(said.split("''")[1]))


def test_a_file_is_also_named_in_the_visitors_language(client):
    said = client.get(f"/zh/routes/{ROUTE}.gpx").headers["Content-Disposition"]

    assert unquote(said.split("''")[1]) == "故宫到福陵.gpx"


def test_a_calendar_says_that_it_is_utf8(client):
    assert client.get("/zh/events.ics").content_type == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("address", [*FILES, "feed.atom"])
def test_scripts_of_other_sites_may_read_it_and_it_is_kept_and_not_sent_twice(client, lang, address):
    first = client.get(f"/{lang}/{address}")
    again = client.get(f"/{lang}/{address}", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in first.headers
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", [*FILES, "feed.atom"])
def test_an_unknown_parameter_is_refused_and_a_messengers_tag_is_not(client, lang, address):
    join = "&" if "?" in address else "?"

    assert client.get(f"/{lang}/{address}{join}colour=red").status_code == 400
    assert client.get(f"/{lang}/{address}{join}utm_source=weixin").status_code == 200


@pytest.mark.parametrize(
    "query", ["area=nowhere", "kind=nothing", "season=monsoon", "joint=perhaps", "page=2", "sort=date"]
)
def test_a_calendar_refuses_what_its_list_does_not_know(client, query):
    assert client.get(f"/en/events.ics?{query}").status_code == 400


@pytest.mark.parametrize("address", [f"routes/nowhere{suffix}" for suffix in (".gpx", ".kml", ".kmz", ".ics", ".pdf")])
def test_a_file_of_nothing_is_not_found(client, address):
    assert client.get(f"/en/{address}").status_code == 404
    assert client.get("/en/events/nothing.ics").status_code == 404


def test_a_renamed_route_takes_its_files_along_and_a_withdrawn_one_is_gone(own):
    with own.app.app_context():
        editor = actions.person(db.session, "编辑", NOW)
        renamed = own.shelf.routes[ROUTE].model_copy(update={"formerly": [ROUTE]})
        actions.publish(db.session, editor, NOW, "route", "palace-to-tomb", renamed)
        actions.withdraw(db.session, editor, NOW, "route", "academy-walk")
        actions.withdraw(db.session, editor, NOW, "event", "temple-fair")
        db.session.commit()
    client = own.client()

    for suffix in ("gpx", "kml", "kmz", "ics", "pdf"):
        moved = client.get(f"/en/routes/{ROUTE}.{suffix}")
        assert moved.status_code == 308
        assert moved.headers["Location"].endswith(f"/en/routes/palace-to-tomb.{suffix}")
        assert client.get(f"/en/routes/academy-walk.{suffix}").status_code == 410
    assert client.get("/en/events/temple-fair.ics").status_code == 410


def test_files_are_what_their_readers_take(client, lang):
    gpx = client.get(f"/{lang}/routes/{ROUTE}.gpx").data
    gpx_schema().validate(gpx)
    assert [len(route.points) for route in gpxpy.parse(gpx).routes] == [2]
    for address in (f"routes/{ROUTE}.kml", "routes.kml", "attractions.kml"):
        kml_schema().validate(client.get(f"/{lang}/{address}").data)
    for address in (f"routes/{ROUTE}.ics", "events/city-marathon.ics", "events.ics"):
        assert flaws(client.get(f"/{lang}/{address}").data) == []


def starts(client, query: str = "", key: str = ROUTE) -> list[date]:
    calendar = Calendar.from_ical(client.get(f"/en/routes/{key}.ics{query}").data)
    return [entry["DTSTART"].dt.date() for entry in calendar.walk("VEVENT")]


def test_a_plan_starts_on_the_day_that_the_visitor_names(client):
    assert starts(client, "?start=2027-04-10", "cave-and-maples") == [date(2027, 4, 10), date(2027, 4, 11)]


@pytest.mark.parametrize("query", ["", "?start="])
def test_a_plan_without_a_day_starts_on_the_next_saturday_of_the_advised_months(client, query):
    assert starts(client, query) == [date(2027, 4, 3)] * 2  # April to May; today is 23 November 2026


@pytest.mark.parametrize(
    ("today", "saturday"), [((2026, 11, 27), 28), ((2026, 11, 28), 5), ((2026, 11, 29), 5)], ids=["Fri", "Sat", "Sun"]
)
def test_the_next_saturday_is_never_today(cards, today, saturday):
    cards.today = date(*today)

    assert downloads._next_saturday(cards, []).day == saturday


@pytest.mark.parametrize(
    "start", ["tomorrow", "2027-02-30", "20270401", "2027-4-1", "0001-01-01", "9999-12-31", "2027-04-01T09:00"]
)
def test_a_day_that_is_none_is_refused_and_the_answer_says_how_to_write_one(client, start):
    answer = client.get(f"/en/routes/{ROUTE}.ics?start={start}")

    assert answer.status_code == 400
    assert "2026-05-01" in answer.text


def test_a_filter_of_events_narrows_the_calendar_and_is_in_its_name(client):
    everything, narrowed = (client.get(f"/en/events.ics{query}").data for query in ("", "?kind=festival"))
    lines = unfolded(narrowed)

    assert everything.count(b"BEGIN:VEVENT") > narrowed.count(b"BEGIN:VEVENT") > 0
    assert "NAME:Events around Shenyang · Festivals" in lines
    assert "SOURCE;VALUE=URI:http://localhost/en/events.ics?kind=festival" in lines
    assert "URL:http://localhost/en/events/?kind=festival" in lines


def test_every_event_of_the_site_is_in_the_calendar_and_not_only_the_first_page(real):
    series = {
        o["UID"].split("-")[1] for o in Calendar.from_ical(real.client().get("/zh/events.ics").data).walk("VEVENT")
    }
    dated = {
        str(e.number) for e in real.shelf.events.values() if any(o.starts or o.previous_start for o in e.occurrences)
    }

    assert series == dated
    assert len(series) > 24


def test_the_feed_names_routes_events_and_notices_the_newest_first(own, lang):
    later = NOW + timedelta(hours=5)
    with own.app.app_context():
        notice = own.shelf.notices["cave-closed"].model_copy(update={"severity": "warning"})
        actions.publish(db.session, actions.person(db.session, "编辑", NOW), later, "notice", "cave-closed", notice)
        db.session.commit()
    found = feedparser.parse(own.client().get(f"/{lang}/feed.atom").data)

    assert not found.bozo
    assert found.entries[0].updated == "2026-11-23T09:00:00Z" == found.feed.updated
    assert found.entries[0].link.endswith(f"/{lang}/attractions/benxi-water-cave/")
    assert {e.link.split("/")[4] for e in found.entries[1:]} == {"routes", "events"}
    assert len({e.id for e in found.entries}) == len(found.entries)


def test_the_sitemap_says_when_a_route_was_published(client):
    urls = ElementTree.fromstring(client.get("/sitemap.xml").data).findall("{*}url")
    said = {url.findtext("{*}loc"): url.findtext("{*}lastmod") for url in urls}

    assert datetime.fromisoformat(said[f"http://localhost/en/routes/{ROUTE}/"]) == NOW
    assert said["http://localhost/en/"] is None


def test_a_route_page_offers_its_files_and_a_form_that_needs_no_script(client, lang):
    page = read(client.get(f"/{lang}/routes/{ROUTE}/").text)
    form = next(e for e in page.all("form") if e.attributes["action"].endswith(".ics"))

    for suffix in (".gpx", ".kml", ".kmz", ".pdf", "/poster.svg"):
        assert f"/{lang}/routes/{ROUTE}{suffix}" in page.links
    assert form.attributes == {"action": f"/{lang}/routes/{ROUTE}.ics", "method": "get"}
    assert page.one("input", name="start").attributes["type"] == "date"


def test_an_event_page_offers_its_dates_and_calendars_of_its_kind_and_area(client, lang):
    page = read(client.get(f"/{lang}/events/city-marathon/").text)

    assert f"/{lang}/events/city-marathon.ics" in page.links
    assert f"webcal://localhost/{lang}/events.ics?kind=running" in page.links
    assert f"webcal://localhost/{lang}/events.ics?area=shenyang" in page.links
    assert page.one("link", type="text/calendar").attributes["href"] == f"/{lang}/events/city-marathon.ics"


def test_an_event_page_without_a_day_offers_to_subscribe_and_no_file(real):
    key = next(k for k, e in real.shelf.events.items() if not any(o.starts for o in e.occurrences))
    page = read(real.client().get(f"/en/events/{key}/").text)

    assert f"/en/events/{key}.ics" not in page.links
    assert "it comes to those who subscribe" in page.text


def test_a_list_of_events_can_be_subscribed_to_as_it_is_narrowed(client, lang):
    page = read(client.get(f"/{lang}/events/?area=shenyang&sort=title").text)

    assert f"webcal://localhost/{lang}/events.ics?area=shenyang" in page.links
    assert f"/{lang}/events.ics?area=shenyang" in page.links


@pytest.mark.parametrize("kind", ["routes", "attractions"])
def test_a_list_can_be_had_as_kml_as_it_is_narrowed(client, lang, kind):
    page = read(client.get(f"/{lang}/{kind}/?area=shenyang&sort=title").text)

    assert f"/{lang}/{kind}.kml?area=shenyang" in page.links


def test_every_page_names_the_feed(client, lang):
    page = read(client.get(f"/{lang}/about/").text)

    assert page.one("link", type="application/atom+xml").attributes["href"] == f"/{lang}/feed.atom"


def test_a_closure_stands_in_the_leaflet_and_in_the_device(client):
    leaflet = pypdf.PdfReader(io.BytesIO(client.get("/en/routes/cave-and-maples.pdf").data)).pages[0].extract_text()
    device = gpxpy.parse(client.get("/en/routes/cave-and-maples.gpx").data)
    notice = read(client.get("/en/routes/cave-and-maples/").text).one("p", **{"class": "notice-title"}).text

    title = notice.split(":")[1].split("until")[0].strip()
    assert title in " ".join(leaflet.split())
    assert title in device.description


def test_below_a_path_and_with_a_public_address_links_in_files_are_public(make_site):
    site = make_site(SITES / "good", base_url="https://example.org/trips")
    gpx = gpxpy.parse(site.client().get(f"/en/routes/{ROUTE}.gpx").data)

    assert gpx.link == f"https://example.org/trips/en/routes/{ROUTE}/"
    page = read(site.client().get("/en/events/").text)
    assert "webcal://example.org/trips/en/events.ics" in page.links


@pytest.mark.parametrize(
    "address", [f.replace(ROUTE, "route-one").replace("city-marathon", "event-one") for f in FILES]
)
def test_a_hostile_site_gives_files_that_are_nothing_but_files(hostile, lang, address):
    answer = hostile.client().get(f"/{lang}/{address.split('?')[0]}")
    said = answer.headers["Content-Disposition"]

    assert answer.status_code == 200
    assert "\n" not in said
    assert said.isascii()
    if address.split("?")[0].endswith(".gpx"):
        gpx_schema().validate(answer.data)
    elif address.split("?")[0].endswith(".kml"):
        kml_schema().validate(answer.data)
    elif address.split("?")[0].endswith(".ics"):
        assert flaws(answer.data) == []
        assert len(Calendar.from_ical(answer.data).walk("VEVENT")) > 0


def test_a_hostile_site_gives_a_feed(hostile, lang):
    found = feedparser.parse(hostile.client().get(f"/{lang}/feed.atom").data)

    assert not found.bozo
    assert len(found.entries) >= 3


def test_dates_that_are_over_are_not_offered_as_coming_and_a_subscription_is(client):
    over, coming = (client.get(f"/en/events/{key}/").text for key in ("city-marathon", "ice-festival"))

    assert "Past dates" in over
    assert "Add to calendar" not in over
    assert "/en/events/city-marathon.ics" in over
    assert "it comes to those who subscribe" in over
    assert "Add to calendar" in coming
    assert "it comes to those who subscribe" not in coming
