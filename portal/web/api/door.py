"""The API's addresses, registered from the table of operations, and the headers of its answers."""

from typing import Final

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.web.api import docs
from portal.web.api.operations import OPERATIONS
from portal.web.common import security

API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"

FRESH: Final = {"api.search", "api.suggest"}
"""What the page cache does not keep: the index follows by itself."""

ALLOWED: Final = "X-Api-Key"
EXPOSED: Final = (
    "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, "
    "Content-Language, Deprecation, Sunset"
)
A_DAY: Final = "86400"


def open_to_programs(response: Response) -> Response:
    """The answer, which scripts of any page may read with the headers that tell them something, with a key too."""
    security.open_to_all(response)
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = ALLOWED
        response.headers["Access-Control-Max-Age"] = A_DAY
    return response


def newest() -> AnyResponse:
    """Where somebody begins who knows no version."""
    return redirect(url_for("api.root"))


api = Blueprint("api", __name__, url_prefix="/api")
for operation in OPERATIONS:
    api.add_url_rule(f"/v1{operation.rule}", operation.name, operation.view)
api.add_url_rule("/v1/", "root", docs.root, strict_slashes=False)
api.add_url_rule("/v1/openapi.json", "openapi", docs.openapi)
api.add_url_rule("/v1/docs", "docs", docs.page)
api.add_url_rule("/", "newest", newest, strict_slashes=False)


@api.after_request
def finish(response: Response) -> Response:
    """Any page may read it; nothing in it is meant to be shown as a page, but the documentation."""
    open_to_programs(response)
    if request.endpoint != "api.docs":
        response.headers["Content-Security-Policy"] = API_POLICY
    if request.endpoint in FRESH:
        response.headers.setdefault("Cache-Control", "public, max-age=60")
    return response
