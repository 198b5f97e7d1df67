"""What the search costs through the application, in this process: the page made anew, and the API's two addresses.

`make bench-search`. Every page is asked once, so none is a kept one. Loopback is not even needed; see README.md.
"""

import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from flask.testing import FlaskClient  # noqa: E402
from judging import judged  # noqa: E402

from portal.app import create_app  # noqa: E402
from portal.content import load  # noqa: E402
from portal.extensions import db  # noqa: E402
from portal.following import rebuild_index, rebuild_maps  # noqa: E402
from portal.kernel.season import SHANGHAI  # noqa: E402
from portal.migrations import upgrade  # noqa: E402
from portal.settings import Settings  # noqa: E402


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        settings = Settings(
            _env_file=None, data_dir=folder / "var", search_dir=folder / "index", content_dir=ROOT / "content"
        )
        app = create_app(settings)
        with app.app_context():
            upgrade(db.engine)
            load.load(db.session, datetime.now(SHANGHAI), settings.content_dir)
            db.session.commit()
            rebuild_index(settings, db.engine)
            rebuild_maps(settings, db.engine)
        client = app.test_client(use_cookies=False)
        asked = [each.text for each in judged()]
        client.get("/zh/search/?q=warm")
        print(f"{'address':<44}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'most':>8}{'KiB':>7}")
        row(client, "/zh/search/?q=…", [f"/zh/search/?q={quote(q)}" for q in asked])
        row(client, "/en/search/?q=…&kind=attraction", [f"/en/search/?q={quote(q)}&kind=attraction" for q in asked])
        row(client, "/api/v1/search?q=…", [f"/api/v1/search?lang=zh&q={quote(q)}" for q in asked])
        keys = [q[:n] for q in asked[::4] for n in range(1, len(q) + 1)]
        row(client, "/api/v1/suggest?q=…", [f"/api/v1/suggest?lang=zh&q={quote(q)}" for q in keys])
        with app.app_context():
            db.engine.dispose()


def row(client: FlaskClient, name: str, addresses: list[str]) -> None:
    times, size = [], 0
    for address in addresses:
        began = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        size += len(answer.data)
    times.sort()
    parts = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99, 1)]
    print(f"{name:<44}" + "".join(f"{part:>8.2f}" for part in parts) + f"{size / len(addresses) / 1024:>7.1f}")


if __name__ == "__main__":
    main()
