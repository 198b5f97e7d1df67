"""What waits for a person at the desk. Plain reading: nothing here changes anything.

`published` is what stands on the site, kind -> key -> document, as the catalogue's shelf holds it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.documents import AttractionDocument, Document, MediumDocument, NoticeDocument
from portal.documents.medium import ALLIANCE
from portal.kernel.season import SHANGHAI
from portal.model import LIVE, Attraction, Draft, FormerKey, JournalEntry, Person, Report, Revision, Typed
from portal.publishing import called, journal, permissions, reviews, shares, states, typing, writers

Published = Mapping[str, Mapping[str, Document]]

FACTS: Final = ("hours", "price", "phone")
STALE_AFTER: Final = timedelta(days=365)
SOON: Final = timedelta(days=30)
RIGHTS_END_SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Task:
    """A draft that waits: whose it is, since when, and which bureaus are still asked: to approve it, or, where it is
    approved, to publish it.
    """

    kind: str
    key: str
    names: Mapping[str, str]
    bureau: str
    state: str
    at: datetime
    who: str
    head: int
    due: date | None = None
    reason: str = ""
    asked: list[str] = field(default_factory=list)
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    returned: JournalEntry | None = None
    """Who returned it, and when."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A place some of whose facts nobody looked up for a year: (fact, its texts, when it was last looked up)."""

    key: str
    names: Mapping[str, str]
    bureau: str
    head: int
    facts: list[tuple[str, Mapping[str, str], date | None]]
    is_due: bool
    """Whether its season is now or next month."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What happens by itself on a day: `what` is appears, goes or ends (a notice)."""

    day: date
    at: datetime | None
    what: str
    kind: str
    key: str
    names: Mapping[str, str]


def bureaus_of(person: Person, published: Published) -> list[str]:
    """The bureaus that a person works for; all of them for a coordinator."""
    if permissions.may(person, "settle", [ALLIANCE]):
        return [*published["area"], ALLIANCE]
    return [membership.bureau for membership in person.memberships]


def written_by(session: Session, person: Person, state: str) -> list[Task]:
    """The drafts in a state at which a person wrote since what is published, the newest first."""
    drafts = _drafts(session, Draft.state == state)
    theirs = _written_by(session, person, drafts)
    return [_task(draft, returned=returned(session, draft)) for draft in drafts if draft.id in theirs]


def returned(session: Session, draft: Draft) -> JournalEntry | None:
    """By whom and when a draft was returned to its writers; None for one that was not."""
    if draft.state != states.RETURNED:
        return None
    lines = journal.page(session, journal.Wanted(draft.kind, draft.key, action="returned"))
    return lines[0] if lines else None


def typed_by(session: Session, person: Person) -> list[Typed]:
    """What a person typed and did not save."""
    return typing.all_kept(session, person)


def for_review(session: Session, person: Person, today: date) -> list[Task]:
    """What a person can approve: their own bureaus' shares first, then what a coordinator could settle; overdue first,
    then by due date, then the longest waiting.
    """
    own = [bureau for bureau in permissions.bureaus_where(person, "review") if bureau != ALLIANCE]
    settles = permissions.may(person, "settle", [ALLIANCE])
    drafts = _drafts(session, Draft.state == states.IN_REVIEW)
    areas, rows = shares.areas_of_stops(session), _published(session, drafts)
    theirs = _written_by(session, person, drafts)
    found = []
    for draft in drafts:
        asked = reviews.missing(session, draft, areas, rows)
        mine = [bureau for bureau in asked if bureau in own or (bureau == ALLIANCE and settles)]
        if (mine or settles) and draft.id not in theirs:
            found.append((not mine, draft.due or date.max, draft.changed, _task(draft, mine or asked)))
    late = sorted(found, key=lambda row: (row[0], row[1] >= today, row[1], row[2]))
    return [task for *_, task in late]


def submitted_by(session: Session, person: Person) -> list[Task]:
    """What a person handed in and others have to approve or to publish, the newest first."""
    if not (theirs := _submitted_by(session, person)):
        return []
    drafts = _drafts(session, Draft.state.in_((states.IN_REVIEW, states.APPROVED)), Draft.publish_at.is_(None))
    areas, rows = shares.areas_of_stops(session), _published(session, drafts)
    found = []
    for draft in drafts:
        if draft.state == states.APPROVED:
            asked = [] if permissions.may(person, "publish", [draft.bureau]) else [draft.bureau]
        else:
            asked = reviews.missing(session, draft, areas, rows)
        if asked and (draft.kind, draft.key) in theirs:
            found.append(_task(draft, asked))
    return found


def ready(session: Session, person: Person) -> list[Task]:
    """What is approved and waits for somebody to publish it."""
    drafts = _drafts(session, Draft.state == states.APPROVED, Draft.publish_at.is_(None))
    return [_task(draft) for draft in drafts if permissions.may(person, "publish", [draft.bureau])]


def scheduled(session: Session, bureaus: Collection[str]) -> list[Task]:
    """What appears or goes by itself, the soonest first."""
    drafts = _drafts(
        session,
        or_(Draft.publish_at.is_not(None), Draft.expire_at.is_not(None)),
        Draft.bureau.in_(bureaus),
    )
    never = datetime.max.replace(tzinfo=SHANGHAI)
    return sorted(map(_task, drafts), key=lambda task: min(task.publish_at or never, task.expire_at or never))


