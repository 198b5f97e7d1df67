"""The panel that shows a draft in every shape that it will have, and the links for who has no account."""

from typing import Any, Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import Gone, NotFound, NotValid
from portal.kernel.locale import LANGUAGES
from portal.publishing import drafts, previews, validity
from portal.web import now
from portal.web.common import language, preview
from portal.web.common.security import SITE_POLICY
from portal.web.desk.doing import given, refusal
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

POLICY: Final = f"{SITE_POLICY}; frame-src 'self'"
"""The panel frames our own pages, and nobody frames the panel."""

PRINTED: Final = {"route": "site.route_pdf"}
CARD: Final = {"route": "site.route_card", "attraction": "site.attraction_png"}
FRAMED: Final = ("route", "attraction", "event")


def show(kind: str, key: str) -> Response:
    """The draft in every shape, and the links there are; with `token`, the one that was just made."""
    head = drafts.head(db.session, kind, key)
    _document, problems = validity.examined(db.session, kind, key, head.document)
    page = render_template(
        "desk/preview.html",
        naming=naming(),
        kind=kind,
        key=key,
        head=head,
        problems=problems,
        links=previews.of(db.session, now(), kind, key),
        new_link=_new_link(kind, key, request.args.get("token", "")),
        shapes=_shapes(kind, key, preview.glance(kind, key)),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def make(kind: str, key: str) -> Response:
    """Make a link and show it, this once."""
    try:
        _link, token = previews.make(db.session, actor(), now(), kind, key, given("days"))
        db.session.commit()
    except NotValid as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for("desk.preview", kind=kind, key=key), 303)
    return redirect(url_for("desk.preview", kind=kind, key=key, token=token), 303)


def revoke(kind: str, key: str, link: int) -> Response:
    """Let a link lead nowhere."""
    previews.revoke(db.session, actor(), now(), kind, key, link)
    db.session.commit()
    flash(_("The link leads nowhere now."), "success")
    return redirect(url_for("desk.preview", kind=kind, key=key), 303)


def _new_link(kind: str, key: str, token: str) -> list[tuple[str, str]]:
    """(language, address) of a link's page; empty for a token that is none, or another thing's."""
    try:
        link, document = previews.opened(db.session, now(), token)
    except (Gone, NotFound, NotValid):
        return []
    if (link.kind, link.key) != (kind, key):
        return []
    to, named = previews.page(kind, key, document)
    return [(lang, language.absolute(_address(to, named, lang=lang, preview=token))) for lang in LANGUAGES]


def _shapes(kind: str, key: str, token: str) -> list[tuple[str, str, str]]:
    """(shape, language, address) of all that a reader, a partner's page or a messenger would show; empty while the
    draft cannot be shown.
    """
    try:
        document = previews.shown(db.session, kind, key)
    except NotValid:
        return []
    to, named = previews.page(kind, key, document)
    found = []
    for lang in LANGUAGES:
        page = _address(to, named, lang=lang, preview=token)
        found += [("phone", lang, page), ("desktop", lang, page)]
        if kind in FRAMED:
            found.append(("embed", lang, url_for(f"embed.{kind}", key=key, lang=lang, preview=token)))
        if kind in PRINTED:
            found.append(("print", lang, url_for(PRINTED[kind], key=key, lang=lang, preview=token)))
        if kind in CARD:
            found.append(("card", lang, url_for(CARD[kind], key=key, lang=lang, preview=token)))
    return found


def _address(kind: str, key: str, **values: Any) -> str:
    if kind == "home":
        return url_for("site.home", **values)
    if kind == "page":
        return url_for("site.about", **values)
    return url_for(f"site.{kind}", key=key, **values)
