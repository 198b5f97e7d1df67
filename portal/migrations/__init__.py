"""Alembic migrations; `upgrade` brings any database of ours to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
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
