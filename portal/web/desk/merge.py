"""Two texts that were written from one: field by field mine, theirs and base, until nothing is left to choose.

A text that came too late meets the newest of the draft; the draft's own newest meets what was published meanwhile.
"""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import Conflict
from portal.merging import ABSENT, Merged, merge
from portal.model import Revision
from portal.publishing import differences, drafts, writing
from portal.web import now
from portal.web.desk.compared import revision
from portal.web.desk.doing import given, refusal, said
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


@dataclass(frozen=True, slots=True)
class Sides:
    """The three texts; `published` is the revision that the draft stands on afterwards, None if that stays as it is."""

    base: Revision | None
    mine: Revision
    theirs: Revision
    head: Revision
    published: int | None

    def merged(self, picks: dict[str, str]) -> Merged:
        """The three as one, by what was picked."""
        return merge(self.base.document if self.base else {}, self.mine.document, self.theirs.document, picks)


def show(kind: str, key: str, mine: int) -> str:
    """What one side changed is taken already; what both changed is asked."""
    return _page(kind, key, _sides(kind, key, mine), {})


def settle(kind: str, key: str, mine: int) -> Response | str | tuple[str, int]:
    """Save the merged text, if everything is chosen and nobody saved another one meanwhile."""
    picks = {name.removeprefix("pick:"): value for name, value in request.form.items() if name.startswith("pick:")}
    sides = _sides(kind, key, mine)
    if given("theirs") != sides.theirs.id:
        flash(_("Somebody saved once more meanwhile. What you chose stands where it still fits."), "error")
        return _page(kind, key, sides, picks), 409
    merged = sides.merged(picks)
    if not merged.is_settled:
        flash(_("Some fields are not chosen yet."), "error")
        return _page(kind, key, sides, picks), 409
    try:
        writing.save(
            db.session,
            actor(),
            now(),
            kind,
            key,
            merged.values,
            base_id=sides.head.id,
            why=said("why") or str(_("merged")),
            merged_with=sides.published,
            taken_up=sides.mine.id,
        )
        db.session.commit()
    except Conflict as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for("desk.merge", kind=kind, key=key, mine=mine), 303)
    flash(_("Merged and saved. Both texts stay in the history."), "success")
    return redirect(url_for("desk.review", kind=kind, key=key), 303)


def _page(kind: str, key: str, sides: Sides, picks: dict[str, str]) -> str:
    merged = sides.merged(picks)
    return render_template(
        "desk/merge.html",
        naming=naming(kind),
        kind=kind,
        key=key,
        sides=sides,
        merged=merged,
        absent=ABSENT,
        pieces=differences.pieces,
        picks=picks,
        result=differences.differences(sides.theirs.document, merged.values),
    )


def _sides(kind: str, key: str, number: int) -> Sides:
    """Raises NotFound for a revision of another thing."""
    mine = revision(kind, key, number)
    head = drafts.head(db.session, kind, key)
    row = drafts.live(db.session, kind, key)
    draft = drafts.of(db.session, kind, key)
    if mine.id == head.id and draft and row and draft.base_id != row.revision_id:
        base = draft.base
        return Sides(base, mine, db.session.get_one(Revision, row.revision_id), head, row.revision_id)
    base = db.session.get(Revision, mine.base_id) if mine.base_id else None
    return Sides(base, mine, head, head, None)
