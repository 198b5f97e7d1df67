"""Coordinates as people type them: decimal or in degrees and minutes, with compass points in Chinese or English."""

import re
import unicodedata

from portal.content import positions
from portal.kernel.errors import NotValid
from portal.kernel.text import printable


def typed(text: str) -> list[positions.Named]:
    """The points that somebody typed, one a line, with a name or without. Raises NotValid with the line that is none.

    `41.79, 123.45`, `123.45E 41.79N`, `北纬41度47分24秒 东经123度27分`; full-width or not.
    """
    lines = [
        line.strip() for line in unicodedata.normalize("NFKC", text[: positions.MAX_BYTES]).splitlines() if line.strip()
    ]
    if not lines:
        raise NotValid("there is no position in it", field="text")
    if len(lines) > positions.MAX_POINTS:
        raise NotValid("there are more than 5,000 points in it", field="text")
    return [_typed(line) for line in lines]


_BODY = (
    r"(?P<{0}sign>-)?(?P<{0}degrees>\d{{1,3}}(?:\.\d{{1,15}})?)(?!\.?\d)(?:\s?[°º度]\s?(?:(?P<{0}minutes>\d{{1,2}}(?:\.\d{{1,15}})?)"
    r"\s?[′'’分]\s?(?:(?P<{0}seconds>\d{{1,2}}(?:\.\d{{1,15}})?)\s?(?:″|”|\"|''|′′|秒))?)?)?"
)
_SIDE = r"北纬|南纬|东经|西经|北|南|东|西|[NSEWnsew](?![a-zA-Z])"
_COORDINATE = re.compile(
    rf"(?<![\d.])(?:(?P<before>{_SIDE}|(?<![a-zA-Z])[NSEWnsew](?=\s?\d))\s?:?\s?{_BODY.format('b')}|{_BODY.format('a')}\s?(?P<after>{_SIDE})?)"
)


def _typed(line: str) -> positions.Named:
    found = list(_COORDINATE.finditer(line))
    if len(found) > 2:  # noqa: PLR2004  the rest are figures of a name: take those that look like coordinates
        found = [match for match in found if re.search(r"[.°º度]", match[0]) or match["before"] or match["after"]]
    if len(found) != 2:  # noqa: PLR2004  latitude and longitude
        raise NotValid("this line is no position", field="text", given=line[:80])
    (one, first), (two, second) = (_degrees(match) for match in found)
    name = printable(line[: found[0].start()] + " " + line[found[1].end() :]).strip(" ,;:|()[]\t，、；：")
    if one and two and one == two:
        raise NotValid("this line is no position", field="text", given=line[:80])
    if one == "lon" or two == "lat":
        return positions.named(name, second, first)
    return positions.named(name, first, second, may_turn=not (one or two))


def _degrees(match: re.Match[str]) -> tuple[str, float]:
    """(lat, lon or nothing said; degrees)."""
    side = (match["before"] or match["after"] or "").upper()
    which = "b" if match["before"] else "a"
    value = sum(float(match[f"{which}{part}"] or 0) / 60**i for i, part in enumerate(("degrees", "minutes", "seconds")))
    is_negative = bool(match[f"{which}sign"]) or side[:1] in ("S", "W", "南", "西")
    axis = "lat" if side[:1] in tuple("NS北南") and side else "lon" if side else ""
    return axis, -value if is_negative else value
