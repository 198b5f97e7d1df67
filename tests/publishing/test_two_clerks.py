"""Two clerks publish at the same time, on a real PostgreSQL: each publishing is a version of its own."""

import threading

import factories as make
import pytest
from conftest import NOW
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.catalogue import read
from portal.model import Attraction
from portal.publishing import actions

pytestmark = pytest.mark.slow


@pytest.fixture
def engine(server) -> Engine:
    with Session(server) as session:
        actions.publish(session, actions.person(session, "甲", NOW), NOW, "attraction", "first", make.attraction(1))
        actions.person(session, "乙", NOW)
        session.commit()
    return server


def test_the_second_waits_for_the_first_and_gets_the_next_version(engine):
    def publish_second() -> None:
        with Session(engine) as session:
            clerk = actions.person(session, "乙", NOW)
            actions.publish(session, clerk, NOW, "attraction", "third", make.attraction(3))
            session.commit()

    with Session(engine) as session:
        clerk = actions.person(session, "甲", NOW)
        actions.publish(session, clerk, NOW, "attraction", "second", make.attraction(2))
        other = threading.Thread(target=publish_second)
        other.start()
        other.join(0.5)
        waited = other.is_alive()
        session.commit()
    other.join(20)

    with Session(engine) as session:
        assert waited
        assert read.version(session) == 3
        versions = dict(session.execute(select(Attraction.key, Attraction.version)).all())
    assert versions == {"first": 1, "second": 2, "third": 3}
