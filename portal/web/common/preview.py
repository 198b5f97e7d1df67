"""A draft before it is published: `?preview=TOKEN` lets this one request see the catalogue with the draft in it.

Asks for no session and no cookie: the token is what the reader has. Such an answer is kept by nobody, found by no
search engine, and may be framed by the desk, which shows it in several sizes.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import Flask, Response, g, request

from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.kernel.season import SHANGHAI
from portal.publishing import previews
from portal.web import now

PARAMETER: Final = "preview"

CARRIED: Final = {
    "site.route_picture",
    "site.route_poster",
    "site.route_card",
    "site.route_geojson",
    "site.route_gpx",
    "site.route_kml",
    "site.route_pdf",
    "site.attraction_picture",
    "site.attraction_png",
}
"""What a page is made of besides itself: addresses of the thing that is previewed, which show the draft too. All other
links on the page lead to what is published.
"""


class Preview(NamedTuple):
    """What is previewed, and until when the link holds."""

    kind: str
    key: str
    until: datetime
    token: str


def start(app: Flask) -> None:
    """Keep previews out of every cache and index, and let what a page is made of come from the draft too."""
    app.after_request(_keep_nowhere)
    app.url_default_functions.setdefault(None, []).append(_carry)


def is_asked() -> bool:
    """Whether the address carries a token; it may be a wrong one."""
    return PARAMETER in request.args


def current() -> Preview | None:
    """What this request previews; None for none, and before the catalogue was asked for."""
    return g.get("preview") if g else None


def shelf(published: Shelf) -> Shelf:
    """What is published, with the draft of this request's token in it. Raises NotFound, Gone or NotValid, the field of
    each `preview`.
    """
    if not is_asked():
        return published
    token = request.args[PARAMETER]
    link, document = previews.opened(db.session, now(), token)
    g.preview = Preview(link.kind, link.key, link.expires.astimezone(SHANGHAI), token)
    of_kind = {**published.documents[link.kind], link.key: document}
    return Shelf(published.version, {**published.documents, link.kind: of_kind}, published.published)


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    shown = current()
    if shown and endpoint in CARRIED and values.get("key") == shown.key:
        values.setdefault(PARAMETER, shown.token)


def _keep_nowhere(response: Response) -> Response:
    if is_asked():
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
