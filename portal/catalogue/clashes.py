"""Events that would take each other's visitors: on the same day, of the same kind or for the same people.

All areas, drafts included. A warning for who plans, and never a reason to refuse.
"""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.catalogue.places import register
from portal.catalogue.shelf import Shelf
from portal.documents.rough import day_in, entries_in, keys_in, text_in, texts_in
from portal.kernel import geo
from portal.kernel.geo import Point
from portal.model import Draft

RESTING: Final = ("published", "dropped")
OFF: Final = ("cancelled", "postponed")
LONGEST_DAYS: Final = 31
"""What goes on for longer clashes with everything, so with nothing."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A leg with a day; `sort` is what schema.org calls its kind, the nearest we have to its audience."""

    key: str
    name: Mapping[str, str]
    kind: str
    sort: str
    areas: tuple[str, ...]
    starts: date
    ends: date
    venue: Mapping[str, str]
    at: Point | None
    is_draft: bool

    def overlaps(self, other: "Dated") -> bool:
        """Whether they have a day in common."""
        return self.starts <= other.ends and other.starts <= self.ends


@dataclass(frozen=True, slots=True)
class Clash:
    """Two legs; `km` between them where both venues are known."""

    one: Dated
    other: Dated
    is_same_kind: bool
    km: float | None

    @property
    def first(self) -> date:
        """The first day that they have in common."""
        return max(self.one.starts, self.other.starts)


def dated(session: Session, shelf: Shelf) -> list[Dated]:
    """Every leg that has a day and is not called off: as it is published, and as somebody is writing it."""
    documents: list[tuple[str, Mapping[str, Any], bool]] = [
        (key, event.model_dump(mode="json"), False) for key, event in shelf.events.items()
    ]
    drafts = select(Draft).where(Draft.kind == "event", Draft.state.not_in(RESTING)).options(joinedload(Draft.head))
    for draft in session.scalars(drafts):
        documents.append((draft.key, draft.head.document, True))
    places = {key: place.at for key, place in register(session, shelf).items()}
    sorts = {key: term.schema_type or "" for key, term in shelf.words("kinds").items()}
    found: dict[tuple[str, date, date], Dated] = {}
    for key, document, is_draft in documents:
        for leg in _legs(key, document, sorts, places, is_draft=is_draft):
            found.setdefault((key, leg.starts, leg.ends), leg)  # a draft that leaves a day as it is says nothing new
    return sorted(found.values(), key=lambda leg: (leg.starts, leg.key))


def clashes(legs: Iterable[Dated], key: str = "") -> list[Clash]:
    """The clashes among these, or only those of one event; the same kind first, then by day."""
    short = [leg for leg in legs if (leg.ends - leg.starts).days < LONGEST_DAYS]
    found = []
    for one, other in combinations(short, 2):
        if one.key == other.key or (key and key not in (one.key, other.key)) or not one.overlaps(other):
            continue
        is_same = bool(one.kind) and one.kind == other.kind
        if is_same or (one.sort and one.sort == other.sort):
            km = geo.distance_km(one.at, other.at) if one.at and other.at else None
            pair = (other, one) if other.key == key else (one, other)
            found.append(Clash(*pair, is_same, km))
    return sorted(found, key=lambda clash: (not clash.is_same_kind, clash.first))


def weeks(legs: Iterable[Dated], year: int, month: int) -> list[list[tuple[date, list[Dated]]]]:
    """The weeks of a month, each day with the legs that go on then."""
    some = list(legs)
    return [
        [(day, [leg for leg in some if leg.starts <= day <= leg.ends]) for day in week]
        for week in Calendar().monthdatescalendar(year, month)
    ]


def _legs(  # the draft may break every rule of its kind
    key: str,
    document: Mapping[str, Any],
    sorts: Mapping[str, str],
    places: Mapping[str, Point | None],
    *,
    is_draft: bool,
) -> Iterator[Dated]:
    kind = text_in(document.get("kind"))
    for leg in entries_in(document.get("occurrences")):
        if leg.get("status") in OFF:
            continue
        starts, ends = day_in(leg.get("starts")), day_in(leg.get("ends"))
        if starts:
            yield Dated(
                key=key,
                name=texts_in(document.get("name")),
                kind=kind,
                sort=sorts.get(kind, ""),
                areas=tuple(keys_in(leg.get("areas")) or keys_in(document.get("areas"))),
                starts=starts,
                ends=max(ends or starts, starts),
                venue=texts_in(leg.get("venue")),
                at=places.get(text_in(leg.get("attraction"))),
                is_draft=is_draft,
            )
