"""A sitemap that search engines can read."""

from xml.etree import ElementTree

import pytest

from portal.formats.sitemap import MAX_ADDRESSES, write

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
PAGES = [
    [("zh-Hans", "https://example.org/zh/"), ("en", "https://example.org/en/")],
    [("zh-Hans", "https://example.org/zh/a/?b=1&c=<"), ("en", "https://example.org/en/a/?b=1&c=<")],
]


@pytest.fixture
def tree():
    return ElementTree.fromstring(write(PAGES))


def test_every_address_is_listed(tree):
    assert [loc.text for loc in tree.findall("s:url/s:loc", NAMES)] == [
        address for page in PAGES for _, address in page
    ]


def test_each_address_names_itself_its_alternates_and_the_default(tree):
    for url in tree.findall("s:url", NAMES):
        links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        assert set(links) == {"zh-Hans", "en", "x-default"}
        assert links["x-default"] == links["zh-Hans"]
        assert url.findtext("s:loc", namespaces=NAMES) in links.values()


def test_an_ampersand_in_an_address_is_escaped():
    assert b"b=1&amp;c=&lt;" in write(PAGES)


def test_an_empty_site_has_an_empty_sitemap():
    assert len(ElementTree.fromstring(write([]))) == 0


def test_more_than_one_file_may_hold_is_refused():
    with pytest.raises(ValueError, match="50,000"):
        write([[("en", "https://example.org/")]] * (MAX_ADDRESSES + 1))
