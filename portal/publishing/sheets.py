"""The verbs of spreadsheets: what stands, write what an import changed, undo it as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from portal.documents.medium import ALLIANCE
from portal.documents.rough import Rough
from portal.kernel.errors import Conflict, NotAllowed, NotFound
from portal.model import LIVE, Batch, Draft, JournalEntry, Person, Revision
from portal.model.base import write_alone
from portal.publishing import drafts, permissions, shares, states, writing

LOCKED: Final = (states.IN_REVIEW, states.APPROVED)
"""Where a draft is read by others: a sheet does not pull the text from under them."""

MOST_SHOWN: Final = 20
"""Imports in the list of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing as it stands: what was saved last, else what is published; which revision that is, and who leads."""

    rough: dict[str, Any]
    revision_id: int
    bureau: str
    state: str


@dataclass(frozen=True, slots=True)
class Written:
    """What one import wrote (None for nothing), and the keys that it left: somebody was faster, or its clerk may not
    write them.
    """

    batch: Batch | None
    left: list[str]


def standing(session: Session, person: Person, kind: str) -> dict[str, Standing]:
    """Everything of a kind as it stands for a person, by key: of their bureaus what is published or being written, of
    others what every visitor sees.
    """
    table = LIVE[kind]
    found = {
        row.key: Standing(
            row.document, row.revision_id, shares.first_lead(kind, row.key, row.document), states.PUBLISHED
        )
        for row in session.scalars(select(table).where(table.withdrawn.is_(None)).order_by(table.key))
    }
    query = select(Draft).where(Draft.kind == kind, Draft.state != states.DROPPED).options(joinedload(Draft.head))
    drafted = {draft.key: draft for draft in session.scalars(query.order_by(Draft.key))}
    for key in _seen(session, person, kind, drafted):
        draft, row = drafted[key], found.get(key)
        if draft.state != states.PUBLISHED:
            found[key] = Standing(draft.head.document, draft.head_id, draft.bureau, draft.state)
        elif row:
            found[key] = Standing(row.rough, row.revision_id, draft.bureau, draft.state)
    return found


def texts(session: Session, person: Person, kind: str, ids: Iterable[int]) -> dict[tuple[str, int], dict[str, Any]]:
    """The documents of some revisions of a kind, by key and number: those that every visitor saw, and what this person
    may see.
    """
    query = select(Revision).where(Revision.kind == kind, Revision.id.in_(list(ids)))
    found = {(revision.key, revision.id): revision.document for revision in session.scalars(query)}
    seen = _seen(session, person, kind, {key for key, _ in found})
    shown = select(JournalEntry.revision_id).where(JournalEntry.kind == kind, JournalEntry.action == "published")
    published = set(session.scalars(shown))
    return {(key, number): text for (key, number), text in found.items() if key in seen or number in published}


def _seen(session: Session, person: Person, kind: str, keys: Iterable[str]) -> list[str]:
    """Of these keys those whose drafts a person may see."""
    involved = shares.involved_in_each(session, [(kind, key) for key in keys])
    return [key for key in keys if permissions.may(person, "see", involved.get((kind, key), ()))]


def refusal(session: Session, person: Person, kind: str, key: str, state: str) -> str:
    """Why a person's sheet may not write a thing, as a key of the desk's sentences; empty if it may."""
    if state in LOCKED:
        return "in review"
    involved = shares.involved(session, kind, key)
    return "" if all(permissions.may(person, verb, involved) for verb in ("import", "edit")) else "not yours"


def write(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, name: str, kind: str, rows: Mapping[str, tuple[Rough, int]]
) -> Written:
    """Make each row (key -> the new text, and the revision it was compared with) a draft; one batch for all.

    A row that cannot be written leaves the others be. Raises NotAllowed for somebody who imports nowhere.
    """
    write_alone(session)
    if not permissions.bureaus_where(person, "import"):
        raise NotAllowed("you may not import for any bureau", verb="import")
    written: list[list[Any]] = []
    left = []
    for key, (rough, base_id) in rows.items():
        try:
            with session.begin_nested():
                if refusal(session, person, kind, key, _state(session, kind, key)):
                    raise NotAllowed(f"{key} may not be written", verb="import")
                if drafts.head(session, kind, key).id != base_id:
                    raise Conflict(f"{key} has gone on since")  # even if it says the same: then it is not our doing
                draft = writing.save(session, person, now, kind, key, rough, base_id=base_id, why=name)
        except (Conflict, NotAllowed, NotFound):
            left.append(key)
        else:
            if draft.head_id != base_id:
                written.append([kind, key, base_id, draft.head_id])
    if not written:
        return Written(None, left)
    done = Batch(person_id=person.id, name=name[:200], at=now, written=written)
    session.add(done)
    session.flush()
    return Written(done, left)


def batch(session: Session, person: Person, number: int) -> Batch:
    """An import of one's own; a coordinator sees all. Raises NotFound."""
    found = session.get(Batch, number)
    if found is None or (found.person_id != person.id and not permissions.may(person, "settle", [ALLIANCE])):
        raise NotFound("there is no such import", field="import", given=str(number))
    return found


def batches(session: Session, person: Person) -> list[Batch]:
    """The newest imports of one's own; a coordinator's list has everybody's."""
    query = select(Batch).order_by(Batch.id.desc()).limit(MOST_SHOWN)
    if not permissions.may(person, "settle", [ALLIANCE]):
        query = query.where(Batch.person_id == person.id)
    return list(session.scalars(query))


def undo(session: Session, person: Person, now: datetime, number: int) -> list[str]:
    """Bring every draft of an import back to the text it had before, as a new revision.

    Returns the keys that were left, because somebody has written, submitted or published since. Raises NotFound, and
    Conflict when it was undone before.
    """
    write_alone(session)
    done = batch(session, person, number)
    once = update(Batch).where(Batch.id == number, Batch.undone.is_(None)).values(undone=now)
    if not session.execute(once).rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict("this import has been undone before")
    left = []
    for kind, key, before, written in done.written:
        try:
            with session.begin_nested():
                if _state(session, kind, key) not in (states.WRITING, states.RETURNED):
                    raise Conflict(f"{key} has gone on since")
                writing.restore(session, person, now, kind, key, before, written, why=done.name)
        except (Conflict, NotAllowed, NotFound):
            left.append(key)
    session.refresh(done)
    return left


def _state(session: Session, kind: str, key: str) -> str:
    draft = drafts.of(session, kind, key)
    return draft.state if draft else states.PUBLISHED
