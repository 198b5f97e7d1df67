"""What follows publishing: the search index and the maps are made anew from what is published now.

Imports Folium, so only commands import it; a serving worker reads what it left behind.
"""

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.catalogue import read
from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.maps import atlas, store
from portal.search import index
from portal.search.entries import entries
from portal.settings import Settings


def follow(app: Flask, keys: frozenset[tuple[str, str]]) -> None:
    """Listen to `published`: rebuild what pages look things up in. Small enough to be made whole each time."""
    if keys:
        with app.app_context():
            rebuild_index(app.extensions["portal.settings"], db.engine)
            rebuild_maps(app.extensions["portal.settings"], db.engine)


def rebuild_index(settings: Settings, engine: Engine) -> int:
    """Build the search index; returns the number of things that can be found."""
    shelf = _shelf(engine)
    documents = {
        "vocabulary": shelf.vocabularies,
        "area": shelf.areas,
        "attraction": shelf.attractions,
        "route": shelf.routes,
        "event": shelf.events,
    }
    return index.build(settings.search_dir, entries(documents), shelf.version)


def rebuild_maps(settings: Settings, engine: Engine) -> int:
    """Build every map; returns how many."""
    shelf = _shelf(engine)
    return atlas.publish(
        settings.maps_dir,
        settings.content_dir / "geo",
        attractions=shelf.attractions,
        routes=shelf.routes,
        areas=shelf.areas,
        source=store.source(settings.content_dir / "geo", shelf.version),
    )


def _shelf(engine: Engine) -> Shelf:
    with Session(engine) as session:
        return read.shelf(session)
