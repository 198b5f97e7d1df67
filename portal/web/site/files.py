"""Files: published maps, static files, the sitemap, short links, and whether all is well."""

import mimetypes
import re
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import jsonify, redirect, request, send_file, send_from_directory, url_for
from werkzeug.exceptions import NotFound as NoSuchFile
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.formats import sitemap as sitemaps
from portal.kernel.errors import NotFound
from portal.kernel.locale import BCP47, LANGUAGES
from portal.maps import store
from portal.search import generation
from portal.settings import home
from portal.web import settings
from portal.web.common import assets, compression, language
from portal.web.common.security import open_to_all

FOR_EVER = "public, max-age=31536000, immutable"
PACKED = ("text/javascript", "text/css", "image/svg+xml")
VERSIONED = ("fonts/", "vendor/")
"""Folders whose names carry the version of what lies in them."""

SHORTLY = "public, max-age=3600"

MEDIA_TYPES = {"pmtiles": "application/vnd.pmtiles", "js": "text/javascript", "json": "application/json"}


def root() -> Response:
    """To the visitor's language; no cookie, so the answer varies by Accept-Language alone."""
    answer = redirect(url_for("site.home", lang=language.preferred(request)), 302)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def static(name: str) -> Response:
    """A file of static/; for ever when the address names its content."""
    path = safe_join(str(home("static")), name)
    if path is None or not Path(path).is_file():
        raise NoSuchFile
    fingerprint, coding = assets.fingerprint(name), compression.accepted(request)
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer: Response
    if coding and mimetype in PACKED:
        answer = Response(_packed(name, fingerprint, coding), mimetype=mimetype)
        answer.headers["Content-Encoding"] = coding
        answer.set_etag(f"{fingerprint}-{coding}")
        answer = answer.make_conditional(request)
    else:
        answer = _file(home("static"), name)
    is_current = name.startswith(VERSIONED) or request.args.get("v") == fingerprint
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = FOR_EVER if is_current else SHORTLY
    return open_to_all(answer)


def _file(folder: Path, name: str, **more: Any) -> Response:
    """A file, or what of it a range asks for, or 304. Werkzeug leaves it open when the answer has no body."""
    answer = send_from_directory(folder, name, conditional=True, **more)
    if answer.status_code == HTTPStatus.NOT_MODIFIED or request.method == "HEAD":
        answer.close()
    return answer


@lru_cache(maxsize=128)
def _packed(name: str, _fingerprint: str, coding: str) -> bytes:
    return compression.pack((home("static") / name).read_bytes(), coding, quality=9)


def bundle(owner: str, fingerprint: str, suffix: str) -> Response:
    """A style sheet, or the script that draws maps."""
    name, coding = f"{owner}.{suffix}", compression.accepted(request)
    if name not in assets.BUNDLES:
        raise NoSuchFile
    answer = Response(_packed_bundle(name, coding), mimetype={"css": "text/css", "js": "text/javascript"}[suffix])
    answer.headers["Vary"] = "Accept-Encoding"
    current = assets.bundle_fingerprint(name)
    answer.headers["Cache-Control"] = FOR_EVER if fingerprint == current else "no-cache"
    answer.set_etag(f"{current}-{coding}")
    if coding:
        answer.headers["Content-Encoding"] = coding
    return open_to_all(answer.make_conditional(request))


@lru_cache(maxsize=8)
def _packed_bundle(name: str, coding: str) -> bytes:
    return compression.pack(assets.BUNDLES[name](), coding, quality=9)


