"""Calendars that programs take: identity that outlives an edit, whole days, what was called off, strict lines."""

import subprocess
import sys
import warnings
from datetime import date, datetime, timedelta
from pathlib import Path

import factories as make
import ics as ics_py
import pytest
from icalendar import Calendar
from taking import (
    EVENT_WORDS,
    HEADING,
    LONG,
    NASTY,
    PALACE,
    PLACES,
    PUBLISHED,
    WORDS,
    Here,
    catalogue,
    flaws,
    unfolded,
)

from portal.formats import ics
from portal.formats.journey import journey

START = date(2027, 5, 1)


def occurrence(starts="2026-12-30", status="scheduled", **more):
    days = {name: date.fromisoformat(more.pop(name)) for name in ("ends", "previous_start") if name in more}
    return {**({"starts": date.fromisoformat(starts)} if starts else {}), "status": status, **days, **more}


def events(*occurrences, lang="en", published=PUBLISHED, **more) -> bytes:
    series = make.event(7, occurrences=list(occurrences), **more)
    cards = catalogue(lang, published, event={"race": series}, attraction=PLACES)
    return ics.events(cards, ["race"], Here(), HEADING, EVENT_WORDS)


def entries(calendar: bytes):
    return Calendar.from_ical(calendar).walk("VEVENT")


def only(calendar: bytes):
    (entry,) = entries(calendar)
    return entry


def edition(text: str) -> dict[str, dict[str, str]]:
    return {"edition": make.text(text, text)}


def plan(*days, minutes=60, lang="en", start=START, places=PLACES, **more) -> bytes:
    chapters = [{"stops": [{"attraction": key, "minutes": minutes} for key in day]} for day in days]
    kinds = {"attraction": places, "route": {"r": make.route("palace", days=chapters, **more)}}
    return ics.plan(journey(catalogue(lang, **kinds), "r"), start, Here(), HEADING, WORDS)


def khal(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """khal's own command on a calendar file."""
    (folder / "calendar").mkdir(exist_ok=True)
    conf = folder / "khal.conf"
    zone = "default_timezone = Asia/Shanghai\nlocal_timezone = Asia/Shanghai\n"
    conf.write_text(f"[calendars]\n[[own]]\npath = {folder / 'calendar'}\n[locale]\n{zone}", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "khal"), "-c", str(conf), "printics", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(folder)})


def test_whole_days_end_on_the_day_after_the_last():
    one, several = entries(events(occurrence("2026-12-30"), occurrence("2027-02-27", ends="2027-03-01")))

    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2026, 12, 30), date(2026, 12, 31))
    assert (several["DTSTART"].dt, several["DTEND"].dt) == (date(2027, 2, 27), date(2027, 3, 2))
    assert "DTSTART;VALUE=DATE:20261230" in unfolded(events(occurrence("2026-12-30")))


def test_an_occurrence_without_a_day_is_not_in_the_file():
    assert entries(events(occurrence(None, when=make.text("秋天", "in autumn")))) == []


