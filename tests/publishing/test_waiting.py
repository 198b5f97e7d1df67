"""What waits for a person, how good what is published is, and the small verbs of review: comments, previews, facts."""

from datetime import date, timedelta

import factories
import pytest

from portal.catalogue import read
from portal.documents import KINDS
from portal.kernel.errors import Conflict, Gone, NotAllowed, NotFound, NotValid
from portal.model import Report
from portal.publishing import (
    actions,
    drafts,
    facts,
    previews,
    quality,
    remarks,
    reviews,
    states,
    timetable,
    waiting,
    writing,
)

TODAY = date(2026, 12, 1)


@pytest.fixture
def written(alliance, cast, now):
    """A function that saves changes to a thing, the joint route at first, and perhaps hands it in."""

    def make(kind="route", key="joint", *, who="editor", submit=False, due=None, **changes):
        head = drafts.head(alliance, kind, key)
        draft = writing.save(alliance, cast[who], now, kind, key, {**head.document, **changes}, base_id=head.id)
        if submit:
            reviews.submit(alliance, cast[who], now, kind, key, head_id=draft.head_id, due=due)
        return draft

    return make


def title(zh):
    return {"zh": zh, "en": "New"}


def published(session):
    return read.shelf(session).documents


def keys(tasks):
    return [task.key for task in tasks]


def test_a_draft_waits_for_its_writer_and_for_nobody_else(alliance, cast, written):
    written(title=title("新"))

    assert keys(waiting.written_by(alliance, cast["editor"], states.WRITING)) == ["joint"]
    assert not waiting.written_by(alliance, cast["reviewer"], states.WRITING)


def test_a_submission_waits_for_whoever_may_approve_it(alliance, cast, written):
    written(submit=True, title=title("新"))

    waits = {name: waiting.for_review(alliance, who, TODAY) for name, who in cast.items()}

    assert {name: keys(tasks) for name, tasks in waits.items()} == {
        "editor": [],
        "reviewer": ["joint"],
        "partner": [],
        "coordinator": ["joint"],
    }
    assert waits["reviewer"][0].asked == ["shenyang"]


def test_who_handed_something_in_is_told_for_whom_it_waits(alliance, cast, written, now):
    def waits():
        return [(t.key, t.state, t.asked) for t in waiting.submitted_by(alliance, cast["editor"])]

    draft = written(submit=True, title=title("新"))
    assert waits() == [("joint", states.IN_REVIEW, ["shenyang"])]
    assert not waiting.submitted_by(alliance, cast["reviewer"])

    reviews.approve(alliance, cast["reviewer"], now, "route", "joint", head_id=draft.head_id, bureau="shenyang")
    assert waits() == [("joint", states.APPROVED, ["shenyang"])]

    reviews.publish(alliance, cast["reviewer"], now, "route", "joint", draft.head_id)
    assert waits() == []


def test_what_is_overdue_comes_first(alliance, cast, written):
    written("attraction", "palace", submit=True, due=TODAY + timedelta(days=3), summary=title("新"))
    written(submit=True, due=TODAY - timedelta(days=1), title=title("新"))

    assert keys(waiting.for_review(alliance, cast["reviewer"], TODAY)) == ["joint", "palace"]


def test_what_is_approved_waits_for_the_leading_bureau_until_it_has_a_time(alliance, cast, written, now):
    draft = written(submit=True, title=title("新"))
    reviews.approve(alliance, cast["reviewer"], now, "route", "joint", head_id=draft.head_id, bureau="shenyang")

    assert keys(waiting.ready(alliance, cast["reviewer"])) == ["joint"]
    assert not waiting.ready(alliance, cast["partner"])

    on, then = ("route", "joint"), now + timedelta(days=2)
    timetable.schedule(alliance, cast["reviewer"], now, *on, head_id=draft.head_id, publish_at=then)
    assert not waiting.ready(alliance, cast["reviewer"])
    tasks = waiting.scheduled(alliance, ["shenyang"])
    assert [(c.day, c.what) for c in waiting.coming(tasks, published(alliance), ["shenyang"], TODAY)] == [
        (TODAY + timedelta(days=2), "appears")
    ]
    assert not waiting.scheduled(alliance, ["fushun"])


