"""Lettering: how wide a text is at most, and how it breaks into lines, without asking a font.

Live text in an SVG is set in whatever Song face the reader's machine has, so widths are estimates from above.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from portal.kernel.markup import xml_text

_HAN: Final = 1.0
_UPPER: Final = 0.79
_OTHER: Final = 0.63
_SPECIAL: Final = {
    **dict.fromkeys("MWm@%ÆŒæœ", 1.08),
    **dict.fromkeys("HNUQODGKw&", 0.87),
    **dict.fromkeys("bdhknpqu", 0.69),
    **dict.fromkeys("rsIJ", 0.5),
    **dict.fromkeys("iljft.,:;'!|() -·", 0.42),
    "№": 1.3,
    "—": _HAN,
    "…": _HAN,
}
"""Ems; each at least what Noto Serif SC 600 and the usual system faces need."""

_NOT_FIRST: Final = frozenset("，。、；：！？）》」』”’…·,.;:!?)]}%")
_NOT_LAST: Final = frozenset("（《「『“‘([{")


LEADING: Final = 1.28
"""Line height over size."""


class Block(NamedTuple):
    """Lines of text and the size in pixels at which they fit."""

    lines: list[str]
    size: float


def width(text: str, size: float = 1.0) -> float:
    """Pixels that a line of text takes at most."""
    return sum(_em(character) for character in text) * size


def _em(character: str) -> float:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if unicodedata.combining(character):
        return 0.0
    if _is_han(character):
        # An emoji from a system's own font is wider than the em.
        return _HAN if ord(character) < 0x1F000 else 1.4  # noqa: PLR2004
    if not character.isascii():
        return (0.87 if character.isupper() else 0.71) if character.isalpha() else _HAN
    return _UPPER if character.isupper() else _OTHER


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room` pixels: Latin breaks at spaces, Han anywhere but before or after its punctuation."""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split()), room / size):
        if line and width(line + piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, ems: float) -> Iterator[str]:
    """What must stay together: a word, or a Han character with its punctuation; a longer one is cut."""
    piece = ""
    for character in text:
        if piece and (_may_part(piece[-1], character) or width(piece + character) > ems):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return after == " " or before in " -/" or _is_han(after) or _is_han(before)


def _is_han(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def block(text: str, sizes: Sequence[float], room: float, height: float, *, leading: float = LEADING) -> Block:
    """The text at the largest of `sizes` at which it fits `room` × `height` pixels; at the smallest it is cut with …

    Of a Chinese title whose clauses fit whole on lines of their own, a somewhat smaller size is taken instead.
    """
    for size in sizes:
        lines, most = wrapped(text, size, room), max(1, int(height / (size * leading)))
        if len(lines) <= most:
            found = Block(lines, size)
            return found if len(lines) == 1 else _at_pauses(text, found, sizes, room, height / leading)
    return Block([*lines[: most - 1], cut(" ".join(lines[most - 1 :]), size, room)], size)


_SMALLER: Final = 0.78
"""The part of the size that sense may cost."""


def _at_pauses(text: str, found: Block, sizes: Sequence[float], room: float, height: float) -> Block:
    """The text broken after Chinese pauses, where that is possible: 浑河两岸，/一天看完三座陵."""
    clauses = [clause for clause in re.split("(?<=[，。、；：！？])", " ".join(text.split())) if clause]
    for size in sizes if len(clauses) > 1 else ():
        lines: list[str] = []
        for clause in clauses:
            if lines and width(lines[-1] + clause, size) <= room:
                lines[-1] += clause
            else:
                lines.append(clause)
        is_good = len(lines) <= height / size and all(width(line, size) <= room for line in lines)
        if found.size >= size >= found.size * _SMALLER and is_good:
            return Block(lines, size)
    return found


def cut(text: str, size: float, room: float) -> str:
    """The text, ending in … where it would be wider than `room` pixels."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def text(css: str, at: tuple[float, float], size: float, words: str, more: str = "") -> str:
    """An SVG text whose baseline begins at (x, y), nothing for no words; `more` are further attributes."""
    if not words:
        return ""
    return f'<text class="{css}" x="{at[0]:g}" y="{at[1]:g}" font-size="{size:g}"{more}>{xml_text(words)}</text>'


def stacked(css: str, at: tuple[float, float], found: Block, leading: float = LEADING) -> list[str]:
    """The lines of a block as SVG texts, the first with its baseline at (x, y)."""
    x, y = at
    return [text(css, (x, y + n * found.size * leading), found.size, line) for n, line in enumerate(found.lines)]
