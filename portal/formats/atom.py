"""Atom 1.0 (RFC 4287): what is new and what has changed, newest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from portal.formats.provenance import LICENCES
from portal.formats.xml import put, root, say, written
from portal.kernel.locale import BCP47

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
SPACE: Final = uuid.UUID("5f6d3b0e-4a55-5a0c-9d7e-2b1f6c8a9e10")
"""Of the ids: they name things, not addresses, and stay when the portal moves to another host."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing with the name that its id is made from, such as route/12; `words` are its categories."""

    name: str
    title: str
    summary: str
    address: str
    updated: datetime
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the feed's own, `page` what a person would read instead."""

    lang: str
    title: str
    subtitle: str
    publisher: str
    home: str
    address: str
    rights: str


def write(feed: Feed, items: Sequence[Item]) -> bytes:
    """The feed; its own time is that of its newest item."""
    top = root("feed", {"": NAMESPACE}, **{"xml:lang": BCP47[feed.lang]})
    put(top, "id", _id(feed.lang, "feed"))
    put(top, "title", feed.title)
    put(top, "subtitle", feed.subtitle)
    put(top, "updated", _time(max((item.updated for item in items), default=datetime(1970, 1, 1, tzinfo=UTC))))
    author = put(top, "author")
    put(author, "name", feed.publisher)
    put(author, "uri", feed.home)
    put(top, "link", rel="self", type="application/atom+xml", href=feed.address)
    put(top, "link", rel="alternate", type="text/html", hreflang=BCP47[feed.lang], href=feed.home)
    put(top, "link", rel="license", href=LICENCES["CC-BY-4.0"])
    put(top, "rights", feed.rights)
    for item in items:
        entry = put(top, "entry")
        put(entry, "id", _id(feed.lang, item.name))
        put(entry, "title", item.title)
        put(entry, "updated", _time(item.updated))
        put(entry, "link", rel="alternate", type="text/html", hreflang=BCP47[feed.lang], href=item.address)
        say(entry, "summary", item.summary)
        for word in item.words:
            put(entry, "category", term=word)
    return written(top)


def _id(lang: str, name: str) -> str:
    return uuid.uuid5(SPACE, f"{lang}/{name}").urn


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
