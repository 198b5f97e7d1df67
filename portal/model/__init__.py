"""Rows: what published documents become, the revisions they came from, and the journal of who did what.

Plain SQLAlchemy 2, the same on SQLite and PostgreSQL; below the doors, so no Flask here.
"""

from portal.model.asked import Asked
from portal.model.base import Base
from portal.model.live import (
    LIVE,
    Area,
    Attraction,
    Event,
    FormerKey,
    Lexicon,
    Live,
    Notice,
    Page,
    Route,
    RouteStop,
    Vocabulary,
    Way,
)
from portal.model.partners import Partner, Used
from portal.model.people import Person
from portal.model.revision import JournalEntry, Publication, Revision

__all__ = [
    "LIVE",
    "Area",
    "Asked",
    "Attraction",
    "Base",
    "Event",
    "FormerKey",
    "JournalEntry",
    "Lexicon",
    "Live",
    "Notice",
    "Page",
    "Partner",
    "Person",
    "Publication",
    "Revision",
    "Route",
    "RouteStop",
    "Used",
    "Vocabulary",
    "Way",
]
