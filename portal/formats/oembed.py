"""oEmbed 1.0 (oembed.com): what a frame is called, how large it may be, and the one `<iframe>` that shows it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.markup import xml_text

WIDTH: Final = 640
HEIGHT: Final = 480
LEAST: Final = (200, 150)
"""Width and height below which a frame shows nothing that one can read or touch: then the answer is a link."""

CACHE_AGE: Final = 86_400
"""Seconds. The answer holds a name and an address; what changes by the day is behind the address."""

Answer = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the thing, at its own size in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that may stand in other people's pages. `pictures` are the thumbnails that there are, the best first."""

    address: str
    title: str
    publisher: str
    home: str
    pictures: Sequence[Picture] = ()
    height: int = HEIGHT


def answer(frame: Frame, max_width: int | None = None, max_height: int | None = None) -> Answer:
    """The response's fields. Nothing in it is larger than asked for: where no frame fits it is of type `link`."""
    width, height = min(WIDTH, max_width or WIDTH), min(frame.height, max_height or frame.height)
    fits = width >= LEAST[0] and height >= LEAST[1]
    return {
        "type": "rich" if fits else "link",
        "version": "1.0",
        "title": frame.title,
        "author_name": frame.publisher,
        "author_url": frame.home,
        "provider_name": frame.publisher,
        "provider_url": frame.home,
        "cache_age": CACHE_AGE,
        **_thumbnail(frame.pictures, max_width, max_height),
        **(
            {"html": iframe(frame.address, frame.title, width, height), "width": width, "height": height}
            if fits
            else {}
        ),
    }


def _thumbnail(pictures: Sequence[Picture], max_width: int | None, max_height: int | None) -> Answer:
    """All three fields or none: a thumbnail has to fit as well."""
    for picture in pictures:
        if (max_width or picture.width) >= picture.width and (max_height or picture.height) >= picture.height:
            return {
                "thumbnail_url": picture.address,
                "thumbnail_width": picture.width,
                "thumbnail_height": picture.height,
            }
    return {}


def iframe(address: str, title: str, width: int, height: int) -> str:
    """One element with the attributes that WordPress lets through, and no other; well-formed XHTML.

    No quotation with a link beside it: WordPress would hide the frame until a script of its own inside it answered.
    """
    return (
        f'<iframe src="{xml_text(address)}" width="{width}" height="{height}" '
        f'title="{xml_text(title)}" frameborder="0"></iframe>'
    )


def as_json(fields: Answer) -> bytes:
    """The fields as JSON."""
    return json.dumps(fields, ensure_ascii=False).encode()


def as_xml(fields: Answer) -> bytes:
    """The fields as XML."""
    inside = "".join(f"<{name}>{xml_text(str(value))}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{inside}</oembed>\n'.encode()
