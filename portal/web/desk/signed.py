"""Who is signed in, what happens to those who are not, and the proof that a form is one of ours.

A *slip* is a form as it was opened: its hidden field `slip` names, signed, its writer and itself. So a form that
comes when the session has ended is known for what it is, and what was typed in it is kept.
"""

from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Response as FlaskResponse
from flask import current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from portal.extensions import csrf, db
from portal.kernel.errors import NotAllowed
from portal.model import Person, Revision
from portal.publishing import permissions, renaming, typing
from portal.web import now
from portal.web.common import language
from portal.web.desk import again, speaking
from portal.web.desk.doing import number

TOKEN: Final = "sign_in"  # noqa: S105  the name of a field
SLIP_GOOD_FOR: Final = 30 * 24 * 3600
"""Seconds. A month covers holidays; an older form that comes by itself is not believed."""

_SLIPS: Final = ("desk.act", "desk.typed", "desk.discard")
"""Where a form's slip is looked at: it is the edit form, saved, kept or let go of. There it will do in place of the
session's token, and there what comes without a session is kept.
"""


class Slip(NamedTuple):
    """A form as it was opened, and by whom."""

    person_id: int
    name: str


def new_slip(person: Person) -> str:
    """The value of a form's hidden field `slip`."""
    return _serializer().dumps(f"{person.id}.{uuid4()}")


def slip_of(token: str) -> Slip | None:
    """Which form it is and whose; None for a token that is not ours."""
    try:
        person, _dot, name = str(_serializer().loads(token, max_age=SLIP_GOOD_FOR)).partition(".")
    except BadData:
        return None
    return Slip(int(person), name)


def enter(*, is_open: bool) -> Response | None:
    """Know who asks (`g.actor`), in their language, and be sure that a form is ours. Somewhere else to go, or None.

    `is_open` lets in who is not signed in. Raises NotAllowed for a form from another site.
    """
    _recognise()
    _refuse_other_sites()
    if "actor" not in g and not is_open:
        return _sign_in_first()
    return _prove_the_form(is_open=is_open)


def on_to_the_new_key() -> Response | None:
    """Where a thing is that was given another key. Browsers send a form there again as it is, so a page that was open
    meanwhile loses nothing.
    """
    values = dict(request.view_args or {})
    if "key" not in values:
        return None
    kind = str(values.get("kind") or str(request.url_rule).split("/")[2])  # /desk/event/<key>/legs/
    now_called = renaming.key_now(db.session, kind, str(values["key"]))
    if now_called == values["key"]:
        return None
    query = request.query_string.decode(errors="replace")
    address = url_for(str(request.endpoint), **{**values, "key": now_called})
    return redirect(f"{address}?{query}" if query else address, 308)


def _recognise() -> None:
    if current_user.is_authenticated:
        g.actor = current_user.person
        g.lang = speaking.with_(current_user)
        refresh()
    else:
        speaking.before_sign_in()


def _refuse_other_sites() -> None:
    """Browsers say where a form comes from; where they do not, its token has to do."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    here = {urlsplit(request.host_url).netloc, urlsplit(language.absolute("/")).netloc}
    is_ours = site in ("same-origin", "none") if site else origin is None or urlsplit(origin).netloc in here
    if not is_ours:
        raise NotAllowed("this form was sent from another site", verb="send")


def _sign_in_first() -> Response:
    if request.method in ("GET", "HEAD"):
        address = request.full_path.rstrip("?")
        return redirect(url_for("security.login", next=request.script_root + address))
    on = url_for("security.login", next=_where_the_form_stands())
    if not _keep_what_was_typed():
        return _refused(_("You were signed out, so that was not done. Please sign in and do it again."), on)
    flash(_("You were signed out. What you typed is kept and will be there when you have signed in."), "success")
    return redirect(on, 303)


def _refused(told: str, on: str) -> Response:
    """Say why a form was not done, on another page; or show it, where somebody wrote in it what they would lose."""
    if request.endpoint not in _SLIPS and again.written():
        return again.page(told)
    flash(told, "error")
    return redirect(on, 303)


def _prove_the_form(*, is_open: bool) -> Response | None:
    """Its token must be this session's, or, where something is written, its slip this person's."""
    try:
        csrf.protect()
    except CSRFError:
        slip = slip_of(request.form.get("slip", ""))
        is_mine = slip is not None and "actor" in g and slip.person_id == g.actor.id
        if is_mine and request.endpoint in _SLIPS:
            g.csrf_valid = True
            return None
        if not is_mine and _keep_what_was_typed():
            flash(
                _("This form belongs to another person who was signed in here. What they typed is kept for them."),
                "error",
            )
            return redirect(_where_the_form_stands(), 303)
        told = _("This page was open too long, so that was not done. Please do it again.")
        if not is_open:
            return _refused(told, _where_the_form_stands())
        flash(told, "error")  # nothing is shown of a form that may hold a password
        return redirect(_where_the_form_stands(), 303)
    return None


def _keep_what_was_typed() -> bool:
    slip = slip_of(request.form.get("slip", ""))
    if slip is None or request.endpoint not in _SLIPS:
        return False
    values = request.view_args or {}
    kind, base = str(values["kind"]), db.session.get(Revision, number(request.form.get("base", "")))
    typing.keep(
        db.session,
        slip.person_id,
        now(),
        slip=slip.name,
        kind=kind,
        key=renaming.key_now(db.session, kind, str(values["key"])),
        base_id=base.id if base else None,
        fields=request.form.items(multi=True),
    )
    db.session.commit()
    return True


def _where_the_form_stands() -> str:
    values = request.view_args or {}
    if {"kind", "key"} <= values.keys():
        return f"{url_for('desk.work')}{values['kind']}/{values['key']}/"
    if request.blueprint == "security" and "GET" in (request.url_rule.methods or () if request.url_rule else ()):
        return request.script_root + request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    return came.path if is_ours(came.path) and came.netloc == request.host else url_for("desk.work")


def is_ours(address: str) -> bool:
    """Whether somebody may be sent to an address after signing in: it is one of the desk, and nothing else."""
    parts = urlsplit(address)
    desk = url_for("desk.work")
    is_plain = not (parts.scheme or parts.netloc) and "\\" not in address and ".." not in parts.path
    return is_plain and address.isprintable() and parts.path.startswith(desk)


def only_ours() -> None:
    """Raises BadRequest for a link that would send somebody elsewhere after signing in."""
    given = [*request.args.getlist("next"), *request.form.getlist("next")]
    if not all(is_ours(address) for address in given if address):
        raise BadRequest


def never_keep(response: FlaskResponse) -> FlaskResponse:
    """What the desk shows belongs to one person at one moment."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def frame() -> dict[str, Any]:
    """What the frame of every desk page shows. `may(verb)`: whether the person may do this for some bureau."""
    actor = g.get("actor")
    return {"actor": actor, "may": lambda verb: bool(actor and permissions.bureaus_where(actor, verb))}


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="slip")
