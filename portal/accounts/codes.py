"""The codes of authenticators: each opens once."""

from typing import Any

from flask_security import Totp, UserMixin


class OnceOnly(Totp):
    """No code opens twice, nor one older than the last: whoever looked over a shoulder comes too late.

    The last ones are kept in this worker's memory; another worker still takes a code for the minute it is good.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last: dict[int, int] = {}

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The count of half minutes for which the account's last code stood."""
        return self.last.get(user.id)

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Keep it."""
        self.last[user.id] = tmatch.counter
