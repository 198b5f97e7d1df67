"""What every view that changes something does: try, commit once, say what happened, and go back to a page."""

from collections.abc import Callable
from typing import Final, cast

from flask import flash, redirect, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.kernel.errors import Conflict, NotValid
from portal.web.desk.naming import naming

_CONFLICTS: Final[dict[str, LazyString]] = {
    "somebody saved a newer text": _(
        "Somebody saved a newer text meanwhile. Nothing was done; please look at it first."
    ),
    "what is published changed since this draft was begun": _(
        "What is published changed since this draft was begun. Please merge the two first."
    ),
    "what is published changed once more": _("What is published changed once more. Please look at it again."),
    "not everybody has approved": _(
        "A bureau that has to approve it has not done so. Please take the draft back and hand it in again."
    ),
    "somebody is writing at this place": _("Somebody is writing at this place, so nothing was done."),
}

_NOT_VALID: Final[dict[str, LazyString]] = {
    "why": _("Please say why."),
    "reason": _("Please say why it goes back."),
    "text": _("Please write a comment, of 2000 characters at most."),
    "days": _("A preview holds for 1 to 30 days."),
    "publish_at": _("This time has passed. Please choose a later one."),
    "expire_at": _("It has to end after it appears, and in the future."),
}


Said = str | tuple[str, str, str]
"""A sentence; or (a sentence, the address to which it leads on, the words of that link)."""


def done(act: Callable[[], Said], back: str) -> Response:
    """Do it and say so, or say why not; nothing is half done. NotAllowed and NotFound have pages of their own."""
    try:
        said = act()
        db.session.commit()
    except (Conflict, NotValid) as error:
        db.session.rollback()
        flash(refusal(error), "error")
    else:
        tell(said)
    return redirect(back, 303)


def tell(said: Said) -> None:
    """Say on the next page what was done."""
    flash(cast(str, said), "success")


def refusal(error: Conflict | NotValid) -> str:
    """Why something was not done, in the reader's language."""
    if isinstance(error, Conflict):
        moved = _("This draft was moved on meanwhile. Nothing was done; here is how it stands.")
        return str(_CONFLICTS.get(str(error), moved))
    field = naming().field(error.field)
    return str(_NOT_VALID.get(error.field) or _("“%(field)s” is not right yet, so nothing was done.", field=field))


def given(name: str) -> int:
    """A number in the form; 0 for what is none."""
    return number(request.form.get(name, ""))


def number(text: str, *, none: int = 0) -> int:
    """A number that somebody sent; `none` for what is no number, or has more digits than any of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else none  # noqa: PLR2004  of a 32-bit id


def said(name: str) -> str:
    """A text in the form, without spaces around it."""
    return request.form.get(name, "").strip()
