"""Every setting, read from the environment (prefix `PORTAL_`) and from `.env`; no secret has a default."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PACKAGE = Path(__file__).resolve().parent


def home(name: str) -> Path:
    """The folder `templates`, `static` or `content`: beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / name
    return beside if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE / "shipped" / name


class Settings(BaseSettings):
    """What an operator may choose. Raises pydantic's ValidationError with the variable's name for a bad value."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_file=".env", extra="ignore", frozen=False)

    database_url: str = Field(default="", description="SQLAlchemy URL; default: SQLite file in the data folder")
    data_dir: Path = Field(default=Path("var"), description="database and published maps")
    content_dir: Path = Field(default_factory=lambda: home("content"), description="the content folder to load")
    search_dir: Path = Field(default=Path("search_index"), description="where the search index is built")
    base_url: str = Field(
        default="", pattern=r"^(https?://[^/\s]+(/[^\s]*)?)?$", description="public address; default: the request's"
    )
    map_approval: str = Field(default="GS(2024)0650号", description="审图号 shown on every map")
    router: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+(/[^\s]*)?)?$",
        description="OSRM-compatible route server for `portal content trace`; default: our own roads",
    )
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="proxies in front whose X-Forwarded headers count")
    development: bool = Field(default=False, description="serve /-/patterns")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            if url:
                make_url(url).get_dialect()
        except ArgumentError as error:  # an unknown dialect is one too
            raise ValueError("this is not a database URL that SQLAlchemy knows") from error
        return url

    @cached_property
    def database(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'portal.sqlite3').resolve()}"

    @property
    def maps_dir(self) -> Path:
        """Where published maps are kept."""
        return self.data_dir / "maps"
