import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.markup import highlight, prose, script_data, xml_text

ATTACK = "<script>alert(1)</script>"


def test_markdown_becomes_html():
    assert prose("## 来源\n\n*多*") == "<h2>来源</h2>\n<p><em>多</em></p>\n"


def test_raw_html_in_prose_is_shown_and_not_obeyed():
    assert "<script>" not in prose(ATTACK)
    assert "&lt;script&gt;" in prose(ATTACK)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:alert(1)"])
def test_a_dangerous_link_in_prose_stays_text(link):
    assert "href" not in prose(f"[x]({link})")


def test_a_picture_from_elsewhere_in_prose_is_a_link_and_never_fetched():
    written = prose('![">x](https://example.org/x.png)')

    assert "<img" not in written
    assert "&quot;&gt;x</a>" in written


def test_a_span_is_marked_and_the_rest_escaped():
    assert highlight("a<b>c", [(1, 4)]) == "a<mark>&lt;b&gt;</mark>c"


def test_overlapping_spans_are_marked_once():
    assert highlight("abcd", [(0, 2), (1, 3)]) == "<mark>ab</mark>cd"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple)))
def test_highlighting_never_loses_or_adds_a_character(text, spans):
    spans = [(a, min(b, len(text))) for a, b in spans if a <= len(text)]
    spans = [(a, b) for a, b in spans if a <= b]
    root = ElementTree.fromstring(f"<p>{xml_text(text)}</p>")
    marked = highlight(text, spans)

    assert marked.replace("<mark>", "").replace("</mark>", "").unescape() == text
    assert (root.text or "") == "".join(c for c in text if xml_text(c)).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=80))
def test_any_text_becomes_well_formed_xml(text):
    ElementTree.fromstring(f'<a b="{xml_text(text)}">{xml_text(text)}</a>'.encode())


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "]]>", "a\u2028b\u2029c", '"&amp;\\', "🦊线"])
def test_data_in_a_script_cannot_end_it_and_reads_as_it_was(text):
    written = str(script_data({text: [text]}))

    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {text: [text]}
