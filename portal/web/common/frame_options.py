"""What every frame may be asked: how it looks and what it shows. v1 may get more options, and never fewer.

The words are those of the partners' page: `lang` zh or en; `view` both, map or list; `appearance` auto, light or dark;
`color` an accent as hexadecimal digits; `height` in pixels, for a frame that does not grow; `key` a partner's.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from portal.kernel import colour
from portal.kernel.errors import NotValid
from portal.kernel.locale import LANGUAGES

VIEWS: Final = ("both", "map", "list")
APPEARANCES: Final = ("auto", "light", "dark")
HEIGHTS_PX: Final = (200, 2000)
CHOICES: Final = {"lang": LANGUAGES, "view": VIEWS, "appearance": APPEARANCES}
"""Option -> the words that it can be, the usual one first."""

OPTIONS: Final = ("lang", "view", "appearance", "color", "height", "key")

GROUNDS: Final = {"light": "#f7f5ef", "dark": "#212425"}
"""What an accent has to be read on: `--paper` of tokens.css, and by night its `--surface`, the lighter of the two."""

Args = dict[str, list[str]]


class TooFaint(NotValid):
    """A colour that could not be read on a frame's paper; `nearest` could, `ratio` is the contrast that it has."""

    def __init__(self, given: str, nearest: str, ratio: float) -> None:
        super().__init__("too little contrast", field="color", given=given)
        self.nearest = nearest
        self.ratio = ratio


@dataclass(frozen=True, slots=True)
class Accent:
    """A partner's colour by day and by night; where it could not be read there it is a sibling of the same hue."""

    light: str
    dark: str

    @property
    def sheet(self) -> str:
        """The one style rule of a frame's own; without quotation marks, so that HTML leaves its hash true."""
        day, night = (
            f"{{--season:{c};--link:{c};--season-tint:color-mix(in srgb,{c} 12%,var(--paper))}}"
            for c in (self.light, self.dark)
        )
        things = "body,body [data-season]"
        at_night = ",".join(f":root[data-appearance=dark] {thing}" for thing in things.split(","))
        by_system = ",".join(f":root:not([data-appearance=light]) {thing}" for thing in things.split(","))
        return f"{things}{day}@media(prefers-color-scheme:dark){{{by_system}{night}}}{at_night}{night}"

    @property
    def source(self) -> str:
        """The rule as a source of `style-src` (CSP 3, hash-source)."""
        return f"'sha256-{base64.b64encode(hashlib.sha256(self.sheet.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one frame; `height` is None for a frame that says itself how high it is."""

    view: str = VIEWS[0]
    appearance: str = APPEARANCES[0]
    height: int | None = None
    accent: Accent | None = None


def language(args: Args, otherwise: str) -> str:
    """The language that the address names, and nothing overrides. Raises NotValid for one that the portal has not."""
    return _choice(args, "lang", otherwise)


def read(args: Args) -> Options:
    """The options of an address. Raises NotValid (TooFaint for a colour) for a value that there is not."""
    look = _choice(args, "appearance")
    return Options(
        view=_choice(args, "view"),
        appearance=look,
        height=_height(args),
        accent=_accent(args, look),
    )


def others(args: Args) -> Args:
    """What an address says besides: for the frame itself to read."""
    return {name: values for name, values in args.items() if name not in OPTIONS}


def appearance(args: Args) -> str:
    """The appearance that an address asks for; where it names none that there is, the usual one."""
    given = args.get("appearance", [""])[-1]
    return given if given in APPEARANCES else APPEARANCES[0]


def _choice(args: Args, name: str, usual: str = "") -> str:
    given = args.get(name, [usual or CHOICES[name][0]])[-1]
    if given not in CHOICES[name]:
        raise NotValid("unknown value", field=name, given=given)
    return given


def _height(args: Args) -> int | None:
    if "height" not in args:
        return None
    given = args["height"][-1]
    least, most = HEIGHTS_PX
    if not re.fullmatch(r"[0-9]{3,4}", given) or not least <= int(given) <= most:
        raise NotValid("not a height", field="height", given=given)
    return int(given)


def _accent(args: Args, look: str) -> Accent | None:
    if "color" not in args:
        return None
    given = args["color"][-1]
    try:
        wanted = colour.hexadecimal(given)
    except ValueError as error:
        raise NotValid("not a colour", field="color", given=given) from error
    day, night = (colour.readable(wanted, ground) for ground in (GROUNDS["light"], GROUNDS["dark"]))
    if day != wanted and look != "dark":  # by night every colour has its sibling, so there is nothing to refuse
        raise TooFaint(wanted, day, colour.contrast(wanted, GROUNDS["light"]))
    return Accent(day, night)
