"""From a draft to what every visitor sees: two pairs of eyes, each bureau for its share, and a clock."""

from datetime import date, timedelta

import factories
import pytest

from portal.documents import KINDS
from portal.kernel.errors import Conflict, NotAllowed, NotValid
from portal.publishing import (
    actions,
    drafts,
    editions,
    journal,
    people,
    renaming,
    reviews,
    shares,
    states,
    timetable,
    writing,
)


@pytest.fixture
def submitted(alliance, cast, now):
    """A function that saves changes to the joint route and hands it in; who writes is the editor."""

    def make(author="editor", **changes):
        head = drafts.head(alliance, "route", "joint")
        text = {**head.document, **changes}
        draft = writing.save(alliance, cast[author], now, "route", "joint", text, base_id=head.id)
        return reviews.submit(alliance, cast[author], now, "route", "joint", head_id=draft.head_id)

    return make


def approve(alliance, who, now, draft, bureau, **more):
    return reviews.approve(alliance, who, now, "route", "joint", head_id=draft.head_id, bureau=bureau, **more)


def other_stops(document):
    return [{"stops": [document["days"][0]["stops"][0], {"attraction": "lake", "minutes": 90}]}]


def test_a_change_of_the_lead_alone_is_approved_by_the_lead_and_published(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})

    assert reviews.missing(alliance, draft) == ["shenyang"]
    assert approve(alliance, cast["reviewer"], now, draft, "shenyang").state == states.APPROVED

    reviews.publish(alliance, cast["reviewer"], now, "route", "joint", draft.head_id)

    assert drafts.live(alliance, "route", "joint").document["title"]["zh"] == "新名"
    assert drafts.of(alliance, "route", "joint").state == states.PUBLISHED


def test_what_was_approved_and_taken_back_is_approved_still_when_it_is_handed_in_unchanged(
    alliance, cast, submitted, now
):
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, cast["reviewer"], now, draft, "shenyang")
    reviews.recall(alliance, cast["editor"], now, "route", "joint", draft.head_id)

    draft = reviews.submit(alliance, cast["editor"], now, "route", "joint", head_id=draft.head_id)

    assert draft.state == states.APPROVED


def test_a_partner_is_asked_about_its_own_stops(alliance, cast, submitted, now):
    draft = submitted(days=other_stops(drafts.head(alliance, "route", "joint").document))

    assert reviews.missing(alliance, draft) == ["shenyang", "fushun"]
    assert approve(alliance, cast["reviewer"], now, draft, "shenyang").state == states.IN_REVIEW
    assert approve(alliance, cast["partner"], now, draft, "fushun").state == states.APPROVED


def test_an_approval_holds_while_that_share_stays_as_it_was(alliance, cast, submitted, now):
    draft = submitted(days=other_stops(drafts.head(alliance, "route", "joint").document))
    approve(alliance, cast["partner"], now, draft, "fushun")

    again = submitted(title={"zh": "新名", "en": "New"})

    assert reviews.missing(alliance, again) == ["shenyang"]


def test_nobody_approves_their_own_work_not_even_the_coordinator(alliance, cast, submitted, now):
    draft = submitted("coordinator", title={"zh": "新名", "en": "New"})

    with pytest.raises(NotAllowed, match="own work"):
        approve(alliance, cast["coordinator"], now, draft, "shenyang", settle=True, why="急")


def test_the_coordinator_can_settle_for_a_bureau_with_a_reason(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})

    with pytest.raises(NotValid, match="reason"):
        approve(alliance, cast["coordinator"], now, draft, "shenyang", settle=True)
    draft = approve(alliance, cast["coordinator"], now, draft, "shenyang", settle=True, why="两局已商定")

    assert draft.state == states.APPROVED
    assert draft.approvals[0].is_settled


def test_an_editor_does_not_approve_and_a_foreign_bureau_is_not_asked(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})

    with pytest.raises(Conflict):
        approve(alliance, cast["partner"], now, draft, "fushun")
    with pytest.raises(NotAllowed):
        approve(alliance, cast["partner"], now, draft, "shenyang")


def test_a_returned_draft_says_why_and_needs_to_be_handed_in_again(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})

    with pytest.raises(NotValid):
        reviews.send_back(alliance, cast["reviewer"], now, "route", "joint", draft.head_id, "  ")
    draft = reviews.send_back(alliance, cast["reviewer"], now, "route", "joint", draft.head_id, "请写清冬季时间")

    assert (draft.state, draft.reason) == (states.RETURNED, "请写清冬季时间")
    with pytest.raises(Conflict):
        approve(alliance, cast["reviewer"], now, draft, "shenyang")


