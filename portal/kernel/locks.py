"""One builder at a time, across processes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_builder(folder: Path) -> Iterator[None]:
    """Hold a folder's building lock; a second builder waits. The system lets go of it even if the builder dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".builder").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
