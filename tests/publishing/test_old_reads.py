"""A verb that somebody else was faster than sees what they wrote, though its session had read what was there before."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import factories
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.kernel.errors import Conflict
from portal.migrations import upgrade
from portal.model import JournalEntry, Membership, Person
from portal.publishing import actions, drafts, editions, media, notices, people, renaming, reports, writing

SNOW = {"zh": "雪"}


@pytest.fixture
def engine(tmp_path):
    """A database that several connections can share."""
    engine = create_engine(f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def meanwhile(engine):
    """A function that does something as a person in a session of its own, and commits it."""

    def do(person_id: int, act) -> None:
        with Session(engine) as other:
            act(other, other.get_one(Person, person_id))
            other.commit()

    return do


def written(session, person, now, summary: str):
    """A place that is not published yet, with this summary saved as the newest of its draft."""
    head = drafts.head(session, "attraction", "gate")
    text = {**head.document, "summary": {"zh": summary, "en": summary}}
    return writing.save(session, person, now, "attraction", "gate", text, base_id=head.id)


def test_a_save_right_before_a_rename_is_in_the_renamed_draft(alliance, person, now, meanwhile):
    wang, boss = person("王", shenyang="editor"), person("赵", shenyang="administrator")
    writing.begin(alliance, wang, now, "attraction", "gate", {"name": {"zh": "门"}}, "shenyang")
    seen = written(alliance, wang, now, "first")
    alliance.commit()
    assert seen.head.document["summary"]["en"] == "first"

    meanwhile(wang.id, lambda s, me: written(s, me, now, "second"))
    renaming.rename(alliance, boss, now, "attraction", "gate", "south-gate")
    alliance.commit()

    alliance.expire_all()
    assert drafts.head(alliance, "attraction", "south-gate").document["summary"]["en"] == "second"


def test_two_legs_that_are_called_off_at_once_are_both_called_off(alliance, person, now, meanwhile):
    li = person("李", shenyang="reviewer")
    legs = [{"number": n, "status": "scheduled", "starts": date(2027, 2, n), "areas": ["shenyang"]} for n in (1, 2)]
    actions.publish(alliance, li, now, "event", "gala", factories.event(2, occurrences=legs))
    alliance.commit()
    seen = drafts.live(alliance, "event", "gala")
    assert seen.document

    def call_off(session, me, number: int) -> None:
        editions.call_off(session, me, now, "gala", number, status="cancelled", reason=SNOW)

    meanwhile(li.id, lambda s, me: call_off(s, me, 2))
    call_off(alliance, li, 1)
    alliance.commit()

    assert [leg["status"] for leg in seen.document["occurrences"]] == ["cancelled", "cancelled"]


def test_a_leg_is_not_called_off_by_a_form_that_shows_an_older_event(alliance, person, now):
    li = person("李", shenyang="reviewer")
    legs = [{"number": 1, "status": "scheduled", "starts": date(2027, 2, 1), "areas": ["shenyang"]}]
    first = actions.publish(alliance, li, now, "event", "gala", factories.event(2, occurrences=legs))
    moved = [{**legs[0], "starts": date(2027, 3, 1)}]
    actions.publish(alliance, li, now, "event", "gala", factories.event(2, occurrences=moved))

    with pytest.raises(Conflict):
        editions.call_off(alliance, li, now, "gala", 1, status="cancelled", reason=SNOW, base=first.id)


@pytest.fixture
def notice(alliance, person, now):
    """A notice that began in November, and who may lift it."""
    li = person("李", shenyang="reviewer")
    document = factories.notice(areas=["shenyang"], starts=date(2026, 11, 1))
    actions.publish(alliance, li, now, "notice", "ice", document)
    alliance.commit()
    return li, document


def test_a_notice_that_is_ended_keeps_what_was_just_changed_in_it(alliance, notice, now, meanwhile):
    li, document = notice
    seen = drafts.live(alliance, "notice", "ice")
    assert seen.document
    changed = document.model_copy(update={"body": {"zh": "改过的", "en": "changed"}})

    meanwhile(li.id, lambda s, me: actions.publish(s, me, now, "notice", "ice", changed))
    notices.end(alliance, li, now, "ice")
    alliance.commit()

    assert (seen.document["body"]["en"], seen.document["ends"]) == ("changed", "2026-12-01")


@pytest.mark.parametrize("act", [notices.end, notices.withdraw])
def test_a_notice_is_not_lifted_by_a_form_that_shows_an_older_one(alliance, notice, now, act):
    li, document = notice
    first = drafts.live(alliance, "notice", "ice").revision_id
    actions.publish(alliance, li, now, "notice", "ice", document.model_copy(update={"body": SNOW}))

    with pytest.raises(Conflict):
        act(alliance, li, now, "ice", "over", base=first)


def test_a_picture_that_another_bureau_just_added_stays_theirs(alliance, person, now, meanwhile):
    li, zhao = person("李", shenyang="editor"), person("赵", fushun="editor")
    actions.publish(alliance, li, now, "medium", "cave", factories.medium(bureau="shenyang"))
    actions.withdraw(alliance, li, now, "medium", "cave")
    alliance.commit()
    seen = actions.find(alliance, "medium", "cave")
    assert seen.withdrawn

    meanwhile(zhao.id, lambda s, me: media.add(s, me, now, "cave", factories.medium(bureau="fushun")))
    with pytest.raises(Conflict):
        media.add(alliance, li, now, "cave", factories.medium(bureau="shenyang"))


def test_nothing_is_withdrawn_that_was_just_named(alliance, person, now, meanwhile):
    li = person("李", shenyang="editor")
    actions.publish(alliance, li, now, "medium", "cave", factories.medium(bureau="shenyang"))
    alliance.commit()
    seen = drafts.live(alliance, "attraction", "palace")
    assert not seen.document.get("pictures")
    shown = factories.attraction(1, pictures=["cave"])

    meanwhile(li.id, lambda s, me: actions.publish(s, me, now, "attraction", "palace", shown))

    with pytest.raises(Conflict):
        media.remove(alliance, li, now, "cave")
    with pytest.raises(Conflict):
        actions.withdraw(alliance, li, now, "medium", "cave")


def test_of_eight_coordinators_who_leave_at_once_one_stays(alliance, person, now, engine):
    ids = [person(f"协调{n}", alliance="coordinator").id for n in range(8)]
    alliance.commit()
    start = threading.Barrier(len(ids))

    def leave(person_id: int) -> bool:
        with Session(engine) as own:
            me = own.get_one(Person, person_id)
            start.wait()
            try:
                people.take_role(own, me, now, me, "alliance")
                own.commit()
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(len(ids)) as pool:
        left = list(pool.map(leave, ids))

    assert left.count(False) == 1
    assert len(alliance.scalars(select(Membership).where(Membership.role == "coordinator")).all()) == 1


def test_a_report_is_taken_by_one(alliance, person, now, meanwhile):
    wang, li = person("王", shenyang="editor"), person("李", shenyang="editor")
    seen = reports.send(alliance, now, kind="attraction", key="palace", lang="zh", text="价格不对了")
    alliance.commit()
    assert seen.state == "new"

    meanwhile(li.id, lambda s, me: reports.take(s, me, now, seen.reference))
    with pytest.raises(Conflict):
        reports.take(alliance, wang, now, seen.reference)
    alliance.rollback()

    taken = select(JournalEntry.actor_id).where(JournalEntry.action == "report taken")
    assert alliance.scalars(taken).all() == [li.id]
