"""What was published, withdrawn or renamed since a version: what a partner's copy has to be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.model import LIVE, Attraction, FormerKey, Publication, Route, RouteStop

KINDS: Final = ("route", "attraction", "event", "notice")
SHOWN: Final = (*KINDS, "way", "medium")
"""Kinds of rows that something the API shows is made of."""

WITH_PICTURES: Final = ("route", "attraction", "event")


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is published, withdrawn or moved; `now` is the present key of what moved."""

    version: int
    at: datetime
    what: str
    kind: str
    key: str
    now: str | None = None


def since(session: Session, version: int, limit: int) -> tuple[list[Change], int, bool]:
    """(changes after a version, oldest first; the version they reach; whether there are more).

    A version is never cut in two, so there may be somewhat more than `limit`: a rename comes with its redirect, and
    everything that was published before rows knew their versions has one and the same.
    """
    # Read first: what somebody publishes while the kinds are read in turn lies above it, and comes next time.
    top = session.scalar(select(Publication.version)) or 0
    found: list[Change] = []
    reached = max(version, 0)
    for number, group in groupby(_between(session, version, top), key=lambda change: change.version):
        if len(found) >= limit:
            return found, reached, True
        found += group
        reached = number
    return found, reached, False


def _between(session: Session, version: int, top: int) -> Iterator[Change]:
    """Each thing once, at the version that last changed what the API shows of it."""
    own = {(row.kind, row.key): row for kind in SHOWN for row in _rows(session, kind, version, top)}
    alive: set[tuple[str, str]] = {(kind, key) for kind in KINDS for key in session.scalars(_alive(kind))}
    newest = {thing: row for thing, row in own.items() if thing[0] in KINDS}
    for row in own.values():
        for thing in _seen_in(session, row):
            if thing in alive and (thing not in newest or newest[thing].version < row.version):
                newest[thing] = row._replace(kind=thing[0], key=thing[1], is_gone=False)
    former: dict[tuple[str, str], list[str]] = {}
    for kind, old, key in session.execute(select(FormerKey.kind, FormerKey.former, FormerKey.key)):
        if (kind, old) not in alive:
            former.setdefault((kind, key), []).append(old)
    for row in sorted(newest.values()):
        for old in former.get((row.kind, row.key), ()):
            yield Change(row.version, row.at, "moved", row.kind, old, row.key)
        yield Change(row.version, row.at, "withdrawn" if row.is_gone else "published", row.kind, row.key)


def _seen_in(session: Session, row: "_Row") -> Iterator[tuple[str, str]]:
    """What else looks different when a row changes: a way is a route's line, a place is a stop of routes, a
    picture stands with its credit beside what shows it."""
    if row.kind == "way":
        yield "route", row.key
    if row.kind == "attraction":
        through = select(Route.key).join(RouteStop).join(Attraction, RouteStop.attraction_id == Attraction.id)
        for key in session.scalars(through.where(Attraction.key == row.key).distinct()):
            yield "route", key
    if row.kind == "medium":
        for kind in WITH_PICTURES:
            for key, pictures in session.execute(select(LIVE[kind].key, LIVE[kind].document["pictures"])):
                if row.key in (pictures or ()):
                    yield kind, key


def _alive(kind: str) -> Select[str]:
    return select(LIVE[kind].key).where(LIVE[kind].withdrawn.is_(None))


class _Row(NamedTuple):
    version: int
    kind: str
    key: str
    at: datetime
    is_gone: bool


def _rows(session: Session, kind: str, version: int, top: int) -> Iterator[_Row]:
    row = LIVE[kind]
    query = select(row.version, row.key, row.published, row.withdrawn).where(row.version > version, row.version <= top)
    for number, key, published, withdrawn in session.execute(query):
        yield _Row(number, kind, key, withdrawn or published, withdrawn is not None)


def version_before(session: Session, moment: datetime) -> int | None:
    """The version after which everything was published or withdrawn later than a moment; None when nothing was."""
    found = []
    for kind in SHOWN:
        row = LIVE[kind]
        later = or_(and_(row.withdrawn.is_(None), row.published > moment), row.withdrawn > moment)
        if (first := session.scalar(select(func.min(row.version)).where(later))) is not None:
            found.append(first - 1)
    return min(found, default=None)
