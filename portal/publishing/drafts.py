"""The verbs of writing: begin, save, set aside, restore, drop. None touches what is published.

A draft may be rough: whatever was typed is kept, and what is wrong with it is told (`validity`) and not refused.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.changes import rough_changes
from portal.documents.medium import ALLIANCE
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import LIVE, Draft, FormerKey, Live, Person, Revision
from portal.model.base import is_alone, write_alone
from portal.model.live import Numbered
from portal.publishing import actions, numbers, permissions, shares, states, typing, validity

Rough = dict[str, Any]

EDITED: Final = ("attraction", "route", "event", "notice", "page", "area")
"""The kinds that are written at the desk as drafts."""


def begin(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, kind: str, key: str, rough: Mapping[str, Any], bureau: str
) -> Draft:
    """A new thing under a key that nothing ever had, with the next number of its kind. Raises NotAllowed, NotValid.

    A page and an area are of the alliance, whichever bureau is given.
    """
    bureau = ALLIANCE if kind in shares.OF_ALLIANCE else bureau
    permissions.require(person, "edit", [bureau])
    _require_kind(kind)
    actions.publication(session, now)  # its lock: numbers and keys are given one after the other
    if _is_taken(session, kind, key):
        raise NotValid("this key is taken", field="key", given=key)
    number = numbers.following(session, kind) if issubclass(LIVE[kind], Numbered) else None
    values = validity.tidied(kind, {**rough, "number": number} if number else rough)
    revision = _kept(session, person, now, kind, key, values, None)
    draft = Draft(
        kind=kind, key=key, number=number, bureau=bureau, state=states.WRITING, head_id=revision.id, changed=now
    )
    session.add(draft)
    session.flush()
    note(session, person, now, "begun", draft)
    return draft


def save(  # noqa: PLR0913, PLR0917  as above
    session: Session,
    person: Person,
    now: datetime,
    kind: str,
    key: str,
    rough: Mapping[str, Any],
    *,
    base_id: int | None,
    why: str = "",
    slip: str = "",
    merged_with: int | None = None,
) -> Draft:
    """Keep a text as the newest of its draft; what is published stays as it is.

    `base_id` is the revision that the writing began from. Raises Conflict when that is not the newest any more and the
    newest says something else: nothing is written then, so the caller sets the text aside. Raises NotAllowed, NotFound.
    Saving what is there already writes nothing, so a save that is sent twice is one save. `merged_with` is the revision
    that is published now, where the text takes up what changed in it since the draft was begun.
    """
    write_alone(session)
    permissions.require(person, "edit", shares.involved(session, kind, key))
    _require_kind(kind)
    values = validity.tidied(kind, numbers.of_dates(session, kind, keys(session, kind, key), rough))
    draft = of(session, kind, key)
    current = head(session, kind, key)
    if same(values, current.document):
        typing.forget(session, person, slip)
        return _taken_up(session, draft or _opened(session, person, now, kind, key, current), merged_with)
    if current.id != base_id:
        raise Conflict("somebody saved a newer text")
    draft = draft or _opened(session, person, now, kind, key, current)
    revision = _kept(session, person, now, kind, key, values, current.id)
    _advance(session, draft, revision, now)
    _taken_up(session, draft, merged_with)
    session.add(actions.line(person, now, "saved", revision, told(current.document, values), why))
    _rest(session, draft)
    typing.forget(session, person, slip)
    return draft


def _rest(session: Session, draft: Draft) -> None:
    """A text that says what is published again leaves nothing to hand in."""
    row = live(session, draft.kind, draft.key)
    if row and same(draft.head.document, row.document):
        draft.state, draft.reason, draft.approvals = states.PUBLISHED, "", []
        draft.head = draft.base = session.get_one(Revision, row.revision_id)
        session.flush()


def set_aside(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, rough: Mapping[str, Any], base_id: int | None
) -> Revision:
    """Keep a text that came too late as a revision beside the draft, so that nothing of it is lost while both are
    compared. Raises NotAllowed, NotFound.
    """
    write_alone(session)
    permissions.require(person, "edit", shares.involved(session, kind, key))
    base = session.get(Revision, base_id) if base_id else None
    if base is not None and not is_of(session, kind, key, base):
        base = None
    revision = _kept(session, person, now, kind, key, dict(rough), base.id if base else None)
    session.add(actions.line(person, now, "set aside", revision, told(base.document if base else {}, dict(rough))))
    return revision


def restore(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, revision_id: int, base_id: int, why: str = ""
) -> Draft:
    """Write an old revision's text anew, as the newest of the draft. Raises NotFound, Conflict, NotAllowed."""
    old = session.get(Revision, revision_id)
    if old is None or old.kind != kind or old.key not in keys(session, kind, key):
        raise NotFound("there is no such revision", field="revision", given=str(revision_id))
    return save(session, person, now, kind, key, old.document, base_id=base_id, why=why)


