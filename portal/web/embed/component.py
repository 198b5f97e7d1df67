"""The web component as a file of its own, at an address that carries its version and never another one."""

from functools import lru_cache
from typing import Final

from flask import Response, request

from portal.settings import home
from portal.web.common import assets, compression
from portal.web.common.security import open_to_all

NAME: Final = "js/portal-embed.js"
LONG: Final = "public, max-age=86400, stale-while-revalidate=604800"
"""A day: what v1 promises does not change, so a browser may use its copy while it looks for mended ones."""


def component() -> Response:
    """The script that knows `<portal-embed>`; any page may load it."""
    coding, fingerprint = compression.accepted(request), assets.fingerprint(NAME)
    answer = Response(_packed(fingerprint, coding), mimetype="text/javascript")
    if coding:
        answer.headers["Content-Encoding"] = coding
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = LONG
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.set_etag(f"{fingerprint}-{coding}")
    open_to_all(answer)
    return answer.make_conditional(request)  # type: ignore[return-value]  # it returns the same Response


@lru_cache(maxsize=8)
def _packed(_fingerprint: str, coding: str) -> bytes:
    return compression.pack((home("static") / NAME).read_bytes(), coding, quality=9)
