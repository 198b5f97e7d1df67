"""The API's addresses as one table."""

from typing import Final

from flask import Blueprint, Response
from flask.typing import RouteCallable

from portal.web.api import search as s

API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"

TABLE: Final[tuple[tuple[str, str, RouteCallable], ...]] = (
    ("/search", "search", s.search),
    ("/suggest", "suggest", s.suggest),
)
"""(address, endpoint, view)."""

api = Blueprint("api", __name__, url_prefix="/api/v1")
for rule, endpoint, view in TABLE:
    api.add_url_rule(rule, endpoint, view)


@api.after_request
def open_to_all(response: Response) -> Response:
    """Any page may read it; nothing in it is meant to be shown as a page."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Security-Policy"] = API_POLICY
    response.headers.setdefault("Cache-Control", "public, max-age=60")
    return response
