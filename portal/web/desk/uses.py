"""Where a thing is named, before it gets another key or goes off the site."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import Conflict, NotValid
from portal.publishing import actions, permissions, renaming, reviews, shares, uses
from portal.web import now
from portal.web.common.templating import listed
from portal.web.desk import words
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


def show(kind: str, key: str, typed: dict[str, str] | None = None, wrong: str = "") -> str:
    """Every use, and the two forms for who may."""
    row = actions.find(db.session, kind, key)
    found = uses.of(db.session, kind, key)
    return render_template(
        "desk/uses.html",
        kind=kind,
        key=key,
        found=found,
        is_published=bool(row and not row.withdrawn),
        is_named=any(not use.is_draft for use in found),
        lead=shares.published_lead(db.session, kind, key),
        open=rights(kind, key),
        can_be_renamed=kind in renaming.KINDS and not (row and row.withdrawn),
        withdrawal=permissions.WITHDRAWAL.get(kind, ""),
        typed=typed or {},
        wrong=wrong,
        naming=naming(),
        page_of=words.page,
        form_of=words.form,
    )


def rights(kind: str, key: str) -> set[str]:
    """Of rename and withdraw, what the reader may do to a thing."""
    lead = [shares.published_lead(db.session, kind, key)]
    verbs = {"rename": "rename" if kind in renaming.KINDS else "", "withdraw": permissions.WITHDRAWAL.get(kind, "")}
    return {what for what, verb in verbs.items() if verb and permissions.may(actor(), verb, lead)}


def called(kind: str, key: str) -> str:
    """What the way to this page promises the reader: no more than they may do there."""
    words = {"rename": _("another key"), "withdraw": _("withdrawing")}
    may = rights(kind, key)
    return listed([_("Where it is named"), *(word for what, word in words.items() if what in may)])


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
