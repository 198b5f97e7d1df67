"""The card that messengers show for a link to a route: 1200 × 630, and 600 × 600 for those that want a square.

Set in the one face that travels with the portal, because a server may have no Chinese one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from portal.maps import lettering, pictures, plate
from portal.maps.pictures import PAPER, Words
from portal.maps.plate import Plate, Subject

FACE: Final = "'Noto Serif SC'"
BAND: Final = 33


class Shape(NamedTuple):
    """A card's size in pixels; where the map and the words lie: (x, y, width, height); sizes of its title."""

    width: int
    height: int
    map: tuple[float, float, float, float]
    panel: tuple[float, float, float, float]
    margin: float
    sizes: Sequence[float]


SHAPES: Final = {
    "wide": Shape(1200, 630, (480, 0, 720, 597), (0, 0, 480, 597), 46, (60, 54, 48, 44, 40, 36, 32)),
    "square": Shape(600, 600, (0, 0, 600, 283), (0, 283, 600, 284), 32, (50, 46, 42, 38, 34, 30, 27)),
}


def draw(geo: Path, subject: Subject, words: Words, shape: Shape) -> str:
    """The card as an SVG to be rasterised. Raises FileNotFoundError when the basemap layers are not there."""
    x, y, width, height = shape.map
    parts = [
        pictures.head(shape.width, shape.height, words, f' width="{shape.width}" height="{shape.height}"'),
        f"<style>{plate.style(subject.season, FACE)}.q{{fill:{PAPER}}}</style>",
        f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}">',
        *plate.draw(geo, subject, Plate(width, height, 1.5, names=7, waters=True, span=0.08)),
        *_credit(words, width, height),
        "</svg>",
        *_panel(words, shape, subject.season),
        pictures.band(shape.height - BAND, shape.width, BAND),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _credit(words: Words, width: float, height: float) -> Iterator[str]:
    halo = ' text-anchor="end" stroke-width="4"'
    for said, above in ((words.credit, 12), (words.missing, 36)):
        yield lettering.text("c", (width - 12, height - above), 15, lettering.cut(said, 15, width - 24), halo)


def _panel(words: Words, shape: Shape, season: str) -> list[str]:
    x, y, width, height = shape.panel
    left, top, room = x + shape.margin, y + height * 0.075, width - 2 * shape.margin
    colour, shade = plate.COLOURS[season][0], pictures.SHADES[season]
    size = max(width, height) * 0.72
    season_title = lettering.block(words.season_title, (25, 22, 19), room - 44, 33)
    facts = lettering.block(words.facts, (23, 21, 19, 17), room, 30)
    areas = lettering.block(words.areas, (23, 20), room, height * 0.12, leading=1.35)
    low = y + height - shape.margin * 0.62 - (len(areas.lines) - 1) * areas.size * 1.35
    under = low - areas.size * 1.55
    title = lettering.block(words.title, shape.sizes, room, under - facts.size * 1.5 - top - 62)
    return [
        f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}">'
        f'<rect width="{width:g}" height="{height:g}" fill="{colour}"/>'
        f"{pictures.emblem(words, (width - size * 0.58, height - size * 0.6, size), shade, colour)}</svg>",
        pictures.emblem(words, (left - 2, top, 34), PAPER, colour),
        *lettering.stacked("q", (left + 44, top + 26), season_title),
        *lettering.stacked("q", (left, top + 50 + title.size), title),
        *lettering.stacked("q", (left, under), facts),
        *lettering.stacked("q", (left, low), areas, 1.35),
    ]
