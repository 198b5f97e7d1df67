"""Remembers for some seconds that the database did not answer, so that frames do not each wait for it."""

import time
from typing import Final

from flask import current_app

PAUSE_SECONDS: Final = 5.0
_UNTIL: Final = "portal.outage"


def note() -> None:
    """The database did not answer just now."""
    current_app.extensions[_UNTIL] = time.monotonic() + PAUSE_SECONDS


def is_noted() -> bool:
    """Whether it did not answer within the last seconds."""
    until: float = current_app.extensions.get(_UNTIL, 0.0)
    return time.monotonic() < until
