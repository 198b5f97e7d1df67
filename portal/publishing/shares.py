"""Who has a share in what: the bureau that leads, its partners, and which part of a document is whose.

A route or an event that passes through several areas is one document. Its leading bureau answers for the whole, and
each partner for its own share: the stops that lie in its area, the dates that are held there. Who writes about what is
another bureau's asks that bureau too.
"""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.documents.medium import ALLIANCE
from portal.documents.rough import Rough, entries_in, keys_in, text_in
from portal.kernel.errors import NotFound
from portal.model import LIVE, Attraction, Draft, Route
from portal.publishing import states

Thing = tuple[str, str]
"""(kind, key)."""

OF_AREAS: Final = ("route", "event", "notice")
"""The kinds whose `areas` say who has a share; the first of them leads."""

WHOLE: Final = ("attraction", "notice")
"""The kinds that a partner approves or not as a whole: a place in its area, a notice about what is its."""

OF_ALLIANCE: Final = ("page", "area")
"""The kinds of which only the alliance begins a new one."""


class Areas(dict[str, str]):
    """Attraction key -> the area it lies in, of everything published; and `routes`: route key -> its areas."""

    routes: dict[str, list[str]]


def lead(session: Session, kind: str, key: str) -> str:
    """The leading bureau of a thing: of what is being written, who began; else who leads what is published.

    Raises NotFound.
    """
    return _leading(kind, key, draft_of(session, kind, key), _rows(session, kind, [key]).get(key))


def published_lead(session: Session, kind: str, key: str) -> str:
    """The leading bureau of what visitors see, whoever is writing at it; of what they do not see, as `lead`.

    Raises NotFound.
    """
    draft, row = draft_of(session, kind, key), _rows(session, kind, [key]).get(key)
    if row is None or row.withdrawn:
        return _leading(kind, key, draft, row)
    return first_lead(kind, key, row.document, draft.bureau if draft else ALLIANCE)


def involved(session: Session, kind: str, key: str, areas: Areas | None = None) -> list[str]:
    """The leading bureau, then its partners: who has a share in what was saved last, or in what is published.

    Raises NotFound.
    """
    found = involved_in_each(session, [(kind, key)], areas)
    if not found:
        raise NotFound(f"there is no {kind} {key}", given=key)
    return found[kind, key]


def involved_in_each(session: Session, things: Collection[Thing], areas: Areas | None = None) -> dict[Thing, list[str]]:
    """The same of many things at once; those that there are not are left out."""
    where = areas_of_stops(session) if areas is None else areas
    found = {}
    for kind in {kind for kind, _key in things}:
        keys = {key for of, key in things if of == kind}
        query = select(Draft).where(Draft.kind == kind, Draft.key.in_(keys)).options(joinedload(Draft.head))
        drafts, rows = {draft.key: draft for draft in session.scalars(query)}, _rows(session, kind, keys)
        for key in drafts.keys() | rows.keys():
            draft, row = drafts.get(key), rows.get(key)
            leading = _leading(kind, key, draft, row)
            others = sharing(kind, _newest(kind, key, draft, row), where)
            others |= sharing(kind, row.document, where) if row and not row.withdrawn else set()
            found[kind, key] = [leading, *sorted(others - {leading})]
    return found


def _leading(kind: str, key: str, draft: Draft | None, row: Any) -> str:
    if draft is None:
        return first_lead(kind, key, _newest(kind, key, draft, row))
    if row is None or draft.state != states.PUBLISHED:
        return draft.bureau
    return first_lead(kind, key, row.document, draft.bureau)


def first_lead(kind: str, key: str, rough: Rough, otherwise: str = ALLIANCE) -> str:
    """The bureau that a text itself says leads; `otherwise` for a route, an event or a notice that names no area."""
    if kind == "area":
        return key
    if kind == "attraction":
        return text_in(rough.get("area")) or ALLIANCE
    if kind == "medium":
        return text_in(rough.get("bureau")) or ALLIANCE
    if kind not in OF_AREAS:
        return ALLIANCE
    areas = rough.get("areas")
    return (text_in(areas[0]) if isinstance(areas, list) and areas else "") or otherwise


def share(kind: str, rough: Rough, bureau: str, areas: Areas) -> str:
    """A partner's part of a document as text that can be compared; empty for none. `areas`: where everything lies.

    Of a place and of a notice it is the whole: their texts do not come in parts.
    """
    parts: list[Any] = []
    if kind == "route":
        parts = [stop for stop in _stops(rough) if areas.get(text_in(stop.get("attraction"))) == bureau]
    elif kind == "event":
        parts = [leg for leg in entries_in(rough.get("occurrences")) if bureau in keys_in(leg.get("areas"))]
    elif kind in WHOLE and bureau in sharing(kind, rough, areas):
        parts = [rough]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True) if parts else ""


def areas_of_stops(session: Session) -> Areas:
    """Where everything published lies."""
    places = session.execute(select(Attraction.key, Attraction.document["area"].as_string()))
    routes = session.execute(select(Route.key, Route.document["areas"]))
    areas = Areas((key, area) for key, area in places)
    areas.routes = {key: named for key, named in routes}  # noqa: C416  rows are not pairs to the type checker
    return areas


def draft_of(session: Session, kind: str, key: str) -> Draft | None:
    """The draft of a thing; None when nobody at the desk ever wrote it. Raises NotFound for an unknown kind."""
    if kind not in LIVE:
        raise NotFound(f"there is no kind {kind}", field="kind", given=kind)
    return session.scalars(select(Draft).where(Draft.kind == kind, Draft.key == key)).one_or_none()


def rough_of(session: Session, kind: str, key: str) -> dict[str, Any]:
    """What was saved last, else what is published (or was, before it was withdrawn). Raises NotFound."""
    return _newest(kind, key, draft_of(session, kind, key), _rows(session, kind, [key]).get(key))


def _newest(kind: str, key: str, draft: Draft | None, row: Any) -> dict[str, Any]:
    if draft is not None and (draft.state != states.PUBLISHED or row is None):
        return draft.head.document
    if row is None:
        raise NotFound(f"there is no {kind} {key}", given=key)
    return dict(row.document)


def _rows(session: Session, kind: str, keys: Collection[str]) -> dict[str, Any]:
    """Key -> what is published, or was before it was withdrawn. Raises NotFound for an unknown kind."""
    if kind not in LIVE:
        raise NotFound(f"there is no kind {kind}", field="kind", given=kind)
    return {row.key: row for row in session.scalars(select(LIVE[kind]).where(LIVE[kind].key.in_(keys)))}


def sharing(kind: str, rough: Rough, areas: Areas) -> set[str]:
    """The bureaus that a text itself gives a share; `areas`: where everything lies."""
    named = set(keys_in(rough.get("areas"))) if kind in OF_AREAS else set()
    if kind == "attraction":
        named = {text_in(rough.get("area"))}
    if kind == "notice":
        named |= {areas[place] for place in keys_in(rough.get("attractions")) if place in areas}
        named |= {area for route in keys_in(rough.get("routes")) for area in areas.routes.get(route, ())}
    if kind == "route":
        stops = [text_in(stop.get("attraction")) for stop in _stops(rough)]
        named |= {areas[place] for place in stops if place in areas}
    if kind == "event":
        legs = entries_in(rough.get("occurrences"))
        named |= {area for leg in legs for area in keys_in(leg.get("areas"))}
    return named - {""}


def _stops(rough: Rough) -> list[dict[str, Any]]:
    return [stop for day in entries_in(rough.get("days")) for stop in entries_in(day.get("stops"))]
