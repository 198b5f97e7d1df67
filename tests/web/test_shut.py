"""Where nobody gets in: pages, a partner's frame, the API and every file say so, and a route says it first."""

import io
import shutil
from datetime import date

import gpxpy
import pypdf
import pytest
from conftest import SITES
from icalendar import Calendar
from reading import read

from portal.catalogue.cards import Cards

ROUND = "round-the-circle"
SHUT = {"shenyang/imperial-palace": "suspended", "benxi/benxi-water-cave": "closed"}


@pytest.fixture(scope="module")
def shut(make_site, tmp_path_factory):
    content = shutil.copytree(SITES / "good", tmp_path_factory.mktemp("content") / "shut")
    for path, state in SHUT.items():
        file = content / f"attractions/{path}.yaml"
        file.write_text(
            f"{file.read_text('utf-8')}state:\n  state: {state}\n  note: {{zh: 公告, en: A notice}}\n", "utf-8"
        )
    for notice in (content / "notices").iterdir():
        notice.unlink()
    return make_site(content).client()


def leaflet(client, lang: str, key: str = ROUND) -> str:
    file = pypdf.PdfReader(io.BytesIO(client.get(f"/{lang}/routes/{key}.pdf").data))
    return " ".join(" ".join(page.extract_text() for page in file.pages).split())


def test_the_page_and_the_frame_count_the_stops_where_nobody_gets_in(shut):
    for address in (f"/en/routes/{ROUND}/", f"/embed/v1/routes/{ROUND}?lang=en"):
        page = read(shut.get(address).text)
        said = "3 stops of this route are closed or suspended; see the stops below."
        assert said in page.one("p", **{"class": "notice notice-warning"}).text

    one = read(shut.get("/en/routes/palace-and-tomb/").text)
    assert "1 stop of this route is closed or suspended" in one.one("p", **{"class": "notice notice-warning"}).text


def test_a_route_all_of_whose_stops_are_open_says_nothing(client):
    assert "closed or suspended" not in read(client.get("/en/routes/palace-and-tomb/").text).text
    assert "closed or suspended" not in leaflet(client, "en", "palace-and-tomb")


def test_the_leaflet_says_it_above_the_first_sentence_and_again_in_the_table(shut):
    said = leaflet(shut, "en")
    box = said.index("3 stops of this route are closed or suspended")

    assert box < said.index("Round the circle in a sentence.")
    assert "1 Shenyang Imperial Palace (suspended)" in said[box:]
    assert said.count("suspended") == 1 + 2 + 2  # the sentence; the names in the box; the rows of the table


def test_the_leaflet_is_headed_by_the_plain_name_of_the_season(client):
    assert leaflet(client, "en").startswith("Summer · ")


def test_the_leaflet_says_what_the_lines_on_its_map_are(client):
    traced, straight = leaflet(client, "en", "palace-and-tomb"), leaflet(client, "en")

    assert "Unbroken line: by road" in traced or "Unbroken line: walking" in traced
    assert "Dashed" not in traced
    assert "Dashed: road not known, a straight line for orientation" in straight
    assert "Unbroken" not in straight


@pytest.mark.parametrize(("lang", "marked"), [("en", "[suspended] 1 "), ("zh", "【暂停开放】1 ")])
def test_a_plan_marks_it_before_the_name_because_calendars_show_no_more(shut, lang, marked):
    plan = Calendar.from_ical(shut.get(f"/{lang}/routes/palace-and-tomb.ics?start=2027-05-01").data)
    first, second = (str(entry["SUMMARY"]) for entry in plan.walk("VEVENT"))

    assert first.startswith(marked)
    assert second.startswith("2 ")


def test_a_day_that_has_no_times_marks_it_in_its_list(shut):
    plan = Calendar.from_ical(shut.get(f"/en/routes/{ROUND}.ics?start=2027-05-01").data)

    assert "[suspended] 1 Shenyang Imperial Palace" in str(plan.walk("VEVENT")[0]["DESCRIPTION"])


