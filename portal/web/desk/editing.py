"""The edit form: open it, change its lists, save it, keep what is typed. Nothing that was typed is ever lost."""

import json
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.errors import Conflict
from portal.kernel.season import SHANGHAI
from portal.model import Revision, Typed
from portal.publishing import drafts, typing, validity
from portal.publishing.completeness import completeness
from portal.web import now
from portal.web.desk import legs, signed
from portal.web.desk.forms import page, reading
from portal.web.desk.forms.advice import advised
from portal.web.desk.forms.fields import Rough
from portal.web.desk.guards import actor

NOT_TYPED = ("csrf_token", "slip", "before", "do")
"""Fields of a form that nobody typed."""


def show(kind: str, key: str) -> str:
    """The form over what was saved last, or over what was typed and not saved (`?typed=`)."""
    head = drafts.head(db.session, kind, key)
    slip = signed.new_slip(actor())
    if row := _typed(kind, key, request.args.get("typed", "")):
        data = reading.Data([(str(name), str(value)) for name, value in row.fields])
        base = page.base_of(kind, key, str(row.base_id))
        rough = reading.read(kind, data, (base or head).document, page.names_here(), keep_empty=True)
        return _page(page.opened(kind, key, rough, head, base, slip, restored=row))
    return _page(page.opened(kind, key, head.document, head, head, slip))


def act(kind: str, key: str) -> str | Response:
    """Save, or do to a list what a button says and show the form again with everything typed."""
    verb, _space, path = request.form.get("do", "save").partition(" ")
    if verb == "save":
        return _save(kind, key)
    base = _base(kind, key)
    rough = _read(kind, key, base, keep_empty=True)
    undo, at = page.before(request.form), ""
    if verb == "undo":
        rough = (page.unpacked(undo.pop()) if undo else None) or rough
    elif verb != "show":
        was = json.dumps(rough, ensure_ascii=False)
        if at := reading.acted(kind, rough, verb, path):
            undo = [*undo, was][-page.UNDONE :]
    _keep_typed(kind, key, base)
    db.session.commit()
    head = drafts.head(db.session, kind, key)
    form = page.opened(kind, key, rough, head, base, _slip(), undo=undo, at=at, restored=_restored(kind, key))
    return _page(form)


def keep(kind: str, key: str) -> Response:
    """What the form's script sends while somebody writes: it is kept, and the answer says who else is here."""
    base = _base(kind, key)
    at = now()
    answer: dict[str, Any] = {}
    if request.form.get("still") != "same":
        _keep_typed(kind, key, base)
        score = completeness(kind, _read(kind, key, base))
        clock = f"{at.astimezone(SHANGHAI):%H:%M}"
        answer = {"saved_at": clock, "score": score.points, "advice": advised(kind, score)}
    typing.be_present(db.session, actor(), at, kind, key)
    db.session.commit()
    others = [there.person.name for there in typing.others(db.session, actor(), at, kind, key)]
    return jsonify({**answer, "others": others, "head": drafts.head(db.session, kind, key).id})


def discard(kind: str, key: str) -> Response:
    """Let go of what was typed and not saved, because its writer says so."""
    if row := _typed(kind, key, request.form.get("typed", "")):
        typing.forget(db.session, actor(), row.slip)
        db.session.commit()
    return redirect(url_for("desk.edit", kind=kind, key=key), 303)


def _save(kind: str, key: str) -> Response:
    base = _base(kind, key)
    rough = _read(kind, key, base)
    base_id = base.id if base else None
    slip = signed.slip_of(request.form.get("slip", ""))
    name, why = slip.name if slip else "", request.form.get("why", "").strip()
    try:
        drafts.save(db.session, actor(), now(), kind, key, rough, base_id=base_id, why=why, slip=name)
    except Conflict:
        db.session.rollback()
        return _set_aside(kind, key, rough, base_id, name)
    _forget_restored(kind, key)
    db.session.commit()
    head = drafts.head(db.session, kind, key)
    _tell(len(validity.examined(db.session, kind, key, head.document)[1]))
    return redirect(url_for("desk.edit", kind=kind, key=key, saved=name or None), 303)


def _set_aside(kind: str, key: str, rough: Rough, base_id: int | None, slip: str) -> Response:
    """Somebody saved meanwhile: both texts are kept, and compared on a page of its own."""
    mine = drafts.set_aside(db.session, actor(), now(), kind, key, rough, base_id)
    typing.forget(db.session, actor(), slip)
    _forget_restored(kind, key)
    db.session.commit()
    flash(_("Somebody saved a newer text while you wrote. Yours is kept; choose field by field."), "error")
    return redirect(url_for("desk.merge", kind=kind, key=key, mine=mine.id), 303)


def _tell(wrong: int) -> None:
    if wrong:
        told = ngettext(
            "Saved; one thing keeps it from being submitted.",
            "Saved; %(num)s things keep it from being submitted.",
            wrong,
        )
        flash(told, "success")
    else:
        flash(_("Saved. It can be submitted."), "success")


def _base(kind: str, key: str) -> Revision | None:
    return page.base_of(kind, key, request.form.get("base", ""))


def _read(kind: str, key: str, base: Revision | None, *, keep_empty: bool = False) -> Rough:
    """What the form says; what it does not ask for stays as it is in its base, or in the newest text."""
    before = (base or drafts.head(db.session, kind, key)).document
    return reading.read(kind, request.form, before, page.names_here(), keep_empty=keep_empty)


def _keep_typed(kind: str, key: str, base: Revision | None) -> None:
    slip = signed.slip_of(request.form.get("slip", ""))
    if slip is None or slip.person_id != actor().id:
        return
    if drafts.same(validity.tidied(kind, _read(kind, key, base)), drafts.head(db.session, kind, key).document):
        typing.forget(db.session, actor(), slip.name)  # all of it is saved: this was sent before, and came after
        return
    fields = [[name, value] for name, value in request.form.items(multi=True) if name not in NOT_TYPED]
    base_id = base.id if base else None
    typing.keep(db.session, actor().id, now(), slip=slip.name, kind=kind, key=key, base_id=base_id, fields=fields)
    _forget_restored(kind, key)  # what was brought back goes on in this form


def _slip() -> str:
    """The form's own slip again, or a new one where it has none of this person's."""
    given = request.form.get("slip", "")
    slip = signed.slip_of(given)
    return given if slip and slip.person_id == actor().id else signed.new_slip(actor())


def _typed(kind: str, key: str, given: str) -> Typed | None:
    """What this person typed about this thing, by its number."""
    return next((row for row in typing.kept(db.session, actor(), kind, key) if str(row.id) == given), None)


def _restored(kind: str, key: str) -> Typed | None:
    return _typed(kind, key, request.form.get("restored", ""))


def _forget_restored(kind: str, key: str) -> None:
    if row := _restored(kind, key):
        typing.forget(db.session, actor(), row.slip)


def _page(form: page.Opened) -> str:
    clashes = legs.clashes_of(form.key) if form.kind == "event" else []
    return render_template("desk/edit/form.html", form=form, clashes=clashes, areas=read.shelf(db.session).areas)
