"""A real PostgreSQL for the tests that need two writers at once: a cluster of its own, on a socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str:
    """The path of a program of PostgreSQL; Debian keeps them beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(beside[-1]) if beside else shutil.which(name)
    assert found, "PostgreSQL is missing; tests/need.sh installs it"
    return found


def _as_postgres(*command: str) -> None:
    """Run as the user `postgres` when we are root, whom PostgreSQL refuses."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@contextmanager
def running() -> Iterator[str]:
    """The SQLAlchemy URL of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    _as_postgres(program("initdb"), "-D", data, "-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _as_postgres(program("pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://portal@/postgres?host={folder}"
    finally:
        _as_postgres(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
