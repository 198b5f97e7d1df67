"""SVG to PNG, with the portal's own face: the same bytes on every machine."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from portal.maps.card import FACE

FOLDER: Final = "noto-serif-sc-5.3.0"
FONT: Final = "noto-serif-sc-semibold-subset.ttf"


def png(svg: str, fonts: Path, width: int | None = None) -> bytes:
    """The picture at its own size or so many pixels wide; `fonts` is the folder that has the face's folder.

    Only a text with a character that the face lacks is set with the machine's own fonts beside it, and may then differ
    between machines. Raises ValueError for what is no SVG.
    """
    import resvg_py  # noqa: PLC0415  a worker that is never asked for a card does without its megabytes

    ours = can_write(svg, fonts)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            font_files=[str(fonts / FOLDER / FONT)],
            skip_system_fonts=ours,
            serif_family=FACE.strip("'"),
            font_family=FACE.strip("'"),
        )
    )


def can_write(text: str, fonts: Path) -> bool:
    """Whether the portal's face has every character of a text."""
    return set(text) <= _characters(fonts / FOLDER / "characters.txt")


@lru_cache(maxsize=1)
def _characters(path: Path) -> frozenset[str]:
    return frozenset(path.read_text(encoding="utf-8"))
