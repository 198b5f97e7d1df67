"""The verbs of pictures: they are published at once, for alone they are seen nowhere; and where each is used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import MediumDocument
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import LIVE, Draft, Medium, Person, Revision
from portal.model.base import write_alone
from portal.publishing import actions, permissions

SHOWING: Final = ("route", "attraction", "event")
"""The kinds that have pictures."""

RESTING: Final = ("published", "dropped")
"""States in which nobody writes at a draft, so that what it names does not count."""


@dataclass(frozen=True, slots=True)
class Use:
    """Something that shows a picture, or a draft that would; `title` is its name in all its languages."""

    kind: str
    key: str
    title: Mapping[str, str]
    is_draft: bool


def add(session: Session, actor: Person, now: datetime, key: str, document: MediumDocument) -> Revision:
    """Publish a new picture. Raises NotAllowed, and Conflict when it is in the library already."""
    write_alone(session)
    permissions.require(actor, "upload", [document.bureau])
    row = actions.find(session, "medium", key)
    if row is not None and not row.withdrawn:
        raise Conflict(f"the picture {key} is in the library already")
    return actions.publish(session, actor, now, "medium", key, document)


def change(  # noqa: PLR0913, PLR0917  who, when and what, and what the writing began from
    session: Session, actor: Person, now: datetime, key: str, document: MediumDocument, base: int
) -> Revision:
    """Change a picture's words and rights; its file stays what it is.

    Raises NotFound, NotAllowed (for the bureau that has it and for the one that gets it; where something published
    shows it, who may not publish), NotValid when the document speaks of another file, Conflict when somebody changed
    it after the revision `base`.
    """
    write_alone(session)
    row = row_of(session, key)
    before = row.as_document()
    assert isinstance(before, MediumDocument)  # noqa: S101  the rows of this kind hold it
    verb = verb_of_change(uses(session).get(key, ()))
    for bureau in (before.bureau, document.bureau):
        permissions.require(actor, verb, [bureau])
    if (document.sha256, document.width, document.height) != (before.sha256, before.width, before.height):
        raise NotValid("another file is another picture", field="sha256", given=document.sha256)
    if row.revision_id != base:
        raise Conflict(f"somebody changed the picture {key} since it was read")
    return actions.publish(session, actor, now, "medium", key, document)


def verb_of_change(used: Iterable[Use]) -> str:
    """The right that a change of a picture wants: it is public at once where something published shows it."""
    return "upload" if all(use.is_draft for use in used) else "publish"


def remove(session: Session, actor: Person, now: datetime, key: str) -> None:
    """Take a picture out of the library. Raises NotFound, NotAllowed, and Conflict while something uses it."""
    write_alone(session)
    row = row_of(session, key)
    permissions.require(actor, "upload", [str(row.document["bureau"])])
    if used := uses(session).get(key):
        raise Conflict(f"{key} cannot be removed: {', '.join(use.key for use in used)} still show it")
    actions.withdraw(session, actor, now, "medium", key)


def uses(session: Session) -> dict[str, list[Use]]:
    """Medium key -> what shows it, published things before drafts."""
    found: dict[str, list[Use]] = defaultdict(list)
    for kind in SHOWING:
        for row in session.scalars(select(LIVE[kind]).where(LIVE[kind].withdrawn.is_(None)).order_by(LIVE[kind].key)):
            _note(found, Use(kind, row.key, _title(row.document), False), row.document)
    drafts = select(Draft).where(Draft.kind.in_(SHOWING), Draft.state.not_in(RESTING)).order_by(Draft.key)
    for draft in session.scalars(drafts):
        rough = draft.head.document
        _note(found, Use(draft.kind, draft.key, _title(rough), True), rough)
    return dict(found)


def _note(found: dict[str, list[Use]], use: Use, rough: Mapping[str, object]) -> None:
    """Drafts are rough: what stands in a field may be anything."""
    pictures = rough.get("pictures")
    for key in dict.fromkeys(map(str, pictures)) if isinstance(pictures, list) else ():
        found[key].append(use)


def _title(rough: Mapping[str, object]) -> dict[str, str]:
    title = rough.get("title") or rough.get("name")
    return {k: v for k, v in title.items() if isinstance(v, str)} if isinstance(title, dict) else {}


def row_of(session: Session, key: str) -> Medium:
    """The live row of a picture. Raises NotFound."""
    row = session.scalars(select(Medium).where(Medium.key == key, Medium.withdrawn.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"there is no picture {key}", given=key)
    return row
