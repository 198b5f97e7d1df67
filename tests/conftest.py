"""The cast: small sites and the real one, their clients, a fresh database, and a guard around the network."""

import fcntl
import hashlib
import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from together import Together
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.catalogue import read
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.cli import main
from portal.content import load
from portal.content.check import Checked, check
from portal.extensions import db
from portal.following import rebuild_index, rebuild_maps
from portal.kernel.season import SHANGHAI
from portal.migrations import upgrade
from portal.publishing import published
from portal.settings import Settings

hypothesis.settings.register_profile("same every time", derandomize=True, database=None)
hypothesis.settings.load_profile("same every time")

ROOT = Path(__file__).resolve().parents[1]
SITES = Path(__file__).parent / "content"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker begins with making the real site, which takes longest, and the others with what can do without it.

    Browsers come last: a worker keeps its one as long as no other test comes in between.
    """
    wants_real = {item for item in items if "real" in getattr(item, "fixturenames", ())}
    first = next((item for item in items if item in wants_real), None)
    items.sort(key=lambda item: (item is not first, "browser" in item.path.parts, item in wants_real))


@pytest.hookimpl(optionalhook=True)  # where a test runs pytest without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Tests that share something dear go to one worker."""
    config.option.loadscopereorder = False
    return Together(config, log)


class ForeignNetwork(AssertionError):
    """A test reached for a machine that is not this one."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket's path
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """No test talks to another machine; what a child process does is that test's own affair (`slow`)."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    def reach(self: socket.socket, address: Any) -> Any:
        if not _is_here(address):
            raise ForeignNetwork(f"{address} is not on this machine")
        return real(self, address)

    return reach


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test starts without PORTAL_ variables, in an empty folder without `.env`."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def nobody_listens_for_ever() -> Iterator[None]:
    """Whoever a test joins to `published` (each command joins the index and the maps) leaves with the test."""
    before = list(published._listeners)
    yield
    for listener in [listener for listener in published._listeners if listener not in before]:
        published.disconnect(listener)


class Visitor(FlaskClient):
    """A browser without a cookie jar that reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **more)


@dataclass(frozen=True, slots=True)
class Site:
    """A content folder that has been loaded, indexed and mapped, and the application over it."""

    app: Flask
    settings: Settings

    def client(self) -> FlaskClient:
        return Visitor(self.app, use_cookies=False)

    @property
    def shelf(self) -> Shelf:
        with self.app.app_context():
            return read.shelf(db.session)

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """Every statement that the site's database gets meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def made(folder: Path, content: Path, mould: Path | None = None, **more: Any) -> Site:
    """A site of a content folder, with everything of its own in `folder`; if there is a mould, copied from that.

    All tests together ask more in a minute than one program may, so only those about the limit set one. Passwords are
    hashed as cheaply as argon2 can.
    """
    for name in ("api_limit", "sign_in_limit"):
        more.setdefault(name, "1000000 per minute")
    more.setdefault("password_memory", 1024)
    settings = Settings(
        _env_file=None, data_dir=folder / "var", search_dir=folder / "index", content_dir=content, **more
    )
    site = Site(create_app(settings, clock=lambda: NOW), settings)
    if mould:
        shutil.copytree(
            mould, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("secret.key")
        )  # it has its own
    with site.app.app_context():
        if not mould:
            upgrade(db.engine)
            report = load.load(db.session, NOW, content)
            assert report.is_good, [*map(str, report.problems), *report.conflicts]
            db.session.commit()
            rebuild_index(settings, db.engine)
        rebuild_maps(settings, db.engine)  # quick, and other settings make others
    return site


def mould_of(content: Path, moulds: Path) -> Path:
    """Where a site of this content lies for copying: the worker that wants it first makes it, and the others wait."""
    total = hashlib.sha256()
    for path in sorted(path for path in content.rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(content)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    mould = moulds / total.hexdigest()[:12]
    moulds.mkdir(exist_ok=True)
    with mould.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mould.exists():
            new = mould.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            made(new, content).close()
            new.rename(mould)
    return mould


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """A function that makes a site: `make_site(content, base_url=…)`."""
    sites = []
    own = tmp_path_factory.getbasetemp()
    moulds = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "moulds"

    def make(content: Path, **more: Any) -> Site:
        sites.append(made(tmp_path_factory.mktemp("site"), content, mould_of(content, moulds), **more))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def small(make_site: Callable[..., Site]) -> Site:
    """The site of tests/content/good. For reading only."""
    return make_site(SITES / "good")


@pytest.fixture(scope="session")
def real(make_site: Callable[..., Site]) -> Site:
    """The site of the repository's own content. For reading only."""
    return make_site(ROOT / "content")


@pytest.fixture(scope="session")
def hostile(make_site: Callable[..., Site]) -> Site:
    """The site of tests/content/hostile, whose every text tries to break out. For reading only."""
    return make_site(SITES / "hostile")


@pytest.fixture(scope="session")
def written() -> Checked:
    """The repository's own content as it stands in its files."""
    return check(ROOT / "content")


@pytest.fixture
def own(make_site: Callable[..., Site]) -> Site:
    """A small site that a test may spoil."""
    return make_site(SITES / "good")


@pytest.fixture(scope="session")
def office(make_site: Callable[..., Site]) -> Site:
    """A small site at whose desk people sign in. Each test brings people of its own (tests/desk.py), and nothing else
    changes.
    """
    return make_site(SITES / "good")


@pytest.fixture
def app(small: Site) -> Flask:
    return small.app


@pytest.fixture
def client(small: Site) -> FlaskClient:
    return small.client()


@pytest.fixture
def shelf(small: Site) -> Shelf:
    return small.shelf


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    """Both languages, one after the other."""
    return str(request.param)


@pytest.fixture
def cards(small: Site) -> Cards:
    """The small catalogue as an English reader sees it on the test's day."""
    return Cards(small.shelf, "en", NOW.date())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose folders are all temporary, over a copy of the good content that a test may edit."""
    content = tmp_path / "content"
    shutil.copytree(SITES / "good", content)
    return Settings(_env_file=None, data_dir=tmp_path / "var", search_dir=tmp_path / "index", content_dir=content)


@pytest.fixture
def folder(settings: Settings) -> Path:
    """A copy of the good content that a test may edit."""
    return settings.content_dir


@pytest.fixture(scope="session")
def migrated() -> bytes:
    """What a database is after all migrations, made once: they take longer than most tests."""
    engine = create_engine("sqlite://")
    upgrade(engine)
    connection = engine.raw_connection()
    try:
        return connection.driver_connection.serialize()
    finally:
        connection.close()
        engine.dispose()


@pytest.fixture
def engine(migrated: bytes) -> Iterator[Engine]:
    """An empty database at its newest migration."""
    engine = create_engine("sqlite://")
    connection = engine.raw_connection()
    connection.driver_connection.deserialize(migrated)
    connection.close()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def portal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """The program `portal`, run in this process over `settings`: `portal("content", "check")`."""
    monkeypatch.setenv("PYTHONUTF8", "1")
    for name in ("data_dir", "search_dir", "content_dir"):
        monkeypatch.setenv(f"PORTAL_{name.upper()}", str(getattr(settings, name)))

    def run(*words: str | Path) -> Said:
        monkeypatch.setattr("sys.argv", ["portal", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return Said(end.value.code if isinstance(end.value.code, int) else int(end.value.code is not None), out, err)

    return run
