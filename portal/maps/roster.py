"""The roster: the stops of a route by day, in as many columns and as small a type as they need."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from portal.maps import lettering, plate
from portal.maps.pictures import Words
from portal.maps.plate import Stop, Subject

GAP: Final = 36.0
TALLEST: Final = 345.0
"""Pixels; what is higher is set in the next smaller setting."""

PAD: Final = 30.0


class Setting(NamedTuple):
    """A number of columns, the type's size and the height of a row."""

    columns: int
    size: float
    row: float


SETTINGS: Final = (
    Setting(1, 30, 54),
    Setting(2, 24, 44),
    Setting(2, 21, 37),
    Setting(2, 18, 31),
    Setting(3, 16, 26),
    Setting(3, 13, 21),
    Setting(4, 13, 19),
    Setting(4, 10, 16),
    Setting(6, 8, 12),
)
FEW: Final = 3
"""Rows that one column at the largest size may hold."""


class Row(NamedTuple):
    """A stop, or the heading of a day when `stop` is None."""

    day: int
    lines: list[str]
    height: float
    stop: Stop | None


class Roster(NamedTuple):
    """SVG elements from (0, 0) on, and how high they are."""

    parts: list[str]
    height: float


def columns(subject: Subject, words: Words, room: float) -> Roster:
    """The stops in the largest setting that is not too tall; 60 stops of 14 days still have room."""
    few = len(subject.stops) <= FEW and len(_days(subject)) <= 1
    for setting in SETTINGS if few else SETTINGS[1:]:
        width = (room - GAP * (setting.columns - 1)) / setting.columns
        found = _poured(_rows(subject, words, setting, width), setting.columns)
        height = max((sum(row.height for row in column) for column in found), default=0.0)
        if height <= TALLEST:
            break
    parts = [part for at, column in enumerate(found) for part in _column(column, setting, at * (width + GAP))]
    return Roster(parts, height + 2 * PAD if parts else 0.0)


def _days(subject: Subject) -> set[int]:
    return {stop.day for stop in subject.stops}


def _rows(subject: Subject, words: Words, setting: Setting, width: float) -> list[Row]:
    rows = []
    for day, stops in groupby(subject.stops, key=lambda stop: stop.day):
        if len(_days(subject)) > 1:
            rows.append(Row(day, [words.days[day - 1]], setting.row, None))
        for stop in stops:
            block = lettering.block(
                stop.name, (setting.size,), width - _indent(setting), setting.size * 4.9, leading=1.2
            )
            rows.append(Row(day, block.lines, setting.row + (len(block.lines) - 1) * setting.size * 1.2, stop))
    return rows


def _indent(setting: Setting) -> float:
    return setting.size * 2.1


def _poured(rows: Sequence[Row], count: int) -> list[list[Row]]:
    """The rows in columns as even as whole rows allow; no heading stands last in its column."""
    limit = sum(row.height for row in rows) / count
    while True:
        found: list[list[Row]] = [[]]
        for at, row in enumerate(rows):
            needed = row.height + (rows[at + 1].height if row.stop is None and at + 1 < len(rows) else 0)
            if found[-1] and sum(each.height for each in found[-1]) + needed > limit + 0.5:
                found.append([])
            found[-1].append(row)
        if len(found) <= count:
            return found
        limit *= 1.04


def _column(rows: Sequence[Row], setting: Setting, x: float) -> Iterator[str]:
    y = PAD
    for row in rows:
        base = y + setting.row / 2 + setting.size * 0.36
        if row.stop is None:
            yield from _heading(row, setting, (x, base))
        else:
            yield _number(row.stop, setting, (x, base))
            block = lettering.Block(row.lines, setting.size)
            yield from lettering.stacked("i", (x + _indent(setting), base), block, 1.2)
        y += row.height


def _heading(row: Row, setting: Setting, at: tuple[float, float]) -> Iterator[str]:
    """The day's name after a piece of its line, so that the map can be read."""
    x, base = at
    look, sample = plate.look(row.day), setting.size * 1.6
    yield from plate.strokes(
        look, f"M{x + 2:g} {base - setting.size * 0.34:.1f}h{sample:g}", setting.size / 14, is_schematic=False
    )
    yield lettering.text("f", (x + _indent(setting), base), setting.size * 0.86, row.lines[0])


def _number(stop: Stop, setting: Setting, at: tuple[float, float]) -> str:
    """The stop's marker; only its number when it is not on the map."""
    x, base = at[0] + setting.size * 0.8, at[1] - setting.size * 0.36
    if stop.position is None:
        return lettering.text("f", (x, at[1]), setting.size * 0.9, str(stop.number), ' text-anchor="middle"')
    return plate.marker(x, base, plate.look(stop.day), str(stop.number), setting.size / 16)
