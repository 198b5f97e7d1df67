"""Late news: told after a commit, never after a rollback."""

import factories as make
import pytest
from conftest import NOW

from portal.publishing import actions, announce, published
from portal.publishing.announcements import Signal


@pytest.fixture
def heard():
    """Every announcement that was told."""
    news: list[frozenset[tuple[str, str]]] = []
    published.connect(news.append)
    return news


def publish(session, key="palace", number=1):
    actions.publish(session, actions.person(session, "编辑", NOW), NOW, "attraction", key, make.attraction(number))


def test_nothing_is_told_before_the_commit(session, heard):
    publish(session)
    session.flush()

    assert heard == []


def test_a_commit_tells_the_keys(session, heard):
    publish(session)
    session.commit()

    assert heard == [frozenset({("attraction", "palace")})]


def test_one_commit_tells_everything_at_once_and_each_key_once(session, heard):
    publish(session)
    publish(session)
    publish(session, "tomb", 2)
    session.commit()

    assert heard == [frozenset({("attraction", "palace"), ("attraction", "tomb")})]


def test_a_rollback_tells_nothing_then_or_later(session, heard):
    publish(session)
    session.rollback()
    session.commit()

    assert heard == []


def test_what_was_told_is_not_told_again(session, heard):
    publish(session)
    session.commit()
    session.commit()

    assert len(heard) == 1


def test_a_withdrawal_is_told_too(session, heard):
    publish(session)
    session.commit()
    actions.withdraw(session, actions.person(session, "编辑", NOW), NOW, "attraction", "palace")
    session.commit()

    assert heard[-1] == frozenset({("attraction", "palace")})


def test_a_savepoint_that_fails_does_not_silence_what_was_published_outside_it(session, heard):
    publish(session)
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        _ = 1 / 0
    session.commit()

    assert heard == [frozenset({("attraction", "palace")})]


def test_a_listener_may_read_what_was_committed(engine, session):
    seen = []

    def look(_keys):
        with type(session)(engine) as fresh:
            seen.append(actions.find(fresh, "attraction", "palace") is not None)

    published.connect(look)
    publish(session)
    session.commit()

    assert seen == [True]


def test_joining_twice_is_joining_once():
    news, signal = [], Signal()
    signal.connect(news.append)
    signal.connect(news.append)
    signal.send(frozenset({("area", "x")}))

    assert len(news) == 1


def test_who_has_left_hears_nothing_and_leaving_twice_is_no_error():
    news, signal = [], Signal()
    signal.connect(news.append)
    signal.disconnect(news.append)
    signal.disconnect(news.append)
    signal.send(frozenset())

    assert news == []


def test_an_announcement_needs_no_publishing(session, heard):
    session.connection()
    announce(session, "area", "shenyang")
    session.commit()

    assert heard == [frozenset({("area", "shenyang")})]
