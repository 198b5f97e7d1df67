"""A program of its own that decodes one upload and writes its sizes: `python -I darkroom.py FOLDER WIDTH…` < upload.

Decoders are the part of the portal that strangers' bytes reach most deeply, so they run in a process that may use so
much memory and time and no more, and that knows nothing of the portal. It answers one line of JSON: the picture's size,
or why it refuses.
"""

import contextlib
import io
import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any, Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

READ: Final = ("JPEG", "PNG", "WEBP", "HEIF")

MOST_PIXELS: Final = 60_000_000
MOST_SIDE_PX: Final = 16_000
"""WebP ends at 16,383."""

MOST_MEMORY: Final = 2 * 2**30
MOST_SECONDS: Final = 60

LOOKS_LIKE: Final = (
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "EXE"),
)
"""How files begin that people take for pictures, and what they are called."""

WRITTEN: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}
"""Suffix -> format and how it is written."""


class Refused(Exception):
    """Why, in a word that the doors translate; `given` is what the file is instead."""

    def __init__(self, why: str, given: str = "") -> None:
        super().__init__(why)
        self.why, self.given = why, given


def look_like(data: bytes) -> str:
    """What a file is that is no picture we read; empty when nobody knows."""
    begin = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(b"<") and b"<svg" in begin:
        return "SVG"
    if begin.startswith((b"<!doctype html", b"<html", b"<script", b"<head", b"<body")):
        return "HTML"
    return next((name for magic, name in LOOKS_LIKE if data.startswith(magic)), "")


def opened(data: bytes) -> Image.Image:
    """The picture, its size checked before its pixels are decoded. Raises Refused."""
    try:
        picture = Image.open(io.BytesIO(data), formats=READ)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too many pixels") from error
    except UnidentifiedImageError as error:
        raise Refused("not a picture", look_like(data)) from error
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_SIDE_PX:
        raise Refused("too many pixels")
    return picture


def pixels(picture: Image.Image) -> Image.Image:
    """The first picture of the file as upright sRGB pixels, with nothing else that the file said."""
    picture.load()
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits, which Pillow would cut off instead of scaling them
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.mode in ("P", "PA", "LA", "La", "RGBa", "RGBA"):
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright).convert("RGB")
    clean = Image.new("RGB", upright.size)
    clean.paste(_in_srgb(upright, profile))
    return clean


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        # A profile that is broken or of another colour space than the pixels is none.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted:
                return converted
    return picture.convert("RGB")


def write(picture: Image.Image, folder: Path, widths: list[int]) -> None:
    """Every width that is not larger than the picture, or than the picture itself, in every format."""
    for width in sorted({min(width, picture.width) for width in widths}):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for suffix, (name, how) in WRITTEN.items():
            sized.save(folder / f"{width}.{suffix}", name, **how)


def develop(data: bytes, folder: Path, widths: list[int]) -> tuple[int, int]:
    """Write the sizes of an upload and say how large it is. Raises Refused."""
    if not data:
        raise Refused("empty")
    picture = opened(data)
    try:
        clean = pixels(picture)
    except Exception as error:  # each decoder has its own way of saying that the file is broken or cut off
        raise Refused("broken") from error
    write(clean, folder, widths)
    return clean.size


def confine() -> None:
    """Give up what this process does not need; a system that knows no such limit is none the worse."""
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    pillow_heif.register_heif_opener(thumbnails=False)


def main() -> None:
    """Answer in one line."""
    confine()
    folder, *widths = sys.argv[1:]
    try:
        width, height = develop(sys.stdin.buffer.read(), Path(folder), [int(width) for width in widths])
        answer: dict[str, object] = {"width": width, "height": height}
    except Refused as refused:
        answer = {"why": refused.why, "given": refused.given}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
