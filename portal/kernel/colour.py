"""Colours that can be read: the contrast of WCAG 2.2, and the nearest colour of the same hue that has enough of it."""

import math
import re
from collections.abc import Callable
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""Of text on its ground: WCAG 2.2, success criterion 1.4.3 (AA)."""

Triple = tuple[float, float, float]

# Oklab, as Björn Ottosson gives it (bottosson.github.io/posts/oklab, 2020) and CSS Color 4 repeats it.
_TO_LMS: Final[tuple[Triple, Triple, Triple]] = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Final[tuple[Triple, Triple, Triple]] = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB: Final[tuple[Triple, Triple, Triple]] = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_LMS: Final[tuple[Triple, Triple, Triple]] = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_HALVINGS: Final = 24
_ROUNDING: Final = 1e-6
_MIDDLE: Final = 0.18
"""Luminance above which dark text has more contrast than light text (the root of 0.05 × 1.05, less 0.05)."""


def hexadecimal(text: str) -> str:
    """`#rrggbb` in small letters from three or six digits, with # or without. Raises ValueError for anything else."""
    digits = re.fullmatch(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text)
    if not digits:
        raise ValueError(f"{text} is not a colour of three or six hexadecimal digits")
    found = digits[1].lower()
    return "#" + (found if len(found) == 6 else "".join(2 * digit for digit in found))  # noqa: PLR2004


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white): WCAG 2.2, "relative luminance"."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21: WCAG 2.2, "contrast ratio"."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str, least: float = LEAST_CONTRAST) -> str:
    """The colour itself where it has the contrast, else the nearest of its hue that has.

    Moves through OKLCH, where lightness is what people see as lightness; chroma gives way only where the screen has no
    such colour. On a light ground it moves towards black, on a dark one towards white.
    """
    if contrast(colour, ground) >= least:
        return colour
    lightness, chroma, hue = _oklch(colour)
    enough, too_little = (0.0 if luminance(ground) > _MIDDLE else 1.0), lightness
    for _ in range(_HALVINGS):
        between = (enough + too_little) / 2
        if contrast(_in_gamut(between, chroma, hue), ground) >= least:
            enough = between
        else:
            too_little = between
    return _in_gamut(enough, chroma, hue)


def _linear(colour: str) -> Triple:
    """Light from sRGB: IEC 61966-2-1, with its threshold of 0.04045 as WCAG 2.2 has it since 2021."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _each(lambda c: c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, (red, green, blue))  # noqa: PLR2004


def _oklch(colour: str) -> Triple:
    """Lightness 0–1, chroma, hue in radians."""
    lightness, a, b = _times(_TO_LAB, _each(math.cbrt, _times(_TO_LMS, _linear(colour))))
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """The colour as hexadecimal digits, with as much of the chroma as sRGB has there."""
    low, high = 0.0, chroma
    light = _light(lightness, chroma, hue)
    if not _is_shown(light):
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_shown(_light(lightness, middle, hue)) else (low, middle)
        light = _light(lightness, low, hue)
    return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in light)


def _light(lightness: float, chroma: float, hue: float) -> Triple:
    lms = _times(_FROM_LAB, (lightness, chroma * math.cos(hue), chroma * math.sin(hue)))
    return _times(_FROM_LMS, _each(lambda c: c**3, lms))


def _is_shown(light: Triple) -> bool:
    return all(abs(part - 0.5) <= 0.5 + _ROUNDING for part in light)


def _encoded(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004


def _times(matrix: tuple[Triple, Triple, Triple], v: Triple) -> Triple:
    a, b, c = (row[0] * v[0] + row[1] * v[1] + row[2] * v[2] for row in matrix)
    return a, b, c


def _each(function: Callable[[float], float], v: Triple) -> Triple:
    return function(v[0]), function(v[1]), function(v[2])
