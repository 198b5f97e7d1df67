"""The poster of a route on A3: the season's colour, the band, the map, every stop by name, the months and a QR code.

Live text: the reader's own Song face sets it, so every width is reckoned from above (`lettering`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import segno

from portal.maps import lettering, pictures, plate, roster
from portal.maps.pictures import PAPER, Words
from portal.maps.plate import Plate, Subject

WIDTH: Final = 1000
HEIGHT: Final = 1414
MARGIN: Final = 64
HEAD: Final = 330
BAND: Final = 30
FOOT: Final = 214
ROOM: Final = WIDTH - 2 * MARGIN

_INK: Final = "#23211c"
_RULES: Final = (
    f".q{{fill:{PAPER}}}.i{{fill:{_INK}}}.f{{fill:#5a5448}}.b{{font-weight:600}}.y{{fill:none;stroke:#d9d3c5}}"
)


def draw(geo: Path, subject: Subject, words: Words, link: str) -> bytes:
    """An SVG of 297 × 420 mm; `link` is the absolute address that the QR code leads to.

    Raises FileNotFoundError when the basemap layers are not there.
    """
    listed = roster.columns(subject, words, ROOM)
    top = HEAD + BAND
    low = HEIGHT - FOOT - listed.height
    parts = [
        pictures.head(WIDTH, HEIGHT, words, f' width="297mm" height="420mm" lang="{subject.lang}"'),
        f"<style>{plate.style(subject.season, plate.SERIF)}{_RULES}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        *_head(subject.season, words),
        f'<g transform="translate(0 {HEAD})">{pictures.band(0, WIDTH, BAND)}</g>',
        f'<svg y="{top}" width="{WIDTH}" height="{low - top:g}">',
        *plate.draw(geo, subject, Plate(WIDTH, low - top, 1.7, names=14, waters=True, span=0.08)),
        "</svg>",
        f'<g transform="translate({MARGIN} {low:g})">',
        *listed.parts,
        "</g>",
        *_foot(subject.season, words, link),
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


def _head(season: str, words: Words) -> Iterator[str]:
    colour, shade = plate.COLOURS[season][0], pictures.SHADES[season]
    yield f'<svg width="{WIDTH}" height="{HEAD}"><rect width="{WIDTH}" height="{HEAD}" fill="{colour}"/>'
    yield f"{pictures.emblem(words, (440, -90, 480), shade, colour)}</svg>"
    yield pictures.emblem(words, (MARGIN - 2, 40, 36), PAPER, colour)
    yield lettering.text("q", (MARGIN + 46, 66), 24, lettering.cut(words.brand, 24, 650))
    room = 700.0
    areas = lettering.block(words.areas, (24, 21, 18), room, 30)
    title = lettering.block(words.title, (78, 70, 62, 56, 50, 44, 38, 34), room, HEAD - 100 - 84)
    yield from lettering.stacked("q b", (MARGIN, 92 + title.size), title)
    yield from lettering.stacked("q", (MARGIN, HEAD - 62), lettering.block(words.facts, (24, 21, 18), room, 30))
    yield from lettering.stacked("q", (MARGIN, HEAD - 28), areas)
    yield from _upright(words.season_name)


def _upright(name: str) -> Iterator[str]:
    """The season's name from top to bottom, as an inscription on a board has it; in Chinese in every language."""
    size = min(62.0, (HEAD - 70) / max(1, len(name)) / 1.06)
    for at, character in enumerate(name):
        place = (WIDTH - MARGIN - 32, 42 + size * (0.86 + at * 1.06))
        yield lettering.text("q b", place, size, character, ' text-anchor="middle" lang="zh-Hans"')


def _foot(season: str, words: Words, link: str) -> Iterator[str]:
    top = HEIGHT - FOOT
    side = 156
    yield f'<path class="y" d="M{MARGIN} {top + 14}h{ROOM}"/>'
    room = ROOM - side - 24.0
    when = " · ".join(part for part in (words.season_title, words.advised) if part)
    yield from lettering.stacked("i b", (MARGIN, top + 56), lettering.block(when, (22, 20, 18, 16), room, 30))
    yield from _months(season, words, MARGIN, top + 72)
    notes = " · ".join(part for part in (words.missing, words.schematic) if part)
    for size, low, said in ((17, 74, link.rsplit("://", maxsplit=1)[-1]), (13, 48, notes), (13, 28, words.credit)):
        yield lettering.text("f", (MARGIN, HEIGHT - low), size, lettering.cut(said, size, room))
    yield _qr(link, WIDTH - MARGIN - side, top + 30, side)


def _months(season: str, words: Words, x: float, y: float) -> Iterator[str]:
    """Twelve cells, the advised ones filled."""
    colour = plate.COLOURS[season][0]
    for month in range(1, 13):
        left, is_advised = x + (month - 1) * 52, month in words.months
        fill, border = (colour, colour) if is_advised else ("none", "#d9d3c5")
        yield f'<rect x="{left:g}" y="{y:g}" width="46" height="34" fill="{fill}" stroke="{border}"/>'
        centred = ' text-anchor="middle"'
        yield lettering.text("q b" if is_advised else "f", (left + 23, y + 24), 19, str(month), centred)


def _qr(link: str, x: float, y: float, side: float) -> str:
    """The code on paper, with the four modules of quiet around it that the standard asks for (ISO/IEC 18004)."""
    rows = [bytes(row) for row in segno.make(link, error="m", micro=False).matrix]
    runs = "".join(f"M{at} {line}.5h1" for line, row in enumerate(rows) for at, dark in enumerate(row) if dark)
    # The quiet reaches into the margin, so that the code itself stands at its edge.
    scale = side / (len(rows) + 8)
    x += 4 * scale
    return (
        f'<path transform="translate({x + 4 * scale:.3f} {y + 4 * scale:.3f}) scale({scale:.4f})" '
        f'stroke="{_INK}" stroke-width="1.02" fill="none" d="{runs}"/>'
    )
