"""A thing gets another key: it is the same thing, everything that named it names it anew, its old address leads on."""

from typing import Any

import factories as make
import pytest
from conftest import NOW, SITES
from sqlalchemy import select

from portal.catalogue import read
from portal.content.check import check
from portal.documents import LexiconDocument, WayDocument
from portal.documents.way import straight
from portal.kernel.errors import Conflict, Gone, NotAllowed, NotFound, NotValid
from portal.kernel.geo import Point
from portal.model import (
    LIVE,
    Approval,
    Attraction,
    Batch,
    Draft,
    JournalEntry,
    Membership,
    Person,
    Report,
    Revision,
    Route,
    Way,
)
from portal.model.live import stored
from portal.publishing import actions, drafts, journal, renaming, reports, reviews, typing, uses, visits

A, B = Point(42.0, 123.5), Point(42.1, 123.6)


def serve(session, bureau: str, role: str) -> Person:
    person = actions.person(session, f"{bureau} {role}", NOW)
    person.memberships.append(Membership(bureau=bureau, role=role))
    session.flush()
    return person


@pytest.fixture
def boss(session) -> Person:
    return serve(session, "shenyang", "administrator")


@pytest.fixture
def site(session) -> None:
    """A palace, named by a route, its way, an event, a notice and the lexicon."""
    actor = actions.person(session, "import", NOW)
    things: list[tuple[str, str, Any]] = [
        ("attraction", "palace", make.attraction(1, at=A)),
        ("attraction", "tomb", make.attraction(2, at=B)),
        ("route", "ring", make.route("palace", "tomb")),
        (
            "way",
            "ring",
            WayDocument(legs=[straight("palace", "tomb", A, B, "drive"), straight("tomb", "palace", B, A, "drive")]),
        ),
        ("event", "fair", make.event(1, occurrences=[{"status": "scheduled", "attraction": "palace"}])),
        ("notice", "shut", make.notice(starts=NOW.date(), attractions=["palace"], routes=["ring"], areas=["shenyang"])),
        (
            "lexicon",
            "words",
            LexiconDocument.model_validate({"entries": [{"say": ["宫"], "first": ["attraction:palace"]}]}),
        ),
    ]
    for kind, key, document in things:
        actions.publish(session, actor, NOW, kind, key, document)


def write(session, kind: str, key: str, rough: dict[str, Any], state: str, *, base: Revision | None = None) -> Draft:
    author = actions.person(session, "王", NOW)
    head = Revision(kind=kind, key=key, document=rough, author_id=author.id, created=NOW)
    session.add(head)
    session.flush()
    draft = Draft(kind=kind, key=key, bureau="shenyang", state=state, head=head, base=base, changed=NOW)
    session.add(draft)
    session.flush()
    return draft


def named(session, kind: str, key: str) -> set[tuple[str, str]]:
    """Who names a thing in what is published."""
    rows = [row for table in LIVE.values() for row in session.scalars(select(table))]
    return {(row.kind, row.key) for row in rows if uses.names(row.kind, row.document, kind, key)}


def test_everything_that_named_it_names_it_anew(session, site, boss):
    before = named(session, "attraction", "palace")
    renaming.rename(session, boss, NOW, "attraction", "palace", "imperial-palace")
    session.commit()

    assert before == {("route", "ring"), ("way", "ring"), ("event", "fair"), ("notice", "shut"), ("lexicon", "words")}
    assert named(session, "attraction", "palace") == set()
    assert named(session, "attraction", "imperial-palace") == before
    legs = session.scalars(select(Way)).one().document["legs"]
    assert [(leg["start"], leg["end"]) for leg in legs] == [("imperial-palace", "tomb"), ("tomb", "imperial-palace")]
    assert all(row.as_document() for table in LIVE.values() for row in session.scalars(select(table)))


def test_it_stays_the_same_row_with_the_same_number_and_stops(session, site, boss):
    row = session.scalars(select(Attraction).where(Attraction.key == "palace")).one()
    renaming.rename(session, boss, NOW, "attraction", "palace", "imperial-palace")
    session.commit()

    assert (row.key, row.number, row.document["formerly"]) == ("imperial-palace", 1, ["palace"])
    route = session.scalars(select(Route)).one()
    assert [stop.attraction_id for stop in route.stops] == [row.id, row.id + 1]


def test_its_old_key_leads_to_the_new_one_after_two_changes_too(session, site, boss):
    renaming.rename(session, boss, NOW, "attraction", "palace", "second")
    renaming.rename(session, boss, NOW, "attraction", "second", "third")

    assert read.why_missing(session, "attraction", "palace") == "third"
    assert read.why_missing(session, "attraction", "second") == "third"


