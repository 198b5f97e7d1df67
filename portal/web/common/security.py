"""Headers of every answer, and the one content security policy of the public site."""

from typing import Final

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from portal.web import settings
from portal.web.common import preview

SITE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script, no foreign host. `data:` is for Leaflet, whose 1x1 placeholder is a data URL."""

MAP_PAGES: Final = {"site.route", "site.attraction", "site.explore"}
"""Endpoints of pages with a map: the tile provider's hosts may paint there, and only there."""

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
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    return response


def _policy() -> str:
    policy = _site_policy()
    return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if preview.current() else policy


def _site_policy() -> str:
    if request.endpoint not in MAP_PAGES:
        return SITE_POLICY
    return SITE_POLICY.replace("img-src 'self' data:", " ".join(["img-src 'self' data:", *settings().provider.hosts]))
