"""Reading the journal: who did what, when and why, narrowed, the newest first. Nobody writes in it but by a verb.

Everybody who serves may know that something was done; the words of what is not published only who may see it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.documents.medium import ALLIANCE
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
    Revision,
    Route,
)
from portal.publishing import permissions, shares

A_PAGE: Final = 100
SEEN_BY_ALL: Final = ("published", "withdrawn")
"""What was done before every visitor's eyes."""

WRITING: Final = ("begun", "saved", "set aside", "published", "renamed")
"""What writes a text; other lines are about one that was there."""

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


def everything(session: Session, wanted: Wanted) -> Iterable[Sequence[JournalEntry]]:
    """Every line, the oldest first, some at a time."""
    query = _narrowed(session, wanted).order_by(JournalEntry.id).execution_options(yield_per=AT_ONCE)
    return session.scalars(query).partitions()


def history(session: Session, kind: str, key: str) -> list[tuple[JournalEntry, Revision | None]]:
    """All that happened to a thing, the oldest first, each line with the text that was written then."""
    keys = _keys(session, Wanted(kind, key))
    about = _narrowed(session, Wanted(kind, key)).order_by(JournalEntry.id)
    written = session.scalars(select(Revision).where(Revision.kind == kind, Revision.key.in_(keys)))
    texts = {text.id: text for text in written}
    return [
        (line, texts.pop(line.revision_id or 0, None) if line.action in WRITING else None)
        for line in session.scalars(about)
    ]


def readable(session: Session, person: Person, lines: Collection[JournalEntry]) -> set[int]:
    """The ids of those lines whose words (`changes`, `why`) are for this person."""
    open_to_all = {line.id for line in lines if _is_for_all(line) or line.actor_id == person.id}
    asked = [line for line in lines if line.id not in open_to_all]
    now = {(f.kind, f.former): (f.kind, f.key) for f in session.scalars(select(FormerKey))} if asked else {}
    things = {line.id: now.get((line.kind, line.key), (line.kind, line.key)) for line in asked}
    bureaus = shares.involved_in_each(session, set(things.values())) if asked else {}
    nothing_left = [ALLIANCE]
    return open_to_all | {
        number for number, thing in things.items() if permissions.may(person, "see", bureaus.get(thing, nothing_left))
    }


def _is_for_all(line: JournalEntry) -> bool:
    return line.action in SEEN_BY_ALL or line.kind not in LIVE


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
