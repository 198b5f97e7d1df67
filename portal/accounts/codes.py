"""The codes of authenticators: each opens once, on whichever worker; and a phone that is being set up."""

from typing import Any, Final, NamedTuple, cast

from flask import has_request_context, session
from flask_security import Totp, UserMixin
from passlib.exc import UsedTokenError  # type: ignore[import-untyped]
from sqlalchemy import or_, update

from portal.accounts.rows import Account
from portal.extensions import db

WAITING: Final = "tf_totp_secret"
"""Where Flask-Security keeps, encrypted in the session, a secret whose first code has not come yet."""


class Setup(NamedTuple):
    """What a phone is to take over: a picture, and the same as text."""

    picture: str
    key: str


class OnceOnly(Totp):
    """No code opens twice, nor one older than the last: whoever looked over a shoulder comes too late."""

    def generate_totp_secret(self) -> str:
        """The secret that waits for its first code, else a new one: a page that is sent again must not make the entry
        on the phone worthless.
        """
        waiting = session.get(WAITING) if has_request_context() else None
        return str(waiting or super().generate_totp_secret())

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The count of half minutes for which the account's last code stood."""
        return cast(Account, user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Use the code up, at once and whatever becomes of the request. Raises UsedTokenError if another was faster."""
        is_newer = or_(Account.tf_last_counter.is_(None), Account.tf_last_counter < tmatch.counter)
        use = update(Account).where(Account.id == user.id, is_newer).values(tf_last_counter=tmatch.counter)
        is_first = db.session.execute(use).rowcount  # type: ignore[attr-defined]  # an UPDATE's result has it
        db.session.commit()
        if not is_first:
            raise UsedTokenError

    def waiting(self, user: UserMixin) -> Setup | None:
        """What the phone that is being set up is to take over; None when none is."""
        if not (secret := session.get(WAITING)):
            return None
        values = self.fetch_setup_values(secret, user)
        return Setup(values["image"], values["key"])


def give_up() -> None:
    """Set no phone up after all. Also when somebody signs in: it was another's phone."""
    session.pop(WAITING, None)
