"""A sitemap that search engines can read."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from portal.formats.sitemap import MAX_ADDRESSES, Page, write
from portal.kernel.season import SHANGHAI

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
CHANGED = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
PAGES = [
    Page([("zh-Hans", "https://example.org/zh/"), ("en", "https://example.org/en/")]),
    Page([("zh-Hans", "https://example.org/zh/a/?b=1&c=<"), ("en", "https://example.org/en/a/?b=1&c=<")], CHANGED),
]


@pytest.fixture
def tree():
    return ElementTree.fromstring(write(PAGES))


def test_every_address_is_listed(tree):
    assert [loc.text for loc in tree.findall("s:url/s:loc", NAMES)] == [
        address for page in PAGES for _, address in page.addresses
    ]


def test_each_address_names_itself_its_alternates_and_the_default(tree):
    for url in tree.findall("s:url", NAMES):
        links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        assert set(links) == {"zh-Hans", "en", "x-default"}
        assert links["x-default"] == links["zh-Hans"]
        assert url.findtext("s:loc", namespaces=NAMES) in links.values()


def test_a_page_says_when_it_changed_and_is_silent_where_nobody_knows(tree):
    said = [url.findtext("s:lastmod", namespaces=NAMES) for url in tree.findall("s:url", NAMES)]

    assert said == [None, None, *["2026-11-23T04:00:00+00:00"] * 2]


def test_the_time_of_change_stands_where_the_schema_wants_it(tree):
    """sitemap.xsd: loc, lastmod, changefreq, priority, then elements of others."""
    for url in tree.findall("s:url", NAMES):
        names = [child.tag.split("}")[1] for child in url]
        assert names in (["loc", "link", "link", "link"], ["loc", "lastmod", "link", "link", "link"])


def test_an_ampersand_in_an_address_is_escaped():
    assert b"b=1&amp;c=&lt;" in write(PAGES)


def test_an_empty_site_has_an_empty_sitemap():
    assert len(ElementTree.fromstring(write([]))) == 0


def test_more_than_one_file_may_hold_is_refused():
    with pytest.raises(ValueError, match="50,000"):
        write([Page([("en", "https://example.org/")])] * (MAX_ADDRESSES + 1))