def test_what_breaks_a_rule_is_not_handed_in(alliance, cast, now):
    head = drafts.head(alliance, "route", "joint")
    draft = writing.save(
        alliance, cast["editor"], now, "route", "joint", {**head.document, "days": []}, base_id=head.id
    )

    with pytest.raises(NotValid) as refused:
        reviews.submit(alliance, cast["editor"], now, "route", "joint", head_id=draft.head_id)

    assert refused.value.field == "days"


def test_what_was_approved_is_what_is_published(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, cast["reviewer"], now, draft, "shenyang")
    approved = draft.head_id
    text = {**draft.head.document, "title": {"zh": "又改", "en": "Again"}}
    writing.save(alliance, cast["editor"], now, "route", "joint", text, base_id=approved)

    with pytest.raises(Conflict):
        reviews.publish(alliance, cast["reviewer"], now, "route", "joint", approved)


def test_a_draft_appears_and_goes_at_the_set_time_by_itself(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, cast["reviewer"], now, draft, "shenyang")
    begin, end = now + timedelta(hours=2), now + timedelta(days=2)
    on, times = ("route", "joint"), {"publish_at": begin, "expire_at": end}
    timetable.schedule(alliance, cast["reviewer"], now, *on, head_id=draft.head_id, **times)

    assert timetable.due(alliance, now + timedelta(hours=1)) == []
    assert timetable.due(alliance, begin) == ["route joint: published"]
    assert drafts.live(alliance, "route", "joint").document["title"]["zh"] == "新名"
    assert timetable.due(alliance, end) == ["route joint: withdrawn"]
    assert drafts.live(alliance, "route", "joint") is None


def test_a_draft_begun_before_an_import_is_not_published_over_it(alliance, cast, submitted, now):
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, cast["reviewer"], now, draft, "shenyang")
    row = drafts.live(alliance, "route", "joint")
    imported = KINDS["route"].model_validate({**row.as_document().model_dump(), "mode": "walk"})
    actions.publish(alliance, actions.person(alliance, "import", now), now, "route", "joint", imported)

    with pytest.raises(Conflict, match="changed since"):
        reviews.publish(alliance, cast["reviewer"], now, "route", "joint", draft.head_id)


def test_a_merge_that_keeps_the_approved_text_asks_everybody_again(alliance, cast, scheduled, now):
    row = drafts.live(alliance, "route", "joint")
    corrected = KINDS["route"].model_validate({**row.as_document().model_dump(), "days": other_stops(row.document)})
    live = actions.publish(alliance, actions.person(alliance, "import", now), now, "route", "joint", corrected)
    head = scheduled.head

    for _twice in range(2):
        draft = writing.save(
            alliance, cast["editor"], now, "route", "joint", head.document, base_id=head.id, merged_with=live.id
        )

    assert (draft.state, draft.publish_at, draft.head_id) == (states.WRITING, None, head.id)
    assert reviews.missing(alliance, draft) == ["shenyang", "fushun"]
    told = [(line.actor.name, line.action) for line, _text in journal.history(alliance, "route", "joint")]
    assert told[-2:] == [("import", "published"), ("王芳", "saved")]


def test_nothing_appears_that_a_bureau_has_yet_to_approve(alliance, cast, scheduled, now):
    scheduled.approvals = []
    alliance.flush()

    with pytest.raises(Conflict, match="approved"):
        reviews.publish(alliance, cast["reviewer"], now, "route", "joint", scheduled.head_id)
    assert "approved" in timetable.due(alliance, now + timedelta(days=3))[0]


def test_what_is_withdrawn_needs_a_reason_and_may_not_be_named_any_more(alliance, cast, now):
    with pytest.raises(NotValid):
        reviews.withdraw(alliance, cast["reviewer"], now, "route", "joint", "")
    with pytest.raises(Conflict, match="joint"):
        reviews.withdraw(alliance, cast["reviewer"], now, "attraction", "palace", "修缮")

    reviews.withdraw(alliance, cast["reviewer"], now, "route", "joint", "道路中断")

    assert drafts.live(alliance, "route", "joint") is None


MINE = {"zh": "我写的", "en": "Mine"}


@pytest.mark.parametrize("renamed", [("route", "joint"), ("attraction", "lake")])
def test_what_is_renamed_meanwhile_is_still_the_work_of_who_wrote_it(alliance, cast, submitted, person, now, renamed):
    submitted("reviewer", summary=MINE)
    chief = person("孙管", shenyang="administrator", fushun="administrator")

    renaming.rename(alliance, chief, now, *renamed, "new-name")
    key = "new-name" if renamed[0] == "route" else "joint"
    draft = drafts.of(alliance, "route", key)

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == "own"
    assert reviews.why_not_approve(alliance, chief, draft, "shenyang") == ""


