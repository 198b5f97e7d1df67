"""Ways for routes published at the desk: a route whose stops no way joins gets one, traced as for a folder."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.shelf import Shelf
from portal.content.trace import networks_of
from portal.documents import WayDocument, lacks
from portal.maps.trace import ASKED, SOURCES, trace
from portal.model import Person, Revision, Route, Way
from portal.model.people import CLOCK, IMPORT
from portal.publishing import actions


def wanted(session: Session, shelf: Shelf) -> list[str]:
    """The keys of published routes that need a way. What an import brought is the content folder's own affair, and a
    measured way is never overwritten.
    """
    query = select(Route.key).join(Revision, Revision.id == Route.revision_id).join(Person)
    of_desk = session.scalars(query.where(Route.withdrawn.is_(None), Person.name != IMPORT))
    return sorted(key for key in of_desk if key in shelf.routes and _needs(shelf, key))


def found(shelf: Shelf, keys: Collection[str], geo: Path) -> dict[str, WayDocument]:
    """The ways of routes, by key. Raises NotFound when there is no road network."""
    networks, _server = networks_of(geo, shelf.attractions, "")
    return {key: trace(shelf.routes[key], shelf.attractions, networks) for key in keys}


def publish(session: Session, now: datetime, shelf: Shelf, ways: Mapping[str, WayDocument]) -> list[str]:
    """Publish them as the clock, a line for each, unless another node did so meanwhile."""
    actions.publication(session, now)  # its lock: what is read from here on stays so
    clock = actions.person(session, CLOCK, now)
    done = []
    for key, way in ways.items():
        row = session.scalars(select(Way).where(Way.key == key)).one_or_none()
        is_known = row is not None and row.withdrawn is None
        if is_known and row.as_document() != shelf.ways.get(key):  # type: ignore[union-attr]  # it is known
            continue
        if not way.legs or (is_known and row.as_document() == way):  # type: ignore[union-attr]
            continue
        actions.publish(session, clock, now, "way", key, way)
        done.append(f"way {key}: {len(way.legs)} legs")
    return done


def _needs(shelf: Shelf, key: str) -> bool:
    route, way = shelf.routes[key], shelf.ways.get(key)
    if way is not None and way.sources not in (SOURCES, ASKED):
        return False
    places = {stop.attraction: shelf.attractions[stop.attraction].point.position for stop in route.stops()}
    return lacks(route, places, way)
