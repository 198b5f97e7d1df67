"""What clerks write stays beside what is published, is never overwritten in silence, and never lost."""

from contextlib import contextmanager

import factories
import pytest
from sqlalchemy import event, select

from portal.kernel.errors import Conflict, NotAllowed, NotValid
from portal.model import JournalEntry, Revision
from portal.publishing import actions, drafts, renaming, reviews, shares, states, writers, writing


@pytest.fixture
def editor(person):
    return person("王芳", shenyang="editor")


def begun(session, kind="route", key="joint"):
    head = drafts.head(session, kind, key)
    return head.id, dict(head.document)


def test_what_an_editor_saves_does_not_change_what_visitors_see(alliance, editor, now):
    base, text = begun(alliance)

    draft = writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "新名"}}, base_id=base)

    assert draft.state == states.WRITING
    assert drafts.live(alliance, "route", "joint").document["title"]["zh"] == "线路1"
    assert drafts.head(alliance, "route", "joint").document["title"] == {"zh": "新名"}


def test_a_text_that_breaks_the_rules_is_kept_as_it_was_typed(alliance, editor, now):
    base, text = begun(alliance)

    writing.save(alliance, editor, now, "route", "joint", {**text, "advised": {"months": ["五月"]}}, base_id=base)

    assert drafts.head(alliance, "route", "joint").document["advised"] == {"months": ["五月"]}


def test_who_began_before_a_colleague_saved_does_not_overwrite_them(alliance, editor, person, now):
    base, text = begun(alliance)
    writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "王的"}}, base_id=base)
    late = person("李强", fushun="editor")

    with pytest.raises(Conflict):
        writing.save(alliance, late, now, "route", "joint", {**text, "title": {"zh": "李的"}}, base_id=base)

    assert drafts.head(alliance, "route", "joint").document["title"]["zh"] == "王的"


def test_a_text_that_came_too_late_is_kept_beside_the_draft(alliance, editor, now):
    base, text = begun(alliance)
    writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "先"}}, base_id=base)

    aside = writing.set_aside(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "后"}}, base)

    assert alliance.get(Revision, aside.id).document["title"]["zh"] == "后"
    assert drafts.head(alliance, "route", "joint").document["title"]["zh"] == "先"


def test_a_save_that_is_sent_twice_is_one_save(alliance, editor, now):
    base, text = begun(alliance)
    changed = {**text, "title": {"zh": "新名"}}
    first = writing.save(alliance, editor, now, "route", "joint", changed, base_id=base).head_id

    again = writing.save(alliance, editor, now, "route", "joint", changed, base_id=base).head_id

    assert again == first


def test_an_old_revision_can_be_written_anew(alliance, editor, now):
    base, text = begun(alliance)
    old = writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "先"}}, base_id=base).head_id
    head = writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "后"}}, base_id=old).head_id

    draft = writing.restore(alliance, editor, now, "route", "joint", old, head, "误改")

    assert draft.head_id not in (old, head)
    assert draft.head.document["title"] == {"zh": "先"}


def test_an_old_revision_that_is_written_anew_keeps_what_was_renamed_since(alliance, editor, person, now):
    chief = person("孙管", shenyang="administrator", fushun="administrator")
    old = drafts.head(alliance, "route", "joint").id
    renaming.rename(alliance, chief, now, "route", "joint", "both")
    renaming.rename(alliance, chief, now, "attraction", "lake", "great-lake")
    base, text = begun(alliance, key="both")
    draft = writing.save(alliance, editor, now, "route", "both", {**text, "title": {"zh": "新名"}}, base_id=base)

    draft = writing.restore(alliance, editor, now, "route", "both", old, draft.head_id)

    assert draft.head.document["formerly"] == ["joint"]
    assert draft.head.document["days"][0]["stops"][-1]["attraction"] == "great-lake"
    assert draft.state == states.PUBLISHED  # so it says what is published, and nobody has to hand it in


def test_a_new_route_gets_the_next_number_and_keeps_it_when_dropped(alliance, editor, now):
    draft = writing.begin(alliance, editor, now, "route", "new-one", {"title": {"zh": "新线"}}, "shenyang")
    writing.drop(alliance, editor, now, "route", "new-one", draft.head_id)

    other = writing.begin(alliance, editor, now, "route", "new-two", {"title": {"zh": "又一条"}}, "shenyang")

    assert (draft.number, other.number) == (2, 3)
    assert draft.state == states.DROPPED


def test_a_key_that_something_has_or_had_is_refused(alliance, editor, now):
    with pytest.raises(NotValid, match="taken"):
        writing.begin(alliance, editor, now, "route", "joint", {}, "shenyang")


def test_dropping_lets_a_published_thing_rest_as_it_is(alliance, editor, now):
    base, text = begun(alliance)
    draft = writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "新名"}}, base_id=base)

    writing.drop(alliance, editor, now, "route", "joint", draft.head_id)

    assert drafts.head(alliance, "route", "joint").id == base
    assert drafts.of(alliance, "route", "joint").state == states.PUBLISHED


