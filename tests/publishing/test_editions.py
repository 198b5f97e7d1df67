"""Next year's dates are a guess until somebody knows them; a leg that is put off is put off everywhere."""

import json
from datetime import date

import factories
import pytest

from portal.documents import EventDocument
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.publishing import actions, drafts, editions, states, writing

TODAY = date(2026, 12, 1)
WHY = {"zh": "因大风", "en": "Because of the wind"}


def leg(number, starts, **more):
    return {"number": number, "starts": starts, "status": "scheduled", "areas": ["shenyang"], **more}


@pytest.fixture
def race(alliance, now):
    """A series with two legs in 2026 and one before."""
    legs = [
        leg(1, "2025-09-14", edition={"zh": "2025沈阳站"}, status="held"),
        leg(
            2,
            "2026-09-13",
            ends="2026-09-14",
            edition={"zh": "2026沈阳站", "en": "Shenyang 2026"},
            venue={"zh": "奥体"},
        ),
        leg(3, "2026-12-20", edition={"zh": "第9届"}, areas=["fushun"], attraction="lake"),
    ]
    document = factories.event(2, areas=["shenyang", "fushun"]).model_dump(mode="json", exclude_defaults=True)
    event = EventDocument.model_validate_json(json.dumps({**document, "occurrences": legs}))
    actions.publish(alliance, actions.person(alliance, "import", now), now, "event", "race", event)
    alliance.commit()
    return alliance


def test_the_next_edition_is_proposed_on_the_same_weekdays_a_year_later(race):
    one, other = editions.proposed(drafts.head(race, "event", "race").document, TODAY)

    assert (one.starts, one.ends) == (date(2027, 9, 12), date(2027, 9, 13))
    assert one.starts.weekday() == date(2026, 9, 13).weekday()
    assert one.edition == {"zh": "2027沈阳站", "en": "Shenyang 2027"}
    assert (other.edition, other.ends, other.attraction) == ({"zh": "第10届"}, None, "lake")


def begun(race, editor, now, **chosen):
    base = drafts.head(race, "event", "race").id
    return editions.begin_edition(race, editor, now, "race", base_id=base, **chosen).head.document["occurrences"]


def test_a_new_leg_has_no_dates_unless_somebody_takes_them(race, person, now):
    legs = begun(race, person("王芳", shenyang="editor"), now, wanted=[0, 1], dated=[1])

    assert len(legs) == 5
    assert legs[3] == {
        "number": 4,
        "edition": {"zh": "2027沈阳站", "en": "Shenyang 2027"},
        "venue": {"zh": "奥体"},
        "areas": ["shenyang"],
        "status": "scheduled",
    }
    assert (legs[4]["starts"], legs[4]["number"]) == ("2027-12-19", 5)


def test_an_edition_of_nothing_or_upon_a_newer_text_is_refused(race, person, now):
    editor = person("王芳", shenyang="editor")
    with pytest.raises(NotValid):
        begun(race, editor, now, wanted=[], dated=[])
    with pytest.raises(Conflict):
        editions.begin_edition(race, editor, now, "race", base_id=1, wanted=[0], dated=[])


def test_an_edition_whose_name_has_no_number_gets_none_made_up():
    (only,) = editions.proposed(
        {"occurrences": [{"edition": {"zh": "首届"}, "starts": "someday", "status": "held"}]}, TODAY
    )

    assert (only.edition, only.starts) == ({}, None)


def off(race, who, now, number=3, **more):
    return editions.call_off(race, who, now, "race", number, **{"status": "postponed", "reason": WHY, **more})


def published(race, number=3):
    legs = drafts.live(race, "event", "race").document["occurrences"]
    return next(leg for leg in legs if leg["number"] == number)


def test_a_reviewer_of_the_city_puts_its_leg_off_at_once(race, person, now):
    assert off(race, person("李强", fushun="reviewer"), now)

    assert published(race)["status"] == "postponed"
    assert published(race)["previous_start"] == "2026-12-20"
    assert "starts" not in published(race)
    assert published(race, 2)["starts"] == "2026-09-13"


