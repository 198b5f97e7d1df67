"""A program of ours that serves on this machine, started for a test and stopped after it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 240
PROGRAM = [sys.executable, "-c", "from portal.cli import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    """The status and the text of an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@contextmanager
def running(command: Sequence[str], port: int, *, cwd: Path, **settings: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program, answering on its port; what it says is in `output.txt` of its folder. `PORTAL_…=` are settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | {
        name: str(value) for name, value in settings.items()
    }
    with (cwd / "output.txt").open("wb") as output:
        program = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(program, port, cwd)
            yield program
        finally:
            program.terminate()
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def _wait(program: subprocess.Popen[bytes], port: int, cwd: Path) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < last:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            # Not open yet: wait a little for the other thing that can happen, that the program ends.
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = program.wait(0.05)
                raise AssertionError(f"it ended with {code}: {(cwd / 'output.txt').read_text()}") from None
    raise AssertionError(f"nothing answered on {port}: {(cwd / 'output.txt').read_text()}")