def test_who_serves_no_bureau_with_a_share_may_not_write(alliance, person, now):
    base, text = begun(alliance)

    with pytest.raises(NotAllowed):
        writing.save(alliance, person("外人", benxi="administrator"), now, "route", "joint", text, base_id=base)


def test_a_partner_bureau_may_write_at_a_joint_route(alliance, person, now):
    base, text = begun(alliance)

    writing.save(
        alliance, person("李强", fushun="editor"), now, "route", "joint", {**text, "mode": "walk"}, base_id=base
    )

    assert shares.involved(alliance, "route", "joint") == ["shenyang", "fushun"]


def test_a_new_date_of_an_event_gets_a_number_that_no_date_ever_had(alliance, editor, now):
    base, text = begun(alliance, "event", "run")
    two = [*text["occurrences"], {"status": "scheduled", "areas": ["shenyang"]}]
    second = writing.save(alliance, editor, now, "event", "run", {**text, "occurrences": two}, base_id=base)
    without = writing.save(alliance, editor, now, "event", "run", text, base_id=second.head_id)

    third = writing.save(alliance, editor, now, "event", "run", {**text, "occurrences": two}, base_id=without.head_id)

    assert [leg["number"] for leg in third.head.document["occurrences"]] == [1, 3]


def test_every_revision_of_the_desk_has_a_line_in_the_journal(alliance, editor, now):
    base, text = begun(alliance)
    head = writing.save(
        alliance, editor, now, "route", "joint", {**text, "title": {"zh": "新名"}}, base_id=base, why="改名"
    )

    lines = alliance.scalars(select(JournalEntry).where(JournalEntry.revision_id == head.head_id)).all()

    assert [(line.action, line.why) for line in lines] == [("saved", "改名")]
    assert "title.zh" in lines[0].changes


def test_a_text_that_says_what_is_published_again_leaves_nothing_to_hand_in(alliance, editor, now):
    base, text = begun(alliance)
    changed = writing.save(alliance, editor, now, "route", "joint", {**text, "title": {"zh": "新名"}}, base_id=base)

    writing.save(alliance, editor, now, "route", "joint", text, base_id=changed.head_id)

    assert drafts.of(alliance, "route", "joint").state == states.PUBLISHED
    assert drafts.head(alliance, "route", "joint").id == base


@pytest.fixture
def collided(alliance, editor, now):
    """A draft of a tower, and a gate that an import published under the number that the tower had."""
    rough = factories.attraction(7, "塔", "Tower").model_dump(mode="json", exclude_defaults=True)
    tower = writing.begin(alliance, editor, now, "attraction", "tower", rough, "shenyang")
    gate = factories.attraction(tower.number, "门", "Gate")
    actions.publish(alliance, actions.person(alliance, "import", now), now, "attraction", "gate", gate)
    return tower


def test_what_an_import_brought_under_the_number_of_a_draft_can_be_edited(alliance, editor, collided, now):
    head = drafts.head(alliance, "attraction", "gate")

    saved = writing.save(
        alliance, editor, now, "attraction", "gate", {**head.document, "summary": SUMMARY}, base_id=head.id
    )

    assert saved.number == 3
    assert (collided.number, collided.head.document["number"]) == (4, 4)


def test_a_draft_whose_number_an_import_took_is_handed_in_under_another(alliance, editor, collided, now):
    draft = reviews.submit(alliance, editor, now, "attraction", "tower", head_id=collided.head_id)

    assert (draft.state, draft.head.document["number"]) == (states.IN_REVIEW, 4)
    assert writers.of(alliance, draft) == {editor.id}


SUMMARY = {"zh": "新", "en": "New"}


def test_looking_at_a_draft_that_rests_writes_nothing(alliance, editor, now):
    head = drafts.head(alliance, "attraction", "palace")
    text = {**head.document, "summary": SUMMARY}
    draft = writing.save(alliance, editor, now, "attraction", "palace", text, base_id=head.id)
    writing.drop(alliance, editor, now, "attraction", "palace", draft.head_id)
    importer = actions.person(alliance, "import", now)
    newer = actions.publish(alliance, importer, now, "attraction", "palace", factories.attraction(1, "宫", "Palace"))
    alliance.commit()

    with no_writing(alliance):
        assert drafts.head(alliance, "attraction", "palace") is newer
        assert drafts.of(alliance, "attraction", "palace").base is newer
        alliance.flush()

    assert writing.save(alliance, editor, now, "attraction", "palace", text, base_id=newer.id).base is newer


@contextmanager
def no_writing(session):
    """Fails when anything but a question is asked of the database."""

    def look(_connection, _cursor, statement, *_more):
        assert statement.lstrip().upper().startswith("SELECT"), statement

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", look)
    yield
    event.remove(bind, "before_cursor_execute", look)
