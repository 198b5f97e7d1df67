"""A visitor says what is wrong on a page; the bureau that leads takes it up and answers."""

import factories as make
import pytest
from conftest import NOW
from sqlalchemy import select

from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.model import JournalEntry, Membership, Person, Report
from portal.publishing import actions, reports


@pytest.fixture
def clerk(session):
    """A function that makes somebody who serves: clerk("benxi", "editor")."""

    def serve(bureau: str, role: str) -> Person:
        person = actions.person(session, f"{bureau} {role}", NOW)
        person.memberships.append(Membership(bureau=bureau, role=role))
        session.flush()
        return person

    return serve


@pytest.fixture
def report(session) -> Report:
    importer = actions.person(session, "import", NOW)
    actions.publish(session, importer, NOW, "attraction", "cave", make.attraction(1, area="benxi"))
    return reports.send(session, NOW, kind="attraction", key="cave", lang="zh", text="  电话号码\x00不对。\r\n请更正 ")


def test_a_report_goes_to_the_bureau_that_leads_and_has_a_reference_nobody_guesses(session, report):
    assert (report.bureau, report.state, report.answer) == ("benxi", "new", "")
    assert len(report.reference) == 11
    assert reports.find(session, f" {report.reference.lower()} ") is report


def test_its_text_keeps_its_lines_and_loses_what_cannot_be_seen(report):
    assert report.text == "电话号码 不对。\n请更正"


@pytest.mark.parametrize("text", ["", "  no ", "x" * 2001, "\u200b" * 50])
def test_a_text_that_says_nothing_or_too_much_is_refused(session, report, text):
    with pytest.raises(NotValid, match="5 to 2000"):
        reports.send(session, NOW, kind="attraction", key="cave", lang="zh", text=text)


@pytest.mark.parametrize(("kind", "key"), [("attraction", "nowhere"), ("lexicon", "words"), ("person", "1")])
def test_nobody_reports_about_what_has_no_page(session, report, kind, key):
    with pytest.raises(NotFound):
        reports.send(session, NOW, kind=kind, key=key, lang="en", text="It is wrong")


def test_an_editor_of_the_bureau_takes_it_up_and_answers(session, report, clerk):
    editor = clerk("benxi", "editor")

    reports.take(session, editor, NOW, report.reference)
    reports.answer(session, editor, NOW, report.reference, "mended", "谢谢，已经更正。")

    assert (report.state, report.answer, report.answered, report.answered_by) == (
        "mended",
        "谢谢，已经更正。",
        NOW,
        editor,
    )
    lines = session.scalars(select(JournalEntry).where(JournalEntry.actor_id == editor.id)).all()
    assert [(line.action, line.key, line.why) for line in lines] == [
        ("report taken", "cave", ""),
        ("report mended", "cave", "谢谢，已经更正。"),
    ]


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_another_bureau_may_not(session, report, clerk, role):
    other = clerk("fushun", role)

    with pytest.raises(NotAllowed):
        reports.take(session, other, NOW, report.reference)
    with pytest.raises(NotAllowed):
        reports.answer(session, other, NOW, report.reference, "declined", "It is as it should be")
    assert report.state == "new"


def test_the_coordinator_may(session, report, clerk):
    reports.answer(session, clerk("alliance", "coordinator"), NOW, report.reference, "declined", "这是对的。")

    assert report.state == "declined"


def test_two_do_not_take_up_the_same(session, report, clerk):
    editor = clerk("benxi", "editor")
    reports.take(session, editor, NOW, report.reference)

    with pytest.raises(Conflict):
        reports.take(session, editor, NOW, report.reference)


@pytest.mark.parametrize(("state", "text"), [("new", "An answer"), ("done", "An answer"), ("mended", " ")])
def test_it_ends_in_one_of_two_ways_and_with_words(session, report, clerk, state, text):
    with pytest.raises(NotValid):
        reports.answer(session, clerk("benxi", "editor"), NOW, report.reference, state, text)


def test_the_inbox_has_what_waits_longest_first_and_only_of_ones_own(session, report):
    importer = actions.person(session, "import", NOW)
    actions.publish(session, importer, NOW, "attraction", "palace", make.attraction(2, area="shenyang"))
    second = reports.send(session, NOW, kind="attraction", key="cave", lang="en", text="Second")
    other = reports.send(session, NOW, kind="attraction", key="palace", lang="en", text="Other")

    assert reports.inbox(session, ["benxi"], "new") == [report, second]
    assert reports.inbox(session, None, "") == [other, second, report]
    assert reports.counts(session, ["benxi"]) == {"new": 2, "taken": 0, "mended": 0, "declined": 0}