def test_an_entry_says_what_where_and_whose_it_is():
    entry = only(events(occurrence(attraction="palace", venue=make.text("门前", "At the gate"), **edition("5th"))))

    assert entry["SUMMARY"] == "Marathon · 5th"
    assert entry["LOCATION"] == "At the gate"
    assert entry["GEO"].to_ical() == f"{PALACE.lat};{PALACE.lon}"
    assert entry["URL"] == "https://example.org/en/events/race/"
    assert "马拉松" in entry["DESCRIPTION"]
    assert "CC BY 4.0" in entry["DESCRIPTION"]
    assert (entry["STATUS"], entry["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_place_that_nobody_knows_is_left_out():
    entry = only(events(occurrence()))

    assert "LOCATION" not in entry
    assert "GEO" not in entry


def uid(calendar: bytes) -> str:
    return str(only(calendar)["UID"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (occurrence(**edition("5th")), occurrence("2027-01-09", **edition("5th"))),
        (
            occurrence(**edition("5th")),
            occurrence(ends="2027-01-02", venue=make.text(), note=make.text(), **edition("5th")),
        ),
        (occurrence(), occurrence("2027-01-09", "rescheduled", previous_start="2026-12-30")),
        (occurrence(), occurrence(None, "postponed", previous_start="2026-12-30")),
        (occurrence(), occurrence(status="cancelled")),
    ],
    ids=["its day corrected", "its place and end told", "moved", "postponed", "cancelled"],
)
def test_an_edited_occurrence_replaces_the_one_in_the_calendar(before, after):
    later = PUBLISHED + timedelta(hours=1)
    old, new = events(before), events(after, published=later, name="新名", en="New name")

    assert uid(old) == uid(new)
    assert only(new)["SEQUENCE"] > only(old)["SEQUENCE"]
    assert only(new)["LAST-MODIFIED"].dt == only(new)["DTSTAMP"].dt == later


def test_an_occurrence_put_before_another_does_not_take_its_identity():
    last = occurrence("2026-12-30", **edition("5th"))
    before = uid(events(last))
    first, second = entries(events(occurrence("2025-12-30", **edition("4th")), last))

    assert str(second["UID"]) == before != str(first["UID"])


NUMBERED = [occurrence("2025-12-30", number=4, **edition("4th")), occurrence("2026-12-30", number=5, **edition("5th"))]


@pytest.mark.parametrize(
    "after",
    [
        occurrence(number=5, **edition("The fifth")),
        occurrence(number=5),
        occurrence(number=5, **edition("4th")),
        occurrence("2027-01-09", number=5, **edition("5th")),
        occurrence("2027-01-09", "rescheduled", number=5, previous_start="2026-12-30", **edition("5th")),
        occurrence(None, "postponed", number=5, previous_start="2026-12-30"),
        occurrence(status="cancelled", number=5, **edition("5th")),
    ],
    ids=["edition in other words", "no edition", "edition of another", "day corrected", "moved", "postponed", "off"],
)
@pytest.mark.parametrize("place", [0, 1], ids=["before the other", "after it"])
def test_a_numbered_occurrence_is_the_same_entry_whatever_is_edited(after, place):
    other = NUMBERED[0]
    edited = [other, other]
    edited[place] = after

    found = {str(entry["UID"]) for entry in entries(events(*edited))}

    assert found == {"event-7-4@shenyang-portal", "event-7-5@shenyang-portal"}
    assert found == {str(entry["UID"]) for entry in entries(events(*NUMBERED))}


def test_an_edition_is_told_of_one_that_had_none_and_the_entry_is_the_same():
    assert uid(events(occurrence(number=1))) == uid(events(occurrence(number=1, **edition("1st"))))


def test_one_of_two_alike_put_in_first_leaves_the_others_their_entries():
    before = uid(events(occurrence(number=1)))
    new, old = entries(events(occurrence(number=2), occurrence(number=1)))

    assert str(old["UID"]) == before != str(new["UID"])


def test_a_number_that_looks_like_a_day_is_not_taken_for_one():
    found = [str(entry["UID"]) for entry in entries(events(occurrence(number=202612), occurrence(), occurrence()))]

    assert len(set(found)) == 3


def test_a_venue_that_was_corrected_after_the_event_makes_the_entry_newer():
    cards = catalogue(event={"race": make.event(7, occurrences=[occurrence(attraction="palace")])}, attraction=PLACES)
    cards.shelf.published = {("event", "race"): PUBLISHED, ("attraction", "palace"): PUBLISHED + timedelta(hours=1)}
    moved = only(ics.events(cards, ["race"], Here(), HEADING, EVENT_WORDS))
    cards.shelf.published = {("event", "race"): PUBLISHED, ("attraction", "palace"): PUBLISHED - timedelta(hours=1)}
    as_before = only(ics.events(cards, ["race"], Here(), HEADING, EVENT_WORDS))

    assert moved["LAST-MODIFIED"].dt == PUBLISHED + timedelta(hours=1)
    assert moved["SEQUENCE"] == as_before["SEQUENCE"] + 3600
    assert as_before["LAST-MODIFIED"].dt == PUBLISHED


def test_two_legs_on_one_day_are_two_entries():
    one, two = entries(events(occurrence(venue=make.text("南门")), occurrence(venue=make.text("北门"))))

    assert one["UID"] != two["UID"]


def test_the_same_content_after_the_database_was_made_anew_counts_as_newer():
    rebuilt = PUBLISHED + timedelta(days=30)

    assert only(events(occurrence(), published=rebuilt))["SEQUENCE"] > only(events(occurrence()))["SEQUENCE"]
    assert only(events(occurrence(), published=rebuilt))["SEQUENCE"] < 2**31


def test_what_was_cancelled_stays_and_says_so():
    entry = only(events(occurrence(status="cancelled")))

    assert (entry["STATUS"], entry["SUMMARY"]) == ("CANCELLED", "Cancelled: Marathon")
    assert entry["DTSTART"].dt == date(2026, 12, 30)


@pytest.mark.parametrize(
    "said", [occurrence(status="postponed"), occurrence(None, "postponed", previous_start="2026-12-30")]
)
def test_nothing_is_left_on_the_day_from_which_something_was_postponed(said):
    entry = only(events(said))

    assert (entry["STATUS"], entry["SUMMARY"]) == ("CANCELLED", "Postponed: Marathon")
    assert entry["DTSTART"].dt == date(2026, 12, 30)


@pytest.mark.parametrize("status", ["postponed", "rescheduled"])
def test_a_new_day_is_the_day(status):
    entry = only(events(occurrence("2027-01-09", status, previous_start="2026-12-30")))

    assert (entry["STATUS"], entry["DTSTART"].dt) == ("CONFIRMED", date(2027, 1, 9))


def test_the_calendar_has_a_name_and_tells_how_to_follow_it():
    lines = unfolded(events(occurrence()))

    for line in (
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:A calendar",
        "X-WR-CALNAME:A calendar",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "SOURCE;VALUE=URI:https://example.org/en/events.ics",
        "TZOFFSETTO:+0800",
    ):
        assert line in lines
    assert any(line.startswith("PRODID:") for line in lines)


def test_a_calendar_without_an_entry_is_one_that_programs_take(tmp_path):
    empty = events()
    path = tmp_path / "empty.ics"
    path.write_bytes(empty)

    assert flaws(empty) == []
    assert len(_ics_py(empty).events) == 0
    assert khal(path, tmp_path).returncode == 0


def test_a_plan_has_each_stop_at_its_hour_in_shenyang():
    first, second = entries(plan(("palace", "tomb")))

    assert first["DTSTART"].dt.isoformat() == "2027-05-01T09:00:00+08:00"
    assert first["DTEND"].dt.isoformat() == "2027-05-01T10:00:00+08:00"
    assert second["DTSTART"].dt > first["DTEND"].dt  # the way lies between
    assert first["SUMMARY"] == "1 Palace · 故宫"
    assert first["GEO"].to_ical() == f"{PALACE.lat};{PALACE.lon}"
    assert "DTSTART;TZID=Asia/Shanghai:20270501T090000" in unfolded(plan(("palace",)))


def test_the_second_day_of_a_plan_is_the_next_day_at_nine():
    _, second = entries(plan(("palace",), ("tomb",)))

    assert second["DTSTART"].dt.isoformat() == "2027-05-02T09:00:00+08:00"


@pytest.mark.parametrize(
    ("stops", "minutes"), [(("palace", "tomb"), None), (("palace", "lost"), 60), (("palace", "tomb"), 600)],
    ids=["a stay is not known", "a way is not known", "it does not end before midnight"],
)  # fmt: skip
def test_a_day_that_cannot_be_reckoned_is_one_entry_for_the_whole_day(stops, minutes):
    entry = only(plan(stops, minutes=minutes))

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (START, START + timedelta(days=1))
    assert "1 Palace" in entry["DESCRIPTION"]
    assert "2 " in entry["DESCRIPTION"]


def test_a_place_that_a_plan_passes_twice_is_two_entries():
    first, _, third = entries(plan(("palace", "tomb", "palace")))

    assert first["UID"] != third["UID"]


def test_a_stop_whose_address_was_renamed_is_the_same_entry():
    renamed = {**PLACES, "old-palace": PLACES["palace"]}

    assert uid(plan(("old-palace",), places=renamed)) == uid(plan(("palace",)))
    assert uid(plan(("palace",))) == "route-1-20270501-1@shenyang-portal"


def test_a_plan_from_another_day_is_another_plan_and_an_edited_one_the_same():
    def uids(**more):
        return [str(entry["UID"]) for entry in entries(plan(("palace", "tomb"), **more))]

    assert uids() == uids(minutes=90, title=make.text("新", "New"))
    assert not set(uids()) & set(uids(start=START + timedelta(days=7)))


LEGION = [
    occurrence(
        "2026-12-30",
        ends="2027-01-02",
        venue=make.text("冰，雪；“大世界”\\n" * 6, "a,b;c\\n" * 20),
        **edition("第五届"),
    ),
    occurrence("2027-02-01", "cancelled", **edition("6th")),
    occurrence(None, "postponed", previous_start="2027-03-01"),
]


@pytest.mark.parametrize("file", [events(*LEGION), events(*LEGION, lang="zh"), plan(("palace", "tomb"), ("tower",))])
def test_every_reader_takes_it(file, tmp_path):
    path = tmp_path / "c.ics"
    path.write_bytes(file)
    said = khal(path, tmp_path)

    assert flaws(file) == []
    assert len(entries(file)) == len(_ics_py(file).events) == 3
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("3 events found")


def _ics_py(calendar: bytes) -> ics_py.Calendar:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # its parser's own
        return ics_py.Calendar(calendar.decode())


def without(name: str) -> bytes:
    good = events(occurrence())
    return b"".join(line for line in good.splitlines(keepends=True) if not line.startswith(name.encode()))


@pytest.mark.parametrize(
    "bad",
    [
        without("UID"),
        without("DTSTAMP"),
        without("DTSTART"),
        without("PRODID"),
        without("END:VEVENT"),
        events(occurrence()).replace(b"\r\n", b"\n"),
        events(occurrence()).replace(b"COLOR:", b"COLOR:" + b"x" * 75),
        events(occurrence()).replace(b"DTEND;VALUE=DATE:20261231", b"DTEND;VALUE=DATE:20261230"),
        events(occurrence()).replace(b"A calendar", "沈".encode()[:2]),
        events(occurrence()).replace(b"SUMMARY:", b"SUMMARY:a,b"),
        plan(("palace",)).replace(b"TZID:Asia/Shanghai", b"TZID:Asia/Urumqi"),
    ],
)
def test_the_strict_reader_refuses_what_is_wrong(bad):
    assert flaws(bad)


def test_the_other_readers_refuse_what_is_wrong(tmp_path):
    path = tmp_path / "bad.ics"
    path.write_bytes(without("DTSTART"))

    with pytest.raises(Exception, match="PRODID"):
        _ics_py(without("PRODID"))
    with pytest.raises(ValueError, match="END"):
        Calendar.from_ical(without("BEGIN:VEVENT"))
    assert "Marathon" not in khal(path, tmp_path).stdout


@pytest.mark.parametrize("text", [NASTY, LONG, "沈" * 200, "a\u0308" * 90, "one\n\ntwo"])
def test_a_hostile_text_is_text(text):
    line = text.replace("\n", " ")
    places = {**PLACES, "palace": make.attraction(1, line, line, at=PALACE)}
    said = {"venue": make.text(line, line), "note": make.text(text, text), **edition(line)}
    event, stop = (
        events(occurrence(**said), summary=make.text(text, text), name=line, en=line),
        plan(("palace",), places=places, title=make.text(line, line)),
    )

    assert flaws(event) == flaws(stop) == []
    assert only(event)["LOCATION"] == line
    assert text in only(event)["DESCRIPTION"]
    assert only(stop)["SUMMARY"] == f"1 {line}"


def test_a_catalogue_that_does_not_know_when_it_was_published_still_gives_a_calendar():
    cards = catalogue(event={"race": make.event(7, occurrences=[occurrence()])})
    cards.shelf.published = {}
    entry = only(ics.events(cards, ["race"], Here(), HEADING, EVENT_WORDS))

    assert (entry["SEQUENCE"], entry["DTSTAMP"].dt) == (0, datetime(2020, 1, 1, tzinfo=entry["DTSTAMP"].dt.tzinfo))
