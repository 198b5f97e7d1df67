"""What the verbs are made of: publish and withdraw, a revision, a line of the journal. None commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.changes import changes
from portal.documents import Document, RouteDocument
from portal.kernel.errors import Conflict, NotValid
from portal.model import (
    LIVE,
    Attraction,
    FormerKey,
    JournalEntry,
    Live,
    Person,
    Publication,
    Revision,
    Route,
)
from portal.model.base import write_alone
from portal.model.live import Numbered
from portal.publishing.announcements import announce


def publish(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session,
    actor: Person,
    now: datetime,
    kind: str,
    key: str,
    document: Document,
    *,
    of: Revision | None = None,
    why: str = "",
) -> Revision:
    """Make a document what every visitor sees: a revision, the live row, its former keys, a journal line.

    `of` is the revision that holds the document already, where there is one. A row under one of the document's former
    keys is the same thing and takes the new key. Raises NotValid when a route stops at an attraction that is not
    published, or when a number would change or be given twice.
    """
    version = _count(session, now)
    row = find(session, kind, key, *document.formerly)
    _check_number(session, kind, row, document)
    before = row.as_document() if row and not row.withdrawn else None
    row = row or LIVE[kind](key=key)  # type: ignore[call-arg]  # the mixin has no constructor of its own
    row.key = key
    text = document.model_dump(mode="json", exclude_defaults=True)
    revision = of or keep(session, actor, now, kind, key, text, row.revision_id)
    row.revision_id, row.published, row.withdrawn, row.version = revision.id, now, None, version
    row.apply(document)
    session.add(row)  # whole, for any query may write it
    if isinstance(row, Route) and isinstance(document, RouteDocument):
        _set_stops(session, row, document)
    session.flush()
    _set_former_keys(session, kind, key, document)
    told = "\n".join(map(str, changes(before, document)))
    note(session, actor, now, "published", kind, revision.key, revision_id=revision.id, changes=told, why=why)
    announce(session, kind, key)
    return revision


def withdraw(  # noqa: PLR0913, PLR0917  as above
    session: Session, actor: Person, now: datetime, kind: str, key: str, why: str = ""
) -> None:
    """Take a thing off the site; its address answers 410 from now on. Where nothing is published, nothing happens.

    Raises Conflict while something published names it.
    """
    write_alone(session)
    row = find(session, kind, key)
    if row is None or row.withdrawn:
        return
    if users := _users(session, kind, key):
        raise Conflict(f"{key} cannot be withdrawn: {', '.join(users)} still name it")
    row.withdrawn, row.version = now, _count(session, now)
    if isinstance(row, Route):
        row.stops = []
    session.flush()
    note(session, actor, now, "withdrawn", kind, key, revision_id=row.revision_id, why=why)
    announce(session, kind, key)


def find(session: Session, kind: str, key: str, *formerly: str) -> Live | None:
    """The live row of a key, else of the first former key that has one; withdrawn ones too."""
    table = LIVE[kind]
    rows = {row.key: row for row in session.scalars(select(table).where(table.key.in_([key, *formerly])))}
    return next((rows[k] for k in (key, *formerly) if k in rows), None)


def require_as_shown(row: Live, base: int | None) -> None:
    """Raises Conflict unless a thing is published as it was in revision `base`, which a form showed; None asks
    nothing. The caller writes alone, so it stays so.
    """
    if base is not None and row.revision_id != base:
        raise Conflict("what is published changed once more")


def keep(  # noqa: PLR0913, PLR0917  as above
    session: Session, actor: Person, now: datetime, kind: str, key: str, rough: dict[str, Any], base_id: int | None
) -> Revision:
    """A text as somebody leaves it, as a revision."""
    revision = Revision(kind=kind, key=key, document=rough, author_id=actor.id, base_id=base_id, created=now)
    session.add(revision)
    session.flush()
    return revision


def note(  # noqa: PLR0913, PLR0917  who, when, what, and its words
    session: Session,
    actor: Person,
    now: datetime,
    action: str,
    kind: str,
    key: str,
    *,
    revision_id: int | None = None,
    changes: str = "",
    why: str = "",
) -> None:
    """Write a line into the journal."""
    session.add(
        JournalEntry(
            at=now,
            actor_id=actor.id,
            action=action,
            kind=kind,
            key=key,
            revision_id=revision_id,
            changes=changes,
            why=why,
        )
    )


def _check_number(session: Session, kind: str, row: Live | None, document: Document) -> None:
    table = LIVE[kind]
    if not issubclass(table, Numbered):
        return
    number: int = document.number  # type: ignore[attr-defined]  # the numbered kinds have it, their base does not
    owner = session.scalars(select(table).where(table.number == number)).one_or_none()
    if owner is not None and owner is not row:
        hint = "if this is its new name, write its key into `formerly`"
        raise NotValid(f"{number} was given to {owner.key}; {hint}", field="number", given=str(number))
    if isinstance(row, Numbered) and row.number != number:
        raise NotValid(f"the number of {row.key} is {row.number} and stays", field="number", given=str(number))


def person(session: Session, name: str, now: datetime) -> Person:
    """The actor of that name, made on first use."""
    found = session.scalars(select(Person).where(Person.name == name)).one_or_none()
    if found is None:
        found = Person(name=name, created=now)
        session.add(found)
        session.flush()
    return found


def publication(session: Session, now: datetime) -> Publication:
    """The one row that counts publishings, locked until the transaction ends: two must not become one version."""
    write_alone(session)
    found = session.get(Publication, 1, with_for_update=True)
    if found is None:
        found = Publication(id=1, version=0, at=now)
        session.add(found)
    return found


def _set_stops(session: Session, row: Route, document: RouteDocument) -> None:
    ids = _attraction_ids(session, document)
    if row.would_pass(document, ids):
        row.stops = []
        session.flush()  # old places in the order first, or the new ones would clash with them
        row.pass_by(document, ids)


def _attraction_ids(session: Session, document: RouteDocument) -> dict[str, int]:
    keys = {stop.attraction for stop in document.stops()}
    query = select(Attraction.key, Attraction.id).where(Attraction.key.in_(keys), Attraction.withdrawn.is_(None))
    ids: dict[str, int] = {row.key: row.id for row in session.execute(query)}
    if missing := sorted(keys - ids.keys()):
        raise NotValid(f"the route stops at attractions that are not published: {', '.join(missing)}", field="days")
    return ids


def _users(session: Session, kind: str, key: str) -> list[str]:
    """The keys of published documents that name this one."""
    found = []
    for table in LIVE.values():
        for row in session.scalars(select(table).where(table.withdrawn.is_(None))):
            if any((k, other) == (kind, key) for _, k, other in row.as_document().references()):
                found.append(row.key)
    return sorted(found)


def _set_former_keys(session: Session, kind: str, key: str, document: Document) -> None:
    mine = or_(FormerKey.key == key, FormerKey.former.in_([key, *document.formerly]))  # a key in use leads nowhere else
    session.execute(delete(FormerKey).where(FormerKey.kind == kind, mine))
    session.add_all(FormerKey(kind=kind, former=former, key=key) for former in document.formerly)
    session.flush()


def _count(session: Session, now: datetime) -> int:
    row = publication(session, now)
    row.version, row.at = row.version + 1, now
    return row.version
