"""The leaflet of a route as a PDF on A4, set by Typst from templates/print/route.typ with the portal's own face.

What is said arrives as JSON, so that a text from a person is a string in Typst and never markup. The same content gives
the same bytes: the document's time is that of the publishing.
"""

import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import segno

from portal.maps import pictures, plate, raster
from portal.maps.card import FACE
from portal.maps.pictures import Words
from portal.maps.plate import Plate, Subject

MAP: Final = (1000, 520)

_NARROW: Final = str.maketrans({"‘": "'", "’": "'", "“": '\\"', "”": '\\"'})
"""The face has curly quotes as wide as a Han character alone; in JSON a straight one is escaped."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A row of the table: `shut` says that nobody gets in, `mark` what is not certain about where it is.

    `way` is how one gets there, in pieces that no line breaks.
    """

    number: int
    name: str
    other: str
    note: str
    shut: str
    mark: str
    stay: str
    way: list[str]


@dataclass(frozen=True, slots=True)
class Day:
    """A chapter; `facts` are its sums in words."""

    title: str
    facts: str
    text: str
    stops: list[Stop]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """All that a leaflet says, in the reader's language; `notices` and `sections` are title -> paragraphs."""

    lang: str
    region: str
    other_lang: str
    publisher: str
    keywords: list[str]
    kicker: str
    title: str
    other_title: str
    facts: str
    summary: str
    months: list[int]
    advised: str
    credit: str
    days: list[Day]
    notices: list[dict[str, str]]
    sections: list[dict[str, Any]]
    sources: list[str]
    legal: list[str]
    link: str
    qr_alt: str
    words: dict[str, str]


def write(leaflet: Leaflet, drawing: tuple[Path, Subject, Words], houses: tuple[Path, Path], made: datetime) -> bytes:
    """The file. `drawing` is the folder of the basemap's layers and what the map shows and says; `houses` the folders
    of templates and of fonts. Raises FileNotFoundError when the layers are not there.

    A text with a character that the face lacks is set with the machine's own fonts beside it.
    """
    import typst  # noqa: PLC0415  a worker that is never asked for a leaflet does without its megabytes

    (geo, subject, words), (templates, fonts) = drawing, houses
    data = {
        **asdict(leaflet),
        "link_shown": leaflet.link.rsplit("://", maxsplit=1)[-1],
        "colour": plate.COLOURS[subject.season][0],
        "map": _map(geo, subject, words),
        "map_alt": words.description,
        "qr": _code(leaflet.link),
    }
    said = json.dumps(data, ensure_ascii=False)
    if leaflet.lang != "zh":
        said = said.translate(_NARROW)
    return typst.compile(
        templates / "print/route.typ",
        root=templates / "print",
        font_paths=[fonts / raster.FOLDER],
        ignore_system_fonts=raster.can_write(said, fonts),
        sys_inputs={"data": said},
        timestamp=int(made.timestamp()),
        format="pdf",
    )


def _map(geo: Path, subject: Subject, words: Words) -> str:
    width, height = MAP
    return "\n".join(
        [
            pictures.head(width, height, words, f' width="{width}" height="{height}"'),
            f"<style>{plate.style(subject.season, FACE)}</style>",
            *plate.draw(geo, subject, Plate(width, height, 1.5, names=12, waters=True, span=0.08)),
            "</svg>",
        ]
    )


def _code(link: str) -> str:
    kept = io.BytesIO()
    segno.make(link, error="m", micro=False).save(kept, kind="svg", border=2, xmldecl=False)
    return kept.getvalue().decode()
