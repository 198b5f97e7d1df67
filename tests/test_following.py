"""What follows publishing: each node brings its index and its maps up to what any node published."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import NOW, SITES, Site, made
from serving import free_port
from sqlalchemy import event, update

from portal import following
from portal.app import create_app
from portal.content import load
from portal.content.check import check
from portal.extensions import db
from portal.maps import store
from portal.model import JournalEntry, Membership, Presence, Typed
from portal.model.people import CLOCK
from portal.publishing import actions, drafts, reviews, timetable, typing, writing
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


@pytest.fixture
def approved(tmp_path):
    """A site with a desk: a function that changes the route there and has it approved; for a time, if one is given."""
    content = tmp_path / "content"
    shutil.copytree(SITES / "good", content)
    site = made(tmp_path / "site", content)

    def approve(at=None, **changes) -> Site:
        with site.app.app_context():
            editor, reviewer = (actions.person(db.session, name, NOW) for name in ("editor", "reviewer"))
            editor.memberships = [Membership(bureau="shenyang", role="editor")]
            head = drafts.head(db.session, *ROUTE)
            draft = writing.save(db.session, editor, NOW, *ROUTE, {**head.document, **changes}, base_id=head.id)
            reviews.submit(db.session, editor, NOW, *ROUTE, head_id=draft.head_id)
            asked = reviews.missing(db.session, draft)
            reviewer.memberships = [Membership(bureau=bureau, role="reviewer") for bureau in asked]
            for bureau in asked:
                reviews.approve(db.session, reviewer, NOW, *ROUTE, head_id=draft.head_id, bureau=bureau)
            if at:
                when = NOW - timedelta(days=1)
                timetable.schedule(db.session, reviewer, when, *ROUTE, head_id=draft.head_id, publish_at=at)
            else:
                reviews.publish(db.session, reviewer, NOW, *ROUTE, draft.head_id)
            db.session.commit()
        return site

    yield approve
    site.close()


ROUTE = ("route", "palace-and-tomb")
TITLE = {"zh": "到点发布", "en": "On time"}


def test_the_clock_publishes_what_was_set_for_a_time_that_has_come_and_once_only(approved):
    site = approved(NOW - timedelta(minutes=1), title=TITLE)
    version = site.shelf.version

    assert following.strike(site.app) == ["route palace-and-tomb: published"]
    assert following.strike(site.app) == []

    assert site.shelf.version == version + 1
    assert site.shelf.routes["palace-and-tomb"].title["zh"] == "到点发布"


def test_the_clock_waits_for_its_time(approved):
    site = approved(NOW + timedelta(minutes=1), title=TITLE)

    assert following.strike(site.app) == []
    assert site.shelf.routes["palace-and-tomb"].title["zh"] != "到点发布"


def test_the_clock_lets_go_of_what_was_typed_long_ago_and_of_who_went(approved):
    site = approved(title=TITLE)
    with site.app.app_context():
        editor = actions.person(db.session, "editor", NOW)
        for days in (59, 61):
            at = NOW - timedelta(days=days)
            typing.keep(db.session, editor.id, at, slip=str(days), kind="route", key=ROUTE[1], base_id=None, fields=[])
        typing.be_present(db.session, editor, NOW - timedelta(days=2), *ROUTE)
        db.session.commit()

    following.strike(site.app)

    with site.app.app_context():
        editor = actions.person(db.session, "editor", NOW)
        assert [row.slip for row in typing.all_kept(db.session, editor)] == ["59"]
        assert db.session.query(Presence).count() == 0


def test_who_types_on_in_an_old_form_while_the_clock_lets_go_of_old_ones_keeps_it(approved):
    site = approved(title=TITLE)
    with site.app.app_context():
        editor, then = actions.person(db.session, "editor", NOW), NOW - timedelta(days=61)
        typing.keep(db.session, editor.id, then, slip="a", kind="route", key=ROUTE[1], base_id=None, fields=[])
        db.session.commit()

        def type_on(connection, _cursor, statement, *_rest):
            if statement.startswith("DELETE FROM typed"):
                connection.execute(update(Typed).values(at=NOW))

        event.listen(db.engine, "before_cursor_execute", type_on)
        typing.forget_old(db.session, NOW)
        db.session.commit()
        event.remove(db.engine, "before_cursor_execute", type_on)

        assert [row.slip for row in typing.all_kept(db.session, editor)] == ["a"]


def test_two_nodes_whose_clocks_strike_at_once_publish_once(approved, tmp_path):
    site = approved(NOW - timedelta(minutes=1), title=TITLE)
    version = site.shelf.version
    told: list[list[str]] = []
    start = threading.Barrier(2)

    def strike() -> None:
        start.wait()
        told.append(following.strike(site.app))

    threads = [threading.Thread(target=strike) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [[], ["route palace-and-tomb: published"]]
    assert site.shelf.version == version + 1


PALACE, TOMB = (41.7966, 123.4506), (41.83, 123.58)


def road(folder: Path, start: tuple[float, float], end: tuple[float, float], bends: int = 2) -> None:
    """Write a network of one road, which bends to the east and back so many times."""
    steps = [(end[place] - start[place]) / bends for place in (0, 1)]
    line = [(start[1] + steps[1] * n + 0.0005 * (n % 2), start[0] + steps[0] * n) for n in range(bends + 1)]
    geometry = {"type": "MultiLineString", "coordinates": [line]}
    feature = {"type": "Feature", "properties": {"class": "primary"}, "geometry": geometry}
    network = {"type": "FeatureCollection", "features": [feature]}
    (folder / "content/geo/network.geojson").write_text(json.dumps(network), "utf-8")


@pytest.fixture
def roads(approved, tmp_path):
    """The same over a folder whose geodata has a road past every place of the route."""
    road(tmp_path, PALACE, TOMB)
    return approved


def stops(site: Site) -> list[str]:
    return [stop.attraction for stop in site.shelf.routes["palace-and-tomb"].stops()]


def reversed_days() -> dict[str, list[dict[str, object]]]:
    found = check(SITES / "good").documents["route", "palace-and-tomb"]
    return {"days": [{"stops": [{"attraction": stop.attraction} for stop in list(found.stops())[::-1]]}]}


def test_a_route_that_the_desk_published_gets_a_way_from_the_clock(roads):
    site = roads(**reversed_days())
    with site.app.app_context():
        actions.withdraw(db.session, actions.person(db.session, "import", NOW), NOW, "way", "palace-and-tomb")
        db.session.commit()
    expected = list(pairwise(stops(site)))

    assert [line.split(":")[0] for line in following.find_ways(site.app, {})] == ["way palace-and-tomb"]

    legs = [(leg.start, leg.end) for leg in site.shelf.ways["palace-and-tomb"].legs]
    assert legs == expected
    assert following.find_ways(site.app, {}) == []
    with site.app.app_context():
        entry = db.session.query(JournalEntry).filter_by(kind="way").order_by(JournalEntry.id.desc()).first()
        assert entry.actor.name == CLOCK


def test_a_route_that_no_way_fits_is_tried_once_each_time_it_is_published(roads, tmp_path):
    end = (40.0, 123.4506)
    road(tmp_path, PALACE, end, bends=6000)  # more than a way can hold
    site = roads(**reversed_days())
    with site.app.app_context():
        importer = actions.person(db.session, "import", NOW)
        actions.withdraw(db.session, importer, NOW, "way", "palace-and-tomb")
        place = site.shelf.attractions["fuling"]
        moved = place.model_copy(update={"point": place.point.model_copy(update={"lat": end[0], "lon": end[1]})})
        actions.publish(db.session, importer, NOW, "attraction", "fuling", moved)
        db.session.commit()
    seen = {}

    assert "at most 20000 characters" in following.find_ways(site.app, seen)[0]
    (tmp_path / "content/geo/network.geojson").write_text("not to be read again", "utf-8")
    assert following.find_ways(site.app, seen) == []
    road(tmp_path, PALACE, end)
    assert following.find_ways(site.app, seen) == []
    with site.app.app_context():
        anew = site.shelf.routes["palace-and-tomb"].model_copy(update={"title": TITLE})
        actions.publish(db.session, actions.person(db.session, "editor", NOW), NOW, *ROUTE, anew)
        db.session.commit()
    assert following.find_ways(site.app, seen) == ["way palace-and-tomb: 1 legs"]


def test_what_an_import_brought_is_left_to_the_content_folder(roads):
    site = roads(NOW + timedelta(days=1), title=TITLE)

    assert following.find_ways(site.app, {}) == []


def test_a_measured_way_is_never_overwritten(roads):
    site = roads(**reversed_days())
    assert site.shelf.ways["palace-and-tomb"].sources[0].title == "drawn for the tests"

    assert following.find_ways(site.app, {}) == []


def test_a_folder_without_roads_finds_no_way_and_breaks_nothing(approved):
    assert following.find_ways(approved(**reversed_days()).app, {}) == []
