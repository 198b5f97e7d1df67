"""`portal run` and `portal serve` in a folder of their own: one first start, and what comes after it.

With little content; what a first start makes of the repository's own is in tests/test_wheel.py.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import SITES
from serving import PROGRAM, free_port, get, running

pytestmark = pytest.mark.slow

LITTLE = {"PORTAL_CONTENT_DIR": SITES / "good"}


@dataclass(frozen=True, slots=True)
class Start:
    """What a start said and answered; `folder` is as it was left."""

    folder: Path
    said: str
    home: tuple[int, str]
    ready: tuple[int, str]
    code: int | None


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """The first start in an empty folder: once for all tests here (see together.py)."""
    return start(tmp_path_factory.mktemp("run"), "run")


def start(folder: Path, *words: str) -> Start:
    port = free_port()
    with running([*PROGRAM, *words, "--port", str(port)], port, cwd=folder, **LITTLE) as program:
        home, ready = get(port, "/zh/"), get(port, "/readyz")
    return Start(folder, (folder / "output.txt").read_text(encoding="utf-8"), home, ready, program.returncode)


def test_run_in_an_empty_folder_prepares_everything_and_serves(first):
    assert first.code is not None
    assert (first.home[0], first.ready[0]) == (200, 200), first.ready[1]
    assert "四季" in first.home[1]


def test_a_second_start_loads_nothing_again(first):
    second = start(first.folder, "run")

    assert second.code is not None
    assert "loading" in first.said
    assert "loading" not in second.said
    assert "built" not in second.said


def test_two_workers_serve_in_production(first):
    port = free_port()
    with running([*PROGRAM, "serve", "--port", str(port), "--workers", "2"], port, cwd=first.folder, **LITTLE):
        assert [get(port, "/en/")[0] for _ in range(10)] == [200] * 10
