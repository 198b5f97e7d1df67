"""What was published, withdrawn or renamed since a version: what a partner's copy has to be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.model import LIVE, FormerKey

KINDS: Final = ("route", "attraction", "event", "notice")
SHOWN: Final = {**{kind: kind for kind in KINDS}, "way": "route"}
"""Kind of row -> the kind that looks different when it changes: a way is the line and the length of its route."""


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
    found: list[Change] = []
    reached = version
    for number, group in groupby(_since(session, version), key=lambda change: change.version):
        if len(found) >= limit:
            return found, reached, True
        found += group
        reached = number
    return found, reached, False


def _since(session: Session, version: int) -> Iterator[Change]:
    former: dict[tuple[str, str], list[str]] = {}
    for kind, old, key in session.execute(select(FormerKey.kind, FormerKey.former, FormerKey.key)):
        former.setdefault((kind, key), []).append(old)
    published = set(session.scalars(select(LIVE["route"].key).where(LIVE["route"].withdrawn.is_(None))))
    for row in sorted(row for kind in SHOWN for row in _rows(session, kind, version)):
        if row.kind == "way":
            if row.key in published:
                yield Change(row.version, row.at, "published", "route", row.key)
            continue
        for old in former.get((row.kind, row.key), ()):
            yield Change(row.version, row.at, "moved", row.kind, old, row.key)
        yield Change(row.version, row.at, "withdrawn" if row.is_gone else "published", row.kind, row.key)


class _Row(NamedTuple):
    version: int
    kind: str
    key: str
    at: datetime
    is_gone: bool


def _rows(session: Session, kind: str, version: int) -> Iterator[_Row]:
    row = LIVE[kind]
    query = select(row.version, row.key, row.published, row.withdrawn).where(row.version > version)
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
