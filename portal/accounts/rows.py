"""The tables of accounts, and when an account is locked."""

from datetime import datetime, timedelta
from typing import Final

from flask import current_app
from flask_security import AsaList, UserMixin
from sqlalchemy import ForeignKey, String, update
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.model import Base, Person
from portal.model.base import UtcDateTime

FREE_TRIES: Final = 5
LONGEST_WAIT: Final = timedelta(hours=1)
"""Long enough to make guessing hopeless, short enough that a stranger cannot lock a clerk out for a day."""


class Account(UserMixin, Base):
    """A person's e-mail address and secrets. `lang` is the language in which they want the desk, if they chose one."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column()
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    lang: Mapped[str] = mapped_column(String(8), default="")
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    failed: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
    sign_ins: Mapped[list["SignIn"]] = relationship(cascade="all, delete-orphan", order_by="SignIn.seen.desc()")

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:  # noqa: ARG002
        """Count a wrong password or code, at once: the request that failed is not committed."""
        tries = update(Account).where(Account.id == self.id)
        db.session.execute(tries.values(failures=Account.failures + 1, failed=_now()))
        db.session.commit()

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Whether nobody may sign in now, not even with the right password: after several failures, for a while.

        `form_error` gets a word, in whose place a stranger reads the same sentence as for a wrong password.
        """
        is_locked = self.failed is not None and _now() < self.failed + wait_after(self.failures)
        if is_locked and form_error is not None:
            form_error.append("locked")
        return is_locked


def wait_after(failures: int) -> timedelta:
    """How long an account is locked after so many failures in a row: a minute, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, timedelta(minutes=2 ** min(failures - FREE_TRIES, 10)))


def _now() -> datetime:
    now: datetime = current_app.config["SECURITY_DATETIME_FACTORY"]()
    return now


class SignIn(Base):
    """A browser in which somebody is signed in; ending it signs that browser out."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200))
    began: Mapped[datetime] = mapped_column(UtcDateTime)
    seen: Mapped[datetime] = mapped_column(UtcDateTime)
    ended: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeLink(Base):
    """A link by which somebody sets a password: once, until a time. An administrator hands it over, or a mail does."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()
