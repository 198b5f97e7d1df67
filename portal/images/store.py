"""Where the files of pictures lie: `<media>/<key>/<width>.<avif|webp|jpg>`."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

TYPES: Final = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
"""Suffix of a file -> its media type."""


def folder_of(media: Path, key: str) -> Path:
    """The folder of a picture."""
    return media / key


def has(media: Path, key: str) -> bool:
    """Whether this node has the files of a picture."""
    return folder_of(media, key).is_dir()


def find(media: Path, key: str, width: int, suffix: str) -> Path | None:
    """A file of a picture; None when there is none."""
    path = folder_of(media, key) / f"{width}.{suffix}"
    return path if path.is_file() else None


def remove(media: Path, key: str) -> None:
    """Take the files away; none is no error."""
    shutil.rmtree(folder_of(media, key), ignore_errors=True)


def missing(media: Path, keys: Iterable[str]) -> list[str]:
    """The keys whose files are not on this node."""
    return [key for key in keys if not has(media, key)]