def coming(tasks: Collection[Task], published: Published, bureaus: Collection[str], today: date) -> list[Coming]:
    """What goes live or ends within thirty days, by day: what is scheduled, and notices that end by themselves."""
    found = []
    for task in tasks:
        for what, at in (("appears", task.publish_at), ("goes", task.expire_at)):
            if at:
                day = at.astimezone(SHANGHAI).date()
                found.append(Coming(day, at.astimezone(SHANGHAI), what, task.kind, task.key, task.names))
    for key, notice in published["notice"].items():
        assert isinstance(notice, NoticeDocument)  # noqa: S101  for the type checker
        if notice.ends and notice.ends >= today and (not notice.areas or set(notice.areas) & set(bureaus)):
            found.append(Coming(notice.ends, None, "ends", "notice", key, notice.title))
    return sorted((c for c in found if today <= c.day <= today + SOON), key=lambda c: (c.day, c.key))


def stale_facts(session: Session, published: Published, bureaus: Collection[str], today: date) -> list[Stale]:
    """Places whose hours, price or phone nobody looked up for a year; those whose season comes first.

    Not those that somebody is writing at: their facts are in hand.
    """
    under_way = (Draft.kind == "attraction", Draft.state.not_in(states.RESTING))
    busy = set(session.scalars(select(Draft.key).where(*under_way)))
    heads = {row.key: row.revision_id for row in session.execute(select(Attraction.key, Attraction.revision_id))}
    months = {today.month, today.month % 12 + 1}
    found = []
    for key, place in published["attraction"].items():
        assert isinstance(place, AttractionDocument)  # noqa: S101  as above
        if place.area in bureaus and key not in busy and (facts := list(old_facts(place, today))):
            is_due = bool(months & set(place.advised.months))
            found.append(Stale(key, place.name, place.area, heads.get(key, 0), facts, is_due))
    return sorted(found, key=lambda stale: (not stale.is_due, stale.key))


def old_facts(place: AttractionDocument, today: date) -> Iterator[tuple[str, Mapping[str, str], date | None]]:
    """(fact, its texts, when it was looked up) of each that is older than a year, or of which nobody knows when."""
    for name in FACTS:
        fact = getattr(place.visit, name)
        if fact and (fact.checked is None or fact.checked < today - STALE_AFTER):
            yield name, fact.text, fact.checked


def ending_rights(published: Published, bureaus: Collection[str], today: date) -> list[tuple[str, MediumDocument]]:
    """(key, picture) of those that may not be shown any more, or soon not, the first to end first."""
    media = ((key, m) for key, m in published["medium"].items() if isinstance(m, MediumDocument))
    ending = [(key, m) for key, m in media if m.bureau in bureaus and m.until and m.until <= today + RIGHTS_END_SOON]
    return sorted(ending, key=lambda pair: (pair[1].until or date.max, pair[0]))


def reports(session: Session, bureaus: Collection[str]) -> list[Report]:
    """What visitors reported and nobody has answered, the oldest first."""
    query = select(Report).where(Report.bureau.in_(bureaus), Report.state.in_(("new", "taken")))
    return list(session.scalars(query.order_by(Report.at, Report.id)))


def _drafts(session: Session, *wanted: Any) -> list[Draft]:
    with_author = joinedload(Draft.head).joinedload(Revision.author)
    query = select(Draft).where(*wanted).options(with_author, selectinload(Draft.approvals))
    return list(session.scalars(query.order_by(Draft.changed.desc())))


def _published(session: Session, drafts: Collection[Draft]) -> dict[tuple[str, str], Any]:
    """What is published of what these drafts write."""
    found = {}
    for kind in {draft.kind for draft in drafts}:
        table, keys = LIVE[kind], [draft.key for draft in drafts if draft.kind == kind]
        rows = session.scalars(select(table).where(table.key.in_(keys), table.withdrawn.is_(None)))
        found.update({(kind, row.key): row for row in rows})
    return found


def _written_by(session: Session, person: Person, drafts: Collection[Draft]) -> set[int]:
    """The ids of those drafts at which a person wrote. Only where they ever wrote a text is it asked when."""
    query = select(Revision.kind, Revision.key).where(Revision.author_id == person.id).distinct()
    texts = {(kind, key) for kind, key in session.execute(query)}
    texts |= {(row.kind, row.key) for row in session.scalars(select(FormerKey)) if (row.kind, row.former) in texts}
    return {d.id for d in drafts if (d.kind, d.key) in texts and person.id in writers.of(session, d)}


def _submitted_by(session: Session, person: Person) -> set[tuple[str, str]]:
    """(kind, key) of the things that nobody handed in after them."""
    per_thing = select(func.max(JournalEntry.id)).where(JournalEntry.action == "submitted")
    last = per_thing.group_by(JournalEntry.kind, JournalEntry.key)
    query = select(JournalEntry.kind, JournalEntry.key)
    lines = session.execute(query.where(JournalEntry.id.in_(last), JournalEntry.actor_id == person.id)).all()
    today = {(row.kind, row.former): row.key for row in session.scalars(select(FormerKey))} if lines else {}
    return {(kind, today.get((kind, key), key)) for kind, key in lines}


def _task(draft: Draft, asked: list[str] | None = None, returned: JournalEntry | None = None) -> Task:
    return Task(
        kind=draft.kind,
        key=draft.key,
        names=called.names_in(draft.head.document),
        bureau=draft.bureau,
        state=draft.state,
        at=draft.changed,
        who=draft.head.author.name,
        head=draft.head_id,
        due=draft.due,
        reason=draft.reason,
        asked=asked or [],
        publish_at=draft.publish_at,
        expire_at=draft.expire_at,
        returned=returned,
    )
