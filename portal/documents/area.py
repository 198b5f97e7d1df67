"""An area: one of the seven cities or the Shenfu zone."""

from portal.documents.base import Document, Name, Text


class AreaDocument(Document):
    """`order` is the alliance's customary order, Shenyang first."""

    name: Name
    full_name: Name
    order: int
    adcode: str | None = None
    summary: Text
    body: Text
