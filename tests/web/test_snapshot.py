"""When the database really does not answer: frames in other people's pages stay, and say from when they are."""

import json
import shutil

import pytest
from conftest import NOW
from reading import read
from silence import listening

from portal import following
from portal.app import create_app
from portal.catalogue import snapshot
from portal.catalogue.snapshot import CONFIRMED, FILE
from portal.content import load
from portal.extensions import db
from portal.settings import Settings
from portal.web.common import outage

FRAMES = [
    "routes/cave-and-maples",
    "attractions/imperial-palace",
    "events/city-marathon",
    "map?season=winter",
    "calendar?area=shenyang",
]
AS_OF = {"zh": "数据库", "en": "database does not answer"}


def take_the_database_away(site):
    """Its file holds something else now, and nobody has it open any more."""
    with site.app.app_context():
        db.engine.dispose()
    (site.settings.data_dir / "portal.sqlite3").write_bytes(b"this is no database " * 500)


def restarted(site):
    """The client of a new process of the same site: it has nothing in memory."""
    return create_app(site.settings, clock=lambda: NOW).test_client(use_cookies=False)


def ask(client, path, lang="en"):
    return client.get(f"/embed/v1/{path}{'&' if '?' in path else '?'}lang={lang}", buffered=True)


def told(answer):
    """The frame's words but for what it says of the database."""
    page = read(answer.text)
    return [word for word in page.words if "database" not in word[1] and "数据库" not in word[1]]


@pytest.mark.parametrize("path", FRAMES)
def test_a_running_site_shows_its_frames_from_memory_and_says_so(own, path):
    client = own.client()
    before = ask(client, path)
    take_the_database_away(own)
    answer = ask(client, path)

    assert answer.status_code == 200
    assert "database does not answer" in answer.text
    assert told(answer) == told(before)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_restarted_site_shows_its_frames_from_the_file(own):
    following.catch_up(own.app)
    before = {path: told(ask(own.client(), path)) for path in FRAMES}
    take_the_database_away(own)
    client = restarted(own)

    for path in FRAMES:
        answer = ask(client, path)
        assert answer.status_code == 200
        assert "As of" in answer.text
        assert told(answer) == before[path]


def test_a_closure_is_shown_from_the_snapshot_too(own):
    following.catch_up(own.app)
    take_the_database_away(own)

    assert "The water cave is being repaired" in ask(restarted(own), "routes/cave-and-maples").text


def test_with_neither_database_nor_snapshot_a_frame_says_that_it_will_be_back(own):
    take_the_database_away(own)
    answer = ask(restarted(own), "calendar")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert read(answer.text).one("h1").text


def test_the_rest_of_the_site_says_that_something_broke(own, caplog):
    own.client().get("/en/")
    take_the_database_away(own)
    answer = own.client().get("/en/")

    assert answer.status_code == 500
    assert read(answer.text).one("h1").text


def test_when_the_database_is_back_so_is_the_truth(own, monkeypatch):
    monkeypatch.setattr(outage, "PAUSE_SECONDS", 0.0)
    path = own.settings.data_dir / "portal.sqlite3"
    client = own.client()
    ask(client, "calendar")
    with own.app.app_context():
        db.engine.dispose()
    good = path.read_bytes()
    take_the_database_away(own)
    assert "As of" in ask(client, "calendar").text
    with own.app.app_context():
        db.engine.dispose()
    path.write_bytes(good)

    assert "As of" not in ask(client, "calendar").text


def test_a_snapshot_holds_every_document_as_it_was_published(own):
    shelf = own.shelf
    following.catch_up(own.app)
    found = snapshot.find(own.settings.snapshot_dir)

    assert found
    assert found[0].version == shelf.version
    assert found[0].documents == shelf.documents
    assert found[0].published == shelf.published


def test_the_follower_writes_a_snapshot_only_of_something_new_and_touches_it_else(own):
    following.catch_up(own.app)
    path = own.settings.snapshot_dir / FILE
    first, seen = path.stat(), (own.settings.snapshot_dir / CONFIRMED).stat().st_mtime_ns
    following.catch_up(own.app)
    second, seen_again = path.stat(), (own.settings.snapshot_dir / CONFIRMED).stat().st_mtime_ns
    with own.app.app_context():
        edited = own.settings.data_dir / "content"
        assert load.load(db.session, NOW, changed_content(own, edited)).is_good
        db.session.commit()
    following.catch_up(own.app)

    assert (second.st_ino, second.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert seen_again > seen
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == own.shelf.version
    assert "凤凰楼群" in path.read_text(encoding="utf-8")


def changed_content(site, folder):
    shutil.copytree(site.settings.content_dir, folder)
    path = folder / "attractions/shenyang/imperial-palace.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("沈阳故宫", "凤凰楼群"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1, "version": 1}'])
def test_a_spoilt_snapshot_is_none(tmp_path, content):
    (tmp_path / FILE).write_text(content, encoding="utf-8")

    assert snapshot.find(tmp_path) is None
    assert not snapshot.confirm(tmp_path, 1) or content.endswith('"version": 1}')


@pytest.mark.slow
def test_a_database_that_takes_a_call_and_never_answers_is_given_up(own):
    following.catch_up(own.app)
    with listening() as port:
        address = f"postgresql+psycopg://portal@127.0.0.1:{port}/portal"
        folders = own.settings.model_dump(include={"data_dir", "search_dir", "content_dir"})
        app = create_app(Settings(_env_file=None, database_url=address, **folders), clock=lambda: NOW)
        client = app.test_client(use_cookies=False)
        first, second = (ask(client, "calendar") for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert "database does not answer" in second.text


def test_a_snapshot_is_known_by_more_than_its_inode(own):
    following.catch_up(own.app)
    path = own.settings.snapshot_dir / FILE
    assert snapshot.find(own.settings.snapshot_dir)[0].version == own.shelf.version
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "version": 4711}), encoding="utf-8")

    assert snapshot.find(own.settings.snapshot_dir)[0].version == 4711
