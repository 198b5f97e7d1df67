"""What is typed and not saved yet, and who has a form open. Cheap, frequent, and never a revision."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.kernel.errors import NotValid
from portal.model import Person, Presence, Typed

MOST_FIELDS: Final = 5_000
NOT_TYPED: Final = ("csrf_token", "slip", "before", "do")
"""Fields of a form that nobody typed: they are never kept."""

KEPT: Final = timedelta(days=60)
"""What was typed and not changed any more since; then the clock lets go of it."""

GONE: Final = timedelta(days=1)
"""Who had a form open and was not heard of since. Far longer than AWAY_AFTER, so that the clock seldom has to write."""

AWAY_AFTER: Final = timedelta(seconds=90)
"""An open form is heard of every 20 seconds; after so long a silence its window is taken for closed."""


def keep(  # noqa: PLR0913  who, when and what
    session: Session,
    person_id: int,
    now: datetime,
    *,
    slip: str,
    kind: str,
    key: str,
    base_id: int | None,
    fields: Iterable[tuple[str, str]],
) -> None:
    """Keep (name, value), … of a form as it was opened; the newest replaces what that form said before.

    Raises NotValid for more fields than any form has.
    """
    typed = [[name, value] for name, value in fields if name not in NOT_TYPED]
    if len(typed) > MOST_FIELDS:
        raise NotValid("this is more than a form holds", field="fields", given=str(len(typed)))
    values: dict[str, Any] = {"kind": kind, "key": key, "base_id": base_id, "fields": typed, "at": now}
    same = (Typed.person_id == person_id, Typed.slip == slip)
    if not session.execute(update(Typed).where(*same).values(**values)).rowcount:  # type: ignore[attr-defined]  # of an UPDATE
        try:
            with session.begin_nested():
                session.add(Typed(person_id=person_id, slip=slip, **values))
                session.flush()
        except IntegrityError:  # the same form spoke twice at once
            session.execute(update(Typed).where(*same).values(**values))


def kept(session: Session, person: Person, kind: str, key: str) -> list[Typed]:
    """What this person typed about a thing and did not save, the newest first."""
    query = select(Typed).where(Typed.person_id == person.id, Typed.kind == kind, Typed.key == key)
    return list(session.scalars(query.order_by(Typed.at.desc(), Typed.id.desc())))


def all_kept(session: Session, person: Person) -> list[Typed]:
    """The same about anything, for the work list."""
    return list(session.scalars(select(Typed).where(Typed.person_id == person.id).order_by(Typed.at.desc())))


def forget(session: Session, person: Person, slip: str) -> None:
    """Let go of what a form held: it was saved, or its writer does not want it."""
    session.execute(delete(Typed).where(Typed.person_id == person.id, Typed.slip == slip))


def is_old(session: Session, now: datetime) -> bool:
    """Whether there is something to let go of; cheap, and locks nothing."""
    return any(session.scalar(select(exists().where(is_past))) for _table, is_past in _old(now))


def forget_old(session: Session, now: datetime) -> None:
    """Let go of what was typed long ago and never saved, and of who had a form open once."""
    for table, is_past in _old(now):
        session.execute(delete(table).where(is_past))  # asked of each row as it goes: somebody may type on meanwhile


def _old(now: datetime) -> tuple[tuple[type[Typed | Presence], ColumnElement[bool]], ...]:
    return (Typed, Typed.at < now - KEPT), (Presence, Presence.at < now - GONE)


def be_present(session: Session, person: Person, now: datetime, kind: str, key: str) -> None:
    """Somebody has a form about this open."""
    same = (Presence.kind == kind, Presence.key == key, Presence.person_id == person.id)
    if not session.execute(update(Presence).where(*same).values(at=now)).rowcount:  # type: ignore[attr-defined]  # as above
        try:
            with session.begin_nested():
                session.add(Presence(kind=kind, key=key, person_id=person.id, at=now))
                session.flush()
        except IntegrityError:  # two windows at once
            session.execute(update(Presence).where(*same).values(at=now))


def others(session: Session, person: Person, now: datetime, kind: str, key: str) -> list[Presence]:
    """The other people who have a form about this open now."""
    query = select(Presence).where(
        Presence.kind == kind, Presence.key == key, Presence.person_id != person.id, Presence.at > now - AWAY_AFTER
    )
    return list(session.scalars(query.order_by(Presence.at.desc())))
