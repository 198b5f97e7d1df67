"""A piece of a text around what was asked for, with marks."""

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from portal.documents import AttractionDocument, EventDocument, RouteDocument
from portal.kernel.locale import Said, say
from portal.kernel.markup import highlight
from portal.kernel.text import fold

WINDOW: Final = {"zh": 70, "en": 170}
"""Characters shown, by language."""


def snippet(
    document: RouteDocument | AttractionDocument | EventDocument, lang: str, terms: Sequence[str]
) -> tuple[Markup, Said]:
    """A piece of a document's texts around what was asked for, with marks; and the language it is in."""
    texts = [say(document.summary, lang), say(document.body, lang)]
    marked = [(said, spans(said.text, terms)) for said in texts]
    said, found = max(marked, key=lambda pair: min(len(pair[1]), 1))
    start, end = _window(said.text, found, WINDOW[lang])
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in found if a < end and b > start]
    cut = Markup("…") if start else Markup("")
    return cut + highlight(said.text[start:end], inside) + (Markup("…") if end < len(said.text) else ""), said


def spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text has the terms, as merged (start, end) in the text itself.

    Works on a copy folded character by character, so that positions stay; terms are stems, so the end of an English
    word is marked with its stem.
    """
    if not terms:
        return []
    folded = "".join(f if len(f := fold(c)) == 1 else c for c in text)
    longest_first = sorted(terms, key=len, reverse=True)
    ways = (rf"(?<![0-9a-z]){re.escape(t)}[0-9a-z]*" if t.isascii() else re.escape(t) for t in longest_first)
    merged: list[tuple[int, int]] = []
    # Pairs overlap (森林, 林公, 公园), so each is looked for from every position.
    for match in re.finditer(rf"(?=({'|'.join(ways)}))", folded):
        start, end = match.start(1), match.end(1)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    start = max(0, (found[0][0] if found else 0) - width // 4)
    start = min(start, len(text) - width)
    if start and text[:start].isascii():
        start = text.rfind(" ", 0, start) + 1
    end = start + width
    if end < len(text) and text.isascii():
        end = max(text.rfind(" ", start, end), start + width // 2)
    return start, end
