"""What an address asks of a list: its words, its page, and a part of the map."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from portal.kernel.errors import NotFound, NotValid
from portal.kernel.geo import REGION, Box, Point
from portal.kernel.text import printable

Args = Mapping[str, Sequence[str]]
"""A query as the door read it: every parameter with all its values, in order."""

MAX_QUERY: Final = 100

_NUMBER: Final = r"[+-]?(?:\d{1,320}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?"
_NUMBERS: Final = re.compile(rf"{_NUMBER}(?:,{_NUMBER}){{3}}(?:(?:,{_NUMBER}){{2}})?", re.ASCII)
_FARTHEST: Final = (180, 90, 180, 90)


def given(args: Args) -> str:
    """The words of `q` at any length, printable and with single spaces."""
    return printable((args.get("q") or [""])[-1])


def words(args: Args) -> str:
    """The words of `q`, printable and with single spaces. Raises NotValid above 100 characters."""
    text = given(args)
    if len(text) > MAX_QUERY:
        raise NotValid("the text is too long", field="q", given=text[:20] + "…")
    return text


def only(args: Args, known: set[str]) -> None:
    """Raise NotValid for a parameter that the list does not have."""
    for name, values in args.items():
        if name not in known:
            raise NotValid("unknown parameter", field=name, given=" ".join(values))


def page(args: Args, total: int, per_page: int) -> tuple[int, int]:
    """(the page asked for, how many there are); NotValid for what is no number, NotFound beyond the last."""
    return page_of(page_number(args), total, per_page)


def page_number(args: Args) -> int:
    """The page asked for, from 1. Raises NotValid for what is no number."""
    given = (args.get("page") or ["1"])[-1]
    if not re.fullmatch(r"[1-9][0-9]{0,5}", given):
        raise NotValid("not a page number", field="page", given=given)
    return int(given)


def page_of(number: int, total: int, per_page: int) -> tuple[int, int]:
    """(a page, how many there are). Raises NotFound beyond the last."""
    pages = max(1, math.ceil(total / per_page))
    if number > pages:
        raise NotFound(f"there are {pages} pages", field="page", given=str(number))
    return number, pages


def sides(given: str) -> tuple[float, float, float, float]:
    """West, south, east, north of a `bbox` in degrees, WGS-84: of four numbers, or of six with heights.

    West is more than east where the box crosses the date line. Raises NotValid for what is no box on the Earth.
    """
    if not _NUMBERS.fullmatch(given):
        raise NotValid("not a box", field="bbox", given=given)
    numbers = [float(number) for number in given.split(",")]
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    is_on_earth = all(abs(side) <= most for side, most in zip((west, south, east, north), _FARTHEST, strict=True))
    if not is_on_earth and Box(Point(west, south), Point(east, north)).meets(REGION):  # our longitudes are no latitudes
        raise NotValid("swapped", field="bbox", given=given)
    has_order = all(low <= high for low, high in zip(numbers[1:half], numbers[half + 1 :], strict=True))
    if not (is_on_earth and has_order and all(map(math.isfinite, numbers))):
        raise NotValid("not a box", field="bbox", given=given)
    return west, south, east, north
