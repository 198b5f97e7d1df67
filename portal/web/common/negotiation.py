"""Which of several forms of one address a program asks for (RFC 9110, 12.5.1)."""

from typing import Final

from flask import request

HTML: Final = "text/html"
JSON: Final = "application/json"
JSON_LD: Final = "application/ld+json"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json"

OFFERS: Final = {"site": (HTML, JSON_LD), "ogc": (JSON, GEOJSON, OPENAPI, HTML)}
"""Blueprint -> the forms that its pages have, the one for whoever has no wish first."""


def wanted() -> str:
    """The media type that Accept likes best among those that the asked door offers; empty where there is one form."""
    offers = OFFERS.get(request.blueprint or "", ())
    return request.accept_mimetypes.best_match(offers, default=offers[0]) or "" if offers else ""
