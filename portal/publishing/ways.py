"""The way of a route from a line that somebody measured: published by those who may publish the route."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.documents import WayDocument
from portal.kernel.errors import NotFound
from portal.model import Person, Revision
from portal.model.base import write_alone
from portal.publishing import actions, drafts, permissions, shares


def publish(session: Session, person: Person, now: datetime, key: str, way: WayDocument, why: str = "") -> Revision:  # noqa: PLR0913, PLR0917  the verbs all begin alike
    """Draw a published route along this way from now on. Raises NotFound, NotAllowed."""
    write_alone(session)
    if drafts.live(session, "route", key) is None:
        raise NotFound(f"there is no route {key}", given=key)
    permissions.require(person, "publish", [shares.lead(session, "route", key)])
    return actions.publish(session, person, now, "way", key, way, why=why)
