"""What follows publishing: each node brings its index and its maps up to what any node published."""

import shutil

import pytest
from conftest import NOW, SITES, Site, made

from portal import following
from portal.app import create_app
from portal.content import load
from portal.extensions import db
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
