"""Pictures as a reader sees them: those whose rights hold today and whose files are on this node."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.catalogue.shelf import Shelf
from portal.documents import MediumDocument
from portal.kernel.locale import Said, say

STEPS: Final = 10
"""Into how many parts a width or a height is divided when a crop is placed: the style sheet has a rule for each."""


@dataclass(frozen=True, slots=True)
class File:
    """One width of a picture; it is there in every format."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `alt` is empty for one that is decorative. `focal` is what a crop keeps in sight, in tenths."""

    key: str
    title: Said
    alt: Said
    credit: str
    licence: str
    width: int
    height: int
    files: list[File]
    focal: tuple[int, int]

    @property
    def largest(self) -> File:
        """The widest file."""
        return self.files[-1]


IsKept = Callable[[str], bool]
"""Whether this node has the files of a picture."""


def shown(shelf: Shelf, keys: Iterable[str], lang: str, today: date, is_kept: IsKept) -> list[Picture]:
    """The pictures of these keys that may be shown today, in their order."""
    found = ((key, shelf.media.get(key)) for key in keys)
    return [of(key, medium, lang) for key, medium in found if medium and medium.may_be_shown_on(today) and is_kept(key)]


def of(key: str, medium: MediumDocument, lang: str) -> Picture:
    """A picture in a reader's language, whether it may be shown or not."""
    return Picture(
        key=key,
        title=say(medium.title, lang),
        alt=say(medium.alt, lang),
        credit=medium.credit,
        licence=medium.licence,
        width=medium.width,
        height=medium.height,
        files=[File(width, medium.height_at(width)) for width in medium.widths],
        focal=(round(medium.focal.x * STEPS), round(medium.focal.y * STEPS)),
    )
