"""Many clerks at one moment: every acknowledged save is there, and revisions, journal and draft agree."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import factories
import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from portal.documents import WayDocument
from portal.kernel.errors import Conflict
from portal.migrations import upgrade
from portal.model import Draft, JournalEntry, Membership, Person, Revision
from portal.publishing import actions, drafts, editions, reviews, timetable, ways, writing

EDITORS = 8
SAVES = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """A database that several connections can share: a file, and a server."""
    if request.param == "postgresql":
        yield request.getfixturevalue("server")
        return
    engine = create_engine(f"sqlite:///{tmp_path / 'portal.sqlite3'}", pool_size=10)
    upgrade(engine)
    yield engine
    engine.dispose()


def staffed(session: Session, now) -> None:
    importer = actions.person(session, "import", now)
    actions.publish(session, importer, now, "area", "shenyang", factories.area())
    for n in range(EDITORS):
        session.add(Person(name=f"编辑{n}", created=now, memberships=[Membership(bureau="shenyang", role="editor")]))
    session.commit()


def save_often(engine: Engine, number: int, now, start: threading.Barrier) -> list[int]:
    """The revisions that one editor was told are saved; who is too late reads again and saves again."""
    acknowledged: list[int] = []
    start.wait()
    while len(acknowledged) < SAVES:
        with Session(engine) as session:
            me = session.scalars(select(Person).where(Person.name == f"编辑{number}")).one()
            head = drafts.head(session, "area", "shenyang")
            text = {**head.document, "summary": {"zh": f"编辑{number}第{len(acknowledged)}次"}}
            try:
                saved = writing.save(session, me, now, "area", "shenyang", text, base_id=head.id).head_id
                session.commit()
            except Conflict:
                session.rollback()
            else:
                acknowledged.append(saved)
    return acknowledged


def test_eight_editors_of_one_text_lose_no_save(session, engine, now):
    staffed(session, now)
    start = threading.Barrier(EDITORS)

    with ThreadPoolExecutor(EDITORS) as pool:
        told = list(pool.map(lambda n: save_often(engine, n, now, start), range(EDITORS)))

    acknowledged = sorted(revision for one in told for revision in one)
    kept = session.scalars(select(Revision).where(Revision.kind == "area").order_by(Revision.id)).all()
    lines = session.scalars(select(JournalEntry.revision_id).where(JournalEntry.action == "saved")).all()
    assert len(set(acknowledged)) == EDITORS * SAVES
    assert sorted(lines) == acknowledged
    assert [revision.base_id for revision in kept[1:]] == [revision.id for revision in kept[:-1]]  # one after the other
    assert session.scalars(select(Draft)).one().head_id == acknowledged[-1]


def test_two_who_begin_at_once_get_two_numbers(session, engine, now):
    staffed(session, now)
    start = threading.Barrier(EDITORS)

    def begin(number: int) -> int:
        start.wait()
        with Session(engine) as own:
            me = own.scalars(select(Person).where(Person.name == f"编辑{number}")).one()
            draft = writing.begin(own, me, now, "route", f"route-{number}", {}, "shenyang")
            own.commit()
            return draft.number

    with ThreadPoolExecutor(EDITORS) as pool:
        numbers = list(pool.map(begin, range(EDITORS)))

    assert sorted(numbers) == list(range(1, EDITORS + 1))
    assert (
        session.scalar(select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "begun")) == EDITORS
    )


def test_what_fails_halfway_leaves_nothing(session, now):
    staffed(session, now)
    me = session.scalars(select(Person).where(Person.name == "编辑0")).one()

    writing.begin(session, me, now, "route", "half", {}, "shenyang")
    session.rollback()

    assert session.scalar(select(func.count()).select_from(Revision).where(Revision.kind == "route")) == 0


def wait_until_somebody_waits(engine: Engine) -> None:
    """Until a connection waits for a lock that another holds."""
    with engine.connect() as looking:
        while not looking.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
            looking.rollback()


@pytest.fixture
def approved(server, now):
    """An event with a leg, and its draft with another summary, approved; the number of its newest text."""
    leg = {"number": 1, "status": "scheduled", "starts": date(2027, 2, 1), "areas": ["shenyang"]}
    with Session(server) as session:
        importer = actions.person(session, "import", now)
        actions.publish(session, importer, now, "area", "shenyang", factories.area())
        actions.publish(session, importer, now, "vocabulary", "kinds", factories.vocabulary(running="路跑"))
        actions.publish(session, importer, now, "event", "gala", factories.event(2, occurrences=[leg]))
        actions.publish(session, importer, now, "vocabulary", "themes", factories.vocabulary(qing_heritage="清文化"))
        actions.publish(session, importer, now, "vocabulary", "categories", factories.vocabulary(palace="宫殿"))
        actions.publish(session, importer, now, "attraction", "palace", factories.attraction(1))
        actions.publish(session, importer, now, "route", "walk", factories.route("palace"))
        for name, role in (("编辑", "editor"), ("审核", "reviewer")):
            session.add(Person(name=name, created=now, memberships=[Membership(bureau="shenyang", role=role)]))
        session.flush()
        editor, reviewer = named(session, "编辑"), named(session, "审核")
        head = drafts.head(session, "event", "gala")
        changed = {**head.document, "summary": {"zh": "新", "en": "New"}}
        draft = writing.save(session, editor, now, "event", "gala", changed, base_id=head.id)
        reviews.submit(session, editor, now, "event", "gala", head_id=draft.head_id)
        reviews.approve(session, reviewer, now, "event", "gala", head_id=draft.head_id, bureau="shenyang")
        session.commit()
        return draft.head_id


def named(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()


def after(server: Engine, first, second) -> Exception | None:
    """Do the first without committing it, begin the second beside it, and commit; what the second was refused with."""

    def beside() -> Exception | None:
        with Session(server) as session:
            try:
                second(session)
                session.commit()
            except Conflict as error:
                return error
        return None

    with Session(server) as session, ThreadPoolExecutor(1) as pool:
        first(session)
        session.flush()
        told = pool.submit(beside)
        wait_until_somebody_waits(server)
        session.commit()
        return told.result()


def test_a_leg_that_is_called_off_in_the_same_moment_is_not_published_away(server, approved, now):
    def call_off(session):
        reason = {"zh": "雪"}
        editions.call_off(session, named(session, "审核"), now, "gala", 1, status="cancelled", reason=reason)

    def publish(session):
        reviews.publish(session, named(session, "审核"), now, "event", "gala", approved)

    assert "changed since" in str(after(server, call_off, publish))
    with Session(server) as session:
        assert drafts.live(session, "event", "gala").document["occurrences"][0]["status"] == "cancelled"


def schedule(session, now, head):
    at = now + timedelta(days=1)
    timetable.schedule(session, named(session, "审核"), now, "event", "gala", head_id=head, expire_at=at)


def put_away(session, now, head):
    writing.drop(session, named(session, "编辑"), now, "event", "gala", head)


@pytest.mark.parametrize("verb", [schedule, put_away])
def test_a_text_that_is_saved_in_the_same_moment_is_neither_put_away_nor_scheduled(server, approved, now, verb):
    def save(session):
        changed = {**drafts.head(session, "event", "gala").document, "summary": {"zh": "更新", "en": "Newer"}}
        writing.save(session, named(session, "编辑"), now, "event", "gala", changed, base_id=approved)

    assert "newer text" in str(after(server, save, lambda session: verb(session, now, approved)))
    with Session(server) as session:
        draft = drafts.of(session, "event", "gala")
        assert (draft.state, draft.expire_at) == ("writing", None)
        assert draft.head.document["summary"]["zh"] == "更新"


def test_a_way_for_a_route_that_changes_in_the_same_moment_is_not_drawn(server, approved, now):
    way = WayDocument(sources=[{"title": "实测"}], legs=[])
    with Session(server) as session:
        base = ways.shown(session, "walk")

    def change(session):
        importer = actions.person(session, "import", now)
        actions.publish(session, importer, now, "route", "walk", factories.route("palace", season="summer"))

    def draw(session):
        ways.publish(session, named(session, "审核"), now, "walk", way, base=base)

    assert "changed once more" in str(after(server, change, draw))
    with Session(server) as session:
        assert drafts.live(session, "way", "walk") is None
