"""Counts, in memory, and writes down now and then: what is asked of the search and whether a result was opened, on
which hosts frames are shown, and how often a key asks for data.

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
from portal.kernel.errors import NotValid
from portal.kernel.season import today
from portal.publishing import partners
from portal.search import asked
from portal.web import now
from portal.web.common import language, partner

EVERY_SECONDS: Final = 30
AT_MOST: Final = 500
"""Different queries in memory; beyond, they are written at once."""

_OPENED: Final = {"site.route", "site.attraction", "site.event"}
_USED: Final = {"embed": "embed", "api": "api", "ogc": "api"}
"""Blueprint -> as what its answers are counted."""
_NOT_USED: Final = {"embed.component", "embed.oembed"}
"""Answers of those doors that no visitor looks at."""


class Tally:
    """What was counted and not yet written. Shared by the threads of a worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._opened: Counter[tuple[str, str]] = Counter()
        self._used: Counter[partners.Use] = Counter()
        self._since = time.monotonic()

    def ask(self, lang: str, text: str) -> None:
        """Somebody asked."""
        with self._lock:
            self._asked[lang, text] += 1

    def open(self, lang: str, text: str) -> None:
        """Somebody opened a result of what was asked."""
        with self._lock:
            self._opened[lang, text] += 1

    def use(self, what: str, host: str, hint: str) -> None:
        """A page of a host showed a frame, or a key asked for data."""
        with self._lock:
            self._used[what, host, hint] += 1

    def is_due(self) -> bool:
        """Whether it is time to write."""
        waiting = len(self._asked) + len(self._opened) + len(self._used)
        return bool(waiting) and (waiting > AT_MOST or time.monotonic() - self._since > EVERY_SECONDS)

    def take(self) -> tuple[asked.Times, dict[partners.Use, int]]:
        """Everything counted so far, which is then forgotten."""
        with self._lock:
            counts, uses = asked.merged(self._asked, self._opened), dict(self._used)
            for counter in (self._asked, self._opened, self._used):
                counter.clear()
            self._since = time.monotonic()
        return counts, uses


def start(app: Flask) -> None:
    """Count before pages are answered."""
    tally = app.extensions["portal.tally"] = Tally()

    @app.before_request
    def count() -> None:
        if request.method != "GET" or not _is_counted():
            return
        if request.blueprint in _USED:
            _count_use(tally, _USED[request.blueprint])
        elif request.endpoint == "site.search":
            text = asked.worth_counting(request.args.get("q", ""))
            if text and not request.args.get("page"):
                tally.ask(language.current(), text)
        elif text := asked.worth_counting(_searched(request.referrer or "")):
            tally.open(language.current(), text)
        if tally.is_due():
            # Its own thread: a publishing may hold the database for seconds.
            threading.Thread(target=write, args=(db.engine, tally, today(now())), daemon=True).start()


def _is_counted() -> bool:
    if request.blueprint in _USED:
        return request.endpoint not in _NOT_USED
    return request.endpoint in (*_OPENED, "site.search")


def _count_use(tally: Tally, what: str) -> None:
    """Count by the host that shows or asks; data without a key is not counted, it is anybody's."""
    host = partners.host_of(request.headers.get("Origin") or request.referrer or "")
    try:
        asking = partner.of_frame() if what == "embed" else partner.of_data()
    except (NotValid, SQLAlchemyError):  # whoever answers will say so
        return
    if (asking or what == "embed") and host != request.host.partition(":")[0]:
        tally.use(what, host, asking.hint if asking else "")


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
            asks, uses = tally.take()
            asked.record(session, day, asks)
            partners.record(session, day, uses)
            session.commit()
    except SQLAlchemyError as error:
        logging.getLogger("portal").warning("counts were lost: %s", type(error).__name__)
