"""The live tables: one row for each published document, with the columns that the database itself has to know."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.documents import KINDS, Document, RouteDocument
from portal.model.base import Base, UtcDateTime


class Live:
    """What all published things share. A withdrawn row stays: its address can say 410 and its number is kept."""

    kind: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    """The publication's version that last changed it, so that one can ask what changed since another."""

    @declared_attr
    def revision_id(cls) -> Mapped[int]:  # noqa: N805  declared_attr works on the class
        """The revision that this row shows."""
        return mapped_column(ForeignKey("revision.id"))

    def apply(self, document: Document) -> None:
        """Become what the document says; links to other rows are the caller's to set."""
        self.document = document.model_dump(mode="json", exclude_defaults=True)

    def as_document(self) -> Document:
        """The published document, strict as ever (JSON dates are read as dates)."""
        return stored(self.kind, self.document)


def stored(kind: str, values: dict[str, Any]) -> Document:
    """The document in a JSON column: dates come as text there, everything else stays strict."""
    return KINDS[kind].model_validate_json(json.dumps(values))


class Numbered(Live):
    """A thing with a short permanent link; the database keeps a number from being given twice."""

    number: Mapped[int] = mapped_column(unique=True)

    def apply(self, document: Document) -> None:  # noqa: D102
        super().apply(document)
        self.number = document.number  # type: ignore[attr-defined]  # the three numbered kinds have it


class Vocabulary(Live, Base):
    """seasons, themes, categories, kinds, site."""

    __tablename__ = "vocabulary"
    kind = "vocabulary"


class Area(Live, Base):
    """A city or the zone."""

    __tablename__ = "area"
    kind = "area"


class Attraction(Numbered, Base):
    """A place."""

    __tablename__ = "attraction"
    kind = "attraction"


class Medium(Live, Base):
    """A picture's rights and words; its files lie in the data folder."""

    __tablename__ = "medium"
    kind = "medium"


class RouteStop(Base):
    """Which attraction a route passes, day by day; it keeps a place from vanishing under a route."""

    __tablename__ = "route_stop"
    __table_args__ = (UniqueConstraint("route_id", "day", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("route.id", ondelete="CASCADE"))
    day: Mapped[int]
    position: Mapped[int]
    attraction_id: Mapped[int] = mapped_column(ForeignKey("attraction.id"), index=True)


class Route(Numbered, Base):
    """A route and its stops."""

    __tablename__ = "route"
    kind = "route"

    stops: Mapped[list[RouteStop]] = relationship(
        cascade="all, delete-orphan", order_by=(RouteStop.day, RouteStop.position)
    )

    def would_pass(self, document: RouteDocument, attraction_ids: dict[str, int]) -> bool:
        """Whether the document's stops differ from the row's."""
        return [(s.day, s.position, s.attraction_id) for s in self.stops] != list(_places(document, attraction_ids))

    def pass_by(self, document: RouteDocument, attraction_ids: dict[str, int]) -> None:
        """Set the stops; `attraction_ids` is key -> id of every attraction that the document names."""
        places = _places(document, attraction_ids)
        self.stops = [RouteStop(day=d, position=p, attraction_id=a) for d, p, a in places]


def _places(document: RouteDocument, attraction_ids: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    for day, chapter in enumerate(document.days, 1):
        for position, stop in enumerate(chapter.stops, 1):
            yield day, position, attraction_ids[stop.attraction]


class Event(Numbered, Base):
    """A series; its occurrences are part of its document."""

    __tablename__ = "event"
    kind = "event"


class Notice(Live, Base):
    """A closure or warning."""

    __tablename__ = "notice"
    kind = "notice"


class Page(Live, Base):
    """Prose."""

    __tablename__ = "page"
    kind = "page"


class Lexicon(Live, Base):
    """A page of the search's dictionary."""

    __tablename__ = "lexicon"
    kind = "lexicon"


class Way(Live, Base):
    """The computed line of a route."""

    __tablename__ = "way"
    kind = "way"


class FormerKey(Base):
    """A key that a thing once had; its address redirects for ever."""

    __tablename__ = "former_key"
    __table_args__ = (UniqueConstraint("kind", "former"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    former: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))


LIVE: dict[str, type[Live]] = {
    row.kind: row for row in (Vocabulary, Area, Medium, Attraction, Route, Event, Notice, Page, Lexicon, Way)
}
"""kind -> the class of its rows."""
