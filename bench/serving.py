"""Requests a second of the portal's busiest pages, beside a bare Flask on the same server in the same run.

`make bench`. Loopback only, everything in a temporary folder, ends by itself in under two minutes. See README.md.
"""

import contextlib
import http.client
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlsplit

from load import GENERATOR, Measured, drive

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
WORKERS = 2
THREADS = 2  # what `portal serve` gives each worker
ROUNDS = 6
SECONDS = 1
MOST_SECONDS = 115
KIB = 1024
BUDGET_KIB = 100

PAGES = {
    "home": "/zh/",
    "route": "/zh/routes/{route}/",
    "list": "/zh/routes/?season=winter&area=shenyang",
    "search": f"/zh/search/?q={quote('故宫')}",
    "list, new words": f"/zh/routes/?q={quote('沈阳')}+{{n}}",
    "search, new words": f"/zh/search/?q={quote('故宫')}+{{n}}",
}
"""The last two ask something new each time, so that no kept page answers."""


def main() -> None:
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"not done after {MOST_SECONDS} s"))
    signal.alarm(MOST_SECONDS)
    before = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        env = environment(Path(folder))
        subprocess.run([BIN / "portal", "content", "load"], env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with (
            served(["portal", "serve", "--workers", str(WORKERS)], env, folder) as site,
            served(HELLO, env, HERE) as bare,
        ):
            route = re.search(r"/zh/routes/([a-z0-9-]+)/", fetch(site + "/zh/routes/")[0].decode())[1]
            targets = {
                "hello": bare + "/",
                **{name: site + path.replace("{route}", route) for name, path in PAGES.items()},
            }
            print_serving(measure(targets), before)
            print_visit(site, f"/zh/routes/{route}/")


HELLO = ["granian", "hello:app", "--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
HELLO += ["--no-log"]


def environment(folder: Path) -> dict[str, str]:
    """This environment without its PORTAL_ variables, and a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {**kept, "PORTAL_DATA_DIR": str(folder / "var"), "PORTAL_SEARCH_DIR": str(folder / "index")}


@contextlib.contextmanager
def served(command: list[str], env: dict[str, str], folder: Path | str) -> Iterator[str]:
    """The address of a server that runs as long as the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(BIN / command[0]), *command[1:], "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(words, env=env, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=15)


def wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    """Return when the port answers. Exits when the server does not."""
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    sys.exit(f"{running.args[0]} did not start")


def measure(targets: dict[str, str]) -> dict[str, list[Measured]]:
    """Every target once in each round, so that a slow moment of the machine falls on all of them."""
    for address in targets.values():  # both workers, both threads: caches filled, imports done
        drive(address, 0.6)
    found: dict[str, list[Measured]] = {name: [] for name in targets}
    names = list(targets)
    for turn in range(ROUNDS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            found[name].append(drive(targets[name], SECONDS))
    return found


def print_serving(found: dict[str, list[Measured]], before: tuple[float, float, float]) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load before {before[0]:.1f}"
    server = (
        f"granian {version('granian')} with {WORKERS} workers of {THREADS} threads, Python {platform.python_version()}"
    )
    print(f"{machine}; {server}; {GENERATOR}; {ROUNDS} rounds of {SECONDS} s")
    print(f"\n{'page':<20}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'of hello':>10}")
    hello = [m.per_second for m in found["hello"]]
    for name, rounds in found.items():
        ratio = statistics.median(m.per_second / base for m, base in zip(rounds, hello, strict=True))
        numbers = (statistics.median(getattr(m, field) for m in rounds) for field in ("per_second", "p50_ms", "p99_ms"))
        print(f"{name:<20}{next(numbers):>12.0f}{next(numbers):>10.2f}{next(numbers):>10.2f}{ratio:>9.0%}")


def print_visit(site: str, path: str) -> None:
    """What a browser with an empty cache fetches for a route page, as it travels."""
    page, size = fetch(site + path)
    parts: dict[str, int] = {"HTML": size, "CSS": 0, "font": 0, "JS": 0, "pictures above the fold": 0, "map data": 0}
    before_map = size
    for address in sorted(set(re.findall(r'<(?:link|script)[^>]+(?:href|src)="(/[^"]+)"', page.decode()))):
        kind = kind_of(address)
        if kind:
            body, size = fetch(site + address)
            parts[kind] += size
            before_map += size if kind == "CSS" and "leaflet" not in address else 0
            if address.startswith("/maps/"):
                folder = address.rsplit("/", 1)[0]
                for name in re.findall(r'"([a-z0-9-]+\.[0-9a-f]{12}\.json)"', body.decode()):
                    parts["map data"] += fetch(f"{site}{folder}/{name}")[1]
    print(f"\nfirst visit to a route page ({path}), bytes as they travel")
    for name, size in parts.items():
        if size:
            print(f"{name:<28}{size:>9,}")
    print(f"{'all':<28}{sum(parts.values()):>9,}")
    verdict = "within" if before_map <= BUDGET_KIB * KIB else "OVER"
    print(f"{'HTML + CSS before the map':<28}{before_map:>9,}  {verdict} {BUDGET_KIB} KiB")


def kind_of(address: str) -> str:
    for ending, kind in ((".css", "CSS"), (".woff2", "font"), (".js", "JS"), (".svg", "pictures above the fold")):
        if urlsplit(address).path.endswith(ending):
            return kind
    return ""


def fetch(address: str) -> tuple[bytes, int]:
    """The body as text would read it, and its size as it travels (brotli or gzip, as a browser asks)."""
    plain, travelled = ask(address, "identity"), ask(address, "br, gzip")
    return plain, len(travelled)


def ask(address: str, encoding: str) -> bytes:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request(
            "GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers={"Accept-Encoding": encoding}
        )
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{address} answered {answer.status}")
        return body
    finally:
        connection.close()


if __name__ == "__main__":
    main()
