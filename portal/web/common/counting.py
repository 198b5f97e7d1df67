"""Counts what is asked of the search and whether a result was opened, in memory, and writes it down now and then.

Before any page is answered, kept ones too. Loses at most half a minute of counts when a worker ends; never delays or
breaks an answer.
"""

import logging
import threading
import time
from collections import Counter
from datetime import date
from typing import Final
from urllib.parse import parse_qs, urlsplit

from flask import Flask, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.kernel.season import today
from portal.search import asked
from portal.web import now
from portal.web.common import language

EVERY_SECONDS: Final = 30
AT_MOST: Final = 500
"""Different queries in memory; beyond, they are written at once."""

_OPENED: Final = {"site.route", "site.attraction", "site.event"}


class Tally:
    """What was counted and not yet written. Shared by the threads of a worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._opened: Counter[tuple[str, str]] = Counter()
        self._since = time.monotonic()

    def ask(self, lang: str, text: str) -> None:
        """Somebody asked."""
        with self._lock:
            self._asked[lang, text] += 1

    def open(self, lang: str, text: str) -> None:
        """Somebody opened a result of what was asked."""
        with self._lock:
            self._opened[lang, text] += 1

    def is_due(self) -> bool:
        """Whether it is time to write."""
        waiting = len(self._asked) + len(self._opened)
        return bool(waiting) and (waiting > AT_MOST or time.monotonic() - self._since > EVERY_SECONDS)

    def take(self) -> asked.Times:
        """Everything counted so far, which is then forgotten."""
        with self._lock:
            counts = asked.merged(self._asked, self._opened)
            self._asked.clear()
            self._opened.clear()
            self._since = time.monotonic()
        return counts


def start(app: Flask) -> None:
    """Count before pages are answered."""
    tally = app.extensions["portal.tally"] = Tally()

    @app.before_request
    def count() -> None:
        if request.method != "GET" or request.endpoint not in (*_OPENED, "site.search"):
            return
        if request.endpoint == "site.search":
            text = asked.worth_counting(request.args.get("q", ""))
            if text and not request.args.get("page"):
                tally.ask(language.current(), text)
        elif text := asked.worth_counting(_searched(request.referrer or "")):
            tally.open(language.current(), text)
        if tally.is_due():
            # Its own thread: a publishing may hold the database for seconds.
            threading.Thread(target=write, args=(db.engine, tally, today(now())), daemon=True).start()


def _searched(referrer: str) -> str:
    """The query of our search page that a link was followed from; empty for any other page."""
    address = urlsplit(referrer)
    if address.netloc != request.host or not address.path.endswith("/search/"):
        return ""
    return (parse_qs(address.query).get("q") or [""])[-1]


def write(engine: Engine, tally: Tally, day: date) -> None:
    """Write what was counted; a database that does not answer costs these counts and a line in the log."""
    try:
        with Session(engine) as session:
            asked.record(session, day, tally.take())
            session.commit()
    except SQLAlchemyError as error:
        logging.getLogger("portal").warning("counts of searches were lost: %s", type(error).__name__)
