"""The page for partners with a key: their counts, and, where the operator allows it, a key without asking a bureau.

The one page of the site that takes a body. It sets no cookie and knows nobody, so no other site could act as somebody.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from flask import abort, make_response, render_template, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.catalogue import asking
from portal.catalogue import partners as seen
from portal.catalogue.partners import PartnerView
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.kernel.season import today
from portal.publishing import actions, partners
from portal.web import now, settings
from portal.web.common.reading import asked, cards
from portal.web.site import trails

DAYS: Final = 30
MAX_BYTES: Final = 16_384
SELF_QUOTA: Final = 40_000
"""Requests an hour of who registered alone: hardly more than without a key."""

REGISTRAR: Final = "self-registration"
"""Who acts in the journal when somebody registers."""


@dataclass(slots=True)
class KeyPage:
    """What the page shows: an answer to one of its two forms, or neither; `wrong` names the field that was refused."""

    is_open: bool
    bureaus: list[str]
    typed: dict[str, str] = field(default_factory=dict)
    wrong: str = ""
    new_key: str = ""
    partner: PartnerView | None = None
    counts: list[tuple[date, str, str, int]] = field(default_factory=list)
    days: int = DAYS


def show() -> Response:
    """The two forms."""
    asking.only(asked(), set())
    return _answer(_page())


def submit() -> Response:
    """Counts for a key, or a new key; a refused field is named and everything typed stays."""
    request.max_content_length = MAX_BYTES
    page = _page()
    page.typed = {name: value.strip() for name, value in request.form.items()}
    if "key" in page.typed:
        _count(page)
    elif page.is_open:
        _register(page)
    else:
        abort(405)
    return _answer(page, 400 if page.wrong else 200)


def _page() -> KeyPage:
    return KeyPage(settings().partner_registration, list(cards().shelf.areas))


def _count(page: KeyPage) -> None:
    try:
        page.partner = seen.find(db.session, page.typed["key"])
    except NotValid as error:
        page.wrong = error.field
        return
    page.counts = seen.used(db.session, today(now()) - timedelta(days=DAYS), page.partner.hint)


def _register(page: KeyPage) -> None:
    if page.typed.get("bureau") not in page.bureaus:
        page.wrong = "bureau"
        return
    try:
        actor = actions.person(db.session, REGISTRAR, now())
        row, page.new_key = partners.register(
            db.session,
            actor,
            now(),
            name=page.typed.get("name", ""),
            bureau=page.typed.get("bureau", ""),
            origins=page.typed.get("origins", "").split(),
            quota=SELF_QUOTA,
        )
        page.partner = seen.view(row)
        db.session.commit()
    except NotValid as error:
        page.wrong = error.field
    except IntegrityError:  # somebody took the name in the same moment
        page.wrong = "name"
    if page.wrong:
        db.session.rollback()
        page.partner, page.new_key = None, ""


def _answer(page: KeyPage, status: int = 200) -> Response:
    answer = make_response(
        render_template("site/partner_key.html", page=page, shown=cards(), trail=trails.partner_key()), status
    )
    answer.headers["Cache-Control"] = "no-store"  # a key may stand in it
    return answer
