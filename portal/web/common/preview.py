"""A draft before it is published: `?preview=TOKEN` lets this one request see the catalogue with the draft in it.

Asks for no session and no cookie: the token is what the reader has. It is that of a link which somebody made
(`publishing.previews`), or a *glance*: what the desk signs to frame a draft on its own page, good for an hour. Such an
answer is kept by nobody, found by no search engine, and may be framed by the desk, which shows it in several sizes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer

from portal.catalogue.shelf import Shelf
from portal.documents import Document
from portal.extensions import db
from portal.kernel.errors import Gone, NotFound
from portal.kernel.season import SHANGHAI
from portal.publishing import previews
from portal.web import now

PARAMETER: Final = "preview"

GLANCE: Final = timedelta(hours=1)
"""A page of the desk that stands open longer is loaded anew."""

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
    seen, document = _opened(request.args[PARAMETER])
    g.preview = seen
    of_kind = {**published.documents[seen.kind], seen.key: document}
    return Shelf(published.version, {**published.documents, seen.kind: of_kind}, published.published)


def glance(kind: str, key: str) -> str:
    """A token with which the desk shows a draft to who may see it there. Nothing is written down."""
    until = int((now() + GLANCE).timestamp())
    return str(_serializer().dumps([kind, key, until]))


def _opened(token: str) -> tuple[Preview, Document]:
    if "." not in token:  # a link's token has no dot, what is signed has one
        link, document = previews.opened(db.session, now(), token)
        return Preview(link.kind, link.key, link.expires.astimezone(SHANGHAI), token), document
    try:
        kind, key, until = _serializer().loads(token)
    except BadData:
        raise NotFound("there is no such preview", field="preview", given=token[:8]) from None
    ends = datetime.fromtimestamp(until, UTC).astimezone(SHANGHAI)
    if ends <= now():
        raise Gone("this preview has ended", field="preview")
    return Preview(kind, key, ends, token), previews.shown(db.session, kind, key)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="preview")


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