def test_a_leg_that_was_put_off_keeps_its_first_day_when_the_new_one_is_known(race, person, now):
    reviewer = person("李强", fushun="reviewer")
    off(race, reviewer, now)

    off(race, reviewer, now, status="rescheduled", starts=date(2027, 1, 10), ends=date(2027, 1, 11))

    assert published(race)["previous_start"] == "2026-12-20"
    assert (published(race)["starts"], published(race)["ends"]) == ("2027-01-10", "2027-01-11")


def test_a_leg_that_is_called_off_keeps_its_day(race, person, now):
    off(race, person("李强", fushun="reviewer"), now, status="cancelled")

    assert (published(race)["status"], published(race)["starts"]) == ("cancelled", "2026-12-20")


def test_an_editor_hands_it_to_the_reviewers(race, person, now):
    assert not off(race, person("王芳", fushun="editor"), now)

    assert published(race)["status"] == "scheduled"
    draft = drafts.require(race, "event", "race")
    assert draft.state == states.IN_REVIEW
    assert draft.head.document["occurrences"][2]["status"] == "postponed"


def test_a_leg_through_two_cities_is_called_off_by_both(race, person, now):
    document = drafts.live(race, "event", "race").as_document()
    legs = [each.model_copy(update={"areas": ["shenyang", "fushun"]}) for each in document.occurrences]
    both = document.model_copy(update={"occurrences": legs})
    actions.publish(race, actions.person(race, "import", now), now, "event", "race", both)

    assert not off(race, person("李强", fushun="reviewer"), now)
    assert off(race, person("周全", shenyang="reviewer", fushun="reviewer"), now)


def test_what_a_colleague_has_saved_about_the_leg_stays(race, person, now):
    editor, base = person("王芳", fushun="editor"), drafts.head(race, "event", "race")
    legs = base.document["occurrences"]
    moved = {**base.document, "occurrences": [*legs[:2], {**legs[2], "venue": {"zh": "新场馆", "en": "New hall"}}]}
    writing.save(race, person("李强", fushun="reviewer"), now, "event", "race", moved, base_id=base.id)

    off(race, editor, now)

    leg = drafts.head(race, "event", "race").document["occurrences"][2]
    assert (leg["venue"]["en"], leg["status"], leg["note"]) == ("New hall", "postponed", WHY)
    assert "starts" not in leg


def test_what_somebody_else_is_writing_is_not_published_with_it(race, person, now):
    editor, base = person("王芳", shenyang="editor"), drafts.head(race, "event", "race")
    writing.save(race, editor, now, "event", "race", {**base.document, "name": {"zh": "半句"}}, base_id=base.id)

    assert off(race, person("李强", fushun="reviewer"), now)

    assert drafts.live(race, "event", "race").document["name"]["zh"] == "马拉松"
    assert drafts.head(race, "event", "race").document["name"]["zh"] == "半句"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "held"},
        {"reason": {"zh": ""}},
        {"status": "rescheduled"},
        {"status": "rescheduled", "starts": date(2027, 1, 2), "ends": date(2027, 1, 1)},
        {"number": 1},
    ],
)
def test_what_cannot_be_is_refused(race, person, now, wrong):
    with pytest.raises(NotValid):
        off(race, person("李强", shenyang="reviewer", fushun="reviewer"), now, **wrong)


def test_another_bureau_or_an_unknown_leg_is_refused(race, person, now):
    with pytest.raises(NotAllowed):
        off(race, person("孙", benxi="reviewer"), now)
    with pytest.raises(NotFound):
        off(race, person("李强", fushun="reviewer"), now, number=77)


def test_dates_of_long_ago_are_moved_until_they_lie_ahead():
    legs = [leg(1, "2021-10-17", edition={"zh": "2021沈阳站"}), leg(2, "2021-11-14", edition={"zh": "第3届"})]
    one, other = editions.proposed({"occurrences": legs}, TODAY)

    assert (one.starts, other.starts) == (date(2027, 10, 10), date(2027, 11, 7))
    assert one.starts.weekday() == date(2021, 10, 17).weekday()
    assert (one.edition, other.edition) == ({"zh": "2027沈阳站"}, {"zh": "第4届"})


def test_an_edition_is_called_what_somebody_says(race, person, now):
    editor = person("王芳", shenyang="editor")
    legs = begun(race, editor, now, wanted=[0], dated=[], named={0: {"zh": "2027沈河站", "en": ""}, 7: {"zh": "无"}})

    assert legs[3]["edition"] == {"zh": "2027沈河站"}
