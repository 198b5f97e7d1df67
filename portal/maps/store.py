"""Published maps as files: a script and its data, each named by its content, and a manifest that names the newest.

A page keeps working while maps are published: old files stay until the next but one publishing.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from portal.maps.providers import OFFLINE, Provider

MANIFEST: Final = "manifest.json"
FORMAT: Final = 2
"""Raise it when the atlas draws otherwise; maps of another format are built anew by `portal run`."""

FILE_PATTERN: Final = r"[a-z0-9][a-z0-9-]*\.[0-9a-f]{12}\.(js|json|pmtiles)"


@dataclass(frozen=True, slots=True)
class PublishedMap:
    """What a page needs: the id of the element to draw in, and the file that draws."""

    element: str
    script: str


def keep(folder: Path, name: str, body: bytes, suffix: str) -> str:
    """Write a file under a name that carries its content, with its compressed copy; returns the name.

    An archive has no copy: it is read by ranges, and its tiles are compressed one by one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = f"{name}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
    copies = {folder / file: body}
    if suffix != "pmtiles":
        copies[folder / f"{file}.gz"] = gzip.compress(body, 9, mtime=0)
    for path, content in copies.items():
        if not path.exists():
            new = path.with_name(path.name + ".new")
            new.write_bytes(content)
            new.replace(path)
    return file


def source(geo: Path, version: int, provider: Provider = OFFLINE) -> str:
    """What published maps are made from: the content's version, the ground they lie on, and how the atlas draws."""
    total = hashlib.sha256(f"{FORMAT} {version} {provider}".encode())
    for path in sorted([*geo.glob("*.geojson"), *geo.glob("*.pmtiles")]):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def made_from(folder: Path) -> str:
    """The source of the newest maps, empty when there are none."""
    return str(_manifest(folder, _stamp(folder)).get("source", ""))


def announce(folder: Path, maps: dict[str, PublishedMap], files: set[str], source: str = "") -> None:
    """Make these the maps that pages use, and forget files that neither they nor the maps before them need."""
    before = _manifest(folder, _stamp(folder))
    keep_files = files | set(before.get("files", []))
    manifest = {
        "source": source,
        "maps": {name: {"element": m.element, "script": m.script} for name, m in sorted(maps.items())},
        "files": sorted(files),
    }
    new = folder / f"{MANIFEST}.new"
    new.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    new.replace(folder / MANIFEST)
    for path in folder.iterdir():
        if path.name not in (MANIFEST, ".builder") and path.name.removesuffix(".gz") not in keep_files:
            path.unlink()


def find(folder: Path, name: str) -> PublishedMap | None:
    """The newest map of that name, None when none was published."""
    entry = _manifest(folder, _stamp(folder)).get("maps", {}).get(name)
    return PublishedMap(entry["element"], entry["script"]) if entry else None


def archive(folder: Path) -> str:
    """The file name of the newest basemap, empty when no map was published: for maps that a page draws by itself."""
    files: list[str] = _manifest(folder, _stamp(folder)).get("files", [])
    return next((file for file in files if file.endswith(".pmtiles")), "")


@lru_cache(maxsize=256)
def compressed(folder: Path, file: str) -> bytes | None:
    """The gzip copy of a file, None when there is none; files never change, so it is kept."""
    try:
        return (folder / f"{file}.gz").read_bytes()
    except OSError:
        return None


def _stamp(folder: Path) -> tuple[int, int]:
    """What changes when a manifest is replaced; the inode too, because two may be written in one tick of the clock."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=8)
def _manifest(folder: Path, stamp: tuple[int, int]) -> dict[str, Any]:
    if not any(stamp):
        return {}
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
