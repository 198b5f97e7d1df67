"""A page of prose: about, accessibility, licences."""

from portal.documents.base import Document, Name, Text


class PageDocument(Document):
    """`body` is Markdown without raw HTML."""

    title: Name
    summary: Text
    body: Text
