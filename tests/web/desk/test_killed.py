"""The server is killed at random moments while eight clerks save: whatever was acknowledged is there, whole."""

import killing
import pytest
from conftest import SITES, made
from desk import PASSWORD, make_person
from sqlalchemy import create_engine, delete, select, text

from portal.model import JournalEntry

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A site after fifty rounds, and what its clerks were told."""
    folder = tmp_path_factory.mktemp("killed")
    site = made(folder, SITES / "good")
    roles = dict.fromkeys(("shenyang", "benxi", "tieling"), "editor")
    people = [make_person(site, f"编辑{n}", roles, email=f"e{n}@bureau.example") for n in range(killing.EDITORS)]
    site.close()
    server = killing.Killed(folder, SITES / "good")
    try:
        told = killing.work(server.home, server.again, [(one.email, PASSWORD) for one in people], rounds=50, saves=60)
    finally:
        server.close()
    engine = killing.engine_of(folder)
    yield engine, told
    engine.dispose()


def test_fifty_times_killed_the_server_lost_no_acknowledged_save(worked):
    engine, told = worked

    assert told.kills == 50
    assert len(told.texts) >= 60
    assert killing.disagreements(engine, told) == []


def test_a_lost_text_or_line_would_be_seen(worked, tmp_path):
    engine, told = worked
    with engine.connect() as source:
        source.execute(text("VACUUM INTO :copy"), {"copy": str(tmp_path / "copy.sqlite3")})
    copy = create_engine(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    with copy.begin() as connection:
        for trigger in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))  # else no line could be lost
        last = connection.scalar(select(JournalEntry.id).where(JournalEntry.action == "saved").limit(1))
        connection.execute(delete(JournalEntry).where(JournalEntry.id == last))
    told = killing.Told([*told.texts, ("area", "benxi", "没有写过的")])

    found = killing.disagreements(copy, told)
    copy.dispose()

    assert any(line.startswith("lost: ") for line in found)
    assert any(line.startswith("revision ") for line in found)
