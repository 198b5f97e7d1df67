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
from portal.model import Person, Revision, Route
from portal.model.people import CLOCK, IMPORT
from portal.publishing import actions, drafts

Ground = tuple[RouteDocument, dict[str, Point | None], WayDocument | None]
"""What a way is looked for on: a route, where its places lie, and the way that it has."""


def changed(session: Session, shelf: Shelf, seen: Mapping[str, Ground]) -> dict[str, Ground]:
    """The published routes that are not as they were `seen`, by key. What an import brought is the content folder's own
    affair.
    """
    query = select(Route.key).join(Revision, Revision.id == Route.revision_id).join(Person)
    of_desk = session.scalars(query.where(Route.withdrawn.is_(None), Person.name != IMPORT))
    grounds = {key: _ground(shelf, key) for key in sorted(of_desk) if key in shelf.routes}
    return {key: ground for key, ground in grounds.items() if seen.get(key) != ground}


def is_wanted(ground: Ground) -> bool:
    """Whether a route needs a way. A measured one is never overwritten."""
    way = ground[-1]
    return (way is None or way.sources in (SOURCES, ASKED)) and lacks(*ground)


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
    """Publish them as the clock, a line for each, unless another node did so meanwhile, or the route went away."""
    actions.publication(session, now)  # its lock: what is read from here on stays so
    clock = actions.person(session, CLOCK, now)
    done = []
    for key, way in ways.items():
        row = drafts.live(session, "way", key)
        before = row.as_document() if row else None
        is_there = drafts.live(session, "route", key) is not None
        if is_there and way.legs and before == shelf.ways.get(key) and before != way:
            actions.publish(session, clock, now, "way", key, way)
            done.append(f"way {key}: {len(way.legs)} legs")
    return done


def _ground(shelf: Shelf, key: str) -> Ground:
    route = shelf.routes[key]
    places = {stop.attraction: shelf.attractions[stop.attraction].point.position for stop in route.stops()}
    return route, places, shelf.ways.get(key)
