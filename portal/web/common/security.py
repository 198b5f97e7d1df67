"""Headers of every answer, and the one content security policy of the public site."""

from typing import Final

from flask import Flask, Response
from werkzeug.wrappers import Response as AnyResponse

SITE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script, no foreign host. `data:` is for Leaflet, whose 1x1 placeholder is a data URL."""

PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A sketch opened by itself: it carries its own two style rules and may do nothing else."""


def start(app: Flask) -> None:
    """Put the headers on every answer that did not set its own."""
    app.after_request(_add)


def open_to_all(response: AnyResponse) -> AnyResponse:
    """The answer, readable by scripts of any origin: what it holds is public.

    A partner's frame with `sandbox="allow-scripts"` has an opaque origin, to which our own files are foreign.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", SITE_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    return response