def test_what_was_never_published_keeps_its_writers_under_another_key(alliance, cast, person, now):
    rough = factories.route("palace", number=7).model_dump(mode="json", exclude_defaults=True)
    writing.begin(alliance, cast["reviewer"], now, "route", "night", rough, "shenyang")
    renaming.rename(alliance, person("孙管", shenyang="administrator"), now, "route", "night", "by-night")
    draft = drafts.of(alliance, "route", "by-night")
    reviews.submit(alliance, cast["editor"], now, "route", "by-night", head_id=draft.head_id)

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == "own"


def test_merging_with_what_one_published_oneself_does_not_make_a_text_anothers(alliance, cast, now):
    importer = actions.person(alliance, "import", now)
    leg = {"number": 1, "status": "scheduled", "starts": date(2027, 2, 1), "areas": ["shenyang"]}
    actions.publish(alliance, importer, now, "event", "gala", factories.event(2, occurrences=[leg]))
    head = drafts.head(alliance, "event", "gala")
    mine = {**head.document, "summary": MINE}
    draft = writing.save(alliance, cast["reviewer"], now, "event", "gala", mine, base_id=head.id)
    editions.call_off(alliance, cast["reviewer"], now, "gala", 1, status="cancelled", reason={"zh": "雪"})
    row = drafts.live(alliance, "event", "gala")
    merged = {**mine, "occurrences": row.document["occurrences"]}

    draft = writing.save(
        alliance, cast["reviewer"], now, "event", "gala", merged, base_id=draft.head_id, merged_with=row.revision_id
    )
    reviews.submit(alliance, cast["editor"], now, "event", "gala", head_id=draft.head_id)

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == "own"


def test_a_text_that_was_set_aside_is_its_writers_work_too(alliance, cast, submitted, now):
    head = drafts.head(alliance, "route", "joint")
    draft = submitted(title={"zh": "新名", "en": "New"})
    late = {**head.document, "summary": MINE}
    writing.set_aside(alliance, cast["reviewer"], now, "route", "joint", late, head.id)

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == "own"


def test_who_wrote_a_text_of_long_ago_does_not_approve_it_when_another_brings_it_back(
    alliance, cast, submitted, person, now
):
    head, other = drafts.head(alliance, "route", "joint"), person("钱审", shenyang="reviewer")
    late = {**head.document, "summary": MINE}
    aside = writing.set_aside(alliance, cast["reviewer"], now, "route", "joint", late, head.id)
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, other, now, draft, "shenyang")
    reviews.publish(alliance, other, now, "route", "joint", draft.head_id)

    draft = writing.restore(alliance, cast["editor"], now, "route", "joint", aside.id, draft.head_id)
    reviews.submit(alliance, cast["editor"], now, "route", "joint", head_id=draft.head_id)

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == "own"
    assert reviews.why_not_approve(alliance, other, draft, "shenyang") == ""


def test_who_wrote_what_is_published_may_approve_what_others_write_next(alliance, cast, submitted, person, now):
    draft = submitted("reviewer", summary=MINE)
    other = person("钱审", shenyang="reviewer")
    approve(alliance, other, now, draft, "shenyang")
    reviews.publish(alliance, other, now, "route", "joint", draft.head_id)

    draft = submitted(title={"zh": "新名", "en": "New"})

    assert reviews.why_not_approve(alliance, cast["reviewer"], draft, "shenyang") == ""


@pytest.fixture
def scheduled(alliance, cast, submitted, now):
    """The joint route under a new name, approved, to appear in two days."""
    draft = submitted(title={"zh": "新名", "en": "New"})
    approve(alliance, cast["reviewer"], now, draft, "shenyang")
    on, then = ("route", "joint"), now + timedelta(days=2)
    return timetable.schedule(alliance, cast["reviewer"], now, *on, head_id=draft.head_id, publish_at=then)


def test_what_was_withdrawn_does_not_come_back_by_itself(alliance, cast, scheduled, now):
    reviews.withdraw(alliance, cast["reviewer"], now + timedelta(days=1), "route", "joint", "道路中断")

    assert timetable.due(alliance, now + timedelta(days=3)) == []
    assert drafts.live(alliance, "route", "joint") is None
    assert (scheduled.state, scheduled.publish_at, scheduled.approvals) == (states.WRITING, None, [])


def test_what_was_withdrawn_comes_back_when_two_people_want_it(alliance, cast, scheduled, now):
    reviews.withdraw(alliance, cast["reviewer"], now, "route", "joint", "道路中断")

    draft = reviews.submit(alliance, cast["editor"], now, "route", "joint", head_id=scheduled.head_id)
    for who, bureau in (("reviewer", "shenyang"), ("partner", "fushun")):
        approve(alliance, cast[who], now, draft, bureau)
    reviews.publish(alliance, cast["reviewer"], now, "route", "joint", draft.head_id)

    assert drafts.live(alliance, "route", "joint").document["title"]["zh"] == "新名"


