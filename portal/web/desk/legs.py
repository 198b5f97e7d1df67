"""An event's dates: next year's from this year's, one leg put off, and what falls on the same day."""

import re
from datetime import date
from typing import Any, Final, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import clashes as clashing
from portal.catalogue import read
from portal.catalogue.clashes import Clash
from portal.documents import EventDocument, Occurrence
from portal.documents.rough import texts_in
from portal.extensions import db
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.kernel.season import today
from portal.publishing import drafts, editions
from portal.web import now
from portal.web.desk import doing
from portal.web.desk.guards import actor

_EDITION: Final = re.compile(r"edition\.([0-9]{1,3})\.(zh|en)")
FARTHEST: Final = 3
"""Years to both sides that the calendar can be leafed."""


def new_edition(key: str) -> str | Response | tuple[str, int]:
    """What next year's legs would be; those that are ticked go into the draft."""
    if request.method == "GET":
        return _edition_page(key)
    chosen = {name: [doing.number(i, none=-1) for i in request.form.getlist(name)] for name in ("wanted", "dated")}
    base = doing.given("base")
    try:
        editions.begin_edition(db.session, actor(), now(), key, base_id=base, named=_named(), **chosen)
    except NotValid:
        return _edition_page(key, _("Tick at least one.")), 422
    except NotAllowed:
        return _edition_page(key, _("This event is another bureau's.")), 403
    except Conflict:
        return _edition_page(key, _("Somebody saved this event meanwhile. Look at it again.")), 409
    db.session.commit()
    flash(_("The new edition stands in the draft. Complete its dates there, then submit it."), "success")
    return redirect(f"{url_for('desk.work')}event/{key}/", 303)


def leg(key: str, number: int) -> str | Response | tuple[str, int]:
    """One leg on one screen: put off, on another day, or called off."""
    shown = _leg(key, number)
    if request.method == "GET":
        return _leg_page(key, shown)
    try:
        is_seen = editions.call_off(db.session, actor(), now(), key, number, **_asked())
    except (NotValid, ValueError) as error:
        return _leg_page(key, shown, _told(error)), 422
    except NotAllowed:
        return _leg_page(key, shown, _("This event is another bureau's.")), 403
    except Conflict:
        db.session.rollback()
        return _leg_page(key, _leg(key, number), _("Somebody changed this event meanwhile. Look at it again.")), 409
    db.session.commit()
    seen = (_("Every visitor sees it now."), url_for("site.event", key=key), _("See the page"))
    doing.tell(seen if is_seen else _("It waits for a reviewer."))
    return redirect(url_for("desk.leg", key=key, number=number), 303)


def dates(key: str) -> str:
    """The published legs of an event, each to put off or call off, and what falls on the same days."""
    shelf = read.shelf(db.session)
    if key not in shelf.events:
        raise NotFound(key)
    return render_template(
        "desk/dates.html", key=key, event=shelf.events[key], clashes=clashes_of(key), areas=shelf.areas
    )


def clashes() -> str:
    """A month of all areas' events, and which of them get in each other's way."""
    year, month = _month()
    legs = clashing.dated(db.session, read.shelf(db.session))
    inside = [leg for leg in legs if _of(leg.starts) <= (year, month) <= _of(leg.ends)]
    return render_template(
        "desk/clashes.html",
        first=date(year, month, 1),
        weeks=clashing.weeks(legs, year, month),
        clashes=clashing.clashes(inside),
        inside=inside,
        areas=read.shelf(db.session).areas,
        near=[_beside(year, month, step) for step in (-1, 1)],
    )


def clashes_of(key: str) -> list[Clash]:
    """What is planned for the days of one event: for its form and its review."""
    return clashing.clashes(clashing.dated(db.session, read.shelf(db.session)), key)


def _named() -> dict[int, dict[str, str]]:
    """Place of a proposal -> what its edition is called, where the form says so."""
    named: dict[int, dict[str, str]] = {}
    for name, value in request.form.items():
        if found := _EDITION.fullmatch(name):
            named.setdefault(int(found[1]), {})[found[2]] = value.strip()[:200]
    return named


def _edition_page(key: str, problem: str = "") -> str:
    head = drafts.head(db.session, "event", key)
    proposals = editions.proposed(head.document, today(now()))
    return render_template(
        "desk/edition.html",
        key=key,
        name=texts_in(head.document.get("name")),
        base=head.id,
        proposals=proposals,
        problem=problem,
    )


class Shown(NamedTuple):
    """A leg as its form shows it: in which event, and in which published revision of that."""

    event: EventDocument
    leg: Occurrence
    base: int


def _leg(key: str, number: int) -> Shown:
    row = drafts.live(db.session, "event", key)
    event = row.as_document() if row else None
    if row is not None and isinstance(event, EventDocument):
        for leg in event.occurrences:
            if leg.number == number:
                return Shown(event, leg, row.revision_id)
    raise NotFound("no such leg", given=f"{key} {number}")


def _leg_page(key: str, shown: Shown, problem: str = "") -> str:
    at_once = editions.may_call_off(db.session, actor(), key, shown.leg)
    return render_template(
        "desk/leg.html", key=key, **shown._asdict(), problem=problem, at_once=at_once, typed=request.form
    )


def _asked() -> dict[str, Any]:
    """What the form says. Raises ValueError for a day that is none."""
    days = {name: request.form.get(name, "").strip() for name in ("starts", "ends")}
    return {
        "base": doing.given("base"),
        "status": request.form.get("status", ""),
        "reason": {lang: request.form.get(f"reason.{lang}", "").strip()[:6000] for lang in ("zh", "en")},
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
    }


def _told(error: NotValid | ValueError) -> str:
    field = error.field if isinstance(error, NotValid) else "day"
    told = {
        "status": _("Choose what happens to it; a leg that was held stays as it is."),
        "reason.zh": _("Say why, in Chinese."),
        "starts": _("Say the new first day."),
        "ends": _("It would end before it starts."),
    }
    return str(told.get(field, _("One of the days is no date.")))


def _month() -> tuple[int, int]:
    """The month in the address; this month where there is none that can be leafed to."""
    here = today(now())
    try:
        asked = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return here.year, here.month
    return (asked.year, asked.month) if abs(asked.year - here.year) <= FARTHEST else (here.year, here.month)


def _of(each: date) -> tuple[int, int]:
    return each.year, each.month


def _beside(year: int, month: int, step: int) -> str:
    count = year * 12 + month - 1 + step
    return f"{count // 12:04d}-{count % 12 + 1:02d}"
