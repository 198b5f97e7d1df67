"""Pictures that tests upload: made here, so that no hostile file lies in the repository."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def picture(size: tuple[int, int] = (1200, 800), colour: str = "#2a6", left: str = "") -> Image.Image:
    """A picture of one colour, with its left half in another."""
    made = Image.new("RGB", size, colour)
    if left:
        made.paste(left, (0, 0, size[0] // 2, size[1]))
    return made


def saved(made: Image.Image, name: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, name, **how)
    return out.getvalue()


def jpeg(colour: str = "#2a6", size: tuple[int, int] = (1200, 800)) -> bytes:
    return saved(picture(size, colour))


def telling() -> bytes:
    """A JPEG on its side that says where and with what it was taken, in EXIF, XMP and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010F] = "SECRET CAMERA"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (41.0, 47.0, 12.0), "E", (123.0, 27.0, 0.0)
    made = picture((900, 600), "#00f", left="#f00")
    return saved(made, exif=exif, xmp=b"<x:xmpmeta>SECRET XMP</x:xmpmeta>", comment=b"SECRET COMMENT", quality=95)


def swapped_profile() -> bytes:
    """sRGB's own profile with red and blue in each other's place."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ", 128), profile.index(b"bXYZ", 128)  # in its table: name, where, how long
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to side × side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    rows = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def lying(side: int = 30_000) -> bytes:
    """A PNG whose header promises more than follows."""
    header = struct.pack(">IIBBBBB", side, 10, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")
