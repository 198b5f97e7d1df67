"""The four kinds of things that the API lists: where they are found, how they are narrowed, which shapes they take."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from portal.catalogue import closures, lists
from portal.catalogue.asking import Args
from portal.catalogue.cards import Cards
from portal.catalogue.facets import Axis
from portal.catalogue.lists import Narrowed
from portal.catalogue.shelf import Shelf
from portal.kernel.geo import Point
from portal.web.api import shapes, shaping


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `filters` are the names of its axes, `sorts` those of its orders.

    `places` tells where a thing lies, for `bbox`; None for a kind that lies nowhere.
    """

    name: str
    plural: str
    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    summary: type[BaseModel]
    whole: type[BaseModel]
    published: Callable[[Shelf], Mapping[str, Any]]
    axes: Callable[[Cards], Sequence[Axis[Any]]]
    narrowed: Callable[[Cards, Args], Narrowed[Any]]
    brief: Callable[[Cards, Any], BaseModel]
    full: Callable[[Cards, str], BaseModel]
    places: Callable[[Shelf, str], list[Point | None]] | None = None
    has_words: bool = True


def _stops(shelf: Shelf, key: str) -> list[Point | None]:
    return [shelf.attractions[stop.attraction].point.position for stop in shelf.routes[key].stops()]


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(
            name="route",
            plural="routes",
            filters=("season", "area", "theme", "days", "suits"),
            sorts=("season", "title", "length"),
            summary=shapes.RouteSummary,
            whole=shapes.Route,
            published=lambda shelf: shelf.routes,
            axes=lists.route_axes,
            narrowed=lists.narrowed_routes,
            brief=shaping.route_summary,
            full=shaping.route,
            places=_stops,
        ),
        Kind(
            name="attraction",
            plural="attractions",
            filters=("area", "category", "season", "grade"),
            sorts=("known", "title"),
            summary=shapes.AttractionSummary,
            whole=shapes.Attraction,
            published=lambda shelf: shelf.attractions,
            axes=lists.attraction_axes,
            narrowed=lists.narrowed_attractions,
            brief=shaping.attraction_summary,
            full=shaping.attraction,
            places=lambda shelf, key: [shelf.attractions[key].point.position],
        ),
        Kind(
            name="event",
            plural="events",
            filters=("area", "kind", "season", "joint"),
            sorts=("date", "title"),
            summary=shapes.EventSummary,
            whole=shapes.Event,
            published=lambda shelf: shelf.events,
            axes=lists.event_axes,
            narrowed=lists.narrowed_events,
            brief=shaping.event_summary,
            full=shaping.event,
        ),
        Kind(
            name="notice",
            plural="notices",
            filters=("severity", "in_force", "area", "attraction", "route"),
            sorts=("date", "title"),
            summary=shapes.Notice,
            whole=shapes.Notice,
            published=lambda shelf: shelf.notices,
            axes=closures.notice_axes,
            narrowed=closures.narrowed_notices,
            brief=shaping.notice,
            full=lambda cards, key: shaping.notice(cards, closures.notice(cards, key)),
            has_words=False,
        ),
    )
}
"""Name -> kind."""
