"""One-time links: whoever has one sets the account's password, once and for a day. They invite, and they help."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.accounts import passwords, signing
from portal.accounts.rows import Account, OneTimeLink
from portal.accounts.signing import digest
from portal.kernel.errors import NotFound
from portal.model import Person

GOOD_FOR: Final = timedelta(hours=24)


def make(session: Session, account: Account, now: datetime, by: Person | None) -> str:
    """A new link's token, which nobody can read again; the account's earlier links count no more.

    But one that nobody made, because a mail was asked for, leaves an administrator's: anybody can ask for a mail.
    """
    token = secrets.token_urlsafe(24)
    earlier = delete(OneTimeLink).where(OneTimeLink.account_id == account.id)
    session.execute(earlier if by else earlier.where(OneTimeLink.created_by_id.is_(None)))
    session.add(
        OneTimeLink(
            account_id=account.id, digest=digest(token), created_by_id=by.id if by else None, expires=now + GOOD_FOR
        )
    )
    session.flush()
    return token


def account_of(session: Session, token: str, now: datetime) -> Account:
    """Whose password the link sets. Raises NotFound where it was used, is too old, or never was."""
    still = (OneTimeLink.used.is_(None), OneTimeLink.expires > now)
    link = session.scalars(select(OneTimeLink).where(OneTimeLink.digest == digest(token), *still)).one_or_none()
    if link is None or not link.account.active:
        raise NotFound("this link was used, or is older than a day", field="link", given="")
    return link.account


def use(session: Session, token: str, now: datetime, password: str) -> Account:
    """Set the password; every browser is signed out, and the account's other links are used up.

    Raises NotFound, or NotValid for the password.
    """
    account = account_of(session, token, now)
    password = passwords.checked(password, account)
    one = update(OneTimeLink).where(OneTimeLink.digest == digest(token), OneTimeLink.used.is_(None)).values(used=now)
    if not session.execute(one).rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NotFound("this link was used", field="link", given="")  # by somebody who was faster
    others = (OneTimeLink.account_id == account.id, OneTimeLink.used.is_(None))
    session.execute(update(OneTimeLink).where(*others).values(used=now))
    account.password = hash_password(password)
    account.fs_uniquifier = uuid4().hex
    account.failures, account.failed = 0, None
    signing.end_all(session, account, now)
    session.flush()
    return account