def published_map(name: str) -> Response:
    """A map's script or data, as it was stored when its record was published; its name carries its content.

    The basemap's archive is asked for by ranges, and answered with 206. Its ETag is the same on every node, because
    ranges of one archive may come from several.
    """
    if not re.fullmatch(store.FILE_PATTERN, name):
        raise NoSuchFile
    _, fingerprint, suffix = name.rsplit(".", 2)
    kind = MEDIA_TYPES[suffix]
    coded = store.compressed(settings().maps_dir, name) if request.accept_encodings["gzip"] > 0 else None
    if coded is not None:
        answer = Response(coded, mimetype=kind)
        answer.headers["Content-Encoding"] = "gzip"
    elif suffix == "pmtiles":
        # From memory: Werkzeug leaves a file open when a range lies beyond its end, or who asked is gone.
        body = BytesIO(_archive(settings().maps_dir.resolve() / name))
        answer = send_file(body, mimetype=kind, conditional=True, etag=fingerprint)
    else:
        answer = _file(settings().maps_dir.resolve(), name, mimetype=kind, etag=fingerprint)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = FOR_EVER
    return open_to_all(answer)


@lru_cache(maxsize=2)
def _archive(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NoSuchFile from error


def short_route(number: int) -> Response:
    """/r/12"""
    return _short("route", number)


def short_attraction(number: int) -> Response:
    """/a/65"""
    return _short("attraction", number)


def short_event(number: int) -> Response:
    """/e/6"""
    return _short("event", number)


def _short(kind: str, number: int) -> Response:
    key = read.shelf(db.session).key_of(kind, number)
    if key is None:
        raise NotFound("no such number", given=str(number))
    answer = redirect(url_for(f"site.{kind}", lang=language.preferred(request), key=key), 302)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def sitemap() -> Response:
    """Every page in every language, with the time at which its own document was last published."""
    shelf = read.shelf(db.session)
    pages: list[tuple[str, dict[str, Any]]] = [  # url_for mixes values with its own switches
        *((f"site.{name}", {}) for name in ("home", "routes", "attractions", "events", "explore", "about")),
        *(("site.area", {"key": key}) for key in shelf.areas),
        *(("site.season", {"key": key}) for key in shelf.words("seasons")),
        *(("site.theme", {"key": key}) for key in shelf.words("themes")),
        *(("site.route", {"key": key}) for key in shelf.routes),
        *(("site.attraction", {"key": key}) for key in shelf.attractions),
        *(("site.event", {"key": key}) for key in shelf.events),
    ]
    entries = [
        sitemaps.Page(
            [(BCP47[lang], language.absolute(url_for(endpoint, **values, lang=lang))) for lang in LANGUAGES],
            shelf.published.get((endpoint.removeprefix("site."), values.get("key", ""))),
        )
        for endpoint, values in pages
    ]
    return Response(sitemaps.write(entries), mimetype="application/xml")


def robots() -> Response:
    """Everything public may be read; filtered lists and search results are not worth a robot's time."""
    lines = ["User-agent: *", "Disallow: /*/search/", "Disallow: /*?*sort=", "Disallow: /*?*bbox=", ""]
    lines.append(f"Sitemap: {language.absolute(url_for('files.sitemap'))}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def favicon() -> Response:
    """The band of yellow tiles with a green edge, for browsers that ask here."""
    answer = _file(home("static"), "favicon.svg")
    answer.headers["Cache-Control"] = SHORTLY
    return answer


def healthz() -> Response:
    """The process lives."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def readyz() -> tuple[Response, int]:
    """Whether database, content, index and maps answer, and what is wrong where one does not."""
    report: dict[str, str] = {}
    version = 0
    try:
        version = read.version(db.session)
        report["database"] = "ok"
        report["content"] = (
            "ok" if read.shelf(db.session).routes else "no route is published; run `portal content load`"
        )
    except Exception as error:
        report["database"] = f"does not answer: {type(error).__name__}"
    report["index"] = generation.health(settings().search_dir, version)
    report["maps"] = "ok" if store.find(settings().maps_dir, "explore") else "not built; run `portal maps build`"
    ready = all(state == "ok" for state in report.values())
    answer = jsonify({"ready": ready, "version": version, **report})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if ready else 503
