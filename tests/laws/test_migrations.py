"""What migrations make is what the models say, and there is one newest."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import portal.accounts  # noqa: F401  its tables are of the same database
from portal.migrations import config, upgrade
from portal.model import LIVE, Base


def test_an_upgraded_empty_database_has_exactly_the_tables_of_the_models(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_every_migration_but_the_first_has_one_before_it():
    scripts = list(ScriptDirectory.from_config(config()).walk_revisions())

    assert sum(script.down_revision is None for script in scripts) == 1


def test_upgrading_again_changes_nothing(engine):
    with engine.connect() as connection:
        before = connection.execute(text("select sql from sqlite_master order by name")).all()
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("select sql from sqlite_master order by name")).all() == before


def test_the_database_itself_keeps_keys_and_numbers_single(engine):
    inspector = inspect(engine)
    single = {
        table.__tablename__: {
            column
            for constraint in inspector.get_unique_constraints(table.__tablename__)
            for column in constraint["column_names"]
        }
        for table in LIVE.values()
    }

    assert all("key" in columns for columns in single.values())
    assert {name for name, columns in single.items() if "number" in columns} == {"attraction", "route", "event"}


def test_sqlite_keeps_a_log_foreign_keys_and_patience(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    engine.dispose()

    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}
