"""An upload becomes the files of a picture, or is refused and leaves nothing behind."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.documents.medium import WIDTHS
from portal.images import store
from portal.kernel.errors import NotValid

MOST_BYTES: Final = 30 * 2**20
PATIENCE_SECONDS: Final = 180
"""Of the clock; how long the processor may work is the darkroom's own limit."""

STALE_SECONDS: Final = 3600
KEY_LENGTH: Final = 16

_WAITING: Final = "developing-"
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture whose files wait beside the others; `key` is the beginning of the upload's own sha256."""

    key: str
    sha256: str
    width: int
    height: int
    folder: Path

    def keep(self) -> None:
        """Put the files in their place; the same picture once more is there already."""
        place = store.folder_of(self.folder.parent, self.key)
        try:
            self.folder.rename(place)
        except OSError:
            if not place.is_dir():
                raise


def key_of(data: bytes) -> str:
    """The key under which an upload is kept."""
    return hashlib.sha256(data).hexdigest()[:KEY_LENGTH]


@contextmanager
def developed(media: Path, data: bytes) -> Iterator[Developed]:
    """The picture of an upload, whose files are gone after the block unless they were kept in it.

    Raises NotValid (field file): empty, too large, too many pixels, broken, not a picture (given: what it is).
    """
    if len(data) > MOST_BYTES:
        raise NotValid("too large", field="file")
    media.mkdir(parents=True, exist_ok=True)
    _sweep(media)
    folder = Path(tempfile.mkdtemp(prefix=_WAITING, dir=media))
    folder.chmod(0o755)  # a web server in front may hand out the files
    try:
        size = _in_darkroom(folder, data)
        yield Developed(key_of(data), hashlib.sha256(data).hexdigest(), size["width"], size["height"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_darkroom(folder: Path, data: bytes) -> dict[str, Any]:
    program = [sys.executable, "-I", str(Path(__file__).with_name("darkroom.py")), str(folder), *map(str, WIDTHS)]
    try:
        with _ONE_AT_A_TIME:
            done = subprocess.run(  # noqa: S603  our own program; it is told none of the portal's secrets
                program, input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env={}
            )
    except subprocess.TimeoutExpired as error:
        raise NotValid("broken", field="file") from error
    if done.returncode:  # it broke its limits, or the decoder broke it
        raise NotValid("broken", field="file", given=done.stderr.decode(errors="replace")[-200:])
    answer: dict[str, Any] = json.loads(done.stdout)
    if "why" in answer:
        raise NotValid(answer["why"], field="file", given=answer["given"])
    return answer


def _sweep(media: Path) -> None:
    """What a killed server left half made."""
    for left in media.glob(f"{_WAITING}*"):
        try:
            is_stale = time.time() - left.stat().st_mtime > STALE_SECONDS
        except FileNotFoundError:  # another worker was done with it just now
            continue
        if is_stale:
            shutil.rmtree(left, ignore_errors=True)
