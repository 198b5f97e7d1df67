"""A long talk with the API by schemathesis over the real content: whatever its description allows, and what it forbids.

`make test` does the same for half a minute. Exit code 0 when it finds nothing.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import made  # noqa: E402
from describing import schemathesis  # noqa: E402

EXAMPLES = 200


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        site = made(Path(name), ROOT / "content", api_limit="1000000 per minute")
        said: subprocess.CompletedProcess[str] = schemathesis(
            site.app, Path(name), "--max-examples", str(EXAMPLES), patience_seconds=3600
        )
    print(said.stdout)
    return said.returncode


if __name__ == "__main__":
    sys.exit(main())
