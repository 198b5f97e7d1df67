"""Comments on a field of a draft: write one, answer by another at the same field, call them settled."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.kernel.errors import NotFound, NotValid
from portal.model import Comment, Draft, Person
from portal.model.base import write_alone
from portal.publishing import drafts, permissions, shares

LONGEST: Final = 2_000
LONGEST_FIELD: Final = 200


def write(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, kind: str, key: str, field: str, text: str
) -> Comment:
    """Say something about a field (a dotted path; empty for the whole). Raises NotValid, NotFound, NotAllowed.

    Who writes at a field where remarks are open answers them. What is sent again, as browsers and scripts do when an
    answer is late, is one comment while it is open.
    """
    write_alone(session)
    permissions.require(person, "comment", shares.involved(session, kind, key))
    words = text.strip()
    if not words or len(words) > LONGEST or len(field) > LONGEST_FIELD:
        raise NotValid("a comment has between 1 and 2000 characters", field="text", given=words[:80])
    draft = drafts.require(session, kind, key)
    for said in open_at(draft).get(field, []):
        if (said.author_id, said.text) == (person.id, words):
            return said
    comment = Comment(draft_id=draft.id, field=field, text=words, author_id=person.id, at=now)
    draft.comments.append(comment)
    session.flush()
    return comment


def settle(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, comment_id: int
) -> Comment:
    """Call a comment dealt with; it stays to be read in the history. Raises NotFound, NotAllowed."""
    permissions.require(person, "comment", shares.involved(session, kind, key))
    draft = drafts.require(session, kind, key)
    comment = session.get(Comment, comment_id)
    if comment is None or comment.draft_id != draft.id:
        raise NotFound("there is no such comment", field="comment", given=str(comment_id))
    if comment.settled is None:
        comment.settled, comment.settled_by_id = now, person.id
        session.flush()
    return comment


def open_at(draft: Draft | None) -> dict[str, list[Comment]]:
    """Field -> its open comments, the oldest first; for a form to show each at its field."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in draft.comments if draft else ():
        if comment.settled is None:
            found[comment.field].append(comment)
    return dict(found)
