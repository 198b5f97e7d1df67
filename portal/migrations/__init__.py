"""Alembic migrations; `upgrade` brings any database of ours to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def config() -> Config:
    """Alembic's configuration without an ini file: the scripts lie in this folder."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    return made


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; a current one is left as it is."""
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def is_newest(engine: Engine) -> bool:
    """Whether the database is at the newest revision. Raises SQLAlchemyError when it does not answer."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(config()).get_heads())
