"""What follows publishing, and what the clock does: the timetable; the ways of routes; the index, the maps and the
snapshot, made anew from what is published now.

Imports Folium, so only commands import it; a serving worker reads what it left behind.
"""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.catalogue import read, snapshot
from portal.catalogue.shelf import Shelf
from portal.content import ways
from portal.extensions import db
from portal.maps import atlas, network, store
from portal.publishing import timetable, typing
from portal.search import build, generation, spelling
from portal.search.entries import Documents, concepts, entries, readings, spots
from portal.settings import Settings

PAUSE_SECONDS: Final = 2.0


def follow(app: Flask, keys: frozenset[tuple[str, str]]) -> None:
    """Listen to `published`: rebuild what pages look things up in. Small enough to be made whole each time."""
    if keys:
        with app.app_context():
            rebuild_index(app.extensions["portal.settings"], db.engine)
            rebuild_maps(app.extensions["portal.settings"], db.engine)
            keep_snapshot(app.extensions["portal.settings"], db.engine)


def catch_up(app: Flask) -> list[str]:
    """Rebuild what is behind the published version, a line for each. For a node where somebody else published."""
    settings: Settings = app.extensions["portal.settings"]
    with app.app_context(), Session(db.engine) as session:
        version = read.version(session)
        rebuilt = []
        if version and generation.health(settings.search_dir, version) != "ok":
            rebuilt.append(rebuild_index(settings, db.engine))
        if version and store.made_from(settings.maps_dir) != _source_of_maps(settings, version):
            rebuilt.append(rebuild_maps(settings, db.engine))
        if version and not snapshot.confirm(settings.snapshot_dir, version):
            keep_snapshot(settings, db.engine)
        return rebuilt


def strike(app: Flask) -> list[str]:
    """Publish and withdraw what somebody set for a time that has come, a line for each; and let go of what was typed
    long ago and never saved.
    """
    with app.app_context(), Session(db.engine) as session:
        now: datetime = app.extensions["portal.clock"]()
        is_due, is_old = timetable.is_due(session, now), typing.is_old(session, now)
        session.rollback()  # what follows begins with a lock
        done = timetable.due(session, now) if is_due else []
        if is_old:
            typing.forget_old(session, now)
        session.commit()
        return done


def find_ways(app: Flask, seen: dict[str, ways.Ground]) -> list[str]:
    """Trace routes that were published at the desk and whose stops no way joins, a line for each; none in a folder that
    has no roads to trace along. What was `seen` is looked at again when it, or a place of it, is published anew.
    """
    settings: Settings = app.extensions["portal.settings"]
    if not (settings.content_dir / "geo" / network.FILE).is_file():
        return []
    with app.app_context(), Session(db.engine) as session:
        shelf = read.shelf(session)
        changed = ways.changed(session, shelf, seen)
        told: list[str] = []
        if wanted := [key for key, ground in changed.items() if ways.is_wanted(ground)]:
            found, told = ways.found(shelf, wanted, settings.content_dir / "geo")
            told += ways.publish(session, app.extensions["portal.clock"](), shelf, found)
            session.commit()
        seen |= changed
        return told


def watch(app: Flask, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Do what the clock says and catch up, again and again as long as that is wanted: each node follows what any node
    published.
    """
    log = logging.getLogger("portal")
    works: tuple[Callable[[Flask], list[str]], ...] = (strike, partial(find_ways, seen={}), catch_up)
    while is_wanted():
        for work in works:
            try:
                for line in work(app):
                    log.info("%s", line)
            except Exception as error:  # a full disk or a database on leave must not end the watch
                log.warning("could not follow what was published: %s: %s", type(error).__name__, error)
        time.sleep(PAUSE_SECONDS)


def rebuild_index(settings: Settings, engine: Engine) -> str:
    """Build the search index; a line that says how many things can be found."""
    shelf = _shelf(engine)
    documents = searchable(shelf)
    count = build.build(
        settings.search_dir,
        entries(documents),
        shelf.version,
        build.Knowledge(
            list(concepts(documents)), list(spots(_layers(settings.content_dir / "geo"))), readings(documents)
        ),
    )
    return f"search index built: {count} entries"


def index_differences(settings: Settings, shelf: Shelf) -> list[str]:
    """What the index has too much, too little or out of date, a line each. Raises Unavailable."""
    documents = searchable(shelf)
    spelling.teach(readings(documents))
    return build.differences(settings.search_dir, entries(documents))


def searchable(shelf: Shelf) -> Documents:
    """What the search is made from."""
    return {
        "vocabulary": shelf.vocabularies,
        "area": shelf.areas,
        "attraction": shelf.attractions,
        "route": shelf.routes,
        "event": shelf.events,
        "lexicon": shelf.lexicons,
    }


def _layers(geo: Path) -> list[dict[str, Any]]:
    """The basemap's towns and stations, to which something can be near."""
    paths = [geo / "places.geojson", geo / "stations.geojson"]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]


def rebuild_maps(settings: Settings, engine: Engine) -> str:
    """Build every map; a line that says how many."""
    shelf = _shelf(engine)
    count = atlas.publish(
        settings.maps_dir,
        settings.content_dir / "geo",
        attractions=shelf.attractions,
        routes=shelf.routes,
        ways=shelf.ways,
        provider=settings.provider,
        source=_source_of_maps(settings, shelf.version),
    )
    return f"maps built: {count}"


def keep_snapshot(settings: Settings, engine: Engine) -> None:
    """Write what is published into a file, from which partners' frames are made while the database is away."""
    snapshot.keep(settings.snapshot_dir, _shelf(engine))


def _source_of_maps(settings: Settings, version: int) -> str:
    return store.source(settings.content_dir / "geo", version, settings.provider)


def _shelf(engine: Engine) -> Shelf:
    with Session(engine) as session:
        return read.shelf(session)
