"""Numbers that are given once: of things, for short links, and of an event's dates, by which calendars know them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.model import LIVE, Draft, Revision
from portal.model.live import Numbered


def following(session: Session, kind: str) -> int:
    """The next number of a numbered kind; the caller holds the lock under which numbers are given."""
    table = LIVE[kind]
    assert issubclass(table, Numbered)  # noqa: S101  for the type checker; the caller asked
    published = session.scalar(select(func.max(table.number))) or 0
    drafted = session.scalar(select(func.max(Draft.number)).where(Draft.kind == kind)) or 0
    return max(published, drafted) + 1


def of_dates(session: Session, kind: str, keys: Collection[str], rough: Mapping[str, Any]) -> dict[str, Any]:
    """The text with a number for every date of an event; never one that a text under these keys ever gave."""
    values = dict(rough)
    legs = values.get("occurrences")
    if kind != "event" or not isinstance(legs, list) or all("number" in leg for leg in legs):
        return values
    before = session.scalars(select(Revision.document).where(Revision.kind == kind, Revision.key.in_(keys)))
    given = [leg.get("number") for document in (*before, values) for leg in document.get("occurrences") or ()]
    last = max((number for number in given if isinstance(number, int)), default=0)
    numbered = []
    for leg in legs:
        last += "number" not in leg
        numbered.append(leg if "number" in leg else {"number": last, **leg})
    values["occurrences"] = numbered
    return values
