"""The only place that makes HTML out of people's text."""

import html
import json
import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
_markdown.disable("image")  # a picture would be fetched from the host that the text names


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Markdown (CommonMark) as HTML; raw HTML is shown, not obeyed, and `javascript:` links stay text."""
    return Markup(_markdown.render(text))  # noqa: S704  the renderer escapes


def highlight(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """The text with `<mark>` around each span of character positions; everything else is escaped."""
    parts, done = [], 0
    for start, end in sorted(spans):
        if start < done:
            continue
        parts += [html.escape(text[done:start]), "<mark>", html.escape(text[start:end]), "</mark>"]
        done = end
    parts.append(html.escape(text[done:]))
    return Markup("".join(parts))  # noqa: S704  each part is escaped above


_BREAKERS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def script_data(value: object) -> Markup:
    """JSON for a `<script>` of data: nothing in it can end the script, open a comment in it, or end a line of it."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.translate(_BREAKERS))  # noqa: S704  only strings of JSON hold these characters


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def allowed(text: str) -> str:
    """A text without the characters that XML 1.0 forbids; not escaped."""
    return _CONTROL.sub("", text)


def xml_text(text: str) -> str:
    """Escaped text for XML, without the characters that XML 1.0 forbids."""
    return html.escape(allowed(text), quote=True)
