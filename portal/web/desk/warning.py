"""A notice in a minute: one screen for a phone; and lifting one before its last day."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.documents import NoticeDocument
from portal.extensions import db
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.kernel.season import today
from portal.publishing import drafts, notices, permissions, previews
from portal.web import now
from portal.web.desk import doing, finding
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming
from portal.web.desk.notice_form import NoticeForm
from portal.web.desk.wordings import WORDINGS
from portal.web.desk.words import page


def quick() -> str:
    """The empty form: from today, for three days."""
    return _page(NoticeForm(starts=today(now()).isoformat()))


def quick_post() -> str | Response | tuple[str, int]:
    """Find places, take the circle's, put in a wording; or publish."""
    form = NoticeForm.of(request.form)
    verb, _space, given = request.form.get("do", "").partition(" ")
    if verb == "wording":
        return _page(form.worded(given))
    if verb == "circle":
        problems = {} if form.circle else {"km": _("The circle needs a middle in the region and 1 to 60 kilometres.")}
        return _page(form.with_circle(), problems)
    if verb != "publish":
        return _page(form)
    return _publish(form)


def _publish(form: NoticeForm) -> Response | tuple[str, int]:
    document, problems = form.document()
    if document is None or problems:
        return _page(form, problems), 422
    session, person = db.session, actor()
    may_warn = notices.may_warn(session, person, document)
    act = notices.warn if may_warn else notices.propose
    try:
        key = act(session, person, now(), document).key
    except NotValid as error:
        problems = {error.field.partition(".")[0]: _("“%(given)s” is not on the site.", given=error.given)}
        return _page(form, problems), 422
    except NotAllowed:
        theirs = naming().bureaus(notices.bureaus(session, document))
        told = _("None of these lies in your bureau's area: only %(bureaus)s can publish it.", bureaus=theirs)
        return _page(form, {"attractions": told}, refused=told), 403
    session.commit()
    said = _("Published: visitors see the notice now.") if may_warn else _("The notice waits for a reviewer.")
    flash(said, "success")
    return redirect(url_for("desk.lift", key=key) if may_warn else url_for("desk.warn"), 303)


def lift(key: str) -> str:
    """A published notice, where it is seen, and how to end it."""
    return _lift_page(key)


def lift_post(key: str) -> str | Response | tuple[str, int]:
    """Today is its last day, or it goes at once."""
    why = request.form.get("why", "").strip()[:1000]
    try:
        if request.form.get("do") == "withdraw":
            notices.withdraw(db.session, actor(), now(), key, why, base=doing.given("base"))
        else:
            notices.end(db.session, actor(), now(), key, why, base=doing.given("base"))
    except NotValid as error:
        if error.field == "why":
            return _lift_page(key, _("Say why it goes."), why, is_about_why=True), 422
        return _lift_page(key, _("It has not begun, or ends today already."), why), 422
    except NotAllowed:
        return _lift_page(key, _("It is another bureau's notice."), why), 403
    except Conflict:
        db.session.rollback()
        return _lift_page(key, _("Somebody changed this notice meanwhile. Look at it again."), why), 409
    db.session.commit()
    flash(_("The notice is lifted."), "success")
    return redirect(url_for("desk.warn"), 303)


def _page(form: NoticeForm, problems: Mapping[str, str] | None = None, refused: str = "") -> str:
    shelf = read.shelf(db.session)
    names = finding.named(form.attractions)
    found = [choice for choice in finding.found(form.q) if not choice.is_draft] if form.q else []
    routes = finding.named_routes(form.routes)
    return render_template(
        "desk/notice.html",
        form=form,
        problems=problems or {},
        refused=refused,
        places=finding.asking(names[key] for key in form.attractions if key in names),
        found=finding.own_first(finding.asking(choice for choice in found if choice.key not in form.attractions)),
        routes=routes,
        found_routes=finding.own_first(
            c for c in (finding.routes(form.q) if form.q else []) if c.key not in form.routes
        ),
        areas=shelf.areas,
        wordings=WORDINGS,
        running=_running(),
        may_warn=bool(permissions.bureaus_where(actor(), "warn")),
    )


def _running() -> list[tuple[str, NoticeDocument]]:
    """The notices that hold today or later."""
    day = today(now())
    shown = [(k, d) for k, d in read.shelf(db.session).notices.items() if d.ends is None or d.ends >= day]
    return sorted(shown, key=lambda pair: pair[1].starts)


def _lift_page(key: str, problem: str = "", why: str = "", *, is_about_why: bool = False) -> str:
    row = drafts.live(db.session, notices.KIND, key)
    if row is None:
        raise NotFound(key)
    notice = row.as_document()
    return render_template(
        "desk/lift.html",
        key=key,
        notice=notice,
        public=page(*previews.page(notices.KIND, key, notice)),
        naming=naming(),
        base=row.revision_id,
        problem=problem,
        why=why,
        is_about_why=is_about_why,
    )
