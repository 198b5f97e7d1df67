"""A feed that feed readers take, with what RFC 4287 requires and ids that outlive an address."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from taking import LONG, NASTY, PUBLISHED

from portal.formats import atom

A = "{http://www.w3.org/2005/Atom}"
LATER = PUBLISHED + timedelta(days=2)
ITEMS = [
    atom.Item("route/2", "Second", "It changed", "https://example.org/en/routes/b/", LATER, ["Spring"]),
    atom.Item("route/1", "First", "It is new", "https://example.org/en/routes/a/", PUBLISHED),
]


def feed(address: str = "https://example.org/en/feed.atom", lang: str = "en") -> atom.Feed:
    return atom.Feed(lang, "News", "What is new", "Four Seasons", "https://example.org/en/", address, "CC BY 4.0")


def test_a_reader_finds_title_author_licence_and_entries():
    found = feedparser.parse(atom.write(feed(), ITEMS))

    assert not found.bozo
    assert (found.version, found.feed.title, found.feed.author) == ("atom10", "News", "Four Seasons")
    assert found.feed.rights == "CC BY 4.0"
    assert [(e.title, e.link, e.summary) for e in found.entries] == [
        ("Second", "https://example.org/en/routes/b/", "It changed"),
        ("First", "https://example.org/en/routes/a/", "It is new"),
    ]
    assert [t.term for t in found.entries[0].tags] == ["Spring"]


def test_the_reader_notices_a_feed_that_is_broken():
    assert feedparser.parse(atom.write(feed(), ITEMS)[:-20]).bozo


def test_feed_and_entries_have_what_the_standard_requires_each_once():
    top = ElementTree.fromstring(atom.write(feed(), ITEMS))

    for element in (top, *top.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(A + name)) == 1, name
    assert [link.get("href") for link in top.findall(f"{A}link") if link.get("rel") == "self"] == [
        "https://example.org/en/feed.atom"
    ]
    assert top.find(f"{A}author/{A}name") is not None
    for entry in top.findall(f"{A}entry"):
        assert len([link for link in entry.findall(f"{A}link") if link.get("rel") == "alternate"]) == 1


def test_the_feed_is_as_new_as_its_newest_entry():
    found = feedparser.parse(atom.write(feed(), ITEMS))

    assert found.feed.updated == "2026-11-22T08:30:00Z" == found.entries[0].updated


def test_ids_stay_when_the_portal_moves_and_are_different_for_each_thing_and_language():
    def ids(**more: str) -> list[str]:
        return [e.id for e in feedparser.parse(atom.write(feed(**more), ITEMS)).entries]

    assert ids() == ids(address="https://other.example/en/feed.atom")
    assert len({*ids(), *ids(lang="zh")}) == 4


def test_a_feed_without_news_is_a_feed():
    found = feedparser.parse(atom.write(feed(), []))

    assert (found.bozo, found.entries, found.feed.updated) == (False, [], "1970-01-01T00:00:00Z")


@pytest.mark.parametrize("text", [NASTY, LONG, "\x08 control \ud800 surrogate"])
def test_a_hostile_text_is_text(text):
    item = atom.Item("route/1", text, text, "https://example.org/?a=1&b=<", datetime(2026, 1, 1, tzinfo=UTC), [text])
    entry = ElementTree.fromstring(atom.write(feed(), [item])).find(f"{A}entry")

    shown = text.replace("\x08", "").replace("\ud800", "")
    assert entry.findtext(f"{A}title") == entry.findtext(f"{A}summary") == shown
    assert entry.find(f"{A}link").get("href") == "https://example.org/?a=1&b=<"
