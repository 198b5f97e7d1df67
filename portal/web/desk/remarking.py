"""Comments on fields of a draft, as forms."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.publishing import remarks
from portal.web import now
from portal.web.desk.doing import done, said
from portal.web.desk.guards import actor


def write(kind: str, key: str) -> Response:
    """Say something about a field; from the page of review or beside the field in the form."""

    def act() -> str:
        remarks.write(db.session, actor(), now(), kind, key, said("field"), said("text"))
        return str(_("Your comment is there."))

    return done(act, _back(kind, key))


def settle(kind: str, key: str, comment: int) -> Response:
    """Call one dealt with."""

    def act() -> str:
        remarks.settle(db.session, actor(), now(), kind, key, comment)
        return str(_("The comment is settled."))

    return done(act, _back(kind, key))


def _back(kind: str, key: str) -> str:
    return url_for("desk.review", kind=kind, key=key) + "#comments"