def test_it_may_have_its_old_key_back(session, site, boss):
    renaming.rename(session, boss, NOW, "attraction", "palace", "second")
    renaming.rename(session, boss, NOW, "attraction", "second", "palace")

    assert read.why_missing(session, "attraction", "second") == "palace"
    assert session.scalars(select(Attraction).where(Attraction.key == "palace")).one().document["formerly"] == [
        "second"
    ]


def test_a_route_takes_its_way_and_its_notices_along(session, site, boss):
    renaming.rename(session, boss, NOW, "route", "ring", "great-ring")
    session.commit()

    shelf = read.shelf(session)
    assert shelf.ways["great-ring"].legs[0].start == "palace"
    assert "ring" not in shelf.ways
    assert shelf.notices["shut"].routes == ["great-ring"]


def test_every_change_is_in_the_journal(session, site, boss):
    renaming.rename(session, boss, NOW, "attraction", "palace", "new")

    lines = session.scalars(select(JournalEntry).where(JournalEntry.actor_id == boss.id)).all()
    assert {(line.action, line.kind, line.key) for line in lines} == {
        ("published", "attraction", "new"),
        ("published", "route", "ring"),
        ("published", "way", "ring"),
        ("published", "event", "fair"),
        ("published", "notice", "shut"),
        ("published", "lexicon", "words"),
        ("renamed", "attraction", "new"),
    }
    assert all("palace → new" in line.why or line.changes == "key: “palace” → “new”" for line in lines)


def test_what_is_being_written_about_it_goes_on_where_it_stood(session, site, boss):
    row = session.scalars(select(Attraction).where(Attraction.key == "palace")).one()
    base = session.get_one(Revision, row.revision_id)
    draft = write(session, "attraction", "palace", {"name": {"zh": "宫"}, "number": "one?"}, "in_review", base=base)
    draft.approvals.append(Approval(revision_id=draft.head_id, bureau="shenyang", person_id=boss.id, at=NOW))
    session.flush()

    renaming.rename(session, boss, NOW, "attraction", "palace", "new")
    session.commit()

    assert (draft.key, draft.state, draft.head.key) == ("new", "in_review", "new")
    assert draft.head.document == {"name": {"zh": "宫"}, "number": "one?", "formerly": ["palace"]}
    assert draft.base_id == row.revision_id != base.id
    assert [approval.revision_id for approval in draft.approvals] == [draft.head_id]
    texts = [text.id for _line, text in journal.history(session, "attraction", "new") if text]
    assert texts[-2:] == [row.revision_id, draft.head_id]


def test_a_draft_that_rests_shows_what_is_published(session, site, boss):
    row = session.scalars(select(Route)).one()
    published = session.get_one(Revision, row.revision_id)
    draft = Draft(
        kind="route", key="ring", bureau="shenyang", state="published", head=published, base=published, changed=NOW
    )
    session.add(draft)
    session.flush()

    renaming.rename(session, boss, NOW, "attraction", "palace", "new")
    session.commit()

    assert draft.head_id == draft.base_id == row.revision_id != published.id
    assert draft.state == "published"


def test_rough_texts_that_name_it_are_mended_and_keep_their_state(session, site, boss):
    rough = {"days": [{"stops": [{"attraction": "palace"}, {"attraction": ""}, "??"]}, "no day"], "areas": "x"}
    draft = write(session, "route", "other", rough, "returned")
    before = draft.head_id

    renaming.rename(session, boss, NOW, "attraction", "palace", "new")

    assert draft.head.document["days"] == [{"stops": [{"attraction": "new"}, {"attraction": ""}, "??"]}, "no day"]
    assert (draft.key, draft.state, draft.head.base_id) == ("other", "returned", before)


def test_what_was_never_published_is_only_moved(session, site, boss):
    draft = write(session, "event", "gala", {"name": {"zh": "会"}}, "writing")

    renaming.rename(session, boss, NOW, "event", "gala", "grand-gala")

    assert (draft.key, draft.head.key, draft.head.document["name"]) == ("grand-gala", "grand-gala", {"zh": "会"})
    assert drafts.keys(session, "event", "grand-gala") == ["grand-gala", "gala"]
    with pytest.raises(NotFound):
        read.why_missing(session, "event", "gala")


def test_a_key_from_before_it_was_published_leads_on_from_the_day_it_is(session, site, boss):
    write(session, "event", "gala", make.event(7).model_dump(mode="json", exclude_defaults=True), "writing")
    renaming.rename(session, boss, NOW, "event", "gala", "second")
    renaming.rename(session, boss, NOW, "event", "second", "third")
    draft = session.scalars(select(Draft).where(Draft.key == "third")).one()

    actions.publish(session, boss, NOW, "event", "third", stored("event", draft.head.document), of=draft.head)

    assert drafts.keys(session, "event", "third") == ["third", "gala", "second"]
    assert read.why_missing(session, "event", "gala") == "third"


