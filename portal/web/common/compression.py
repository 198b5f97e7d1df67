"""The encodings an answer may travel in, best first."""

import gzip
from collections.abc import Callable
from typing import Final

import brotli
from flask import Request

MIN_BYTES: Final = 512
"""Below this the header costs more than the compression saves."""

_PACK: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "br": lambda body, quality: bytes(brotli.compress(body, quality=quality)),
    "gzip": lambda body, quality: gzip.compress(body, min(quality, 9), mtime=0),
}


def accepted(incoming: Request) -> str:
    """`br`, `gzip`, or empty for an answer as it is."""
    return next((coding for coding in _PACK if incoming.accept_encodings[coding] > 0), "")


def pack(body: bytes, coding: str, *, quality: int) -> bytes:
    """The body in an encoding; `quality` is brotli's 0-11. An unknown or empty encoding leaves it as it is."""
    return _PACK[coding](body, quality) if coding in _PACK else body
