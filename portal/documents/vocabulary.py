"""A vocabulary: the controlled words of seasons, themes, categories and kinds of event, and the site's own words."""

from portal.documents.base import Document, Key, Name, Part, Text, each_once


class Term(Part):
    """One controlled word. `schema_type` and `sport` are schema.org's words for a kind of event."""

    key: Key
    name: Name
    title: Name | None = None
    summary: Text | None = None
    body: Text | None = None
    schema_type: str | None = None
    sport: str | None = None


class VocabularyDocument(Document):
    """Terms in the order in which lists show them."""

    terms: list[Term]

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        each_once([term.key for term in self.terms])