def test_reports_counts_and_imports_go_along(session, site, boss):
    report = reports.send(session, NOW, kind="attraction", key="palace", lang="zh", text="电话不对了")
    visits.record(session, NOW.date(), {("view", "attraction", "palace"): 4})
    batch = Batch(
        person_id=boss.id,
        name="x.xlsx",
        at=NOW,
        written=[["attraction", "palace", None, 1], ["route", "palace", None, 2]],
    )
    session.add(batch)
    for key in ("palace", "new"):
        typing.be_present(session, boss, NOW, "attraction", key)

    renaming.rename(session, boss, NOW, "attraction", "palace", "new")
    session.commit()

    assert session.get_one(Report, report.id).key == "new"
    assert visits.by_record(session, NOW.date())["attraction", "new"].total == 4
    assert session.get_one(Batch, batch.id).written == [["attraction", "new", None, 1], ["route", "palace", None, 2]]


@pytest.mark.parametrize("key", ["", "Palace", "two--hyphens", "x" * 81, "with space", "-", "故宫", "palace\n"])
def test_a_key_that_is_none_is_refused(session, site, boss, key):
    with pytest.raises(NotValid, match="hyphens"):
        renaming.rename(session, boss, NOW, "attraction", "palace", key)


def test_a_key_that_another_thing_has_or_had_is_refused(session, site, boss):
    write(session, "attraction", "drafted", {}, "writing")
    actions.withdraw(session, boss, NOW, "notice", "shut")
    renaming.rename(session, boss, NOW, "attraction", "tomb", "east-tomb")

    for taken in ("palace", "drafted", "tomb", "east-tomb"):
        with pytest.raises(NotValid, match="another thing"):
            renaming.rename(session, boss, NOW, "attraction", "palace", taken)


def test_who_may_not_changes_nothing(session, site):
    for person in (serve(session, "shenyang", "reviewer"), serve(session, "fushun", "administrator")):
        with pytest.raises(NotAllowed):
            renaming.rename(session, person, NOW, "attraction", "palace", "new")
    assert session.scalars(select(Attraction.key).order_by(Attraction.id)).all() == ["palace", "tomb"]


def test_a_rename_that_fails_halfway_leaves_nothing(session, site, boss):
    session.commit()
    session.scalars(select(Route)).one().document = {"broken": "route", "days": [{"stops": [{"attraction": "palace"}]}]}
    session.commit()

    with pytest.raises(ValueError, match="validation error"):
        renaming.rename(session, boss, NOW, "attraction", "palace", "new")
    session.rollback()

    assert session.scalars(select(Attraction.key).order_by(Attraction.id)).all() == ["palace", "tomb"]


def test_the_table_of_places_says_what_documents_say_themselves():
    documents = check(SITES / "good").documents
    for (kind, key), document in documents.items():
        if kind != "way":  # computed: what it names follows by itself and keeps nobody from leaving
            said = {(k, other) for _, k, other in document.references() if k in LIVE}
            assert uses.named(kind, document.model_dump(mode="json")) == said, (kind, key)


def test_uses_are_what_is_published_and_what_is_on_its_way(session, site):
    write(
        session, "route", "planned", {"title": {"zh": "新"}, "days": [{"stops": [{"attraction": "palace"}]}]}, "writing"
    )
    write(session, "route", "given-up", {"days": [{"stops": [{"attraction": "palace"}]}]}, "dropped")

    found = uses.of(session, "attraction", "palace")

    assert [(u.kind, u.key, u.is_draft) for u in found] == [
        ("event", "fair", False),
        ("lexicon", "words", False),
        ("notice", "shut", False),
        ("route", "ring", False),
        ("route", "planned", True),
    ]
    assert found[-1].title == {"zh": "新"}


def test_nothing_is_withdrawn_while_something_names_it_or_without_a_reason(session, site, boss):
    with pytest.raises(Conflict, match="ring"):
        reviews.withdraw(session, boss, NOW, "attraction", "palace", "closed for good")
    with pytest.raises(NotValid):
        reviews.withdraw(session, boss, NOW, "notice", "shut", "  ")


def test_a_withdrawn_thing_is_gone_and_the_reason_is_in_the_journal(session, site, boss):
    reviews.withdraw(session, boss, NOW, "notice", "shut", " over ")

    with pytest.raises(Gone):
        read.why_missing(session, "notice", "shut")
    assert session.scalars(select(JournalEntry.why).where(JournalEntry.action == "withdrawn")).all() == ["over"]
    with pytest.raises(NotFound):
        reviews.withdraw(session, boss, NOW, "notice", "shut", "again")


def test_an_editor_withdraws_nothing(session, site):
    with pytest.raises(NotAllowed):
        reviews.withdraw(session, serve(session, "shenyang", "editor"), NOW, "notice", "shut", "over")
