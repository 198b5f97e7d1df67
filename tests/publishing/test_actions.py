"""The verbs: what publishing and withdrawing leave behind, and what they refuse."""

from datetime import timedelta

import factories as make
import pytest
from conftest import NOW
from sqlalchemy import select

from portal.catalogue import read
from portal.content import ways
from portal.documents import WayDocument
from portal.kernel.errors import Conflict, NotValid
from portal.model import Area, Attraction, FormerKey, JournalEntry, Person, Publication, Revision, Route
from portal.publishing import actions, drafts, renaming


@pytest.fixture
def editor(session) -> Person:
    return actions.person(session, "编辑", NOW)


@pytest.fixture
def publish(session, editor):
    """A function that publishes a document: publish("attraction", "palace", document)."""

    def put(kind, key, document, at=NOW):
        revision = actions.publish(session, editor, at, kind, key, document)
        session.commit()
        return revision

    return put


@pytest.fixture
def route_through_palace(publish):
    publish("attraction", "palace", make.attraction())
    publish("attraction", "tomb", make.attraction(2))
    publish("route", "walk", make.route("palace", "tomb"))


def entries(session, *columns):
    return session.execute(select(*columns).order_by(JournalEntry.id)).all()


def test_what_is_published_is_what_visitors_see(session, publish):
    publish("attraction", "palace", make.attraction(name="故宫"))

    assert actions.find(session, "attraction", "palace").as_document() == make.attraction(name="故宫")


def test_publishing_keeps_a_revision_by_its_author(session, publish, editor):
    revision = publish("attraction", "palace", make.attraction())

    assert (revision.author, revision.created, revision.base_id) == (editor, NOW, None)


def test_each_revision_knows_the_one_it_began_from(publish):
    first = publish("attraction", "palace", make.attraction())
    second = publish("attraction", "palace", make.attraction(name="皇宫"))

    assert second.base_id == first.id


def test_earlier_revisions_stay_as_they_were(session, publish):
    first = publish("attraction", "palace", make.attraction(name="故宫"))
    publish("attraction", "palace", make.attraction(name="皇宫"))

    assert session.get(Revision, first.id).document["name"]["zh"] == "故宫"


def test_the_journal_says_who_did_what_to_which_and_when(session, publish):
    publish("attraction", "palace", make.attraction())

    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.actor.name, entry.action, entry.kind, entry.key, entry.at) == (
        "编辑",
        "published",
        "attraction",
        "palace",
        NOW,
    )


def test_the_journal_tells_the_changes_in_words(session, publish):
    publish("attraction", "palace", make.attraction(name="故宫"))
    publish("attraction", "palace", make.attraction(name="皇宫"))

    assert entries(session, JournalEntry.changes) == [("document: added “故宫”",), ("name.zh: “故宫” → “皇宫”",)]


def test_every_publishing_raises_the_version_that_caches_compare(session, publish):
    publish("attraction", "palace", make.attraction())
    before = session.get(Publication, 1).version
    publish("attraction", "palace", make.attraction(name="皇宫"), NOW + timedelta(minutes=1))
    publication = session.get(Publication, 1)

    assert (publication.version, publication.at) == (before + 1, NOW + timedelta(minutes=1))


def test_a_route_can_be_published_when_its_stops_are(session, route_through_palace):
    walk = session.scalars(select(Route)).one()

    assert [(stop.day, stop.position) for stop in walk.stops] == [(1, 1), (1, 2)]


def test_a_route_cannot_stop_where_nothing_is_published(publish):
    with pytest.raises(NotValid, match="palace"):
        publish("route", "walk", make.route("palace"))


def test_a_route_cannot_stop_at_what_was_withdrawn(session, publish, editor):
    publish("attraction", "palace", make.attraction())
    actions.withdraw(session, editor, NOW, "attraction", "palace")

    with pytest.raises(NotValid, match="palace"):
        publish("route", "walk", make.route("palace"))


def test_a_route_may_pass_the_same_place_twice(session, publish):
    publish("attraction", "palace", make.attraction())
    publish("route", "loop", make.route(("palace", "palace"), ("palace",)))

    assert len(session.scalars(select(Route)).one().stops) == 3


@pytest.mark.parametrize(
    "stops",
    [("tomb", "palace"), ("palace",), ("tomb",), ("palace", "tomb", "palace"), (("palace",), ("tomb",))],
    ids=str,
)
def test_the_stops_of_a_published_route_can_be_changed(session, publish, route_through_palace, stops):
    publish("route", "walk", make.route(*stops))
    keys = dict(session.execute(select(Attraction.id, Attraction.key)).all())
    walk = session.scalars(select(Route)).one()

    assert [keys[stop.attraction_id] for stop in walk.stops] == [s.attraction for s in make.route(*stops).stops()]


