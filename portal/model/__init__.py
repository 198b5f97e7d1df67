"""Rows: what published documents become, the revisions they came from, and the journal of who did what.

Plain SQLAlchemy 2, the same on SQLite and PostgreSQL; below the doors, so no Flask here.
"""

from portal.model.asked import Asked
from portal.model.base import Base
from portal.model.desk import Approval, Batch, Comment, Draft, Presence, PreviewLink, Typed
from portal.model.live import (
    LIVE,
    Area,
    Attraction,
    Event,
    FormerKey,
    Lexicon,
    Live,
    Medium,
    Notice,
    Page,
    Route,
    RouteStop,
    Vocabulary,
    Way,
)
from portal.model.partners import Partner, Used
from portal.model.people import ROLES, Membership, Person
from portal.model.revision import JournalEntry, Publication, Revision
from portal.model.visits import Report, Visited

__all__ = [
    "LIVE",
    "ROLES",
    "Approval",
    "Area",
    "Asked",
    "Attraction",
    "Base",
    "Batch",
    "Comment",
    "Draft",
    "Event",
    "FormerKey",
    "JournalEntry",
    "Lexicon",
    "Live",
    "Medium",
    "Membership",
    "Notice",
    "Page",
    "Partner",
    "Person",
    "Presence",
    "PreviewLink",
    "Publication",
    "Report",
    "Revision",
    "Route",
    "RouteStop",
    "Typed",
    "Used",
    "Visited",
    "Vocabulary",
    "Way",
]
