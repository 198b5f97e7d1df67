"""What is being written: the draft of a thing and the text that is its newest; and what becomes of drafts when what is
published changes beside them. The verbs of those who write are in `writing`.
"""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.changes import rough_changes
from portal.kernel.errors import Conflict, NotFound
from portal.model import LIVE, Draft, FormerKey, Live, Person, Revision
from portal.model.base import is_alone
from portal.model.live import Numbered
from portal.publishing import actions, numbers, shares, states

Rough = dict[str, Any]

EDITED: Final = ("attraction", "route", "event", "notice", "page", "area")
"""The kinds that are written at the desk as drafts."""


def of(session: Session, kind: str, key: str) -> Draft | None:
    """The draft, brought up to date where it rests: an import may have published since. None when there is none.

    Who only looks writes nothing, so that nobody has to wait for a page.
    """
    draft = shares.draft_of(session, kind, key)
    row = live(session, kind, key)
    if draft and draft.state == states.PUBLISHED and row and draft.head_id != row.revision_id:
        newest = session.get_one(Revision, row.revision_id)
        bureau = shares.first_lead(kind, key, row.document, draft.bureau)
        values = {"head": newest, "head_id": newest.id, "base": newest, "base_id": newest.id, "bureau": bureau}
        put = setattr if is_alone(session) else set_committed_value
        for name, value in values.items():
            put(draft, name, value)
        session.flush()
    return draft


def require(session: Session, kind: str, key: str) -> Draft:
    """The draft. Raises NotFound when nobody wrote one."""
    draft = of(session, kind, key)
    if draft is None:
        raise NotFound(f"nobody is writing {key}", given=key)
    return draft


def at(session: Session, kind: str, key: str, head_id: int) -> Draft:
    """The draft whose newest text somebody looked at; the caller writes alone, so it stays the newest.

    Raises NotFound when nobody wrote one, and Conflict when somebody saved another text since.
    """
    draft = require(session, kind, key)
    if draft.head_id != head_id:
        raise Conflict("somebody saved a newer text")
    return draft


def head(session: Session, kind: str, key: str) -> Revision:
    """The revision that a form begins from: the draft's newest, else the published one. Raises NotFound."""
    draft = of(session, kind, key)
    if draft:
        return draft.head
    row = actions.find(session, kind, key)
    if row is None:
        raise NotFound(f"there is no {kind} {key}", given=key)
    return session.get_one(Revision, row.revision_id)


def live(session: Session, kind: str, key: str) -> Live | None:
    """The published row; None when there is none or it is withdrawn."""
    table = LIVE[kind]
    return session.scalars(select(table).where(table.key == key, table.withdrawn.is_(None))).one_or_none()


def keys(session: Session, kind: str, key: str) -> list[str]:
    """The key of a thing and those that it had before: its older revisions lie under them."""
    former = select(FormerKey.former).where(FormerKey.kind == kind, FormerKey.key == key)
    return [key, *session.scalars(former)]


def is_of(session: Session, kind: str, key: str, revision: Revision) -> bool:
    """Whether a revision is one of this thing, under this key or a former one."""
    return revision.kind == kind and revision.key in keys(session, kind, key)


def same(one: object, other: object) -> bool:
    """Whether two rough documents say the same."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def told(before: Rough, after: Rough) -> str:
    """The changes between two texts, a line each, as the journal keeps them."""
    return "\n".join(map(str, rough_changes(before, after)))


def note(  # noqa: PLR0913  who, when, what, and its words
    session: Session, person: Person, now: datetime, action: str, draft: Draft, *, changes: str = "", why: str = ""
) -> None:
    """A line in the journal about a draft as it stands."""
    actions.note(
        session, person, now, action, draft.kind, draft.key, revision_id=draft.head_id, changes=changes, why=why
    )


def is_taken(session: Session, kind: str, key: str, besides: str = "") -> bool:
    """Whether a thing has this key, or had it; `besides` is the key now of a thing that may take its own back."""
    table = LIVE[kind]
    asked = (
        select(table.id).where(table.key == key),
        select(Draft.id).where(Draft.kind == kind, Draft.key == key),
        select(FormerKey.id).where(FormerKey.kind == kind, FormerKey.former == key, FormerKey.key != besides),
    )
    return any(session.scalar(query.limit(1)) is not None for query in asked)


def move(session: Session, draft: Draft, verb: str, now: datetime, **values: Any) -> None:
    """Let a draft go a step on its way, and write `values` with it. Raises Conflict where the step is not open, or
    somebody moved or rewrote the draft since we looked.
    """
    values |= {"state": states.move(draft.state, verb), "changed": now}
    session.flush()
    unmoved = (Draft.id == draft.id, Draft.head_id == draft.head_id, Draft.state == draft.state)
    moved = session.execute(update(Draft).where(*unmoved).values(**values).execution_options(synchronize_session=False))
    if not moved.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict("somebody moved this draft in the same moment")
    session.expire(draft)


def take_off(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, kind: str, key: str, why: str = ""
) -> None:
    """Take a thing off the site, and let nothing bring it back by itself but somebody who hands in a text anew.

    What is being written stays, begins from nothing published, and has to be approved again. Raises Conflict while
    something published names the thing.
    """
    actions.withdraw(session, person, now, kind, key, why)
    draft = shares.draft_of(session, kind, key)
    if draft is None:
        return
    draft.state, draft.changed = states.move(draft.state, "withdraw"), now
    draft.base, draft.publish_at, draft.expire_at, draft.approvals = None, None, None, []
    session.flush()


def give_free_number(session: Session, person: Person, now: datetime, draft: Draft) -> None:
    """Another number for a new thing, where an import has published something else under its number meanwhile.

    Its writers wrote the text still, and what was approved is the same text still.
    """
    table = LIVE[draft.kind]
    if draft.number is None or not issubclass(table, Numbered):
        return
    owner = session.scalar(select(table.key).where(table.number == draft.number))
    if owner is None or owner == draft.key or actions.find(session, draft.kind, draft.key):
        return
    before, draft.number = draft.head, numbers.following(session, draft.kind)
    put_anew(session, before.author, now, draft, {**before.document, "number": draft.number})
    changes = told(before.document, draft.head.document)
    note(session, person, now, "saved", draft, changes=changes, why=f"number: {owner}")


def put_anew(session: Session, author: Person, now: datetime, draft: Draft, rough: Rough) -> None:
    """Let a draft's head be a text that is the same to its readers: what was approved is approved still."""
    before = draft.head
    draft.head = actions.keep(session, author, now, draft.kind, draft.key, rough, before.id)
    for approval in draft.approvals:
        if approval.revision_id == before.id:
            approval.revision_id = draft.head.id
    session.flush()
