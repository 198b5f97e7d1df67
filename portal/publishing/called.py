"""What things are called, in their languages: the one place that asks a document, however rough, for its name."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.rough import Rough, texts_in
from portal.model import LIVE, Draft, Revision

FIELDS: Final = ("title", "name")

Names = dict[str, str]
"""Language -> name."""


def names_in(rough: Rough) -> Names:
    """What a document calls itself; empty while it has no name."""
    return texts_in(next((rough[field] for field in FIELDS if rough.get(field)), None))


def off_the_site(session: Session, kind: str) -> dict[str, Names]:
    """Key -> names of everything of a kind that is written at the desk or was published once."""
    table = LIVE[kind]
    gone = select(table.key, *(table.document[field] for field in FIELDS)).where(table.withdrawn.is_not(None))
    drafted = select(Draft.key, *(Revision.document[field] for field in FIELDS)).join(Draft.head)
    rows = [*session.execute(gone), *session.execute(drafted.where(Draft.kind == kind))]
    return {key: names_in(dict(zip(FIELDS, named, strict=True))) for key, *named in rows}
