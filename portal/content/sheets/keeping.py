"""Uploads between their dry run and their writing: in a folder, under a name nobody guesses, for a day."""

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from portal.kernel.errors import NotFound

KEPT: Final = timedelta(days=1)

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload: whose it is, what they called it, and which revisions its dry run was compared with, by key."""

    person_id: int
    name: str
    bases: Mapping[str, int]


def keep(folder: Path, now: datetime, data: bytes, kept: Kept) -> str:
    """Keep an upload and forget those whose day is over. Returns its token."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < (now - KEPT).timestamp():
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    files = {"data": data, "json": json.dumps(asdict(kept)).encode()}
    for suffix, content in files.items():
        path = folder / f"{token}.{suffix}"
        path.write_bytes(content)
        os.utime(path, (now.timestamp(), now.timestamp()))  # by the clock that will ask how old it is
    return token


def find(folder: Path, now: datetime, token: str, person_id: int) -> tuple[bytes, Kept]:
    """What was kept. Raises NotFound for another person's, and when its day is over."""
    missing = NotFound("this upload is not kept any more", field="upload", given=token)
    if not _TOKEN.fullmatch(token):
        raise missing
    try:
        path = folder / f"{token}.data"
        is_old = path.stat().st_mtime < (now - KEPT).timestamp()
        data, kept = path.read_bytes(), Kept(**json.loads((folder / f"{token}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise missing from None
    if is_old or kept.person_id != person_id:
        raise missing
    return data, kept


def forget(folder: Path, token: str) -> None:
    """Remove an upload that has been written."""
    for suffix in ("data", "json"):
        (folder / f"{token}.{suffix}").unlink(missing_ok=True)
