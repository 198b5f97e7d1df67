"""The verbs of pictures: they are published at once, for alone they are seen nowhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import MediumDocument
from portal.documents.medium import WIDTHS
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import Medium, Person, Revision
from portal.model.base import write_alone
from portal.publishing import actions, permissions, uses
from portal.publishing.uses import Use

LEAST_WIDTH: Final = WIDTHS[0]
LEAST_HEIGHT: Final = LEAST_WIDTH * 2 // 3
"""Of a card, whose smallest picture is so wide, and 3 to 2."""


def add(session: Session, actor: Person, now: datetime, key: str, document: MediumDocument) -> Revision:
    """Publish a new picture. Raises NotAllowed, NotValid (field file) for one that is too small, and Conflict when it
    is in the library already.
    """
    require_size(document.width, document.height)
    write_alone(session)
    permissions.require(actor, "upload", [document.bureau])
    row = actions.find(session, "medium", key)
    if row is not None and not row.withdrawn:
        raise Conflict(f"the picture {key} is in the library already")
    return actions.publish(session, actor, now, "medium", key, document)


def require_size(width: int, height: int) -> None:
    """Raises NotValid (too small, given: its size) for a picture that a card could only show blurred."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise NotValid("too small", field="file", given=f"{width} × {height}")


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
    verb = verb_of_change(uses.of(session, "medium", key))
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
    if used := uses.of(session, "medium", key):
        raise Conflict(f"{key} cannot be removed: {', '.join(use.key for use in used)} still show it")
    actions.withdraw(session, actor, now, "medium", key)


def row_of(session: Session, key: str) -> Medium:
    """The live row of a picture. Raises NotFound."""
    row = session.scalars(select(Medium).where(Medium.key == key, Medium.withdrawn.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"there is no picture {key}", given=key)
    return row
