"""Another key for a thing: it stays the same thing, its old address leads to the new one for ever, and everything that
named it names it anew.
"""

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.changes import Change
from portal.documents.base import KEY_PATTERN, Document
from portal.kernel.errors import Conflict, NotValid
from portal.model import (
    LIVE,
    Batch,
    Draft,
    FormerKey,
    Live,
    Person,
    Presence,
    PreviewLink,
    Report,
    Revision,
    Typed,
)
from portal.model.base import write_alone
from portal.model.live import stored
from portal.publishing import actions, drafts, permissions, shares, states, uses, visits

KINDS: Final = ("attraction", "route", "event", "notice")
"""What has an address of its own. Areas are also bureaus, pages are known to the program, and media to their files."""

MOST_KEY: Final = 80


def rename(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, kind: str, key: str, new_key: str
) -> None:
    """Let a thing go on under a new key: what is published of it and its draft, the way of a route, everything that
    names it, and what is kept beside it by its key.

    Raises NotAllowed, NotFound, Conflict for a thing that was withdrawn, NotValid for a kind whose things keep their
    keys, and for a key that is none, or that another thing has or had.
    """
    write_alone(session)
    permissions.require(person, "rename", [shares.published_lead(session, kind, key)])
    if kind not in KINDS:
        raise NotValid(f"a {kind} keeps its key", field="kind", given=kind)
    row = actions.find(session, kind, key)
    draft = shares.draft_of(session, kind, key)
    if row and row.withdrawn:
        raise Conflict(f"{key} was withdrawn and keeps its key")
    _check(session, kind, key, new_key)
    why = f"{key} → {new_key}"
    if row:
        _publish_anew(session, person, now, row, _formerly(row.document, key, new_key), new_key, why)
    if draft:
        _move_draft(session, person, now, draft, _formerly(draft.head.document, key, new_key), new_key)
    if not row:
        _remember(session, kind, key, new_key)
    if kind == "route" and (way := actions.find(session, "way", key)):
        _publish_anew(session, person, now, way, _formerly(way.document, key, new_key), new_key, why)
    _name_anew(session, person, now, kind, key, new_key, why)
    _move_the_rest(session, kind, key, new_key)
    changes, text = str(Change("key", key, new_key)), draft.head_id if draft else None
    actions.note(session, person, now, "renamed", kind, new_key, revision_id=text, changes=changes)
    session.flush()


def key_now(session: Session, kind: str, key: str) -> str:
    """The key that a thing has now, by one that it had; the same key where it never had another."""
    query = select(FormerKey.key).where(FormerKey.kind == kind, FormerKey.former == key)
    return session.scalar(query) or key


def follow(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, published: Revision
) -> None:
    """Let what is written at the desk follow a thing that an import published under another key than this former one:
    its draft, the drafts that name it, and what is kept beside it. What is published the import answers for.
    """
    new_key, formerly = published.key, published.document["formerly"]
    draft = shares.draft_of(session, kind, key)
    if draft:
        if draft.state == states.PUBLISHED:
            draft.head = draft.base = published
        _move_draft(session, person, now, draft, {**draft.head.document, "formerly": formerly}, new_key)
    _name_anew_in_drafts(session, person, now, kind, key, new_key, f"{key} → {new_key}")
    _move_the_rest(session, kind, key, new_key)
    text, changes = draft.head_id if draft else None, str(Change("key", key, new_key))
    actions.note(session, person, now, "renamed", kind, new_key, revision_id=text, changes=changes)
    session.flush()


def _check(session: Session, kind: str, key: str, new_key: str) -> None:
    """Raises NotValid unless a key may be given: it is one, and no other thing has it or ever had it."""
    if len(new_key) > MOST_KEY or not re.fullmatch(KEY_PATTERN, new_key):
        raise NotValid("a key is lower-case words joined by hyphens", field="new_key", given=new_key)
    if drafts.is_taken(session, kind, new_key, besides=key):
        raise NotValid("another thing has this key, or had it", field="new_key", given=new_key)


def _formerly(document: dict[str, Any], key: str, new_key: str) -> dict[str, Any]:
    """The document with its key among the former ones; one that it takes back is none any more."""
    given = document.get("formerly")
    before = given if isinstance(given, list) else []
    return {**document, "formerly": [*(k for k in before if k not in (key, new_key)), key]}


def _remember(session: Session, kind: str, key: str, new_key: str) -> None:
    """Let the desk find an unpublished thing under its former keys too: somebody may have its form open."""
    session.execute(delete(FormerKey).where(FormerKey.kind == kind, FormerKey.former == new_key))
    session.execute(update(FormerKey).where(FormerKey.kind == kind, FormerKey.key == key).values(key=new_key))
    session.add(FormerKey(kind=kind, former=key, key=new_key))
    session.flush()


def _publish_anew(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, row: Live, document: dict[str, Any], key: str, why: str
) -> None:
    """Publish a changed document; a draft that began from what was published begins from this now."""
    before = row.revision_id
    strict: Document = stored(row.kind, document)
    revision = actions.publish(session, person, now, row.kind, key, strict, why=why)
    for draft in session.scalars(select(Draft).where(or_(Draft.base_id == before, Draft.head_id == before))):
        draft.base = revision
        if draft.head_id == before:
            draft.head = revision
    session.flush()


def _move_draft(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, draft: Draft, rough: dict[str, Any], key: str
) -> None:
    """Keep a draft's text under a key, where it stands on its way: what was approved is the same thing still."""
    draft.key, draft.changed = key, now
    if (draft.head.key, draft.head.document) != (key, rough):
        drafts.put_anew(session, person, now, draft, rough)


def _name_anew(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, new_key: str, why: str
) -> None:
    """Let every published document and every draft that names the old key name the new one."""
    for of_kind in uses.PLACES:
        table = LIVE[of_kind]
        for row in session.scalars(select(table).where(table.withdrawn.is_(None))).all():
            if uses.names(of_kind, row.document, kind, key):
                document = uses.renamed(of_kind, row.document, kind, key, new_key)
                _publish_anew(session, person, now, row, document, row.key, why)
    _name_anew_in_drafts(session, person, now, kind, key, new_key, why)


def _name_anew_in_drafts(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, new_key: str, why: str
) -> None:
    for draft in uses.drafts(session):
        if uses.names(draft.kind, draft.head.document, kind, key):
            rough = uses.renamed(draft.kind, draft.head.document, kind, key, new_key)
            _move_draft(session, person, now, draft, rough, draft.key)
            drafts.note(session, person, now, "saved", draft, why=why)


def _move_the_rest(session: Session, kind: str, key: str, new_key: str) -> None:
    """What is kept beside a thing by its key, and is not history, goes with it."""
    session.execute(delete(Presence).where(Presence.kind == kind, Presence.key == new_key))  # a form left open
    for table in (Typed, Presence, PreviewLink, Report):
        session.execute(update(table).where(table.kind == kind, table.key == key).values(key=new_key))
    visits.move(session, kind, key, new_key)
    for batch in session.scalars(select(Batch).where(Batch.undone.is_(None))):
        batch.written = [[k, new_key if (k, old) == (kind, key) else old, *more] for k, old, *more in batch.written]
        flag_modified(batch, "written")