def test_a_notice_that_ends_within_a_month_is_announced(alliance, cast, now):
    importer = actions.person(alliance, "import", now)
    for key, days in (("soon", 5), ("later", 50)):
        ends = TODAY + timedelta(days=days)
        actions.publish(alliance, importer, now, "notice", key, factories.notice(starts=TODAY, ends=ends))

    coming = waiting.coming([], published(alliance), ["shenyang"], TODAY)

    assert [(c.key, c.what) for c in coming] == [("soon", "ends")]


@pytest.fixture
def old_hours(alliance, now):
    """The palace's hours were looked up two years ago, its phone last month, its price nobody knows when."""
    visit = {
        "hours": {"text": {"zh": "九点到五点"}, "checked": date(2024, 12, 1)},
        "phone": {"text": {"zh": "024-1234"}, "checked": date(2026, 11, 1)},
        "price": {"text": {"zh": "50元"}},
    }
    importer = actions.person(alliance, "import", now)
    actions.publish(alliance, importer, now, "attraction", "palace", factories.attraction(1, visit=visit, months=[12]))
    return alliance


def test_old_facts_are_named_for_their_bureau(old_hours, cast):
    stale = waiting.stale_facts(old_hours, published(old_hours), ["shenyang"], TODAY)

    assert [(s.key, [fact for fact, *_ in s.facts], s.is_due) for s in stale] == [("palace", ["hours", "price"], True)]
    assert not waiting.stale_facts(old_hours, published(old_hours), ["fushun"], TODAY)


def test_still_true_dates_all_old_facts_today_and_hands_them_in(old_hours, cast, now):
    head = drafts.head(old_hours, "attraction", "palace")

    draft = facts.still_true(old_hours, cast["editor"], now, "palace", head.id)

    visit = draft.head.document["visit"]
    assert draft.state == states.IN_REVIEW
    assert (visit["hours"]["checked"], visit["price"]["checked"]) == ("2026-12-01", "2026-12-01")
    assert visit["phone"]["checked"] == "2026-11-01"
    assert not waiting.stale_facts(old_hours, published(old_hours), ["shenyang"], TODAY)
    with pytest.raises(Conflict):
        facts.still_true(old_hours, cast["editor"], now, "palace", draft.head_id)
    with pytest.raises(NotAllowed):
        facts.still_true(old_hours, cast["partner"], now, "palace", head.id)


def test_reports_of_visitors_wait_until_they_are_answered(alliance, cast, now):
    for state, bureau in (("new", "shenyang"), ("mended", "shenyang"), ("taken", "fushun")):
        alliance.add(
            Report(
                reference=f"{state}{bureau}"[:12],
                kind="route",
                key="joint",
                bureau=bureau,
                lang="zh",
                text="错",
                at=now,
                state=state,
            )
        )
    alliance.flush()

    assert [report.state for report in waiting.reports(alliance, ["shenyang"])] == ["new"]


def test_pictures_whose_rights_end_soon_or_ended_are_named(alliance, now):
    importer = actions.person(alliance, "import", now)
    for key, until in (("soon", TODAY + timedelta(days=30)), ("over", TODAY - timedelta(days=1)), ("long", None)):
        medium = {
            "bureau": "shenyang",
            "title": {"zh": "图"},
            "decorative": True,
            "credit": "局",
            "licence": "CC-BY-4.0",
            "until": until,
            "width": 10,
            "height": 10,
            "sha256": "0" * 64,
        }
        document = KINDS["medium"].model_validate(medium)
        actions.publish(alliance, importer, now, "medium", key, document)

    assert [key for key, _ in waiting.ending_rights(published(alliance), ["shenyang"], TODAY)] == ["over", "soon"]


def row_of(session, kind, key):
    return next(r for r in quality.translations(session, published(session)) if (r.kind, r.key) == (kind, key))


