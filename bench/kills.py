"""500 saves by eight clerks while the real server is killed fifty times: is every acknowledged save there?

    make bench-kills

The server is `portal serve` with two workers and its follower, killed whole (SIGKILL to its process group) at random
moments and started again. `make test` does the same with fifty rounds over a server that is forked instead of started.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

import killing  # noqa: E402  of the tests
from conftest import SITES, made  # noqa: E402  as above
from desk import PASSWORD, make_person  # noqa: E402  as above
from serving import free_port, get  # noqa: E402  as above

SAVES, KILLS = 500, 50


class Server:
    """`portal serve`, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,
            "PORTAL_DATA_DIR": str(folder / "var"),
            "PORTAL_SEARCH_DIR": str(folder / "index"),
            "PORTAL_CONTENT_DIR": str(SITES / "good"),
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", "from portal.cli import main; main()", "serve", "--port", str(self.port)]
        self.program = subprocess.Popen(command, env=self.environment, start_new_session=True, cwd=ROOT)
        while True:
            try:
                get(self.port, "/healthz")
            except OSError:
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()

    def again(self) -> None:
        self.kill()
        self.start()


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = made(folder, SITES / "good")
        roles = dict.fromkeys(("shenyang", "benxi", "tieling"), "editor")
        people = [make_person(site, f"编辑{n}", roles, email=f"e{n}@bureau.example") for n in range(killing.EDITORS)]
        site.close()
        server = Server(folder)
        began = time.monotonic()
        accounts = [(one.email, PASSWORD) for one in people]
        told = killing.work(f"http://127.0.0.1:{server.port}", server.again, accounts, rounds=KILLS, saves=SAVES)
        server.kill()
        engine = killing.engine_of(folder)
        found = killing.disagreements(engine, told)
        engine.dispose()
    seconds = time.monotonic() - began
    print(f"{told.attempts} attempts, {len(told.texts)} acknowledged, {told.kills} kills, {seconds:.0f} s")
    print("\n".join(found) or "every acknowledged save is there; revisions, journal and drafts agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
