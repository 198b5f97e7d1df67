"""Where a thing is named, before it gets another key or goes off the site."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import Conflict, NotValid
from portal.publishing import actions, permissions, renaming, reviews, shares, uses
from portal.web import now
from portal.web.desk import words
from portal.web.desk.guards import actor


def show(kind: str, key: str, typed: dict[str, str] | None = None, wrong: str = "") -> str:
    """Every use, and the two forms for who may."""
    row = actions.find(db.session, kind, key)
    lead = [shares.lead(db.session, kind, key)]
    found = uses.of(db.session, kind, key)
    return render_template(
        "desk/uses.html",
        kind=kind,
        key=key,
        found=found,
        is_published=bool(row and not row.withdrawn),
        is_named=any(not use.is_draft for use in found),
        may_rename=kind in renaming.KINDS and not (row and row.withdrawn) and permissions.may(actor(), "rename", lead),
        may_withdraw=kind in permissions.WITHDRAWAL and permissions.may(actor(), permissions.WITHDRAWAL[kind], lead),
        typed=typed or {},
        wrong=wrong,
        **words.spoken(),
    )


def rename(kind: str, key: str) -> Response | tuple[str, int]:
    """Give it the key of the form."""
    new_key = request.form.get("new_key", "").strip()
    try:
        renaming.rename(db.session, actor(), now(), kind, key, new_key)
    except NotValid as error:
        db.session.rollback()
        return show(kind, key, {"new_key": new_key}, error.field), 422
    db.session.commit()
    flash(_("The key is %(key)s now. The old address leads to the new one for ever.", key=new_key), "success")
    return redirect(url_for("desk.uses", kind=kind, key=new_key), 303)


def withdraw(kind: str, key: str) -> Response | tuple[str, int]:
    """Take it off the site, for the reason of the form."""
    why = request.form.get("why", "")
    try:
        reviews.withdraw(db.session, actor(), now(), kind, key, why)
    except NotValid as error:
        db.session.rollback()
        return show(kind, key, {"why": why}, error.field), 422
    except Conflict:
        db.session.rollback()
        flash(_("Something names it now, so it stays. Look at the list."), "error")
    else:
        db.session.commit()
        flash(_("It is off the site. What was written stays here."), "success")
    return redirect(url_for("desk.uses", kind=kind, key=key), 303)
