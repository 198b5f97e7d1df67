"""oEmbed's answers: never larger than asked, thumbnails whole or not at all, and HTML that a strict filter keeps."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some
from kses import SECRET, oembed_html

from portal.formats.oembed import Frame, Picture, answer, as_json, as_xml, iframe

PICTURES = (Picture("https://example.org/a.png", 1200, 630), Picture("https://example.org/b.png", 600, 600))
HOSTILE = [
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    "</iframe><script>alert(1)</script>",
    "]]><x>&amp;&lt; -->",
    "线🦊" * 150,
    "=HYPERLINK(1)",
]

sizes = some.none() | some.integers(1, 3000)


def frame_of(title="Title", **more):
    return Frame(
        "https://example.org/embed/v1/map?lang=en&view=map", title, "Portal", "https://example.org/en/", **more
    )


@given(width=sizes, height=sizes, tall=some.integers(150, 2000))
def test_nothing_is_larger_than_asked_for(width, height, tall):
    found = answer(frame_of(pictures=PICTURES, height=tall), width, height)

    for name, most in (("width", width), ("height", height), ("thumbnail_width", width), ("thumbnail_height", height)):
        if name in found and most:
            assert 0 < found[name] <= most


@given(width=sizes, height=sizes)
def test_an_answer_has_what_its_type_requires(width, height):
    found = answer(frame_of(pictures=PICTURES), width, height)

    assert found["version"] == "1.0"
    assert {"html", "width", "height"} & set(found) == (
        {"html", "width", "height"} if found["type"] == "rich" else set()
    )
    assert found["type"] == ("link" if (width or 640) < 200 or (height or 480) < 150 else "rich")
    thumbnail = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}
    assert thumbnail & set(found) in (set(), thumbnail)


@given(width=sizes, height=sizes)
def test_xml_says_what_json_says(width, height):
    found = answer(frame_of(HOSTILE[0], pictures=PICTURES), width, height)
    tree = ElementTree.fromstring(as_xml(found))

    assert tree.tag == "oembed"
    assert {child.tag: child.text for child in tree} == {name: str(value) for name, value in found.items()}
    assert json.loads(as_json(found)) == found


@pytest.mark.parametrize(
    ("width", "height", "thumbnail"),
    [(None, None, 1200), (1200, 630, 1200), (1199, None, 600), (None, 629, 600), (600, 600, 600), (599, None, None)],
)
def test_the_thumbnail_is_the_best_one_that_fits(width, height, thumbnail):
    assert answer(frame_of(pictures=PICTURES), width, height).get("thumbnail_width") == thumbnail


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_in_its_attribute(title):
    html = iframe("https://example.org/?a=1&b=2", title, 640, 480)
    (element,) = ElementTree.fromstring(f"<body>{html}</body>")

    assert element.attrib == {
        "src": "https://example.org/?a=1&b=2",
        "width": "640",
        "height": "480",
        "title": title,
        "frameborder": "0",
    }


@pytest.mark.parametrize("title", ["Title", *HOSTILE])
def test_wordpress_lets_the_whole_frame_through(title):
    html = iframe("https://example.org/?a=1&b=2", title, 640, 480)
    element = ElementTree.fromstring(oembed_html(html))

    before = ElementTree.fromstring(html).attrib
    wordpress = {"sandbox": "allow-scripts", "security": "restricted", "src": f"{before['src']}#?secret={SECRET}"}
    assert element.attrib == {**before, **wordpress}


def test_wordpress_would_hide_a_frame_that_comes_with_a_quotation():
    html = f"<blockquote>Title</blockquote>{iframe('https://example.org/', 'Title', 640, 480)}"

    assert "visibility: hidden" in oembed_html(html)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>no frame</p>", ""),
        ('<blockquote><a href="https://example.org/">only a link</a></blockquote>', ""),
        ('<iframe src="https://example.org/" onload="x()"></iframe>', "onload"),
        ('<iframe src="https://example.org/" allow="camera" loading="lazy"></iframe>', "allow="),
    ],
)
def test_the_filter_refuses_what_wordpress_refuses(html, left):
    found = oembed_html(html)

    assert found == "" if not left else left not in found


def test_the_filter_drops_addresses_that_are_none():
    assert "javascript" not in oembed_html('<iframe src="javascript:alert(1)"></iframe>')
