"""Counts, in memory, and writes down now and then: what is asked of the search and whether a result was opened, on
which hosts frames are shown, how often a key asks for data, and what is done with each record.

Kept answers count too. Loses at most half a minute of counts when a worker ends; never delays or
breaks an answer.
"""

import logging
import re
import threading
import time
from collections import Counter
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.kernel.season import today
from portal.publishing import partners, visits
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


_VISITS: Final = {
    **{f"site.{kind}": ("view", kind) for kind in ("route", "attraction", "event")},
    **{f"site.route_{suffix}": ("download", "route") for suffix in ("gpx", "kml", "kmz", "geojson", "pdf", "card")},
    **{f"site.attraction_{suffix}": ("download", "attraction") for suffix in ("geojson", "png")},
    "site.event_geojson": ("download", "event"),
    "site.routes_kml": ("download", "route"),
    "site.attractions_kml": ("download", "attraction"),
    "site.route_ics": ("calendar", "route"),
    "site.event_ics": ("calendar", "event"),
    "site.events_ics": ("calendar", "event"),
    **{f"embed.{kind}": ("embed", kind) for kind in ("route", "attraction", "event")},
}
"""Endpoint -> what is done there with a record of this kind, or with the whole kind where the address has no key."""

_DATA: Final = {"routes": "route", "attractions": "attraction", "events": "event"}
_ROBOTS: Final = re.compile(
    r"bot\b|bot[/;-]|crawl|spider|slurp|preview|lighthouse|pingdom|monitor|facebookexternalhit|scrapy|curl/|wget/|python-",
    re.IGNORECASE,
)
"""What says itself that it is a program which looks at pages; other programs are taken for people."""


class Tally:
    """What was counted and not yet written. Shared by the threads of a worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._opened: Counter[tuple[str, str]] = Counter()
        self._used: Counter[partners.Use] = Counter()
        self._visited: Counter[visits.Visit] = Counter()
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

    def visit(self, what: str, kind: str, key: str) -> None:
        """Somebody looked at a record, took it along, or saw it elsewhere."""
        with self._lock:
            self._visited[what, kind, key] += 1

    def is_due(self) -> bool:
        """Whether it is time to write."""
        waiting = len(self._asked) + len(self._opened) + len(self._used) + len(self._visited)
        return bool(waiting) and (waiting > AT_MOST or time.monotonic() - self._since > EVERY_SECONDS)

    def take(self) -> tuple[asked.Times, dict[partners.Use, int], dict[visits.Visit, int]]:
        """Everything counted so far, which is then forgotten."""
        with self._lock:
            counts = asked.merged(self._asked, self._opened)
            uses, visited = dict(self._used), dict(self._visited)
            for counter in (self._asked, self._opened, self._used, self._visited):
                counter.clear()
            self._since = time.monotonic()
        return counts, uses, visited


def start(app: Flask) -> None:
    """Count before pages are answered, and what is done with a record once it was answered that there is one."""
    tally = app.extensions["portal.tally"] = Tally()
    app.after_request(partial(_count_visit, tally))

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


def _count_visit(tally: Tally, response: Response) -> Response:
    """Count what was answered: who asks for a key that is none leaves no trace. 304 is somebody who comes again."""
    if request.method == "GET" and response.status_code in (200, 304) and _is_a_person():
        values = request.view_args or {}
        if request.endpoint == "ogc.file" and values.get("name") in _DATA:
            tally.visit("download", _DATA[values["name"]], "")
        elif request.endpoint in _VISITS:
            what, kind = _VISITS[request.endpoint]
            if _is_meant(what):
                tally.visit(what, kind, values.get("key", ""))
    if tally.is_due():
        # Its own thread: a publishing may hold the database for seconds.
        threading.Thread(target=write, args=(db.engine, tally, today(now())), daemon=True).start()
    return response


def _is_a_person() -> bool:
    """Not a robot that says so, and not a browser that fetches what somebody may click on later."""
    purposes = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and "prefetch" not in purposes and not _ROBOTS.search(agent)


def _is_meant(what: str) -> bool:
    """A picture inside of a page is no download, and a frame on our own pages is no partner's."""
    if what == "download":
        return request.headers.get("Sec-Fetch-Dest") != "image"
    host = partners.host_of(request.headers.get("Origin") or request.referrer or "")
    return what != "embed" or host != request.host.partition(":")[0]


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
            asks, uses, visited = tally.take()
            asked.record(session, day, asks)
            partners.record(session, day, uses)
            visits.record(session, day, visited)
            session.commit()
    except SQLAlchemyError as error:
        logging.getLogger("portal").warning("counts were lost: %s", type(error).__name__)
