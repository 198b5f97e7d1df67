"""A race is put off from a phone; its page, its calendars and its frames say so at once."""

from datetime import timedelta

import pytest
from conftest import NOW
from desk import Clerk, make_person

from portal.extensions import db
from portal.model import Person
from portal.publishing import actions, drafts, writing

LEG = "/desk/event/temple-fair/legs/{}/"


@pytest.fixture
def head(site):
    return Clerk(site, make_person(site, "张", {"alliance": "coordinator"}))


@pytest.fixture
def coming(site):
    """An event with a leg that is announced, and that leg's number."""
    return next(
        (key, leg)
        for key, event in site.shelf.events.items()
        for leg in event.occurrences
        if leg.status == "scheduled" and leg.number and leg.starts
    )


def base_of(clerk, address: str) -> str:
    """What a form says it shows."""
    return clerk.get(address).text.split('name="base" value="')[1].split('"')[0]


def sent(clerk, address: str, data: dict[str, str]):
    """Send the form that stands there."""
    return clerk.post(address, {**data, "base": base_of(clerk, address)})


def test_a_leg_that_is_put_off_is_put_off_everywhere(site, head, coming, monkeypatch):
    key, leg = coming
    public = site.client()
    before = public.get(f"/en/events/{key}.ics").text
    monkeypatch.setitem(site.app.extensions, "portal.clock", lambda: NOW + timedelta(minutes=5))

    answer = sent(
        head,
        f"/desk/event/{key}/legs/{leg.number}/",
        {
            "status": "rescheduled",
            "starts": "2027-02-20",
            "ends": "2027-02-21",
            "reason.zh": "因大风改期",
            "reason.en": "Wind",
        },
    )

    assert answer.status_code == 303, answer.text
    after = public.get(f"/en/events/{key}.ics").text
    assert "20270220" in after
    assert "20270220" not in before
    assert sequences(after) != sequences(before)
    page = public.get(f"/zh/events/{key}/").text
    assert "因大风改期" in page
    assert "EventRescheduled" in page
    assert leg.starts.isoformat() in page
    assert "2月20日" in public.get(f"/embed/v1/events/{key}?lang=zh").text


def sequences(calendar):
    return [line for line in calendar.splitlines() if line.startswith("SEQUENCE")]


def test_what_is_missing_is_told_and_nothing_changes(site, head, coming):
    key, leg = coming

    address = f"/desk/event/{key}/legs/{leg.number}/"
    answer = sent(head, address, {"status": "rescheduled", "starts": "someday", "reason.zh": "风"})
    other = sent(head, address, {"status": "cancelled"})

    assert answer.status_code == other.status_code == 422
    assert "no date" in answer.text
    assert "Say why" in other.text


def test_who_has_an_older_event_on_the_phone_is_told_and_keeps_the_reason(site, head):
    address = "/desk/event/city-marathon/legs/1/"
    base = base_of(head, address)
    with site.app.app_context():
        row, me = drafts.live(db.session, "event", "city-marathon"), db.session.get(Person, head.person.id)
        changed = row.as_document().model_copy(update={"summary": {"zh": "改过的一句话。", "en": "Changed."}})
        actions.publish(db.session, me, NOW, "event", "city-marathon", changed)
        db.session.commit()

    answer = head.post(address, {"base": base, "status": "cancelled", "reason.zh": "山洪"})
    again = base_of(head, address)

    assert answer.status_code == 409
    assert "Somebody changed this event meanwhile" in answer.text
    assert "山洪" in answer.text
    assert f'name="base" value="{again}"' in answer.text
    assert again != base


def test_a_new_edition_stands_in_the_draft_without_dates(site, head):
    address = "/desk/event/city-marathon/new-edition/"
    page = head.get(address).text
    base = page.split('name="base" value="')[1].split('"')[0]

    empty = head.post(address, {"base": base})
    answer = head.post(address, {"base": base, "wanted": "0"})

    assert empty.status_code == 422
    assert answer.status_code == 303
    assert len(site.shelf.events["city-marathon"].occurrences) == 2  # nothing is published by it
    assert head.get(answer.location).status_code == 200


def test_an_unknown_leg_is_not_found(head):
    assert head.get(LEG.format(99)).status_code == 404
    assert head.get("/desk/event/nothing/new-edition/").status_code == 404


def test_an_events_dates_lead_to_each_leg(head, coming):
    key, leg = coming

    page = head.get(f"/desk/event/{key}/legs/")

    assert f"/desk/event/{key}/legs/{leg.number}/" in page.text
    assert head.get("/desk/event/nothing/legs/").status_code == 404


def test_who_writes_an_event_is_told_what_falls_on_its_days(site, head):
    day = "2027-03-14"
    moved = {"status": "rescheduled", "reason.zh": "场地", "starts": day}
    assert sent(head, "/desk/event/city-marathon/legs/2/", moved).status_code == 303
    with site.app.app_context():  # what a colleague is still writing
        base, writer = drafts.head(db.session, "event", "snow-football"), db.session.get(Person, head.person.id)
        text = {**base.document, "occurrences": [{"starts": day, "status": "scheduled"}]}
        writing.save(db.session, writer, NOW, "event", "snow-football", text, base_id=base.id)
        db.session.commit()

    for address in ("/desk/event/city-marathon/", "/desk/event/city-marathon/legs/", "/desk/clashes/?month=2027-03"):
        page = head.get(address).text
        assert "for similar visitors" in page, address
        assert "Snow Football Cup" in page
    assert "On the same day:" not in head.get("/desk/event/temple-fair/").text
