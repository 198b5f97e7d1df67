"""Every setting, read from the environment (prefix `PORTAL_`) and from `.env`; no secret has a default."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from limits import parse as parse_limit
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.kernel.datum import WGS84
from portal.maps import providers
from portal.maps.providers import OFFLINE, Provider

PACKAGE = Path(__file__).resolve().parent


def home(name: str) -> Path:
    """The folder `templates`, `static` or `content`: beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / name
    return beside if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE / "shipped" / name


class Settings(BaseSettings):
    """What an operator may choose. Raises pydantic's ValidationError with the variable's name for a bad value."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_file=".env", extra="ignore", frozen=False)

    database_url: str = Field(default="", description="SQLAlchemy URL; default: SQLite file in the data folder")
    data_dir: Path = Field(default=Path("var"), description="database, pictures and published maps")
    content_dir: Path = Field(default_factory=lambda: home("content"), description="the content folder to load")
    search_dir: Path = Field(default=Path("search_index"), description="where the search index is built")
    base_url: str = Field(
        default="", pattern=r"^(https?://[^/\s]+(/[^\s]*)?)?$", description="public address; default: the request's"
    )
    tiles: str = Field(default="offline", description="offline, tianditu, gaode, osm, or a URL template of map tiles")
    tiles_key: str = Field(default="", description="the provider's key for browsers; visitors can read it")
    tiles_datum: Literal["WGS-84", "GCJ-02"] = Field(default=WGS84, description="the datum of a URL template's tiles")
    map_approval: str = Field(default="", description="审图号 shown on every map; default: the provider's, where known")
    router: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+(/[^\s]*)?)?$",
        description="OSRM-compatible route server for `portal content trace`; default: our own roads",
    )
    partner_registration: bool = Field(default=False, description="let anybody get a partner key without a bureau")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="proxies in front whose X-Forwarded headers count")
    api_limit: str = Field(
        default="600 per minute", description="requests from one address to /api, /ogc, /oembed, /data"
    )
    redis_url: str = Field(
        default="",
        pattern=r"^(rediss?://[^\s]+)?$",
        description="Redis where several workers or nodes count these together; default: each worker by itself",
    )
    secret_key: str = Field(
        default="",
        pattern=r"^(\S{32,})?$",
        description="signs the desk's cookies, 32 characters or more; default: made once and kept in the data folder",
    )
    mail_url: str = Field(
        default="",
        pattern=r"^(smtps?://[^\s]+)?$",
        description="smtp://user:password@host:port, for forgotten passwords; default: administrators hand out links",
    )
    mail_from: str = Field(default="", description="the sender of mails; default: no-reply at the portal's host")
    sign_in_limit: str = Field(default="20 per minute", description="tries to sign in from one address")
    password_memory: int = Field(
        default=65_536, ge=1_024, description="KiB of memory that hashing a password takes (argon2)"
    )
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

    @field_validator("api_limit", "sign_in_limit")
    @classmethod
    def _is_a_limit(cls, limit: str) -> str:
        parse_limit(limit)
        return limit

    @field_validator("tiles")
    @classmethod
    def _is_a_provider(cls, tiles: str) -> str:
        providers.named(tiles)
        return tiles

    @model_validator(mode="after")
    def _knows_the_approval(self) -> Self:
        self.map_approval = self.map_approval.strip() or self.provider.approval
        return self

    @model_validator(mode="after")
    def _can_write_links_into_mails(self) -> Self:
        if self.mail_url and not self.base_url:  # the address in a request can be anybody's invention
            raise ValueError("PORTAL_MAIL_URL needs PORTAL_BASE_URL, for the links in mails")
        return self

    @property
    def sender(self) -> str:
        """From whom mails come."""
        return self.mail_from or f"no-reply@{urlsplit(self.base_url).hostname}"

    @property
    def provider(self) -> Provider:
        """Whose tiles lie under our maps; offline when a key is needed and none is given."""
        return providers.chosen(self.tiles, self.tiles_key, self.tiles_datum)

    @property
    def offline_approval(self) -> str:
        """The 审图号 of what we draw from our own basemap; a number that was given for other tiles is not it."""
        return self.map_approval if self.provider == OFFLINE else OFFLINE.approval

    @cached_property
    def database(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'portal.sqlite3').resolve()}"

    @property
    def engine(self) -> dict[str, Any]:
        """What SQLAlchemy makes its engine of. A PostgreSQL that does not answer is given up after seconds."""
        if not self.database.startswith("postgresql"):
            return {"url": self.database}
        patience = {"connect_timeout": 3, "tcp_user_timeout": 5_000, "keepalives_idle": 30}
        return {"url": self.database, "pool_pre_ping": True, "connect_args": patience}

    @property
    def maps_dir(self) -> Path:
        """Where published maps are kept."""
        return self.data_dir / "maps"

    @property
    def media_dir(self) -> Path:
        """Where the files of pictures are kept, a folder for each."""
        return self.data_dir / "media"

    @property
    def snapshot_dir(self) -> Path:
        """Where the last good snapshot of what is published is kept."""
        return self.data_dir / "snapshot"
