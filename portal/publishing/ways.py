"""The way of a route from a line that somebody measured: published by those who may publish the route."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.documents import WayDocument
from portal.kernel.errors import Conflict, NotFound
from portal.model import Person, Revision
from portal.model.base import write_alone
from portal.publishing import actions, drafts, permissions, shares


def shown(session: Session, key: str) -> list[int]:
    """The revisions in which a route and its way are published now, 0 for none: a way is made for the two."""
    rows = (drafts.live(session, kind, key) for kind in ("route", "way"))
    return [row.revision_id if row else 0 for row in rows]


def publish(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, key: str, way: WayDocument, *, base: Sequence[int]
) -> Revision:
    """Draw a published route along this way from now on. Raises NotFound, NotAllowed, and Conflict when the route or
    its way was published anew since `base` was shown.
    """
    write_alone(session)
    if drafts.live(session, "route", key) is None:
        raise NotFound(f"there is no route {key}", given=key)
    permissions.require(person, "publish", [shares.published_lead(session, "route", key)])
    if shown(session, key) != list(base):
        raise Conflict(f"the route {key} or its way changed once more")
    return actions.publish(session, person, now, "way", key, way)
