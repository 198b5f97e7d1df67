"""How often records are looked at, taken along, put into calendars and shown elsewhere: by day, without persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.model import Used, Visited

WHATS: Final = ("view", "download", "calendar", "embed")
KEPT_DAYS: Final = 1100
"""Three years: an annual report compares a year with the one before."""

Visit = tuple[str, str, str]
"""(what, kind, key); without a key it is a file or a feed of the whole kind."""


@dataclass(slots=True)
class Sums:
    """What was counted of one record, or on one day."""

    times: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WHATS, 0))

    @property
    def total(self) -> int:
        """Everything together."""
        return sum(self.times.values())


def record(session: Session, day: date, visits: Mapping[Visit, int]) -> None:
    """Add counts to a day, and forget the days that are too old. The caller commits."""
    session.execute(delete(Visited).where(Visited.day < day - timedelta(days=KEPT_DAYS)))
    for visit, times in sorted(visits.items()):  # in one order, or two workers wait for each other
        if not _added(session, day, visit, times):
            what, kind, key = visit
            try:
                with session.begin_nested():
                    session.add(Visited(day=day, what=what, kind=kind, key=key, times=times))
                    session.flush()
            except IntegrityError:  # another worker was first
                _added(session, day, visit, times)


def _added(session: Session, day: date, visit: Visit, times: int) -> bool:
    what, kind, key = visit
    same = (Visited.day == day, Visited.what == what, Visited.kind == kind, Visited.key == key)
    more = update(Visited).where(*same).values(times=Visited.times + times)
    return bool(session.execute(more).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def by_record(session: Session, since: date) -> dict[tuple[str, str], Sums]:
    """(kind, key) -> what was counted since a day, that day included."""
    found: dict[tuple[str, str], Sums] = {}
    query = select(Visited.kind, Visited.key, Visited.what, func.sum(Visited.times)).where(Visited.day >= since)
    for kind, key, what, times in session.execute(query.group_by(Visited.kind, Visited.key, Visited.what)):
        found.setdefault((kind, key), Sums()).times[what] = int(times)
    return found


def by_day(session: Session, kind: str, key: str, since: date) -> dict[date, Sums]:
    """The days since a day on which something was counted of one record, the newest first."""
    found: dict[date, Sums] = {}
    mine = (Visited.kind == kind, Visited.key == key, Visited.day >= since)
    for row in session.scalars(select(Visited).where(*mine).order_by(Visited.day.desc())):
        found.setdefault(row.day, Sums()).times[row.what] = row.times
    return found


def hosts(session: Session, since: date) -> list[tuple[str, int]]:
    """(host, how often its pages showed our frames since a day), the most frequent first; empty for no name."""
    times = func.sum(Used.times)
    query = select(Used.host, times).where(Used.what == "embed", Used.day >= since)
    return [(host, int(n)) for host, n in session.execute(query.group_by(Used.host).order_by(times.desc(), Used.host))]


def move(session: Session, kind: str, old: str, new: str) -> None:
    """Let a record's counts go on under its new key."""
    for row in session.scalars(select(Visited).where(Visited.kind == kind, Visited.key == old)):
        if _added(session, row.day, (row.what, kind, new), row.times):
            session.delete(row)
        else:
            row.key = new
    session.flush()
