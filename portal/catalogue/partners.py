"""Who a key belongs to, and how often partners were seen."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.kernel.errors import NotValid
from portal.model import Partner, Used
from portal.model.partners import digest


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner as a door needs to know them: `origins` where their frames may stand, `quota` requests an hour."""

    name: str
    bureau: str
    hint: str
    origins: tuple[str, ...]
    quota: int


def find(session: Session, key: str) -> PartnerView:
    """The partner with this key. Raises NotValid when nobody has it or it was revoked."""
    return _one(session, Partner.digest == digest(key), key)


def of_frame(session: Session, hint: str) -> PartnerView:
    """The partner whose key begins so. Raises NotValid as `find`.

    A frame stands in a page that everybody can read. So it names the beginning of a key only, which says where it may
    stand and for whom it counts, and opens nothing.
    """
    return _one(session, Partner.hint == hint, hint)


def _one(session: Session, condition: ColumnElement[bool], given: str) -> PartnerView:
    row = session.scalars(select(Partner).where(condition, Partner.revoked.is_(None))).one_or_none()
    if row is None:
        raise NotValid("no such partner key", field="key", given=given[:8])
    return view(row)


def view(row: Partner) -> PartnerView:
    """What a door may know of a row."""
    return PartnerView(row.name, row.bureau, row.hint, tuple(row.origins), row.quota)


def used(session: Session, since: date, hint: str | None = None) -> list[tuple[date, str, str, int]]:
    """(day, what, host, times) since a day, the newest first: of one partner, else of everybody by host."""
    query = select(Used.day, Used.what, Used.host, func.sum(Used.times)).where(Used.day >= since)
    if hint is not None:
        query = query.where(Used.partner == hint)
    query = query.group_by(Used.day, Used.what, Used.host).order_by(Used.day.desc(), Used.what, Used.host)
    return [(day, what, host, int(times)) for day, what, host, times in session.execute(query)]
