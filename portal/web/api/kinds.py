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
from portal.web.api.shapes import attraction, event, notice, route


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
            summary=route.RouteSummary,
            whole=route.Route,
            published=lambda shelf: shelf.routes,
            axes=lists.route_axes,
            narrowed=lists.narrowed_routes,
            brief=route.brief,
            full=route.whole,
            places=_stops,
        ),
        Kind(
            name="attraction",
            plural="attractions",
            filters=("area", "category", "season", "grade"),
            sorts=("known", "title"),
            summary=attraction.AttractionSummary,
            whole=attraction.Attraction,
            published=lambda shelf: shelf.attractions,
            axes=lists.attraction_axes,
            narrowed=lists.narrowed_attractions,
            brief=attraction.brief,
            full=attraction.whole,
            places=lambda shelf, key: [shelf.attractions[key].point.position],
        ),
        Kind(
            name="event",
            plural="events",
            filters=("area", "kind", "season", "joint"),
            sorts=("date", "title"),
            summary=event.EventSummary,
            whole=event.Event,
            published=lambda shelf: shelf.events,
            axes=lists.event_axes,
            narrowed=lists.narrowed_events,
            brief=event.brief,
            full=event.whole,
        ),
        Kind(
            name="notice",
            plural="notices",
            filters=("severity", "in_force", "area", "attraction", "route"),
            sorts=("date", "title"),
            summary=notice.Notice,
            whole=notice.Notice,
            published=lambda shelf: shelf.notices,
            axes=closures.notice_axes,
            narrowed=closures.narrowed_notices,
            brief=notice.brief,
            full=notice.whole,
            has_words=False,
        ),
    )
}
"""Name -> kind."""
