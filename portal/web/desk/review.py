"""The page of review, and a draft's moves on its way to the public. Every form carries the revision it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.kernel.season import SHANGHAI
from portal.model import Approval, Draft, Revision
from portal.publishing import (
    drafts,
    permissions,
    remarks,
    reviews,
    shares,
    states,
    timetable,
    validity,
    writers,
    writing,
)
from portal.publishing.completeness import completeness
from portal.web import now
from portal.web.desk.compared import compared
from portal.web.desk.doing import Said, done, given, said
from portal.web.desk.forms.advice import advised
from portal.web.desk.forms.problems import sentence
from portal.web.desk.guards import actor
from portal.web.desk.legs import clashes_of
from portal.web.desk.naming import naming
from portal.web.desk.words import page


@dataclass(frozen=True, slots=True)
class Share:
    """A bureau's part in a draft: whether it is asked, what it said, and what keeps the reader from saying yes for it.

    `refused` and `refused_to_settle` are codes of `reviews.why_not_approve`, empty where nothing does.
    """

    bureau: str
    leads: bool
    is_asked: bool
    approval: Approval | None
    refused: str
    refused_to_settle: str


def show(kind: str, key: str) -> str | Response:
    """Who wrote what since the published text, and what can be done about it; what nobody wrote at has its history."""
    draft = drafts.of(db.session, kind, key)
    if draft is None:
        drafts.head(db.session, kind, key)  # raises NotFound for what there is not
        return redirect(url_for("desk.history", kind=kind, key=key))
    row = drafts.live(db.session, kind, key)
    base = db.session.get(Revision, row.revision_id) if row else None
    _document, problems = validity.examined(db.session, kind, key, draft.head.document)
    areas = shares.areas_of_stops(db.session)
    involved = shares.involved(db.session, kind, key, areas)
    written = writers.written(db.session, draft)
    return render_template(
        "desk/review.html",
        naming=naming(kind),
        draft=draft,
        row=row,
        public=page(kind, draft.key),
        is_behind=bool(row and draft.base_id != row.revision_id),
        compared=compared(kind, key, base, draft.head),
        writers=_newest_of_each(written),
        shares=_shares(draft, involved, areas, written),
        stop_areas=areas if kind == "route" else {},
        problems=[(naming(kind).field(problem.field), sentence(problem), problem.given) for problem in problems],
        score=(score := completeness(kind, draft.head.document)),
        advice=advised(kind, score, draft.head.document)[:5],
        open_comments=remarks.open_at(draft),
        moves=states.open_moves(draft.state),
        can=_rights(draft, involved, written),
        clashes=clashes_of(key) if kind == "event" else [],
        areas=read.shelf(db.session).areas,
    )


def submit(kind: str, key: str) -> Response:
    """Hand the draft to its reviewers."""

    def act() -> str:
        due = _day("due")
        draft = reviews.submit(db.session, actor(), now(), kind, key, head_id=given("head"), why=said("why"), due=due)
        return _handed_on(draft, _("Handed to %(bureaus)s."))

    return done(act, _back(kind, key))


def recall(kind: str, key: str) -> Response:
    """Take it back to go on writing."""
    return _moved(
        kind,
        key,
        lambda: reviews.recall(db.session, actor(), now(), kind, key, given("head")),
        _("Taken back. You can go on writing."),
    )


def approve(kind: str, key: str) -> Response:
    """Say yes for a bureau; the coordinator may settle for one."""

    def act() -> str:
        draft = reviews.approve(
            db.session,
            actor(),
            now(),
            kind,
            key,
            head_id=given("head"),
            bureau=said("bureau"),
            settle=bool(said("settle")),
            why=said("why"),
        )
        left = reviews.missing(db.session, draft)
        if left:
            return str(_("Approved. %(bureaus)s still has to say yes.", bureaus=naming().bureaus(left)))
        if permissions.may(actor(), "publish", [draft.bureau]):
            return str(_("Approved by everybody. It can be published now."))
        bureau = naming().bureau(draft.bureau)
        return str(_("Approved by everybody. It waits for a reviewer of %(bureau)s to publish it.", bureau=bureau))

    return done(act, _back(kind, key))


def send_back(kind: str, key: str) -> Response:
    """Return it to its writers with a reason."""
    reason = said("reason")
    return _moved(
        kind,
        key,
        lambda: reviews.send_back(db.session, actor(), now(), kind, key, given("head"), reason),
        _("Returned to its writers."),
    )


def publish(kind: str, key: str) -> Response:
    """Let every visitor see it, now."""

    def act() -> Said:
        reviews.publish(db.session, actor(), now(), kind, key, given("head"))
        told = _("Published. Visitors see it now; the search follows within seconds.")
        address = page(kind, key)
        return (told, address, _("See the page")) if address else told

    return done(act, _back(kind, key))


def schedule(kind: str, key: str) -> Response:
    """Set when it appears and when it goes; empty for never."""

    def act() -> Draft:
        moments = {name: _moment(name) for name in ("publish_at", "expire_at")}
        return timetable.schedule(db.session, actor(), now(), kind, key, head_id=given("head"), **moments)

    return _moved(kind, key, act, _("The timetable is set."))


def drop(kind: str, key: str) -> Response:
    """Let go of what is being written."""
    why = said("why")
    return _moved(
        kind,
        key,
        lambda: writing.drop(db.session, actor(), now(), kind, key, given("head"), why),
        _("The draft is put away. Its texts stay in the history."),
    )


def _moved(kind: str, key: str, act: Callable[[], Draft], sentence: str) -> Response:
    def do() -> str:
        act()
        return str(sentence)

    return done(do, _back(kind, key))


def _handed_on(draft: Draft, sentence: str) -> str:
    """Whose yes is missing, in a sentence; or that nobody's is."""
    asked = reviews.missing(db.session, draft)
    if not asked:
        return str(_("Approved by everybody. It can be published now."))
    return sentence % {"bureaus": naming().bureaus(asked)}


