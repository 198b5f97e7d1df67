"""Comments on fields of a draft: as forms of the page of review, and beside the fields of the edit form."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.publishing import remarks
from portal.web import now
from portal.web.desk.doing import done, number, said
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


def in_form(kind: str, key: str, verb: str, what: str, said: dict[str, str]) -> str:
    """`talk` opens a field's comment, `remark` says it, `settle` calls one dealt with; what is still being said stays
    in `said`. Where to go on; nothing is committed, for the form around it is kept first.
    """
    if verb == "settle":
        return remarks.settle(db.session, actor(), now(), kind, key, number(what)).field
    if verb == "remark":
        try:
            _say(kind, key, what, said.get(what, ""))
        except NotValid:  # nothing is said yet
            pass
        else:
            del said[what]
            return what
    said.setdefault(what, "")
    return f"remark:{what}"


def said_with(kind: str, key: str, said: dict[str, str]) -> None:
    """Say what stands in the comments of a form that was saved: it is said with it."""
    for field, text in said.items():
        _say(kind, key, field, text)


def _say(kind: str, key: str, field: str, text: str) -> None:
    """A text that is longer than a comment may be is said in several: nothing of it is cut."""
    words = text.strip()
    for at in range(0, max(1, len(words)), remarks.LONGEST):
        remarks.write(db.session, actor(), now(), kind, key, field, words[at : at + remarks.LONGEST])


def _back(kind: str, key: str) -> str:
    return url_for("desk.review", kind=kind, key=key) + "#comments"
