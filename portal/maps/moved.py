"""What changed on the map, for a reviewer: the line as it was and as it is, or a place that moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shapely.geometry import LineString

from portal.kernel.geo import Point
from portal.kernel.markup import xml_text
from portal.maps import plate
from portal.maps.plate import Plate
from portal.maps.sketch import View, fitted, path_data

WIDTH: Final = 640
HEIGHT: Final = 400

_STYLE: Final = """
.was{fill:none;stroke:#96211b;stroke-dasharray:2 7}.is{fill:none;stroke:#17583f}
.was-at{fill:#fffdf8;stroke:#96211b}.is-at{fill:#17583f;stroke:#fffdf8}
@media(prefers-color-scheme:dark){.was{stroke:#ff9c92}.is{stroke:#8fd0b3}.was-at{fill:#191b1c;stroke:#ff9c92}
.is-at{fill:#8fd0b3;stroke:#191b1c}}
"""
"""Told apart by dots and rings too, not by colour alone."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One side: the places, and the line through them (empty for none)."""

    places: Sequence[Point]
    line: Sequence[Point] = ()


def draw(geo: Path, was: Drawn, now: Drawn, title: str) -> bytes:
    """An SVG of both, the newer on top. Raises FileNotFoundError when the basemap layers are not there."""
    sheet = Plate(WIDTH, HEIGHT)
    every = [*was.places, *was.line, *now.places, *now.line]
    view = fitted(every, (WIDTH, HEIGHT), 40, 0.01)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{xml_text(title)}</title>",
        f"<style>{plate.style('winter', plate.SANS, dark=True)}{_STYLE}</style>",
        f'<rect class="p" width="{WIDTH}" height="{HEIGHT}"/>',
        *plate.ground(geo, view, sheet),
        _line(view, now, "is", 4),
        _line(view, was, "was", 4),
        *(_dot(view, place, "was-at", 7) for place in was.places),
        *(_dot(view, place, "is-at", 5) for place in now.places),
        "</svg>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _line(view: View, side: Drawn, css: str, width: int) -> str:
    if len(side.line) < 2:  # noqa: PLR2004  a line has two ends
        return ""
    data = path_data(view, LineString([(p.lon, p.lat) for p in side.line]), WIDTH, HEIGHT, tolerance=0.4)
    return f'<path class="{css}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round" d="{data}"/>'


def _dot(view: View, place: Point, css: str, radius: int) -> str:
    x, y = view.xy(*place)
    return f'<circle class="{css}" stroke-width="2.5" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>'
