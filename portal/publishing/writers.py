"""Who wrote at a draft: nobody approves a text that they wrote themselves.

A draft's base moves on when what is published changes beside it, so it does not say since when somebody wrote. What
does is the line of revisions from the head back to the first that was really published.
"""

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.model import Draft, FormerKey, JournalEntry, Revision
from portal.publishing import uses


def written(session: Session, draft: Draft) -> list[Revision]:
    """What was written since the published text from which the draft's head came, the oldest first: texts that were
    set aside too, older ones that were taken up again, and not what a rename alone wrote.
    """
    line = _line(session, draft)
    since = next((number for number in line if line[number]), 0)
    unpublished = [number for number in line if not line[number]]
    former = select(FormerKey.former).where(FormerKey.kind == draft.kind, FormerKey.key == draft.key)
    is_of_this = and_(Revision.kind == draft.kind, or_(Revision.key == draft.key, Revision.key.in_(former)))
    query = select(Revision).where(
        or_(
            Revision.id.in_(_taken_up(draft, since)),
            and_(is_of_this, Revision.id > since),
            Revision.id.in_(unpublished),
            Revision.base_id.in_(unpublished),  # set aside before its key changed
        ),
        ~_IS_PUBLISHED,
    )
    found = list(session.scalars(query.options(joinedload(Revision.author)).order_by(Revision.id)))
    documents = {revision.id: revision.document for revision in found}
    today = uses.keys_of_today(session) if any(each.base_id in documents for each in found) else {}
    return [each for each in found if not _only_renames(each, documents.get(each.base_id or 0), today)]


def of(session: Session, draft: Draft) -> set[int]:
    """The ids of all whose words are in a draft, or were set aside, since what is published."""
    return {revision.author_id for revision in written(session, draft)}


_IS_PUBLISHED = exists().where(JournalEntry.revision_id == Revision.id, JournalEntry.action == "published")


def _taken_up(draft: Draft, since: int) -> Select[int | None]:
    """The revisions that a restore or a merge wrote anew since a revision was published."""
    lines = select(func.max(JournalEntry.id)).where(
        JournalEntry.revision_id == since, JournalEntry.action == "published"
    )
    last = func.coalesce(lines.scalar_subquery(), 0)
    former = select(FormerKey.former).where(FormerKey.kind == draft.kind, FormerKey.key == draft.key)
    is_of_this = or_(JournalEntry.key == draft.key, JournalEntry.key.in_(former))
    query = select(JournalEntry.revision_id).where(JournalEntry.kind == draft.kind, is_of_this, JournalEntry.id > last)
    return query.where(JournalEntry.action == "taken up")


def _line(session: Session, draft: Draft) -> dict[int, bool]:
    """The revisions from the head back to the first that was published, and whether each was."""
    line = select(Revision.id, Revision.base_id, _IS_PUBLISHED.label("published")).where(Revision.id == draft.head_id)
    back = line.cte(recursive=True)
    before = select(Revision.id, Revision.base_id, _IS_PUBLISHED).join(back, Revision.id == back.c.base_id)
    back = back.union_all(before.where(~back.c.published))
    rows = session.execute(select(back.c.id, back.c.published).order_by(back.c.id.desc()))
    return {number: was_published for number, was_published in rows}  # noqa: C416  rows are no pairs to mypy


def _only_renames(revision: Revision, before: dict[str, Any] | None, today: dict[tuple[str, str], str]) -> bool:
    """Whether a text says what the one before said, but for keys that things have been given since."""
    if before is None:
        return False
    return _of_today(revision, revision.document, today) == _of_today(revision, before, today)


def _of_today(revision: Revision, document: dict[str, Any], today: dict[tuple[str, str], str]) -> dict[str, Any]:
    """A text with the keys of today, and without those that the thing itself had before."""
    own = [key for key in document.get("formerly") or () if not _is_own(revision, key, today)]
    return {**uses.of_today(revision.kind, document, today), "formerly": own}


def _is_own(revision: Revision, key: object, today: dict[tuple[str, str], str]) -> bool:
    now = today.get((revision.kind, revision.key), revision.key)
    return key == now or (isinstance(key, str) and today.get((revision.kind, key)) == now)
