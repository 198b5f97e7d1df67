"""The timetable: when an approved draft appears by itself, and when what is published goes off the site again; and the
clock, which does so.
"""

import logging
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.kernel.errors import NotValid, PortalError
from portal.model import Draft, Person
from portal.model.base import write_alone
from portal.model.people import CLOCK
from portal.publishing import actions, drafts, permissions, reviews, shares, states

_log = logging.getLogger("portal")

DONE: Final = {"publish": "published", "withdraw": "withdrawn"}


def schedule(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session,
    person: Person,
    now: datetime,
    kind: str,
    key: str,
    *,
    head_id: int,
    publish_at: datetime | None = None,
    expire_at: datetime | None = None,
) -> Draft:
    """Set when an approved draft appears by itself, and when what is published goes off the site; None for never.

    Raises NotValid for a time that has passed or an end before the beginning; NotAllowed, Conflict.
    """
    write_alone(session)
    permissions.require(person, "publish", [shares.lead(session, kind, key)])
    draft = drafts.at(session, kind, key, head_id)
    if expire_at != draft.expire_at:
        permissions.require(person, "publish", [shares.published_lead(session, kind, key)])
    for field, moment in (("publish_at", publish_at), ("expire_at", expire_at)):
        if moment and moment <= now:
            raise NotValid("this time has passed", field=field, given=moment.isoformat())
    if publish_at and expire_at and expire_at <= publish_at:
        raise NotValid("it would end before it begins", field="expire_at", given=expire_at.isoformat())
    if publish_at:
        states.move(draft.state, "schedule")
    draft.publish_at, draft.expire_at, draft.changed = publish_at, expire_at, now
    told = "\n".join(f"{name}: {at.isoformat()}" for name, at in (("from", publish_at), ("until", expire_at)) if at)
    drafts.note(session, person, now, "scheduled", draft, changes=told)
    return draft


def is_due(session: Session, now: datetime) -> bool:
    """Whether the clock has something to do; cheap, and locks nothing."""
    query = select(Draft.id).where(
        or_(Draft.expire_at <= now, and_(Draft.publish_at <= now, Draft.state == states.APPROVED))
    )
    return session.scalar(query.limit(1)) is not None


def due(session: Session, now: datetime) -> list[str]:
    """Publish and withdraw what somebody set for a time that has come; a line for each. The caller commits.

    What cannot be done any more is taken off the timetable, and its draft says why. Several nodes may ask at once:
    each leaves alone what another is at.
    """
    to_publish = select(Draft).where(Draft.publish_at <= now, Draft.state == states.APPROVED).order_by(Draft.publish_at)
    to_withdraw = select(Draft).where(Draft.expire_at <= now).order_by(Draft.expire_at)
    done = []
    write_alone(session)
    for query, verb in ((to_publish, "publish"), (to_withdraw, "withdraw")):
        for draft in session.scalars(query.with_for_update(of=Draft, skip_locked=True)).all():
            done.append(_by_clock(session, actions.person(session, CLOCK, now), now, draft, verb))
    return done


def _by_clock(session: Session, clock: Person, now: datetime, draft: Draft, verb: str) -> str:
    try:
        with session.begin_nested():
            if verb == "publish":
                reviews.let_out(session, clock, now, draft)
            else:
                drafts.take_off(session, clock, now, draft.kind, draft.key)
    except Exception as error:  # one that cannot be published may not keep others waiting
        why = str(error)
        if not isinstance(error, PortalError):
            why = type(error).__name__
            _log.exception("%s %s: not %s", draft.kind, draft.key, DONE[verb])
        session.expire(draft)  # it was moved past the session, and is not any more
        draft.publish_at, draft.expire_at, draft.reason = None, None, why
        drafts.note(session, clock, now, f"not {DONE[verb]}", draft, why=why)
        return f"{draft.kind} {draft.key}: {why}"
    return f"{draft.kind} {draft.key}: {DONE[verb]}"
