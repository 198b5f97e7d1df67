"""What npm's gcoord makes of points, and what our own script for browsers makes of them, both run by Node."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from portal.kernel.geo import Point

ROOT = Path(__file__).resolve().parents[1]
GCOORD = ROOT / ".tools/node_modules/gcoord"


def ask(points: Sequence[Point]) -> dict[str, list[Point]]:
    """{"gcoord gcj02": …, "js gcj02": …, …}: the points in another datum, by whom; tests/gcoord.cjs has the names."""
    assert GCOORD.is_dir(), "no gcoord: sh tests/need.sh"
    program = ["node", str(ROOT / "tests/gcoord.cjs"), str(GCOORD), str(ROOT / "static/js/map/datum.js")]
    said = subprocess.run(program, input=json.dumps({"points": points}), capture_output=True, text=True, check=True)
    return {name: [Point(*pair) for pair in pairs] for name, pairs in json.loads(said.stdout).items()}
