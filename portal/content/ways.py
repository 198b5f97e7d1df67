"""Ways for routes published at the desk: a route whose stops no way joins gets one, traced as for a folder."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.shelf import Shelf
from portal.content.trace import networks_of
from portal.documents import RouteDocument, WayDocument, lacks
from portal.kernel.geo import Point
from portal.maps.trace import ASKED, SOURCES, trace
from portal.model import Person, Revision, Route, Way
from portal.model.people import CLOCK, IMPORT
from portal.publishing import actions

Ground = tuple[RouteDocument, dict[str, Point | None]]
"""What a way is traced from: a route, and where its places lie."""


def wanted(session: Session, shelf: Shelf, tried: Mapping[str, Ground]) -> dict[str, Ground]:
    """The published routes that need a way, by key, but for those that were tried as they are now. What an import
    brought is the content folder's own affair, and a measured way is never overwritten.
    """
    query = select(Route.key).join(Revision, Revision.id == Route.revision_id).join(Person)
    of_desk = session.scalars(query.where(Route.withdrawn.is_(None), Person.name != IMPORT))
    grounds = {key: _ground(shelf, key) for key in sorted(of_desk) if key in shelf.routes}
    return {key: on for key, on in grounds.items() if tried.get(key) != on and _needs(on, shelf.ways.get(key))}


def found(shelf: Shelf, keys: Collection[str], geo: Path) -> tuple[dict[str, WayDocument], list[str]]:
    """The ways of routes, by key, and a line for each that cannot be drawn. Raises NotFound without a road network."""
    networks, _server = networks_of(geo, shelf.attractions, "")
    ways, failed = {}, []
    for key in keys:
        try:
            ways[key] = trace(shelf.routes[key], shelf.attractions, networks)
        except ValidationError as error:  # one that is too long or too detailed may not keep others waiting
            failed.append(f"way {key}: {error.errors()[0]['msg']}")
    return ways, failed


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


def _ground(shelf: Shelf, key: str) -> Ground:
    route = shelf.routes[key]
    return route, {stop.attraction: shelf.attractions[stop.attraction].point.position for stop in route.stops()}


def _needs(ground: Ground, way: WayDocument | None) -> bool:
    if way is not None and way.sources not in (SOURCES, ASKED):
        return False
    return lacks(*ground, way)
