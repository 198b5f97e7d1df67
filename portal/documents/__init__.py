"""Documents: the only definition of what a route, its way, an attraction, event, area, notice, page or vocabulary is.

A content file is a document at rest, a revision is a document at a moment, a form is a document in a person's hands.
Strict pydantic: a phone number that YAML read as a number is refused, not guessed. Imports only the kernel.
"""

from portal.documents.area import AreaDocument
from portal.documents.attraction import AttractionDocument
from portal.documents.base import Document, Key, Source, Text
from portal.documents.event import EventDocument, Occurrence
from portal.documents.lexicon import LexiconDocument
from portal.documents.medium import MediumDocument
from portal.documents.notice import NoticeDocument
from portal.documents.page import PageDocument
from portal.documents.route import Day, RouteDocument, Stop
from portal.documents.vocabulary import Term, VocabularyDocument
from portal.documents.way import Stretch, WayDocument, WayLeg, lacks, stretches

KINDS: dict[str, type[Document]] = {
    "vocabulary": VocabularyDocument,
    "area": AreaDocument,
    "medium": MediumDocument,
    "attraction": AttractionDocument,
    "route": RouteDocument,
    "event": EventDocument,
    "notice": NoticeDocument,
    "page": PageDocument,
    "lexicon": LexiconDocument,
    "way": WayDocument,
}
"""Every kind, in the order in which a load applies them: what is pointed at comes before what points."""

__all__ = [
    "KINDS",
    "AreaDocument",
    "AttractionDocument",
    "Day",
    "Document",
    "EventDocument",
    "Key",
    "LexiconDocument",
    "MediumDocument",
    "NoticeDocument",
    "Occurrence",
    "PageDocument",
    "RouteDocument",
    "Source",
    "Stop",
    "Stretch",
    "Term",
    "Text",
    "VocabularyDocument",
    "WayDocument",
    "WayLeg",
    "lacks",
    "stretches",
]