def drop(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, why: str = ""
) -> Draft:
    """Let go of what is being written: a published thing rests again as it is, a new one is put away with its number.

    Its revisions stay and can be restored. Raises NotAllowed, NotFound, Conflict.
    """
    write_alone(session)
    permissions.require(person, "edit", [shares.lead(session, kind, key)])
    draft = require(session, kind, key)
    state = states.move(draft.state, "drop")
    row = live(session, kind, key)
    if row is not None:
        draft.head = draft.base = session.get_one(Revision, row.revision_id)
        state = states.PUBLISHED
    draft.state, draft.changed, draft.reason, draft.approvals = state, now, "", []
    note(session, person, now, "dropped", draft, why=why)
    session.flush()
    return draft


def come_off(session: Session, now: datetime, kind: str, key: str) -> None:
    """What was published went off the site: nothing brings it back by itself, only somebody who hands in a text anew.

    What is being written stays, begins from nothing published, and has to be approved again.
    """
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
    rough = {**before.document, "number": draft.number}
    draft.head = _kept(session, before.author, now, draft.kind, draft.key, rough, before.id)
    for approval in draft.approvals:
        if approval.revision_id == before.id:
            approval.revision_id = draft.head.id
    session.flush()
    note(session, person, now, "saved", draft, changed=told(before.document, rough), why=f"number: {owner}")


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


def head(session: Session, kind: str, key: str) -> Revision:
    """The revision that a form begins from: the draft's newest, else the published one. Raises NotFound."""
    draft = of(session, kind, key)
    if draft:
        return draft.head
    row = session.scalars(select(LIVE[kind]).where(LIVE[kind].key == key)).one_or_none()
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
    session: Session, person: Person, now: datetime, action: str, draft: Draft, *, changed: str = "", why: str = ""
) -> None:
    """A line in the journal about a draft as it stands."""
    session.add(actions.line(person, now, action, session.get_one(Revision, draft.head_id), changed, why))


def _kept(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, rough: Rough, base_id: int | None
) -> Revision:
    revision = Revision(kind=kind, key=key, document=rough, author_id=person.id, base_id=base_id, created=now)
    session.add(revision)
    session.flush()
    return revision


def _advance(session: Session, draft: Draft, revision: Revision, now: datetime) -> None:
    """Let a draft's head be this revision, unless somebody was faster since we looked."""
    values = {"head_id": revision.id, "state": states.move(draft.state, "save"), "changed": now}
    if live(session, draft.kind, draft.key) is None:
        values["base_id"] = None
    elif draft.state == states.PUBLISHED:
        values["base_id"] = draft.head_id
    if draft.state == states.APPROVED:
        values["publish_at"] = None  # what would appear then is not what was approved
    unmoved = (Draft.id == draft.id, Draft.head_id == draft.head_id, Draft.state == draft.state)
    moved = session.execute(update(Draft).where(*unmoved).values(**values).execution_options(synchronize_session=False))
    if not moved.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict("somebody saved a newer text in the same moment")
    session.expire(draft)


def _taken_up(session: Session, draft: Draft, published: int | None) -> Draft:
    """Let a draft stand on what is published now, if somebody merged the two. Raises Conflict if it is not any more."""
    if published is not None and draft.state != states.PUBLISHED:
        row = live(session, draft.kind, draft.key)
        if row is None or row.revision_id != published:
            raise Conflict("what is published changed once more")
        draft.base_id = published
        session.flush()
    return draft


def _opened(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, current: Revision
) -> Draft:
    """The resting draft of a thing that was published without the desk."""
    bureau = shares.first_lead(kind, key, current.document)
    number = current.document.get("number") if issubclass(LIVE[kind], Numbered) else None
    row = live(session, kind, key)
    for other in session.scalars(select(Draft).where(Draft.kind == kind, Draft.number == number)).all():
        give_free_number(session, person, now, other)
    draft = Draft(
        kind=kind,
        key=key,
        number=number,
        bureau=bureau,
        state=states.PUBLISHED if row else states.DROPPED,
        head_id=current.id,
        base_id=row.revision_id if row else None,
        changed=now,
    )
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
    except IntegrityError:
        raise Conflict("somebody began to write in the same moment") from None
    return draft


def _require_kind(kind: str) -> None:
    if kind not in EDITED:
        raise NotFound(f"nobody writes {kind} here", field="kind", given=kind)


def _is_taken(session: Session, kind: str, key: str) -> bool:
    table = LIVE[kind]
    asked = (
        select(table.id).where(table.key == key),
        select(Draft.id).where(Draft.kind == kind, Draft.key == key),
        select(FormerKey.id).where(FormerKey.kind == kind, FormerKey.former == key),
    )
    return any(session.scalar(query.limit(1)) is not None for query in asked)
