"""The last good snapshot: everything published as one file, for the time when the database does not answer.

The process that follows publishing writes it; a worker reads it only when it has nothing in memory. When the file was
last touched is when the database last said that nothing newer is published.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from portal.catalogue.shelf import Shelf
from portal.model.live import stored

FILE: Final = "published.json"
FORMAT: Final = 1

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


def confirm(folder: Path, version: int) -> bool:
    """Note that the snapshot is still what is published; false when it is of another version or not there."""
    path = folder / FILE
    stamp = _stamp(path)
    if not stamp or _version(path, stamp) != version:
        return False
    path.touch()
    return True


def find(folder: Path) -> Seen | None:
    """The snapshot; None when there is none, or none that this release can read."""
    path = folder / FILE
    stamp = _stamp(path)
    shelf = _read(path, stamp) if stamp else None
    return (shelf, datetime.fromtimestamp(path.stat().st_mtime, UTC)) if shelf else None


def _stamp(path: Path) -> int:
    """What changes when the file is replaced and not when it is touched; 0 for no file."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


@lru_cache(maxsize=2)
def _version(path: Path, _stamp: int) -> int:
    content = _content(path)
    return int(content["version"]) if content else -1


@lru_cache(maxsize=2)
def _read(path: Path, _stamp: int) -> Shelf | None:
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
