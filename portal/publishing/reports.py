"""The verbs about visitors' reports: somebody says what is wrong on a page, its bureau takes it up and answers."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.changes import Change
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.kernel.text import printable
from portal.model import Person, Report
from portal.model.base import write_alone
from portal.publishing import actions, permissions, shares

KINDS: Final = ("route", "attraction", "event")
STATES: Final = ("new", "taken", "mended", "declined")
ENDS: Final = ("mended", "declined")
LEAST: Final = 5
MOST: Final = 2000
MOST_SHOWN: Final = 200

_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What nobody confuses on a note or on the telephone."""


def send(  # noqa: PLR0913  when and what
    session: Session, now: datetime, *, kind: str, key: str, lang: str, text: str
) -> Report:
    """Keep what a visitor says, for the bureau that leads. Raises NotValid for a text that is too short or too long,
    NotFound for a thing that nobody reports about.
    """
    if kind not in KINDS:
        raise NotFound(f"nobody reports about {kind}", field="kind", given=kind)
    report = Report(
        reference=_new_reference(),
        kind=kind,
        key=key,
        bureau=shares.lead(session, kind, key),
        lang=lang,
        text=_worded(text, "text"),
        at=now,
        state="new",
        answer="",
    )
    session.add(report)
    session.flush()
    return report


def take(session: Session, person: Person, now: datetime, reference: str) -> Report:
    """Somebody of the bureau sees to it. Raises NotFound, NotAllowed, Conflict when it is not new any more."""
    write_alone(session)
    report = find(session, reference)
    permissions.require(person, "answer", [report.bureau])
    if report.state != "new":
        raise Conflict(f"report {report.reference} is {report.state} already")
    report.state = "taken"
    _note(session, person, now, report)
    return report


def answer(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, reference: str, state: str, text: str
) -> Report:
    """Say what became of it, `mended` or `declined`; an answer may be bettered.

    Raises NotFound, NotAllowed, NotValid.
    """
    write_alone(session)
    report = find(session, reference)
    permissions.require(person, "answer", [report.bureau])
    if state not in ENDS:
        raise NotValid("a report ends mended or declined", field="state", given=state)
    report.answer = _worded(text, "answer")
    report.state, report.answered, report.answered_by_id = state, now, person.id
    _note(session, person, now, report)
    return report


def find(session: Session, reference: str) -> Report:
    """The report, however its reference was copied. Raises NotFound."""
    wanted = reference.strip().upper()
    report = session.scalars(select(Report).where(Report.reference == wanted)).one_or_none()
    if report is None:
        raise NotFound("there is no such report", given=reference)
    return report


def inbox(session: Session, bureaus: Iterable[str] | None, state: str) -> list[Report]:
    """The reports of these bureaus (None for all) in a state (empty for all): what waits longest comes first, what is
    done last comes first.
    """
    order = Report.id if state in ("new", "taken") else Report.id.desc()
    return list(session.scalars(select(Report).where(*_of(bureaus, state)).order_by(order).limit(MOST_SHOWN)))


def counts(session: Session, bureaus: Iterable[str] | None) -> dict[str, int]:
    """State -> how many reports these bureaus (None for all) have in it."""
    query = select(Report.state, func.count()).where(*_of(bureaus, "")).group_by(Report.state)
    found = {state: int(times) for state, times in session.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def _of(bureaus: Iterable[str] | None, state: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if bureaus is not None:
        conditions.append(Report.bureau.in_(list(bureaus)))
    if state:
        conditions.append(Report.state == state)
    return conditions


def _new_reference() -> str:
    """Fifty random bits, so that nobody finds another's by trying."""
    signs = [secrets.choice(_SIGNS) for _ in range(10)]
    return f"{''.join(signs[:5])}-{''.join(signs[5:])}"


def _worded(text: str, field: str) -> str:
    """The text in its lines, without what cannot be seen."""
    words = "\n".join(printable(line) for line in text.splitlines()).strip()
    if not LEAST <= len(words) <= MOST:
        raise NotValid(f"a text of {LEAST} to {MOST} characters", field=field, given=words[:80])
    return words


def _note(session: Session, person: Person, now: datetime, report: Report) -> None:
    told, action = str(Change("report", None, report.reference)), f"report {report.state}"
    actions.note(session, person, now, action, report.kind, report.key, changes=told, why=report.answer)
