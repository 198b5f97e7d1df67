"""The search works on whoosh-reloaded as well: should one package be given up, the other takes its place in a day."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT

OTHER = ROOT / ".tools" / "whoosh-reloaded"


@pytest.mark.slow
def test_building_reading_and_ranking_are_the_same_on_the_other_whoosh():
    environment = {**os.environ, "PYTHONPATH": str(OTHER)}
    which = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import whoosh; print(whoosh.__file__)"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert which.stdout.startswith(str(OTHER))

    tests = [f"tests/search/test_{name}.py" for name in ("generation", "lists", "judged")]
    # Its own warnings (an invalid escape, an old attribute) are not ours to fail on.
    own = ["-W", "ignore::SyntaxWarning", "-W", "ignore::DeprecationWarning"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:xdist", *own, "-k", "not two_hundred", *tests],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert " passed" in ran.stdout
