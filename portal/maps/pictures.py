"""The picture of a route for pages and lists (480 × 320, light, alive in the reader's own fonts and darkness), and what
all three kinds of picture say and share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from portal.kernel.markup import xml_text
from portal.maps import lettering, plate
from portal.maps.plate import Overview, Plate, Subject

WIDTH: Final = 480
HEIGHT: Final = 320

_CLIPPED: Final = f'<svg width="{WIDTH}" height="{HEIGHT}">'
"""An inner picture is cut at its edge also where the outer one is opened in a larger window."""

PAPER: Final = "#fffdf8"
TILE: Final = "#d9a21b"
SEAM: Final = "#b07f0c"
EDGE: Final = "#1f6b4f"

SHADES: Final = {"spring": "#992d5f", "summer": "#0a6368", "autumn": "#a23410", "winter": "#2e587f"}
"""A season's own colour, a little darker: large shapes on it that words may cross."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that pictures of a route say, in the reader's language.

    `description` says in sentences what is drawn; `missing` which stops are not, `schematic` what a dashed line is
    (either may be empty); `season_name` is Chinese in every language; `emblem` is the markup of the season's symbol on
    24 × 24, in `currentColor`.
    """

    title: str
    description: str
    missing: str
    schematic: str
    credit: str
    season_name: str
    season_title: str
    emblem: str
    facts: str
    areas: str
    brand: str
    days: Sequence[str]
    advised: str
    months: Sequence[int]


def route(geo: Path, subject: Subject, words: Words) -> bytes:
    """An SVG of 480 × 320. Raises FileNotFoundError when the basemap layers are not there."""
    halo = ' stroke-width="3"'
    parts = [
        head(WIDTH, HEIGHT, words),
        f"<style>{plate.style(subject.season, plate.SANS, dark=True)}</style>",
        _CLIPPED,
        *plate.draw(geo, subject, Plate(WIDTH, HEIGHT)),
        "</svg>",
        lettering.text("c", (8, HEIGHT - 7), 11, lettering.cut(words.missing, 11, 150), halo),
        lettering.text("c", (WIDTH - 7, HEIGHT - 7), 11, words.credit, f'{halo} text-anchor="end"'),
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


class Said(Protocol):
    """What every picture says: its title, and in sentences what is drawn."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Caption:
    """All that a picture of many places says, in the reader's language `lang`; `season` is whose colours it wears."""

    title: str
    description: str
    credit: str
    lang: str
    season: str


def overview(geo: Path, shown: Overview, caption: Caption) -> bytes:
    """An SVG of 480 × 320 with many places. Raises FileNotFoundError when the basemap layers are not there."""
    parts = [
        head(WIDTH, HEIGHT, caption),
        f"<style>{plate.style(caption.season, plate.SANS, dark=True)}</style>",
        _CLIPPED,
        *plate.overview(geo, shown, caption.lang, Plate(WIDTH, HEIGHT)),
        "</svg>",
        lettering.text("c", (WIDTH - 7, HEIGHT - 7), 11, caption.credit, ' stroke-width="3" text-anchor="end"'),
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


def head(width: int, height: int, words: Said, more: str = "") -> str:
    """How a picture begins: its box, and in words what it is and what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{more} role="img" '
        f'aria-labelledby="title" aria-describedby="description"><title id="title">{xml_text(words.title)}</title>'
        f'<desc id="description">{xml_text(words.description)}</desc>'
    )


def emblem(words: Words, box: tuple[float, float, float], colour: str, behind: str) -> str:
    """The season's symbol in a colour at (x, y, size); what is open in it shows what is behind."""
    x, y, size = box
    inner = words.emblem.replace(PAPER, behind)
    place = f'x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}"'
    return f'<svg {place} viewBox="0 0 24 24" color="{colour}">{inner}</svg>'


def band(y: float, width: float, height: float) -> str:
    """The brand: a row of yellow tiles over a green edge, two to one."""
    tile = height * 2 / 3
    seams = "".join(f"M{x:g} {y:g}v{tile:g}" for x in _steps(tile * 1.6, width))
    return (
        f'<rect y="{y:g}" width="{width:g}" height="{tile:g}" fill="{TILE}"/>'
        f'<path fill="none" stroke="{SEAM}" stroke-width="{height / 24:g}" d="{seams}"/>'
        f'<rect y="{y + tile:g}" width="{width:g}" height="{height - tile:g}" fill="{EDGE}"/>'
    )


def _steps(step: float, end: float) -> list[float]:
    return [round(step * at, 1) for at in range(1, int(end / step) + 1)]
