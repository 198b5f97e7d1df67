"""The browsers in which somebody is signed in. Each holds a token of which only the digest is kept here."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rows import Account, SignIn
from portal.model import Person

IDLE: Final = timedelta(hours=12)
"""After so long without a request a browser is signed out: longer than a working day, shorter than a day."""

SEEN_EVERY: Final = timedelta(minutes=5)
"""`seen` is written no more often, so that reading a page seldom writes."""


KEPT: Final = timedelta(days=60)
"""So long it can be looked up when somebody was signed in where."""


def digest(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, account: Account, now: datetime, agent: str) -> str:
    """Somebody signed in: the token that their browser keeps. Earlier failures are forgotten."""
    token = secrets.token_urlsafe(24)
    session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.seen < now - KEPT))
    session.add(SignIn(account_id=account.id, digest=digest(token), agent=agent[:200], began=now, seen=now))
    account.failures, account.failed = 0, None
    session.flush()
    return token


def known(session: Session, token: str, now: datetime) -> tuple[Account, SignIn] | None:
    """Whose browser holds the token, their memberships included, in one SELECT; None once it ended or idled away."""
    query = (
        select(Account, SignIn)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(SignIn.digest == digest(token), SignIn.ended.is_(None), SignIn.seen > now - IDLE, Account.active)
        .options(joinedload(Account.person).joinedload(Person.memberships))
    )
    found = session.execute(query).unique().one_or_none()
    return (found[0], found[1]) if found else None


def open_ones(session: Session, account: Account, now: datetime) -> list[SignIn]:
    """The browsers in which an account is signed in, the one seen last first."""
    mine = (SignIn.account_id == account.id, SignIn.ended.is_(None), SignIn.seen > now - IDLE)
    return list(session.scalars(select(SignIn).where(*mine).order_by(SignIn.seen.desc(), SignIn.id.desc())))


def end(session: Session, account: Account, now: datetime, sign_in_id: int) -> None:
    """Sign one of the account's browsers out; another's are left alone."""
    one = (SignIn.account_id == account.id, SignIn.id == sign_in_id, SignIn.ended.is_(None))
    session.execute(update(SignIn).where(*one).values(ended=now))


def end_all(session: Session, account: Account, now: datetime, *, but: int | None = None) -> None:
    """Sign every browser of an account out, except perhaps one."""
    every = (SignIn.account_id == account.id, SignIn.ended.is_(None), SignIn.id != (but or 0))
    session.execute(update(SignIn).where(*every).values(ended=now))
