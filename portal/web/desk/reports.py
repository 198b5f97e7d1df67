"""What visitors reported about the things of one's bureaus: taken up, answered."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.documents.medium import ALLIANCE
from portal.extensions import db
from portal.kernel.errors import Conflict, NotValid
from portal.publishing import permissions, reports
from portal.web import now
from portal.web.desk import words
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


def show() -> str:
    """The inbox, one state at a time."""
    mine = _mine()
    state = request.args.get("state", "new")
    if state not in reports.STATES:
        raise NotValid("no such state", field="state", given=state)
    found = reports.inbox(db.session, mine, state)
    counts = reports.counts(db.session, mine)
    return render_template("desk/reports.html", found=found, state=state, counts=counts, naming=naming())


def one(reference: str, typed: str = "", wrong: str = "") -> str:
    """One report with its text and its answer."""
    report = reports.find(db.session, reference)
    return render_template(
        "desk/report.html",
        report=report,
        typed=typed,
        wrong=wrong,
        naming=naming(),
        page_of=words.page,
        form_of=words.form,
    )


def act(reference: str) -> Response | tuple[str, int]:
    """Take it up, or say what became of it."""
    state, text = request.form.get("state", ""), request.form.get("answer", "")
    try:
        if state == "taken":
            reports.take(db.session, actor(), now(), reference)
        else:
            reports.answer(db.session, actor(), now(), reference, state, text)
    except Conflict:
        db.session.rollback()
        flash(_("A colleague was faster: this report is not new any more."), "error")
    except NotValid as error:
        db.session.rollback()
        return one(reference, text, error.field), 422
    else:
        db.session.commit()
        flash(_("Noted. The visitor sees it under the reference."), "success")
    return redirect(url_for("desk.report", reference=reference), 303)


def _mine() -> Sequence[str] | None:
    """The bureaus whose reports somebody answers; None for all of them."""
    mine = permissions.bureaus_where(actor(), "answer")
    return None if ALLIANCE in mine and permissions.may(actor(), "settle", [ALLIANCE]) else mine
