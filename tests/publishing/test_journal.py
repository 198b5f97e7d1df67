"""The journal is read narrowed and page by page; and nobody changes a line of it, not even the program."""

import re
from datetime import timedelta

import factories as make
import pytest
from conftest import NOW, ROOT
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.model import FormerKey, JournalEntry
from portal.publishing import actions, journal
from portal.publishing.journal import Wanted


def write(session: Session, *lines: tuple[str, str, str, str]) -> None:
    """(person, action, kind, key), a day apart, the last one now."""
    for back, (person, action, kind, key) in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        actor = actions.person(session, person, NOW)
        at = NOW - timedelta(days=back)
        session.add(JournalEntry(at=at, actor_id=actor.id, action=action, kind=kind, key=key))
    session.flush()


@pytest.fixture
def lines(session):
    write(
        session,
        ("王", "saved", "attraction", "cave"),
        ("李", "published", "route", "ring"),
        ("王", "published", "attraction", "palace"),
    )
    return lambda **wanted: [line.key for line in journal.page(session, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["palace", "ring", "cave"]),
        ({"kind": "attraction"}, ["palace", "cave"]),
        ({"key": "ring"}, ["ring"]),
        ({"person": "王"}, ["palace", "cave"]),
        ({"action": "published"}, ["palace", "ring"]),
        ({"since": NOW - timedelta(days=1)}, ["palace", "ring"]),
        ({"until": NOW}, ["ring", "cave"]),
        ({"person": "王", "action": "published"}, ["palace"]),
        ({"person": "'; drop table journal"}, []),
    ],
)
def test_lines_are_narrowed_and_come_newest_first(lines, wanted, found):
    assert lines(**wanted) == found


def test_a_bureau_is_who_leads_the_record(session):
    actor = actions.person(session, "import", NOW)
    actions.publish(session, actor, NOW, "attraction", "cave", make.attraction(1, area="benxi"))
    actions.publish(session, actor, NOW, "attraction", "palace", make.attraction(2, area="shenyang"))
    actions.publish(session, actor, NOW, "route", "ring", make.route("cave", "palace", areas=["benxi", "shenyang"]))

    assert [line.key for line in journal.page(session, Wanted(bureau="benxi"))] == ["ring", "cave"]
    assert [line.key for line in journal.page(session, Wanted(bureau="shenyang"))] == ["palace"]


def test_a_record_has_the_lines_of_its_former_keys_too(session, lines):
    session.add(FormerKey(kind="attraction", former="cave", key="palace"))
    session.flush()

    assert lines(kind="attraction", key="palace") == ["palace", "cave"]


def test_a_page_goes_on_where_the_one_before_ended(session):
    write(session, *[("王", "saved", "page", f"p-{i}") for i in range(journal.A_PAGE + 5)])

    first = journal.page(session, Wanted())
    second = journal.page(session, Wanted(), before=first[journal.A_PAGE - 1].id)

    assert len(first) == journal.A_PAGE + 1
    assert [line.key for line in second] == ["p-4", "p-3", "p-2", "p-1", "p-0"]
    assert [line.key for some in journal.everything(session, Wanted()) for line in some][:2] == ["p-0", "p-1"]


def refuses(engine) -> None:
    """Whether the database keeps its journal whoever asks, and takes new lines."""
    with Session(engine) as session:
        write(session, ("王", "saved", "page", "about"))
        session.commit()
        for statement in (
            update(JournalEntry).values(why="never happened"),
            delete(JournalEntry),
            text("delete from journal where id = 1"),
        ):
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(statement)
            session.rollback()
        write(session, ("王", "published", "page", "about"))
        session.commit()
        assert session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)).all() == ["saved", "published"]


def test_sqlite_refuses_to_change_or_to_take_out_a_line(engine):
    refuses(engine)


@pytest.mark.slow
def test_postgresql_refuses_it_and_to_empty_it(server):
    refuses(server)
    with Session(server) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("truncate journal"))


def test_nothing_in_the_program_changes_or_deletes_a_line():
    forbidden = re.compile(r"(delete|update)\(JournalEntry|(delete from|update|truncate) journal\b", re.IGNORECASE)
    modules = [path for path in (ROOT / "portal").rglob("*.py") if "versions" not in path.parts]

    assert [path.name for path in modules if forbidden.search(path.read_text(encoding="utf-8"))] == []
