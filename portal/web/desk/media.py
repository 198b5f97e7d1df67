"""The library of pictures: look, upload, change, remove."""

from http import HTTPStatus
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue.pictures import of
from portal.extensions import db
from portal.images import store
from portal.images.develop import MOST_BYTES, Developed, developed, key_of
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.kernel.season import SHANGHAI, today
from portal.model.base import write_alone
from portal.publishing import actions, media, permissions
from portal.publishing import library as shelves
from portal.publishing.library import Ask, Held
from portal.web import now, settings
from portal.web.common import language
from portal.web.common.reading import cards
from portal.web.desk import doing, words
from portal.web.desk import media_form as form
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

BODY_BYTES: Final = 100 * 2**20
"""Of an upload with its form: more than a file may have, so that who sends a larger one gets the words back."""

PER_PAGE: Final = 48

Page = tuple[str, int]


def library() -> str:
    """What there is, narrowed by the address."""
    given = request.args
    ask = Ask(given.get("q", "").strip()[:100], given.get("bureau", ""), given.get("show", ""))
    found = shelves.find(db.session, ask, today(now()))
    page = max(1, given.get("page", 1, int))
    pages = max(1, -(-len(found) // PER_PAGE))
    if page > pages:
        raise NotFound("no such page", field="page", given=str(page))
    some = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "desk/media/library.html", ask=ask, held=some, total=len(found), page=page, pages=pages, **_frame()
    )


def new() -> str:
    """The form of an upload; `like` takes over who made it and under which licence from another picture."""
    values: form.Typed = dict(form.BLANK)
    if like := request.args.get("like"):
        same = form.shown(shelves.get(db.session, like).document)
        taken = (*form.LINES, "permission.zh", "permission.en")
        values |= {name: same[name] for name in taken}
    return _new(values, {})


def add() -> Response | Page:
    """Take an upload, or give the form back with everything that was typed and what is wrong with it."""
    values, data = form.typed(request.form), _sent()
    wrong, there = form.mistakes(values), ""
    try:
        with developed(settings().media_dir, data) as picture:
            media.require_size(picture.width, picture.height)
            if not wrong:
                _keep(picture, values)
                flash(_("The picture is in the library."), "success")
                return redirect(url_for("desk.medium", key=picture.key), 303)
        wrong["file"] = _("The file was good, but a browser does not keep it: please choose it again.")
    except NotValid as refused:
        wrong["file"] = form.refusal(str(refused), refused.given)
        if str(refused) == "too large":
            return _new(values, wrong), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except Conflict:
        wrong["file"], there = _("This picture is in the library already."), key_of(data)
    return _new(values, wrong, there), HTTPStatus.BAD_REQUEST


def _sent() -> bytes:
    """The file, or as much of it as shows that it is too large."""
    file = request.files.get("file")
    return file.stream.read(MOST_BYTES + 1) if file else b""


def _keep(picture: Developed, values: form.Typed) -> None:
    """The files first: a row without them would be a picture that nobody sees."""
    facts = {"width": picture.width, "height": picture.height, "sha256": picture.sha256}
    media.add(db.session, actor(), now(), picture.key, form.document(values, facts))
    was_there = store.has(settings().media_dir, picture.key)
    picture.keep()
    try:
        db.session.commit()
    except Exception:
        if not was_there:
            store.remove(settings().media_dir, picture.key)
        raise


def show(key: str) -> str:
    """A picture with its words, its crops, where it is used and what was done to it."""
    held = shelves.get(db.session, key)
    return _show(held, form.shown(held.document), {}, held.revision)


def change(key: str) -> Response | Page:
    """Save what was typed. When somebody else was faster, both versions are shown and nothing is lost."""
    held, values = shelves.get(db.session, key), form.typed(request.form)
    before, base = held.document.model_dump(), doing.given("base")
    if wrong := form.mistakes(values, before):
        return _show(held, values, wrong, base), HTTPStatus.BAD_REQUEST
    try:
        media.change(db.session, actor(), now(), key, form.document(values, before), base)
    except Conflict:
        held = shelves.get(db.session, key)
        return _show(held, values, {}, held.revision, form.shown(held.document)), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("desk.medium", key=key), 303)


def remove(key: str) -> Response | Page:
    """Take a picture out of the library, unless something shows it."""
    try:
        media.remove(db.session, actor(), now(), key)
    except Conflict:
        held = shelves.get(db.session, key)
        flash(_("Something still shows this picture, so it stays: see below where."), "error")
        return _show(held, form.shown(held.document), {}, held.revision), HTTPStatus.CONFLICT
    db.session.commit()
    _let_go_of_files(key)
    flash(_("The picture is removed."), "success")
    return redirect(url_for("desk.media"), 303)


def _let_go_of_files(key: str) -> None:
    """Behind the lock, for somebody may have uploaded the picture again since it was removed."""
    write_alone(db.session)
    if (row := actions.find(db.session, "medium", key)) is None or row.withdrawn:
        store.remove(settings().media_dir, key)
    db.session.rollback()


def _new(values: form.Typed, wrong: dict[str, str], there: str = "") -> str:
    return render_template("desk/media/new.html", values=values, wrong=wrong, there=there, **_frame())


def _show(held: Held, values: form.Typed, wrong: dict[str, str], base: int, theirs: form.Typed | None = None) -> str:
    changed = {name: text for name, text in (theirs or {}).items() if text != values.get(name, "")}
    return render_template(
        "desk/media/show.html",
        held=held,
        values=values,
        wrong=wrong,
        base=base,
        is_behind=theirs is not None,
        theirs=changed,
        may_upload=permissions.may(actor(), "upload", [held.document.bureau]),
        may_change=permissions.may(actor(), media.verb_of_change(held.uses), [held.document.bureau]),
        naming=naming("medium"),
        page_of=words.page,
        history=[(entry.at.astimezone(SHANGHAI), entry) for entry in shelves.history(db.session, held.key)],
        **_frame(),
    )


def _frame() -> dict[str, Any]:
    """What the pages of the library share: pictures in the reader's language, and the bureaus by name."""
    seen = cards()
    areas = seen.shelf.areas
    return {
        "picture_of": lambda held: of(held.key, held.document, language.current()),
        "is_kept": seen.is_kept,
        "areas": {key: seen.area_word(key).name.text for key in areas},
        "mine": form.bureaus(actor(), list(areas)),
        "licences": form.LICENCES,
        "shows": list(shelves.SHOW),
    }
