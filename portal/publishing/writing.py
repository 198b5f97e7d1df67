"""The verbs of writing: begin, save, set aside, restore, drop. None touches what is published.

A draft may be rough: whatever was typed is kept, and what is wrong with it is told (`validity`) and not refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.documents.medium import ALLIANCE
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import LIVE, Draft, Person, Revision
from portal.model.base import write_alone
from portal.model.live import Numbered
from portal.publishing import actions, drafts, numbers, permissions, shares, states, typing, uses, validity

OF_THE_THING: Final = ("formerly", "number")
"""What a document says about the thing itself, whichever text of it is the newest."""


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
    if drafts.is_taken(session, kind, key):
        raise NotValid("this key is taken", field="key", given=key)
    number = numbers.following(session, kind) if issubclass(LIVE[kind], Numbered) else None
    values = validity.tidied(kind, {**rough, "number": number} if number else rough)
    revision = actions.keep(session, person, now, kind, key, values, None)
    draft = Draft(
        kind=kind, key=key, number=number, bureau=bureau, state=states.WRITING, head_id=revision.id, changed=now
    )
    session.add(draft)
    session.flush()
    drafts.note(session, person, now, "begun", draft)
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
    taken_up: int | None = None,
) -> Draft:
    """Keep a text as the newest of its draft; what is published stays as it is.

    `base_id` is the revision that the writing began from. Raises Conflict when that is not the newest any more and the
    newest says something else: nothing is written then, so the caller sets the text aside. Raises NotAllowed, NotFound.
    Saving what is there already writes nothing, so a save that is sent twice is one save. `merged_with` is the revision
    that is published now, where the text takes up what changed in it since the draft was begun; `taken_up` is one of
    this thing that it was written from, whose author counts as a writer of it.
    """
    write_alone(session)
    permissions.require(person, "edit", shares.involved(session, kind, key))
    _require_kind(kind)
    values = validity.tidied(kind, numbers.of_dates(session, kind, drafts.keys(session, kind, key), rough))
    draft = drafts.of(session, kind, key)
    current = drafts.head(session, kind, key)
    if drafts.same(values, current.document):
        typing.forget(session, person, slip)
        draft = draft or _opened(session, person, now, kind, key, current)
        if _rebased(session, draft, now, merged_with):
            drafts.note(session, person, now, "saved", draft, why=why)
            _rest(session, draft)
        return draft
    if current.id != base_id:
        raise Conflict("somebody saved a newer text")
    draft = draft or _opened(session, person, now, kind, key, current)
    _put(session, draft, actions.keep(session, person, now, kind, key, values, current.id), now)
    _rebased(session, draft, now, merged_with)
    drafts.note(session, person, now, "saved", draft, changes=drafts.told(current.document, values), why=why)
    if taken_up not in (None, current.id):
        actions.note(session, person, now, "taken up", kind, key, revision_id=taken_up)
    _rest(session, draft)
    typing.forget(session, person, slip)
    return draft


def set_aside(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, rough: Mapping[str, Any], base_id: int | None
) -> Revision:
    """Keep a text that came too late as a revision beside the draft, so that nothing of it is lost while both are
    compared. Raises NotAllowed, NotFound.
    """
    write_alone(session)
    permissions.require(person, "edit", shares.involved(session, kind, key))
    base = session.get(Revision, base_id) if base_id else None
    if base is not None and not drafts.is_of(session, kind, key, base):
        base = None
    revision = actions.keep(session, person, now, kind, key, dict(rough), base.id if base else None)
    told = drafts.told(base.document if base else {}, revision.document)
    actions.note(session, person, now, "set aside", kind, key, revision_id=revision.id, changes=told)
    return revision


def restore(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, revision_id: int, base_id: int, why: str = ""
) -> Draft:
    """Write an old revision's text anew, as the newest of the draft, with the keys of today: what has another key
    since keeps it, and the addresses that led to it. Raises NotFound, Conflict, NotAllowed.
    """
    write_alone(session)
    old = session.get(Revision, revision_id)
    if old is None or not drafts.is_of(session, kind, key, old):
        raise NotFound("there is no such revision", field="revision", given=str(revision_id))
    head = drafts.head(session, kind, key).document
    text = uses.of_today(kind, old.document, uses.keys_of_today(session))
    words = {name: value for name, value in text.items() if name not in OF_THE_THING}
    values = words | {name: head[name] for name in OF_THE_THING if name in head}
    return save(session, person, now, kind, key, values, base_id=base_id, why=why, taken_up=old.id)


def drop(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, head_id: int, why: str = ""
) -> Draft:
    """Let go of what is being written: a published thing rests again as it is, a new one is put away with its number.

    Its revisions stay and can be restored. Raises NotAllowed, NotFound, Conflict where `head_id` is not the newest.
    """
    write_alone(session)
    permissions.require(person, "edit", [shares.lead(session, kind, key)])
    draft = drafts.at(session, kind, key, head_id)
    state = states.move(draft.state, "drop")
    row = drafts.live(session, kind, key)
    if row is not None:
        draft.head = draft.base = session.get_one(Revision, row.revision_id)
        state = states.PUBLISHED
    draft.state, draft.changed, draft.reason, draft.approvals = state, now, "", []
    drafts.note(session, person, now, "dropped", draft, why=why)
    session.flush()
    return draft


def _rest(session: Session, draft: Draft) -> None:
    """A text that says what is published again leaves nothing to hand in."""
    row = drafts.live(session, draft.kind, draft.key)
    if row and drafts.same(draft.head.document, row.document):
        draft.state, draft.reason, draft.approvals = states.PUBLISHED, "", []
        draft.head = draft.base = session.get_one(Revision, row.revision_id)
        session.flush()


def _put(session: Session, draft: Draft, revision: Revision, now: datetime) -> None:
    """Let a draft's head be this revision, unless somebody was faster since we looked."""
    values: dict[str, Any] = {"head_id": revision.id}
    if drafts.live(session, draft.kind, draft.key) is None:
        values["base_id"] = None
    elif draft.state == states.PUBLISHED:
        values["base_id"] = draft.head_id
    if draft.state == states.APPROVED:
        values["publish_at"] = None  # what would appear then is not what was approved
    drafts.move(session, draft, "save", now, **values)


def _rebased(session: Session, draft: Draft, now: datetime, published: int | None) -> bool:
    """Let a draft stand on what is published now, if somebody merged the two; whether it stood on something else.

    Who approved it did not see what it would change now, so they are asked again. Raises Conflict if that is not what
    is published any more.
    """
    if published is None or draft.state == states.PUBLISHED:
        return False
    row = drafts.live(session, draft.kind, draft.key)
    if row is None or row.revision_id != published:
        raise Conflict("what is published changed once more")
    if draft.base_id == published:
        return False
    drafts.move(session, draft, "save", now, base_id=published, publish_at=None)
    draft.approvals = []
    session.flush()
    return True


def _opened(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, current: Revision
) -> Draft:
    """The resting draft of a thing that was published without the desk."""
    bureau = shares.first_lead(kind, key, current.document)
    number = current.document.get("number") if issubclass(LIVE[kind], Numbered) else None
    row = drafts.live(session, kind, key)
    for other in session.scalars(select(Draft).where(Draft.kind == kind, Draft.number == number)).all():
        drafts.give_free_number(session, person, now, other)
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
    if kind not in drafts.EDITED:
        raise NotFound(f"nobody writes {kind} here", field="kind", given=kind)
