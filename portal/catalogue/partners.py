"""Who a key belongs to."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.errors import NotValid
from portal.model import Partner


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner as a door needs to know them: `origins` where their frames may stand, `quota` requests an hour."""

    name: str
    bureau: str
    hint: str
    origins: tuple[str, ...]
    quota: int


def digest(key: str) -> str:
    """What is kept of a key: it has 144 random bits, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def find(session: Session, key: str) -> PartnerView:
    """The partner with this key. Raises NotValid when nobody has it or it was revoked."""
    row = session.scalars(select(Partner).where(Partner.digest == digest(key), Partner.revoked.is_(None))).one_or_none()
    if row is None:
        raise NotValid("no such partner key", field="key", given=key[:8])
    return PartnerView(row.name, row.bureau, row.hint, tuple(row.origins), row.quota)
