"""What follows publishing: each node brings its index and its maps up to what any node published."""

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import NOW, SITES, Site, made
from serving import free_port

from portal import following
from portal.app import create_app
from portal.content import load
from portal.extensions import db
from portal.maps import store
from portal.search import generation, query
from portal.search.query import Ask
from portal.settings import Settings


@pytest.fixture
def two_nodes(tmp_path):
    """Two machines of one site: the same database, each with an index and maps of its own."""
    content = tmp_path / "content"
    shutil.copytree(SITES / "good", content)
    first = made(tmp_path / "first", content)
    settings = Settings(
        _env_file=None,
        database_url=first.settings.database,
        data_dir=tmp_path / "second" / "var",
        search_dir=tmp_path / "second" / "index",
        content_dir=content,
    )
    second = Site(create_app(settings, clock=lambda: NOW), settings)
    yield first, second, content
    first.close()
    second.close()


def published(site: Site, content) -> int:
    with site.app.app_context():
        assert load.load(db.session, NOW, content).is_good
        db.session.commit()
    return site.shelf.version


def test_a_new_node_builds_what_it_lacks(two_nodes):
    _, second, _ = two_nodes
    assert second.client().get("/readyz").status_code == 503

    assert following.catch_up(second.app)
    assert second.client().get("/readyz").json["ready"]
    assert not following.catch_up(second.app)


def test_a_node_follows_what_another_published(two_nodes):
    first, second, content = two_nodes
    following.catch_up(second.app)
    path = content / "attractions" / "shenyang" / "imperial-palace.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("沈阳故宫", "凤凰楼群"), encoding="utf-8")
    version = published(first, content)

    assert "version" in generation.health(second.settings.search_dir, version)
    assert following.catch_up(second.app)
    assert generation.health(second.settings.search_dir, version) == "ok"
    assert query.search(second.settings.search_dir, Ask("凤凰楼群")).hits[0].key == "imperial-palace"


def test_a_page_served_while_the_index_is_behind_is_not_kept_past_it(two_nodes):
    first, second, content = two_nodes
    following.catch_up(second.app)
    client = second.client()
    path = content / "attractions" / "shenyang" / "imperial-palace.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("沈阳故宫", "凤凰楼群"), encoding="utf-8")
    published(first, content)
    before = client.get("/zh/search/?q=凤凰楼群").text
    following.catch_up(second.app)
    after = client.get("/zh/search/?q=凤凰楼群").text

    assert "/zh/attractions/imperial-palace/" not in before
    assert "/zh/attractions/imperial-palace/" in after


def test_a_node_builds_its_maps_anew_when_its_tiles_change(two_nodes):
    _, second, _ = two_nodes
    following.catch_up(second.app)
    before = store.find(second.settings.maps_dir, "explore")
    second.settings.tiles = "gaode"

    assert following.catch_up(second.app) == ["maps built: 6"]
    assert store.find(second.settings.maps_dir, "explore") != before
    assert not following.catch_up(second.app)


@pytest.mark.slow
def test_a_served_node_follows_by_itself_and_its_follower_ends_with_it(two_nodes, tmp_path, monkeypatch):
    """The production command on a new node; then its process is killed as the system would kill it."""
    _, second, _ = two_nodes
    for name in ("database_url", "data_dir", "search_dir", "content_dir"):
        monkeypatch.setenv(f"PORTAL_{name.upper()}", str(getattr(second.settings, name)))
    port = free_port()
    children: list[int] = []
    served = subprocess.Popen([sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", "1"])
    try:
        built = next(filter(None, (second.settings.search_dir.exists() for _ in patience(60))), False)
        ready = next((s for _ in patience(60) if (s := generation.health(second.settings.search_dir, 0)) != NONE), NONE)
        children = children_of(served.pid)
        follower = os.pidfd_open(next(child for child in children if "spawn_main" in command_of(child)))
        served.kill()
        ends = select.poll()
        ends.register(follower, select.POLLIN)
        assert ends.poll(30_000), "the follower outlived its server"
    finally:
        served.kill()
        served.wait()
        for child in children:  # a Granian worker serves on when its parent is killed
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    assert built
    assert ready.startswith("the index is at version")


SERVE = "from portal.cli import main; main()"
NONE = "there is no index; run `portal index rebuild`"


def patience(seconds: float) -> Iterator[int]:
    """Turns of waiting, a tenth of a second each, on nothing else that could be waited for."""
    for turn in range(int(seconds * 10)):
        yield turn
        threading.Event().wait(0.1)


def children_of(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def command_of(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text()