def test_what_a_load_took_off_the_site_is_not_published_by_a_draft_of_before(alliance, cast, scheduled, now):
    actions.withdraw(alliance, actions.person(alliance, "import", now), now, "route", "joint")

    [told] = timetable.due(alliance, now + timedelta(days=3))

    assert "changed since" in told
    assert drafts.live(alliance, "route", "joint") is None


def test_one_text_that_cannot_be_published_does_not_keep_the_others_waiting(alliance, cast, scheduled, now):
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": MINE}
    draft = writing.save(alliance, cast["editor"], now, "attraction", "palace", text, base_id=head.id)
    on = ("attraction", "palace")
    reviews.submit(alliance, cast["editor"], now, *on, head_id=draft.head_id)
    reviews.approve(alliance, cast["reviewer"], now, *on, head_id=draft.head_id, bureau="shenyang")
    then = now + timedelta(days=2, hours=1)
    timetable.schedule(alliance, cast["reviewer"], now, *on, head_id=draft.head_id, publish_at=then)
    drafts.live(alliance, "route", "joint").document = {"title": "what no release of the portal ever wrote"}
    alliance.flush()

    told = timetable.due(alliance, now + timedelta(days=3))

    assert told[1:] == ["attraction palace: published"]
    assert (scheduled.publish_at, scheduled.state) == (None, states.APPROVED)


def test_nobody_is_called_like_the_clock(alliance, cast, now):
    with pytest.raises(NotValid, match="another person"):
        people.admit(alliance, cast["coordinator"], now, name="clock", bureau="shenyang", role="editor")


def test_a_new_place_in_another_bureaus_area_asks_that_bureau(alliance, cast, now):
    rough = factories.attraction(9, area="fushun").model_dump(mode="json", exclude_defaults=True)
    draft = writing.begin(alliance, cast["editor"], now, "attraction", "fort", rough, "shenyang")
    reviews.submit(alliance, cast["editor"], now, "attraction", "fort", head_id=draft.head_id)
    assert reviews.missing(alliance, draft) == ["shenyang", "fushun"]

    for who, bureau in (("reviewer", "shenyang"), ("partner", "fushun")):
        reviews.approve(alliance, cast[who], now, "attraction", "fort", head_id=draft.head_id, bureau=bureau)
    reviews.publish(alliance, cast["reviewer"], now, "attraction", "fort", draft.head_id)

    assert (draft.bureau, shares.lead(alliance, "attraction", "fort")) == ("fushun", "fushun")


@pytest.mark.parametrize("kind", ["area", "page"])
def test_only_the_alliance_begins_a_page_or_an_area(alliance, cast, now, kind):
    with pytest.raises(NotAllowed):
        writing.begin(alliance, cast["reviewer"], now, kind, "newland", {}, "shenyang")

    assert writing.begin(alliance, cast["coordinator"], now, kind, "newland", {}, "shenyang").bureau == "alliance"


def test_the_bureau_of_its_new_area_withdraws_a_place_that_an_import_moved_though_another_writes_at_it(
    alliance, cast, now, person
):
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": MINE}
    writing.save(alliance, cast["editor"], now, "attraction", "palace", text, base_id=head.id)
    importer, boss = actions.person(alliance, "import", now), person("主任", shenyang="administrator")
    actions.publish(alliance, importer, now, "route", "joint", factories.route("lake", areas=["fushun"]))
    actions.publish(alliance, importer, now, "attraction", "palace", factories.attraction(1, area="fushun"))

    with pytest.raises(NotAllowed):
        reviews.withdraw(alliance, boss, now, "attraction", "palace", "搬走了")
    with pytest.raises(NotAllowed):
        renaming.rename(alliance, boss, now, "attraction", "palace", "old-palace")
    reviews.withdraw(alliance, cast["partner"], now, "attraction", "palace", "关闭了")
    assert drafts.live(alliance, "attraction", "palace") is None


def test_a_place_that_an_import_moved_is_led_by_the_bureau_of_its_new_area(alliance, cast, now):
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": MINE}
    draft = writing.save(alliance, cast["editor"], now, "attraction", "palace", text, base_id=head.id)
    writing.drop(alliance, cast["editor"], now, "attraction", "palace", draft.head_id)
    importer = actions.person(alliance, "import", now)
    actions.publish(alliance, importer, now, "attraction", "palace", factories.attraction(1, area="fushun"))

    assert shares.lead(alliance, "attraction", "palace") == "fushun"
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": MINE}
    with pytest.raises(NotAllowed):
        writing.save(alliance, cast["editor"], now, "attraction", "palace", text, base_id=head.id)
    assert (
        writing.save(alliance, cast["partner"], now, "attraction", "palace", text, base_id=head.id).bureau == "fushun"
    )
