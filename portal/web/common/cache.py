"""Whole pages, kept in memory and already compressed, for as long as nothing new is published.

A page depends on its address, its language (where the address has none), the published version, the day in Shenyang and
the build; all of them make its key. Nothing here depends on who asks, because no public page reads a cookie.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.season import today
from portal.maps import store
from portal.search import generation
from portal.web import now, settings
from portal.web.common import assets, compression, language, negotiation, outage, preview
from portal.web.common.reading import asked

MAX_PAGES: Final = 2_000
MAX_BYTES: Final = 48 * 2**20
"""Of all bodies together, in each worker: the PNG of a route is 90 to 240 KB, a page 10 to 20."""

QUALITY: Final = 5
"""Of brotli: higher ones make the first visitor of a page wait."""

_KEPT_TYPES: Final = frozenset(
    {
        "text/html",
        "text/plain",
        "text/csv",
        "text/calendar",
        "text/xml",
        "image/svg+xml",
        "image/png",
        "application/json",
        "application/geo+json",
        "application/ld+json",
        "application/vnd.oai.openapi+json",
        "application/xml",
        "application/atom+xml",
        "application/gpx+xml",
        "application/vnd.google-earth.kml+xml",
        "application/vnd.google-earth.kmz",
        "application/pdf",
    }
)
_PACKED_ALREADY: Final = ("image/png", "application/vnd.google-earth.kmz", "application/pdf")


@dataclass(frozen=True, slots=True)
class Page:
    """One encoding of one answer."""

    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]


class Pages:
    """The newest answers, `MAX_PAGES` of them and `MAX_BYTES` at most."""

    def __init__(self) -> None:
        self._bytes = 0
        self._pages: OrderedDict[tuple[object, ...], Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Page | None:
        """The answer, which is then the newest."""
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[object, ...], page: Page) -> None:
        """Keep an answer and forget the oldest beyond the limits."""
        with self._lock:
            if before := self._pages.pop(key, None):
                self._bytes -= len(before.body)
            self._pages[key] = page
            self._bytes += len(page.body)
            while len(self._pages) > MAX_PAGES or self._bytes > MAX_BYTES:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)


def start(app: Flask) -> None:
    """Answer from the pages before any view runs, and keep what a view made."""
    pages = Pages()

    @app.before_request
    def answer() -> Response | None:
        if request.method not in ("GET", "HEAD") or request.endpoint in _UNKEPT or request.routing_exception:
            return None
        if request.blueprint in _UNKEPT_DOORS or preview.is_asked():
            return None
        if request.blueprint == "embed" and ("key" in request.args or outage.is_noted()):
            return None  # a revoked key must stop to count at once; and frames have another way without a database
        try:
            g.page_key = _key()
        except SQLAlchemyError:  # the view says so, or has another way
            outage.note()
            db.session.rollback()
            return None
        page = pages.get(g.page_key)
        return _respond(page) if page else None

    @app.after_request
    def keep(response: Response) -> Response:
        if "page_key" not in g or g.get("is_kept") or not _may_be_kept(response):
            return response
        page = _packed(response, str(g.page_key[-1]))
        pages.put(g.page_key, page)
        return _respond(page)


_UNKEPT_DOORS: Final = {"desk", "security"}
"""Doors where the answer depends on who asks."""

_UNKEPT: Final = {
    "files.static",
    "files.bundle",
    "files.published_map",
    "files.medium",
    "files.root",
    "files.healthz",
    "files.readyz",
    "api.search",
    "api.suggest",
    None,
}
"""Answers that cache themselves, or must be fresh."""


def _key() -> tuple[object, ...]:
    here = settings()
    # Index and maps follow a publishing by a second or two; a page made in between must not outlive it.
    followed = (changed(here.search_dir / generation.POINTER), changed(here.maps_dir / store.MANIFEST))
    of_content = (read.version(db.session), *followed, today(now()), assets.build())
    return (
        request.script_root,
        here.base_url or request.host_url,
        request.path,
        _query(),
        language.current(),  # outside the language addresses, the browser's may decide
        negotiation.wanted(),
        of_content,
        compression.accepted(request),
    )


def _query() -> str:
    """The query; of pages without what messengers add, or each share would cost a page. Programs mean what they say."""
    if request.blueprint in ("api", "ogc"):
        return request.query_string.decode(errors="replace")
    return urlencode(asked(), doseq=True)


def changed(path: Path) -> int:
    """When a file was last replaced, in nanoseconds; 0 for none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _may_be_kept(response: Response) -> bool:
    if response.status_code != HTTPStatus.OK or response.direct_passthrough:
        return False
    return response.mimetype in _KEPT_TYPES and not response.headers.get("Cache-Control")


def _packed(response: Response, coding: str) -> Page:
    body = response.get_data()
    if len(body) < compression.MIN_BYTES or response.mimetype in _PACKED_ALREADY:
        coding = ""
    packed = compression.pack(body, coding, quality=QUALITY)
    headers = [(k, v) for k, v in response.headers if k not in ("Content-Length", "ETag", "Vary")]
    vary = ", ".join(dict.fromkeys([*response.vary, "Accept-Encoding"]))
    headers += [("Vary", vary), ("Cache-Control", "public, max-age=60, stale-while-revalidate=600")]
    if coding:
        headers.append(("Content-Encoding", coding))
    return Page(packed, hashlib.sha256(packed).hexdigest()[:20], tuple(headers))


def _respond(page: Page) -> Response:
    g.is_kept = True
    response = Response(page.body)
    response.headers.clear()
    response.headers.extend(page.headers)
    response.content_length = len(page.body)
    response.set_etag(page.etag)
    return response.make_conditional(request)  # type: ignore[return-value]  # it returns the same Response
