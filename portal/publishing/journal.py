"""Reading the journal: who did what, when and why, narrowed, the newest first. Nobody writes in it but by a verb.

Everybody who serves may know that something was done; the words of what is not published only who may see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.documents.medium import ALLIANCE
from portal.kernel.errors import NotFound
from portal.model import (
    LIVE,
    Area,
    Attraction,
    Draft,
    Event,
    FormerKey,
    JournalEntry,
    Medium,
    Notice,
    Partner,
    Person,
    Route,
)
from portal.publishing import permissions, shares

A_PAGE: Final = 100
SEEN_BY_ALL: Final = ("published", "withdrawn")
"""What was done before every visitor's eyes."""

AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; what is empty narrows nothing. `bureau` is who leads the record now, `until` is not included."""

    kind: str = ""
    key: str = ""
    person: str = ""
    bureau: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def page(session: Session, wanted: Wanted, before: int | None = None) -> list[JournalEntry]:
    """The newest lines, of those before a line's id when one is given; one more than a page when there are more."""
    query = _narrowed(session, wanted).order_by(JournalEntry.id.desc()).limit(A_PAGE + 1)
    return list(session.scalars(query.where(JournalEntry.id < before) if before else query))


def everything(session: Session, wanted: Wanted) -> Iterable[JournalEntry]:
    """Every line, the oldest first."""
    query = _narrowed(session, wanted).order_by(JournalEntry.id).execution_options(yield_per=AT_ONCE)
    return session.scalars(query)


class Reader:
    """Somebody who reads lines; what was asked about a thing is kept for its other lines."""

    def __init__(self, session: Session, person: Person) -> None:
        self.session, self.person = session, person
        self.known: dict[tuple[str, str], bool] = {}

    def may_read(self, line: JournalEntry) -> bool:
        """Whether the words of a line (`changes`, `why`) are for this reader."""
        if line.action in SEEN_BY_ALL or line.kind not in LIVE or line.actor_id == self.person.id:
            return True
        thing = (line.kind, line.key)
        if thing not in self.known:
            self.known[thing] = self._may_see(*thing)
        return self.known[thing]

    def _may_see(self, kind: str, key: str) -> bool:
        renamed = select(FormerKey.key).where(FormerKey.kind == kind, FormerKey.former == key)
        key = self.session.scalar(renamed) or key
        try:
            if permissions.may(self.person, "see", [shares.lead(self.session, kind, key)]):
                return True
            return permissions.may(self.person, "see", shares.partners(self.session, kind, key))
        except NotFound:  # nothing is left of it
            return permissions.may(self.person, "see", [ALLIANCE])


def actions(session: Session) -> list[str]:
    """What was ever done."""
    return list(session.scalars(select(JournalEntry.action).distinct().order_by(JournalEntry.action)))


def people(session: Session) -> list[str]:
    """Who ever did something."""
    acted = select(JournalEntry.actor_id)
    return list(session.scalars(select(Person.name).where(Person.id.in_(acted)).order_by(Person.name)))


def _narrowed(session: Session, wanted: Wanted) -> Select[JournalEntry]:
    query = select(JournalEntry).options(joinedload(JournalEntry.actor))
    if wanted.kind:
        query = query.where(JournalEntry.kind == wanted.kind)
    if wanted.key:
        query = query.where(JournalEntry.key.in_(_keys(session, wanted)))
    if wanted.action:
        query = query.where(JournalEntry.action == wanted.action)
    if wanted.person:
        query = query.where(JournalEntry.actor_id.in_(select(Person.id).where(Person.name == wanted.person)))
    if wanted.since:
        query = query.where(JournalEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(JournalEntry.at < wanted.until)
    return query.where(_led_by(wanted.bureau)) if wanted.bureau else query


def _keys(session: Session, wanted: Wanted) -> list[str]:
    """The key and those that the same thing had before."""
    former = select(FormerKey.former).where(FormerKey.key == wanted.key)
    if wanted.kind:
        former = former.where(FormerKey.kind == wanted.kind)
    return [wanted.key, *session.scalars(former)]


def _led_by(bureau: str) -> ColumnElement[bool]:
    """Lines about what a bureau leads now: what is drafted, what is published, its partners, its area."""
    led = {
        "attraction": select(Attraction.key).where(Attraction.document["area"].as_string() == bureau),
        "medium": select(Medium.key).where(Medium.document["bureau"].as_string() == bureau),
        "area": select(Area.key).where(Area.key == bureau),
        "partner": select(Partner.hint).where(Partner.bureau == bureau),
    }
    for table in (Route, Event, Notice):
        led[table.kind] = select(table.key).where(table.document["areas"][0].as_string() == bureau)
    for kind in LIVE:
        drafted = select(Draft.key).where(Draft.kind == kind, Draft.bureau == bureau)
        led[kind] = led[kind].union(drafted) if kind in led else drafted  # type: ignore[assignment]
    return or_(*(and_(JournalEntry.kind == kind, JournalEntry.key.in_(keys)) for kind, keys in led.items()))