def test_an_attraction_in_use_cannot_be_withdrawn_and_the_route_is_named(session, editor, route_through_palace):
    with pytest.raises(Conflict, match="walk"):
        actions.withdraw(session, editor, NOW, "attraction", "palace")


def test_an_attraction_can_be_withdrawn_after_its_route(session, editor, route_through_palace):
    actions.withdraw(session, editor, NOW, "route", "walk")
    actions.withdraw(session, editor, NOW, "attraction", "palace")

    assert actions.find(session, "attraction", "palace").withdrawn == NOW


def test_an_area_in_use_cannot_be_withdrawn(session, publish, editor):
    publish("area", "shenyang", make.area())
    publish("attraction", "palace", make.attraction())

    with pytest.raises(Conflict, match="palace"):
        actions.withdraw(session, editor, NOW, "area", "shenyang")


def test_an_attraction_where_an_event_takes_place_cannot_be_withdrawn(session, publish, editor):
    publish("attraction", "palace", make.attraction())
    publish("event", "fair", make.event(occurrences=[{"attraction": "palace", "status": "scheduled"}]))

    with pytest.raises(Conflict, match="fair"):
        actions.withdraw(session, editor, NOW, "attraction", "palace")


def test_withdrawing_is_in_the_journal_and_raises_the_version(session, publish, editor):
    publish("attraction", "palace", make.attraction())
    actions.withdraw(session, editor, NOW, "attraction", "palace")

    assert entries(session, JournalEntry.action) == [("published",), ("withdrawn",)]
    assert session.get(Publication, 1).version == 2


def test_withdrawing_twice_or_what_never_was_changes_nothing(session, publish, editor):
    publish("attraction", "palace", make.attraction())
    for _ in range(2):
        actions.withdraw(session, editor, NOW, "attraction", "palace")
    actions.withdraw(session, editor, NOW, "attraction", "never")

    assert session.get(Publication, 1).version == 2


def test_what_was_withdrawn_can_be_published_again(session, publish, editor):
    publish("attraction", "palace", make.attraction())
    actions.withdraw(session, editor, NOW, "attraction", "palace")
    publish("attraction", "palace", make.attraction())

    assert actions.find(session, "attraction", "palace").withdrawn is None


def test_former_keys_are_remembered_and_can_be_given_up(session, publish):
    publish("attraction", "palace", make.attraction(formerly=["mukden-palace", "gugong"]))
    publish("attraction", "palace", make.attraction(formerly=["gugong"]))

    assert session.scalars(select(FormerKey.former)).all() == ["gugong"]


def test_a_former_key_may_move_to_another_document(session, publish):
    publish("attraction", "palace", make.attraction(formerly=["gugong"]))
    publish("attraction", "museum", make.attraction(2, formerly=["gugong"]))

    assert session.scalars(select(FormerKey.key)).all() == ["museum"]


def test_a_person_is_made_once(session):
    assert actions.person(session, "编辑", NOW) is actions.person(session, "编辑", NOW)


def test_a_time_without_a_zone_cannot_be_stored(session, editor):
    with pytest.raises(Exception, match="without a zone"):
        actions.publish(session, editor, NOW.replace(tzinfo=None), "attraction", "palace", make.attraction())


def test_times_come_back_from_the_database_with_their_zone(session, publish):
    publish("area", "shenyang", make.area())
    session.expire_all()

    assert session.scalars(select(Area)).one().published == NOW


def test_a_text_that_the_session_has_to_look_up_again_is_published_all_the_same(session, editor):
    """Looking it up writes what is half done; a thing without its number cannot be written."""
    document = make.attraction()
    text = Revision(
        kind="attraction", key="palace", document=document.model_dump(mode="json"), author=editor, created=NOW
    )
    session.add(text)
    session.commit()  # and it is forgotten
    actions.publish(session, editor, NOW, "attraction", "palace", document, of=text)
    session.commit()

    assert actions.find(session, "attraction", "palace").number == document.number


def test_a_route_that_got_another_key_while_its_way_was_traced_leaves_none_under_the_old_one(alliance, person, now):
    shelf, chief = read.shelf(alliance), person("周总", alliance="coordinator")
    leg = {"start": "palace", "end": "lake", "line": "_p~iF~ps|U_ulLnnqC", "km": 1.0, "minutes": 1, "kind": "road"}
    way = WayDocument.model_validate({"sources": [{"title": "x"}], "legs": [leg]})
    renaming.rename(alliance, chief, now, "route", "joint", "both")

    assert ways.publish(alliance, now, shelf, {"joint": way}) == []
    assert drafts.live(alliance, "way", "joint") is None
