"""The doors: one package for each audience (now: `site`), and `common`, which they share.

The only rooms that know Flask. A view is load -> act -> answer; it owns the transaction and decides nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from portal.kernel.season import SHANGHAI
from portal.settings import Settings

Clock = Callable[[], datetime]


def give(app: Flask, settings: Settings, clock: Clock | None) -> None:
    """Put what every door needs into the application."""
    app.extensions["portal.settings"] = settings
    app.extensions["portal.clock"] = clock or (lambda: datetime.now(SHANGHAI))


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.extensions["portal.settings"])


def now() -> datetime:
    """The time, from the application's clock."""
    return cast(Clock, current_app.extensions["portal.clock"])()
