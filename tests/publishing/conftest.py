"""A small alliance: two bureaus with their people, and what is published when their day begins."""

from collections.abc import Iterator
from datetime import UTC, datetime

import factories
import postgres
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from portal.migrations import upgrade
from portal.model import Membership, Person
from portal.publishing import actions

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def person(session: Session):
    """A function that makes somebody: `person("王芳", fushun="editor")`."""

    def make(name: str, **roles: str) -> Person:
        made = Person(name=name, created=NOW)
        made.memberships = [Membership(bureau=bureau, role=role) for bureau, role in roles.items()]
        session.add(made)
        session.flush()
        return made

    return make


@pytest.fixture
def cast(person):
    """Who writes and reviews at the leading bureau, who reviews at its partner, and who coordinates."""
    return {
        "editor": person("王芳", shenyang="editor"),
        "reviewer": person("赵敏", shenyang="reviewer"),
        "partner": person("李强", fushun="reviewer"),
        "coordinator": person("周总", alliance="coordinator"),
    }


@pytest.fixture
def alliance(session: Session):
    """Two areas with a place each, a route through both, and the vocabulary that they name."""
    importer = actions.person(session, "import", NOW)

    def put(kind: str, key: str, document) -> None:
        actions.publish(session, importer, NOW, kind, key, document)

    put("vocabulary", "themes", factories.vocabulary(qing_heritage="清文化"))
    put("vocabulary", "categories", factories.vocabulary(palace="宫殿"))
    put("vocabulary", "kinds", factories.vocabulary(running="路跑"))
    put("area", "shenyang", factories.area())
    put("area", "fushun", factories.area("抚顺", "Fushun", order=3))
    put("attraction", "palace", factories.attraction(1))
    put("attraction", "lake", factories.attraction(2, "大伙房", "Dahuofang", area="fushun"))
    put("route", "joint", factories.route("palace", "lake", areas=["shenyang", "fushun"]))
    put("event", "run", factories.event(1, occurrences=[{"number": 1, "status": "held", "areas": ["shenyang"]}]))
    session.commit()
    return session


@pytest.fixture(scope="session")
def cluster() -> Iterator[Engine]:
    """A PostgreSQL with our tables in the database `mould`; beside them databases can be made."""
    with postgres.running() as url:
        beside = create_engine(url, isolation_level="AUTOCOMMIT")
        with beside.connect() as connection:
            connection.execute(text("CREATE DATABASE mould"))
        mould = create_engine(make_url(url).set(database="mould"))
        upgrade(mould)
        mould.dispose()
        yield beside
        beside.dispose()


@pytest.fixture
def server(cluster: Engine) -> Iterator[Engine]:
    """A database of PostgreSQL of one's own, where a reader does not wait for a writer."""
    with cluster.connect() as connection:
        connection.execute(text("CREATE DATABASE own TEMPLATE mould"))
    engine = create_engine(cluster.url.set(database="own"), pool_size=10)
    yield engine
    engine.dispose()
    with cluster.connect() as connection:
        connection.execute(text("DROP DATABASE own WITH (FORCE)"))
