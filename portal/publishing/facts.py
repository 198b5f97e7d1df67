"""One click for what somebody looked up again and found unchanged: hours, price and phone of a place."""

from copy import deepcopy
from datetime import datetime

from sqlalchemy.orm import Session

from portal.kernel.errors import Conflict
from portal.kernel.season import today
from portal.model import Draft, Person
from portal.model.base import write_alone
from portal.publishing import drafts, permissions, reviews, shares, states, waiting, writing


def still_true(session: Session, person: Person, now: datetime, key: str, head_id: int) -> Draft:
    """Write today as the day on which all that is old of a place's facts was looked up, and hand it in for review.

    All at once, because who asks a place about one asks about the others. Raises Conflict while somebody writes at the
    place, or once somebody has; NotFound, NotAllowed.
    """
    write_alone(session)
    permissions.require(person, "submit", shares.involved(session, "attraction", key))
    draft, head = drafts.of(session, "attraction", key), drafts.head(session, "attraction", key)
    row = drafts.live(session, "attraction", key)
    if row is None or head.id != head_id or (draft is not None and draft.state != states.PUBLISHED):
        raise Conflict("somebody is writing at this place")
    rough = deepcopy(head.document)
    for name, _, _ in waiting.old_facts(row.as_document(), today(now)):  # type: ignore[arg-type]  # of an attraction
        rough["visit"][name]["checked"] = today(now).isoformat()
    draft = writing.save(session, person, now, "attraction", key, rough, base_id=head_id)
    if draft.state == states.PUBLISHED:  # nothing was old any more
        return draft
    return reviews.submit(session, person, now, "attraction", key, head_id=draft.head_id)