def test_a_device_says_it_first_of_each_point(shut):
    device = gpxpy.parse(shut.get("/en/routes/palace-and-tomb.gpx").data)

    assert device.waypoints[0].description.split("\n")[0] == "suspended"
    assert device.routes[0].points[0].description.split("\n")[0] == "suspended"
    assert "suspended" not in (device.waypoints[1].description or "")


def test_google_earth_says_it_first(shut):
    assert "&lt;p&gt;suspended&lt;/p&gt;" in shut.get("/en/routes/palace-and-tomb.kml").text


def test_what_no_track_has_is_said_in_the_file_and_beside_it(client):
    sentence = "Stretches whose road is not known are not in the track"

    for key, is_said in ((ROUND, True), ("palace-and-tomb", False)):
        assert (sentence in gpxpy.parse(client.get(f"/en/routes/{key}.gpx").data).description) == is_said
        assert (sentence in read(client.get(f"/en/routes/{key}/").text).text) == is_said


UNTIL = {"zh": "关闭，到2026年12月5日为止", "en": "closed, until 5 December 2026"}
PARTLY = {"zh": "部分关闭", "en": "partly closed"}


def test_what_a_notice_of_today_closes_says_so_wherever_it_is_shown_and_so_does_a_route_through_it(client, lang):
    cave, route, until, partly = "benxi-water-cave", "cave-and-maples", UNTIL[lang], PARTLY[lang]
    for path, badge, said in (
        (f"{lang}/search/?q=水洞", "shut", [until, partly]),
        (f"{lang}/attractions/", "badge badge-closed", [until]),
        (f"{lang}/routes/", "badge badge-closed", [partly]),
        (f"{lang}/areas/benxi/", "badge badge-closed", [partly, until]),
        (f"{lang}/map/?area=benxi", "badge badge-closed", [partly, until]),  # what the pop-ups of the map say, too
        (f"{lang}/routes/{route}/", "badge badge-closed", [until]),
        (f"embed/v1/map?area=benxi&lang={lang}", "badge badge-closed", [partly, until]),
        (f"embed/v1/routes/{route}?lang={lang}", "badge badge-closed", [until]),
    ):
        shown = [
            e.text.strip() for e in read(client.get(f"/{path}").text).elements if e.attributes.get("class") == badge
        ]
        assert set(shown) >= set(said), path

    def listed(path):
        answer = client.get(f"/api/v1/{path}").json
        return {one["key"]: one for one in answer.get("items") or answer["hits"]}

    places = listed(f"attractions?lang={lang}")
    assert {key for key, one in places.items() if one["closed"]} == {cave, "old-waterworks"}
    assert (places[cave]["state"], places[cave]["closed_until"]) == ("open", "2026-12-05")
    assert listed(f"routes?lang={lang}")[route]["closed"]
    found = listed(f"search?q=水洞&lang={lang}")
    assert found[cave]["closed"]
    assert found[route]["closed"]
    stops = client.get(f"/api/v1/routes/{route}").json["days"]
    assert [stop["closed"] for day in stops for stop in day["stops"]] == [True, False]


def test_a_notice_closes_nothing_after_its_last_day(shelf):
    for day, is_shut in ((date(2026, 12, 5), True), (date(2026, 12, 6), False)):
        cards = Cards(shelf, "en", day)
        assert cards.attraction("benxi-water-cave").is_shut == is_shut
        assert cards.route("cave-and-maples").closed == is_shut


def test_a_plan_for_a_day_after_the_closure_does_not_call_the_place_closed(client):
    def first(start):
        plan = Calendar.from_ical(client.get(f"/en/routes/cave-and-maples.ics?start={start}").data)
        return str(plan.walk("VEVENT")[0]["SUMMARY"])

    assert first("2026-12-05").startswith("[closed, until 5 December 2026] 1 ")
    assert first("2026-12-06").startswith("1 ")