def _back(kind: str, key: str) -> str:
    return url_for("desk.review", kind=kind, key=key)


def _newest_of_each(written: list[Revision]) -> list[Revision]:
    """The newest text of each writer, the newest first."""
    newest = {revision.author_id: revision for revision in written}
    return sorted(newest.values(), key=lambda revision: -revision.id)


def _shares(draft: Draft, involved: list[str], areas: shares.Areas, written: list[Revision]) -> list[Share]:
    asked = reviews.missing(db.session, draft, areas)
    given_by = {approval.bureau: approval for approval in draft.approvals}
    wrote = {revision.author_id for revision in written}
    why_not = partial(reviews.why_not_approve, db.session, actor(), draft, asked=asked, wrote=wrote)
    return [
        Share(
            bureau=bureau,
            leads=bureau == draft.bureau,
            is_asked=bureau in asked,
            approval=given_by.get(bureau),
            refused=(refused := why_not(bureau)),
            refused_to_settle=refused and why_not(bureau, settle=True),
        )
        for bureau in involved
    ]


def _rights(draft: Draft, involved: list[str], written: list[Revision]) -> dict[str, bool]:
    """Verb -> whether the reader may: for any bureau with a share, or for the leading one where that alone decides."""
    of_any = {verb: permissions.may(actor(), verb, involved) for verb in ("submit", "review", "comment", "preview")}
    of_lead = {verb: permissions.may(actor(), verb, [draft.bureau]) for verb in ("publish", "edit")}
    return of_any | of_lead | {"recall": permissions.may(actor(), "submit", reviews.whose(draft, involved, written))}


def _day(name: str) -> date | None:
    text = said(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotValid("this is no day", field=name, given=text) from None


def _moment(name: str) -> datetime | None:
    """A time that was typed in Shenyang's time. Raises NotValid for what is none."""
    text = request.form.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else None
    except ValueError:
        raise NotValid("this is no time", field=name, given=text) from None
