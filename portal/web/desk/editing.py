"""The edit form: open it, change its lists, save it, keep what is typed. Nothing that was typed is ever lost."""

import copy
from collections.abc import Mapping
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
from portal.publishing import drafts, typing, validity, writing
from portal.publishing.completeness import completeness
from portal.web import now
from portal.web.common.templating import listed
from portal.web.desk import legs, remarking, signed
from portal.web.desk.forms import page, reading, stops, undoing
from portal.web.desk.forms.advice import advised
from portal.web.desk.forms.fields import Rough
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

_LISTS = ("add", "remove", "up", "down", "move")
_TALK = ("talk", "remark", "settle")


def show(kind: str, key: str) -> str:
    """The form over what was saved last, or over what was typed and not saved (`?typed=`)."""
    head = drafts.head(db.session, kind, key)
    slip = signed.new_slip(actor())
    if row := _typed(kind, key, request.args.get("typed", "")):
        data = reading.Data([(str(name), str(value)) for name, value in row.fields])
        base = page.base_of(kind, key, str(row.base_id))
        rough = reading.read(kind, data, (base or head).document, page.names_here(), keep_empty=True)
        said = page.being_said(row.fields)
        return _page(page.opened(kind, key, rough, head, base, slip, restored=row, remarks=said))
    return _page(page.opened(kind, key, head.document, head, head, slip))


def act(kind: str, key: str) -> str | Response:
    """Save, or do what a button of the form says and show it again with everything typed."""
    verb, _space, path = request.form.get("do", "save").partition(" ")
    if verb == "save":
        return _save(kind, key)
    base = _base(kind, key)
    said, at = page.being_said(request.form.items(multi=True)), ""
    if verb in _TALK:
        at = remarking.in_form(kind, key, verb, path, said)
    rough, undo, changed = _changed(kind, key, base, verb, path)
    _keep_typed(kind, key, base, said)
    db.session.commit()
    head, restored = drafts.head(db.session, kind, key), _restored(kind, key)
    return _page(
        page.opened(kind, key, rough, head, base, _slip(), undo=undo, at=at or changed, restored=restored, remarks=said)
    )


def keep(kind: str, key: str) -> Response:
    """What the form's script sends while somebody writes: it is kept, and the answer says who else is here."""
    base = _base(kind, key)
    at = now()
    answer: dict[str, Any] = {}
    if request.form.get("still") != "same":
        _keep_typed(kind, key, base, page.being_said(request.form.items(multi=True)))
        rough = _read(kind, key, base, request.form)
        score = completeness(kind, rough)
        clock = f"{at.astimezone(SHANGHAI):%H:%M}"
        answer = {"saved_at": clock, "score": score.points, "advice": advised(kind, score, rough)}
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


def _changed(kind: str, key: str, base: Revision | None, verb: str, path: str) -> tuple[Rough, list[undoing.Step], str]:
    """What the form says after a button of one of its lists, or after the last such change is taken back; what can be
    taken back then; and the field to go on at.
    """
    data, steps = request.form, undoing.carried(request.form)
    if verb == "undo" and steps:
        step = steps.pop()
        return _read(kind, key, base, undoing.taken_back(data, step), keep_empty=True), steps, step.path
    rough, at = _read(kind, key, base, data, keep_empty=True), ""
    if verb in _LISTS:
        was = copy.deepcopy(rough)
        at = reading.acted(kind, rough, verb, path)
        if rough != was:
            steps = [*steps, undoing.before(kind, verb, path, data)][-undoing.MOST :]
    return rough, steps, at


def _save(kind: str, key: str) -> Response:
    base = _base(kind, key)
    rough = _read(kind, key, base, request.form)
    brought = stops.widened(rough, (base or drafts.head(db.session, kind, key)).document) if kind == "route" else []
    base_id = base.id if base else None
    slip = signed.slip_of(request.form.get("slip", ""))
    name, why = slip.name if slip else "", request.form.get("why", "").strip()
    try:
        writing.save(db.session, actor(), now(), kind, key, rough, base_id=base_id, why=why, slip=name)
    except Conflict:
        db.session.rollback()
        return _set_aside(kind, key, rough, base_id, name)
    remarking.said_with(kind, key, page.being_said(request.form.items(multi=True)))
    _forget_restored(kind, key)
    db.session.commit()
    if brought:
        flash(
            _("Added to the cities and zone, because a stop lies there: %(names)s.", names=listed(brought)), "success"
        )
    head = drafts.head(db.session, kind, key)
    _tell(len(validity.examined(db.session, kind, key, head.document)[1]))
    return redirect(url_for("desk.edit", kind=kind, key=key, saved=name or None), 303)


def _set_aside(kind: str, key: str, rough: Rough, base_id: int | None, slip: str) -> Response:
    """Somebody saved meanwhile: both texts are kept, and compared on a page of its own."""
    mine = writing.set_aside(db.session, actor(), now(), kind, key, rough, base_id)
    typing.forget(db.session, actor(), slip)
    remarking.said_with(kind, key, page.being_said(request.form.items(multi=True)))
    _forget_restored(kind, key)
    db.session.commit()
    flash(_("Somebody saved a newer text while you wrote. Yours is kept; choose field by field."), "error")
    return redirect(url_for("desk.merge", kind=kind, key=key, mine=mine.id, saved=slip or None), 303)


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


def _read(kind: str, key: str, base: Revision | None, data: reading.Data, *, keep_empty: bool = False) -> Rough:
    """What a form says; what it does not ask for stays as it is in its base, or in the newest text."""
    before = (base or drafts.head(db.session, kind, key)).document
    return reading.read(kind, data, before, page.names_here(), keep_empty=keep_empty)


def _keep_typed(kind: str, key: str, base: Revision | None, said: Mapping[str, str]) -> None:
    """`said`: the comments that are not sent yet."""
    slip = signed.slip_of(request.form.get("slip", ""))
    if slip is None or slip.person_id != actor().id:
        return
    rough = validity.tidied(kind, _read(kind, key, base, request.form))
    if not any(said.values()) and drafts.same(rough, drafts.head(db.session, kind, key).document):
        typing.forget(db.session, actor(), slip.name)  # all of it is saved: this was sent before, and came after
        return
    sent = {page.REMARK + path for path in page.being_said(request.form.items(multi=True)) if path not in said}
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in sent]
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
    rows = typing.kept(db.session, actor(), kind, key) if given else []
    return next((row for row in rows if str(row.id) == given), None)


def _restored(kind: str, key: str) -> Typed | None:
    return _typed(kind, key, request.form.get("restored", ""))


def _forget_restored(kind: str, key: str) -> None:
    if row := _restored(kind, key):
        typing.forget(db.session, actor(), row.slip)


def _page(form: page.Opened) -> str:
    clashes = legs.clashes_of(form.key) if form.kind == "event" else []
    areas = read.shelf(db.session).areas if clashes else {}
    return render_template("desk/edit/form.html", form=form, clashes=clashes, areas=areas, naming=naming(form.kind))
