"""The last good snapshot: everything published as one file, for the time when the database does not answer.

The process that follows publishing writes it; a worker reads it only when it has nothing in memory. A second, empty
file is touched whenever the database says that nothing newer is published.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from portal.catalogue.shelf import Shelf
from portal.model.live import stored

FILE: Final = "published.json"
CONFIRMED: Final = "confirmed"
FORMAT: Final = 1

Stamp = tuple[int, ...]
Seen = tuple[Shelf, datetime]
"""A shelf, and when (UTC) it was last known to be the newest."""


def keep(folder: Path, shelf: Shelf) -> None:
    """Write the snapshot of a shelf beside the old one and put it in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "version": shelf.version,
        "written": datetime.now(UTC).isoformat(),
        "documents": {
            kind: {key: document.model_dump(mode="json", exclude_defaults=True) for key, document in documents.items()}
            for kind, documents in shelf.documents.items()
        },
        "published": [[kind, key, when.isoformat()] for (kind, key), when in shelf.published.items()],
    }
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    new.replace(folder / FILE)
    (folder / CONFIRMED).touch()


def confirm(folder: Path, version: int) -> bool:
    """Note that the snapshot is still what is published; false when it is of another version or not there."""
    path = folder / FILE
    stamp = _stamp(path)
    if not stamp or _version(path, stamp) != version:
        return False
    (folder / CONFIRMED).touch()
    return True


def find(folder: Path) -> Seen | None:
    """The snapshot; None when there is none, or none that this release can read."""
    path = folder / FILE
    stamp = _stamp(path)
    shelf = _read(path, stamp) if stamp else None
    if shelf is None:
        return None
    confirmed = folder / CONFIRMED
    seen = confirmed if confirmed.exists() else path
    return shelf, datetime.fromtimestamp(seen.stat().st_mtime, UTC)


def _stamp(path: Path) -> Stamp:
    """What changes when the file is replaced; empty for no file. Not the inode alone: file systems use them again."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=2)
def _version(path: Path, _stamp: Stamp) -> int:
    content = _content(path)
    return int(content["version"]) if content else -1


@lru_cache(maxsize=2)
def _read(path: Path, _stamp: Stamp) -> Shelf | None:
    content = _content(path)
    if content is None:
        return None
    try:
        documents = {
            kind: {key: stored(kind, values) for key, values in those.items()}
            for kind, those in content["documents"].items()
        }
        published = {(kind, key): datetime.fromisoformat(when) for kind, key, when in content["published"]}
        return Shelf(content["version"], documents, published)
    except (KeyError, ValueError):  # of another release, whose documents had other fields
        return None


def _content(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None
