"""Partners at the desk: who has a key of one's bureaus, how much they may ask for, and where their frames may stand."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.documents.medium import ALLIANCE
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.model import Partner
from portal.publishing import partners, permissions
from portal.web import now
from portal.web.desk.doing import number
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


def show(new: tuple[Partner, str] | None = None, typed: dict[str, str] | None = None, wrong: str = "") -> str:
    """The partners of one's bureaus; `new` is who was just admitted and their key, shown this once."""
    mine = _mine()
    return render_template(
        "desk/partners.html",
        found=partners.of(db.session, mine),
        mine=mine,
        new=new,
        typed=typed or {"quota": str(partners.USUAL_QUOTA)},
        wrong=wrong,
        naming=naming(),
    )


def admit() -> str | tuple[str, int]:
    """A new partner and their key."""
    typed = {name: request.form.get(name, "").strip() for name in ("name", "bureau", "origins", "quota")}
    try:
        new = partners.admit(
            db.session,
            actor(),
            now(),
            name=typed["name"],
            bureau=typed["bureau"],
            origins=typed["origins"].split(),
            quota=_quota(typed["quota"]),
        )
    except NotValid as error:
        db.session.rollback()
        return show(typed=typed, wrong=error.field), 422
    db.session.commit()
    return show(new)


def change(hint: str) -> Response:
    """Other origins, another quota."""
    try:
        origins = request.form.get("origins", "").split()
        partners.change(db.session, actor(), now(), hint, origins=origins, quota=_quota(request.form.get("quota", "")))
    except NotValid as error:
        db.session.rollback()
        wrongs = {"origins": _("One address a line, https:// and the host, no path: https://www.example.com")}
        flash(wrongs.get(error.field, _("A quota is a whole number of requests an hour.")), "error")
    else:
        db.session.commit()
        flash(_("Changed."), "success")
    return redirect(url_for("desk.partners"), 303)


def revoke(hint: str) -> Response:
    """Let a key count no more."""
    partners.revoke(db.session, actor(), now(), hint)
    db.session.commit()
    flash(_("The key counts no more."), "success")
    return redirect(url_for("desk.partners"), 303)


def _quota(given: str) -> int:
    quota = number(given, none=-1)
    if quota < 0:
        raise NotValid("a quota is a whole number", field="quota", given=given)
    return quota


def _mine() -> list[str]:
    """The bureaus for which somebody gives keys; all of them for a coordinator."""
    mine = permissions.bureaus_where(actor(), "partners")
    return list(naming().every_bureau()) if permissions.may(actor(), "settle", [ALLIANCE]) else mine
