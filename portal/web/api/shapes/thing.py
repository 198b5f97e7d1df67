"""What routes, attractions, events and notices have in common, and the addresses that belong to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from flask import url_for
from pydantic import BaseModel, Field

from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard
from portal.documents import AttractionDocument, EventDocument, RouteDocument
from portal.documents import Source as Cited
from portal.formats.provenance import LICENCES, PUBLISHER
from portal.kernel.locale import Said
from portal.web.api.shapes.parts import Source, Values, pictures, texts
from portal.web.common.addresses import Addresses
from portal.web.common.language import absolute

KEY: Final = "Its key, part of its address. It may change; the former address then answers 308."
NUMBER: Final = "The number of its short link; it never changes."

COMMA: Final = {"zh": "，", "en": ", "}


class Thing(BaseModel):
    """What routes, attractions, events and notices have in common."""

    key: str = Field(description=KEY)
    title: str
    title_lang: str = Field(description="The language that `title` is really in.")
    published: datetime | None = Field(description="When it was last published, UTC.")
    sources: list[Source]
    licence: str = Field(description="SPDX identifier of the texts' licence.")
    licence_url: str | None
    attribution: str = Field(description="What to show beside it, as the licence asks.")


def thing(cards: Cards, kind: str, key: str, licence: str, cited: Iterable[Cited], **said: Said) -> Values:
    """The fields of `Thing`, and texts that stand beside them."""
    published: datetime | None = cards.shelf.published.get((kind, key))
    return {
        "key": key,
        "published": published,
        "sources": [Source(title=source.title, url=source.url) for source in cited],
        "licence": licence,
        "licence_url": LICENCES.get(licence),
        "attribution": f"{PUBLISHER[cards.lang]}{COMMA[cards.lang]}{licence.replace('CC-BY-', 'CC BY ')}",
        **texts(**said),
    }


class NoticeLinks(BaseModel):
    """Absolute addresses."""

    api: str


class AttractionLinks(NoticeLinks):
    """Absolute addresses; `short` stays the same when the key changes."""

    page: str
    short: str
    svg: str = Field(description="A map picture, which names its sources.")
    embed: str = Field(description="For an iframe.")


class EventLinks(NoticeLinks):
    """Absolute addresses; `short` stays the same when the key changes."""

    page: str
    short: str
    ics: str
    embed: str = Field(description="For an iframe.")


class RouteLinks(AttractionLinks):
    """Absolute addresses; lines in the files are under the licence that the route's `line_licence` names."""

    png: str
    gpx: str
    kml: str
    geojson: str
    ics: str
    pdf: str


LINKS: Final[dict[str, type[BaseModel]]] = {"route": RouteLinks, "attraction": AttractionLinks, "event": EventLinks}


def api_address(kind: str, key: str) -> str:
    """The address of one thing in the API."""
    return absolute(url_for(f"api.{kind}", key=key))


def _links(kind: str, key: str, number: int, lang: str) -> dict[str, str]:
    to = Addresses()
    links = {
        "api": api_address(kind, key),
        "page": to.page(kind, key, lang),
        "short": to.short(kind, number),
        "embed": absolute(f"{url_for('files.root')}embed/v1/{kind}s/{key}?lang={lang}"),
    }
    files = LINKS[kind].model_fields.keys() - links.keys()
    return links | {suffix: to.file(kind, key, suffix, lang) for suffix in files}


def listed(
    cards: Cards,
    kind: str,
    card: RouteCard | AttractionCard | EventCard,
    document: RouteDocument | AttractionDocument | EventDocument,
    cited: Iterable[Cited],
) -> Values:
    """The fields that every thing with a page has in lists."""
    return {
        **thing(cards, kind, card.key, document.licence, cited, title=title(card), summary=card.summary),
        "number": document.number,
        "pictures": pictures(cards, document.pictures),
        "links": _links(kind, card.key, document.number, cards.lang),
    }


def title(card: RouteCard | AttractionCard | EventCard) -> Said:
    """What it is called."""
    return card.title if isinstance(card, RouteCard) else card.name