def test_a_text_is_missing_then_in_the_draft_then_ready_then_stale(alliance, cast, written, now):
    def standing():
        return row_of(alliance, "route", "joint").standings["en"]

    def publish(draft):
        reviews.submit(alliance, cast["editor"], now, "route", "joint", head_id=draft.head_id)
        head = {"head_id": draft.head_id}
        reviews.approve(alliance, cast["reviewer"], now, "route", "joint", bureau="shenyang", **head)
        reviews.publish(alliance, cast["reviewer"], now, "route", "joint", draft.head_id)

    assert standing() == quality.READY
    written(summary={"zh": "新的一句"})
    assert standing() == quality.MISSING
    publish(written(summary={"zh": "新的一句", "en": "A new sentence"}))
    assert standing() == quality.READY
    draft = written(summary={"zh": "又改了一句", "en": "A new sentence"})
    assert standing() == quality.STALE
    publish(draft)
    assert standing() == quality.STALE
    written(summary={"zh": "又改了一句", "en": "Another sentence"})
    assert standing() == quality.IN_DRAFT


def test_each_bureau_is_counted(old_hours, cast, written):
    written(title=title("新"))
    shelf = published(old_hours)

    assert {row.bureau for row in quality.translations(old_hours, shelf, ["fushun"])} == {"fushun"}
    bureaus = quality.bureaus(old_hours, shelf, quality.translations(old_hours, shelf), TODAY)
    shenyang = next(bureau for bureau in bureaus if bureau.key == "shenyang")

    assert shenyang.drafts == 1
    assert shenyang.stale == 1
    assert shenyang.kinds["route"] == 1
    assert shenyang.without_picture >= 2


def test_comments_stand_at_their_field_until_they_are_settled(alliance, cast, written, now):
    draft = written(title=title("新"))

    comment = remarks.write(alliance, cast["partner"], now, "route", "joint", "title.zh", " 太短 ")
    assert {field: [c.text for c in found] for field, found in remarks.open_at(draft).items()} == {"title.zh": ["太短"]}
    remarks.settle(alliance, cast["editor"], now, "route", "joint", comment.id)

    assert not remarks.open_at(draft)
    assert comment.settled_by_id == cast["editor"].id
    with pytest.raises(NotValid):
        remarks.write(alliance, cast["editor"], now, "route", "joint", "title", "  ")
    with pytest.raises(NotFound):
        remarks.settle(alliance, cast["editor"], now, "route", "joint", 999)


def test_a_preview_shows_the_newest_text_until_it_ends(alliance, cast, written, now):
    written(title=title("一"))
    link, token = previews.make(alliance, cast["editor"], now, "route", "joint", 3)
    written(title=title("二"))

    assert previews.opened(alliance, now, token)[1].title["zh"] == "二"
    assert token not in (link.digest, str(link.id))
    with pytest.raises(Gone):
        previews.opened(alliance, now + timedelta(days=3), token)
    previews.revoke(alliance, cast["editor"], now, "route", "joint", link.id)
    with pytest.raises(Gone):
        previews.opened(alliance, now, token)
    for days in (0, 31):
        with pytest.raises(NotValid):
            previews.make(alliance, cast["editor"], now, "route", "joint", days)


def test_a_preview_of_a_stop_that_is_not_published_is_refused(alliance, cast, written, now):
    written(days=[{"stops": [{"attraction": "atlantis"}]}])
    _, token = previews.make(alliance, cast["editor"], now, "route", "joint", 3)

    with pytest.raises(NotValid):
        previews.opened(alliance, now, token)


def test_a_merged_draft_stands_on_what_is_published_now(alliance, cast, written, now):
    draft = written(title=title("新"))
    live = drafts.live(alliance, "route", "joint")
    importer = actions.person(alliance, "import", now)
    actions.publish(alliance, importer, now, "route", "joint", factories.route("lake", areas=["fushun"], number=1))
    text = {**draft.head.document, "title": title("合")}

    with pytest.raises(Conflict, match="once more"):
        writing.save(
            alliance, cast["editor"], now, "route", "joint", text, base_id=draft.head_id, merged_with=draft.base_id
        )
    merged = writing.save(
        alliance, cast["editor"], now, "route", "joint", text, base_id=draft.head_id, merged_with=live.revision_id
    )

    assert merged.base_id == live.revision_id
