"""The plate: a route drawn on its country in a box of any size, for whichever picture wants it.

Days are told apart by the line (whole, hollow, beaded) and the marker (disc, ring, square) as well as by tone, and a
straight line that only stands for a way is dashed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import shapely
from shapely.geometry import LineString

from portal.documents import Stretch
from portal.kernel.geo import Point
from portal.maps import lettering
from portal.maps.sketch import Geometry, View, fitted, layer, path_data

COLOURS: Final = {
    "spring": ("#a8336a", "#6d1f47", "#f6ecee", "#f29ac0", "#c46a94", "#241c20"),
    "summer": ("#0b6f75", "#06474c", "#eaf3ef", "#6fd0cf", "#419e9e", "#182424"),
    "autumn": ("#b23a12", "#742509", "#f8efe4", "#ff9a6b", "#c66c43", "#26201b"),
    "winter": ("#34618a", "#1f3d5b", "#edf1f4", "#9cc6ea", "#6a96bd", "#1b2126"),
}
"""Season -> line, its deeper tone and ground, on light and on dark; the lines are those of static/css/tokens.css."""

SANS: Final = "system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
SERIF: Final = "'Songti SC','STSong','Noto Serif CJK SC','Noto Serif SC','Source Han Serif SC','SimSun',serif"

STYLES: Final = 3
"""Ways to draw a day; the fourth day is drawn as the first."""

_LIGHT: Final = """
.p{fill:%(ground)s}.w{fill:#bcdade}.r{fill:none;stroke:#93c0c8}.d{fill:none;stroke:#d3ccbb;stroke-dasharray:3 4}
.a{fill:none;stroke:#a89f8a}.s{fill:none;stroke:#dccdaa}.h,.k{fill:none;stroke:%(ground)s}
.l{fill:none;stroke:%(line)s}.l1{stroke:%(deep)s}.m{fill:%(line)s;stroke:%(ground)s}.m1{fill:%(ground)s;stroke:%(deep)s}
.n{fill:#fff;font-weight:600}.n1{fill:%(deep)s}.t{fill:#4f493d;stroke:%(ground)s}.v{fill:#2f6f7a;stroke:%(ground)s}
.c{fill:#625c50;stroke:%(ground)s;paint-order:stroke}text{font-family:%(family)s}
"""
_DARK: Final = """
@media(prefers-color-scheme:dark){.p{fill:%(dark_ground)s}.w{fill:#21414a}.r{stroke:#2f5b64}.d{stroke:#3a3a34}
.a{stroke:#6a644f}.s{stroke:#463f30}.h,.k,.m,.t,.v,.c{stroke:%(dark_ground)s}.l{stroke:%(dark_line)s}.m{fill:%(dark_line)s}
.l1,.m1{stroke:%(dark_deep)s}.m1{fill:%(dark_ground)s}.n{fill:#14110c}.n1{fill:%(dark_line)s}.t{fill:#c5bdab}
.v{fill:#8cc0c8}.c{fill:#a39b8b}}
"""


class Stop(NamedTuple):
    """A stop as pictures name it; `position` is None where nobody knows it."""

    number: int
    day: int
    name: str
    position: Point | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a plate shows: a season's colours, the stops, and the ways between them."""

    season: str
    lang: str
    stops: Sequence[Stop]
    stretches: Sequence[Stretch]

    @property
    def placed(self) -> list[tuple[Stop, Point]]:
        """The stops that are on the map."""
        return [(stop, stop.position) for stop in self.stops if stop.position]

    @property
    def unplaced(self) -> list[Stop]:
        """The stops that are not."""
        return [stop for stop in self.stops if not stop.position]

    @property
    def is_schematic(self) -> bool:
        """Whether a part of the line is straight because nobody traced the way."""
        return any(stretch.leg.kind == "straight" or stretch.leg.loose for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Overview:
    """Places as dots, routes as lines, and the place that the others are around, if there is one."""

    places: Sequence[Point]
    lines: Sequence[Sequence[Point]] = ()
    focus: Point | None = None


@dataclass(frozen=True, slots=True)
class Plate:
    """A box in pixels; `unit` enlarges lines and letters; `names` at most are drawn, rivers too with `waters`.

    A short route is shown amid `span` degrees of country.
    """

    width: float
    height: float
    unit: float = 1.0
    names: int = 9
    waters: bool = False
    span: float = 0.045


def style(season: str, family: str, *, dark: bool = False) -> str:
    """The rules of a plate; `dark` adds those for a reader whose screen is dark."""
    keys = ("line", "deep", "ground", "dark_line", "dark_deep", "dark_ground")
    colours = dict(zip(keys, COLOURS[season], strict=True))
    return (_LIGHT + (_DARK if dark else "")).strip() % {**colours, "family": family}


def draw(geo: Path, subject: Subject, plate: Plate) -> Iterator[str]:
    """The elements of the map, from the ground up. Raises FileNotFoundError when the basemap layers are not there."""
    lines = [(stretch.day, *piece) for stretch in subject.stretches for piece in stretch.leg.pieces()]
    points = [position for _, position in subject.placed] + [point for *_, line in lines for point in line]
    view = fitted(points, (plate.width, plate.height), 40 * plate.unit, plate.span)
    yield f'<rect class="p" width="{plate.width:g}" height="{plate.height:g}"/>'
    yield from ground(geo, view, plate)
    groups = _grouped(view, plate.unit, subject.placed)
    taken = [shapely.box(*group.box(plate.unit)) for group in groups]
    drawn = [LineString([view.xy(*point) for point in line]) for *_, line in lines]
    yield from _names(geo, view, plate, subject.lang, [*taken, *drawn])
    yield from _line(view, plate, lines)
    for group in groups:
        yield marker(group.x, group.y, look(group.stops[0].day), group.text, plate.unit)


def overview(geo: Path, shown: Overview, lang: str, plate: Plate) -> Iterator[str]:
    """The elements of a map of many places and routes: dots and thin lines. Raises as `draw` does."""
    view = fitted(
        [*shown.places, *(point for line in shown.lines for point in line)], (plate.width, plate.height), 30, 0.2
    )
    yield f'<rect class="p" width="{plate.width:g}" height="{plate.height:g}"/>'
    yield from ground(geo, view, plate)
    lines = "".join(
        path_data(view, LineString([(lon, lat) for lat, lon in line]), plate.width, plate.height, tolerance=0.7)
        for line in shown.lines
    )
    yield f'<path class="l"{_stroke(1.3)} opacity=".55" d="{lines}"/>'
    dots = [view.xy(*place) for place in shown.places]
    # A round cap on a line without length is a dot, in a quarter of the bytes of a circle.
    data = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in dots)
    for css, size in (("h", 7.0), ("l", 4.6)):
        yield f'<path class="{css}"{_stroke(size)} d="{data}"/>'
    if shown.focus:
        x, y = view.xy(*shown.focus)
        yield f'<circle class="m" stroke-width="2.5" cx="{x:.1f}" cy="{y:.1f}" r="7.5"/>'
    yield from _names(geo, view, plate, lang, [])  # over the dots: a crowd of them would leave no city its name


def ground(geo: Path, view: View, plate: Plate) -> Iterator[str]:
    """The country under a map: waters, roads and borders."""
    for name, kind, css, stroke in (
        ("water", "lake", "w", 0.0),
        ("roads", "", "s", 1.6),
        ("districts", "", "d", 1.0),
        ("areas", "", "a", 1.4),
        ("water", "river", "r", 2.6),
    ):
        shapes = [geometry for geometry, properties in layer(geo, name) if kind in ("", properties.get("class"))]
        data = "".join(path_data(view, geometry, plate.width, plate.height) for geometry in shapes)
        if data:
            width = f' stroke-width="{stroke * plate.unit:g}" stroke-linejoin="round"' if stroke else ""
            yield f'<path class="{css}"{width} d="{data}"/>'


def _names(geo: Path, view: View, plate: Plate, lang: str, taken: list[Geometry]) -> Iterator[str]:
    """Names of cities, waters and county seats in view, where neither the route nor another name stands."""
    count = 0
    inside = shapely.box(4, 4, plate.width - 4, plate.height - 18 * plate.unit)
    for css, rank, x, y, name in _nameable(geo, view, plate, lang):
        size = (15 if rank == 1 else 11.5) * plate.unit
        half = lettering.width(name, size) / 2
        for shift in (0.35, -1.1, 1.8):
            low = y + shift * size
            box = shapely.box(x - half, low - size, x + half, low + size * 0.3)
            if count < plate.names and inside.contains(box) and not any(box.intersects(other) for other in taken):
                count += 1
                taken.append(box)
                halo = f' text-anchor="middle" paint-order="stroke" stroke-width="{3 * plate.unit:g}"'
                yield lettering.text(css, (round(x), round(low)), size, name, halo)
                break


def _nameable(geo: Path, view: View, plate: Plate, lang: str) -> list[tuple[str, int, float, float, str]]:
    """(class, rank, x, y, name), the most important first: cities, waters by how much of them is seen, seats, towns."""
    found = [
        (properties["rank"], 0.0, "t", view.xy(geometry.y, geometry.x), properties.get(lang) or properties["zh"])
        for geometry, properties in layer(geo, "places")
    ]
    window = shapely.box(*view.box(plate.width, plate.height))
    for geometry, properties in layer(geo, "water") if plate.waters else ():
        name, seen = properties.get(lang) or properties.get("zh"), geometry.intersection(window)
        if name and not seen.is_empty:
            whole = max(shapely.get_parts(seen), key=lambda part: part.length)
            at = whole.representative_point()
            found.append((2, -seen.length, "v", view.xy(at.y, at.x), name))
    return [(css, rank, *xy, name) for rank, _, css, xy, name in sorted(found)]


def look(day: int) -> int:
    """Which of the `STYLES` a day is drawn in."""
    return (day - 1) % STYLES


def _line(view: View, plate: Plate, lines: Sequence[tuple[int, str, Sequence[Point]]]) -> Iterator[str]:
    paths: dict[tuple[int, bool], str] = {}
    for day, kind, points in lines:
        which = look(day), kind == "straight"
        geometry = LineString([(point.lon, point.lat) for point in points])
        paths[which] = paths.get(which, "") + path_data(view, geometry, plate.width, plate.height, tolerance=0.4)
    for data in paths.values():
        yield f'<path class="h"{_stroke(7.4 * plate.unit)} d="{data}"/>'
    for (looks, is_schematic), data in paths.items():
        yield from strokes(looks, data, plate.unit, is_schematic=is_schematic)


def _stroke(width: float) -> str:
    return f' stroke-width="{width:g}" stroke-linejoin="round" stroke-linecap="round"'


def strokes(kind: int, data: str, unit: float, *, is_schematic: bool) -> Iterator[str]:
    """A path in a day's look: whole, hollow or beaded; dashed when it only stands for a way."""
    dash = f' stroke-dasharray="{7 * unit:g} {6 * unit:g}"' if is_schematic else ""
    yield f'<path class="l l{kind}"{_stroke((3.4, 4.6, 4.6)[kind] * unit)}{dash} d="{data}"/>'
    if kind:
        beads = "" if kind == 1 else f' stroke-dasharray="0 {6.5 * unit:g}"'
        yield f'<path class="k"{_stroke((0, 1.7, 2.2)[kind] * unit)}{beads if kind != 1 else dash} d="{data}"/>'


@dataclass(slots=True)
class _Group:
    """Stops that share one marker, which stands at the first of them."""

    x: float
    y: float
    stops: list[Stop]

    @property
    def text(self) -> str:
        text = numbers([stop.number for stop in self.stops])
        return text if len(text) <= _LONGEST else f"{self.stops[0].number}…{self.stops[-1].number}"

    def box(self, unit: float) -> tuple[float, float, float, float]:
        half, tall = _half(self.text) * unit, _TALL * unit
        return self.x - half, self.y - tall, self.x + half, self.y + tall


def _grouped(view: View, unit: float, placed: Sequence[tuple[Stop, Point]]) -> list[_Group]:
    """Markers none of which covers another."""
    groups = [_Group(*view.xy(*position), [stop]) for stop, position in placed]
    while overlap := _overlapping(groups, unit):
        first, second = overlap
        first.stops = sorted([*first.stops, *second.stops])
        groups.remove(second)
    return groups


def _overlapping(groups: Sequence[_Group], unit: float) -> tuple[_Group, _Group] | None:
    for at, first in enumerate(groups):
        left, top, right, bottom = first.box(unit)
        for second in groups[at + 1 :]:
            l, t, r, b = second.box(unit)  # noqa: E741
            if left < r and l < right and top < b and t < bottom:
                return first, second
    return None


_TALL: Final = 10.5
_LONGEST: Final = 12


def _half(text: str) -> float:
    return _TALL + 3.8 * max(0, len(text) - 1)


def marker(x: float, y: float, kind: int, text: str, unit: float) -> str:
    """A number on a disc, in a ring or on a square, by the day's look."""
    half, tall = _half(text) * unit, _TALL * unit
    radius = 4 * unit if kind == STYLES - 1 else tall
    return (
        f'<rect class="m m{kind}" stroke-width="{2 * unit:g}" x="{x - half:.1f}" y="{y - tall:.1f}" '
        f'width="{2 * half:.1f}" height="{2 * tall:g}" rx="{radius:g}"/>'
        f'<text class="n n{kind}" x="{x:.1f}" y="{y + 4.4 * unit:.1f}" font-size="{12.5 * unit:g}" '
        f'text-anchor="middle">{text}</text>'
    )


def numbers(found: Sequence[int]) -> str:
    """1, 2–4, 1·5: what one marker stands for."""
    runs: list[list[int]] = []
    for number in found:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "·".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
