"""Schemathesis over an application that a thread of this process serves."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

EXPECTED = """
# `bbox`, `cursor`, `since` have rules that no schema can say: west before east, written by us, not to come.
[[operations]]
include-operation-id = ["routes", "attractions", "events", "notices", "changes"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400"]
"""


class Silent(WSGIRequestHandler):
    """Says nothing."""

    def log(self, *_: Any) -> None: ...


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an application that a thread of this process serves."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def schemathesis(app: Flask, folder: Path, *more: str, patience_seconds: int = 300) -> subprocess.CompletedProcess[str]:
    """Schemathesis over all that the description says, in a process of its own."""
    (folder / "schemathesis.toml").write_text(EXPECTED)
    with served(app) as address:
        command = [
            Path(sys.executable).with_name("schemathesis"),
            *("--config-file", folder / "schemathesis.toml", "run", f"{address}/api/v1/openapi.json"),
            *("--seed", "1", "--no-color", *more),
        ]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=patience_seconds
        )
