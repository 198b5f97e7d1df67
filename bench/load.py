"""Drives one address over keep-alive connections: with wrk when it is installed, else with the client below."""

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

CONNECTIONS = 8
WRK = shutil.which("wrk")
GENERATOR = f"wrk, {CONNECTIONS} connections" if WRK else f"built-in asyncio client, {CONNECTIONS} connections"
BROWSER = "Accept-Encoding: gzip, deflate, br"
FRESH = count(1)
"""Numbers for addresses that were never asked for before."""


@dataclass(frozen=True)
class Measured:
    """One stretch of load: requests a second, and what the middle and the slowest of a hundred took."""

    per_second: float
    p50_ms: float
    p99_ms: float


def drive(address: str, seconds: float) -> Measured:
    """Ask for an address as fast as it answers; `{n}` in it becomes a new number in each request."""
    return _wrk(address, seconds) if WRK else asyncio.run(_ask(address, seconds))


class _Connection(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, ask: Callable[[], bytes], until: float) -> None:
        self.ask, self.until = ask, until
        self.took: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self.buffer, self.missing = b"", -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.ask())

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.buffer += data
            head, end, body = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(ConnectionError(head.partition(b"\r\n")[0].decode()))
                self.transport.close()
                return
            self.missing = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
            data, self.buffer = body, b""
        self.missing -= len(data)
        if self.missing == 0:
            self.answered()

    def answered(self) -> None:
        now = time.perf_counter()
        self.took.append(now - self.began)
        self.missing = -1
        if now < self.until:
            self.send()
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server hung up"))


async def _ask(address: str, seconds: float) -> Measured:
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")

    def request() -> bytes:
        asked = path.replace("{n}", str(next(FRESH))) if "{n}" in path else path
        return f"GET {asked} HTTP/1.1\r\nHost: {parts.netloc}\r\n{BROWSER}\r\n\r\n".encode()

    loop, began = asyncio.get_running_loop(), time.perf_counter()
    connections = [_Connection(request, began + seconds) for _ in range(CONNECTIONS)]
    for connection in connections:
        await loop.create_connection(lambda connection=connection: connection, parts.hostname, parts.port)
    try:
        await asyncio.gather(*(connection.done for connection in connections))
    except ConnectionError as error:
        sys.exit(f"{address}: {error}")
    spent = time.perf_counter() - began
    took = sorted(t for connection in connections for t in connection.took)
    return Measured(len(took) / spent, statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000)


LUA = """
local n = {first}
request = function()
  n = n + 1
  return wrk.format("GET", (string.gsub(wrk.path, "{{n}}", n)))
end
"""


def _wrk(address: str, seconds: float) -> Measured:
    first = next(FRESH) * 1_000_000
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(first=first) if "{n}" in address else "")
        script.flush()
        for_how_long = f"-d{max(1, round(seconds))}s"
        words = [WRK, "-t1", f"-c{CONNECTIONS}", for_how_long, "--latency", "-H", BROWSER, "-s", script.name, address]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{address}:\n{said}")
    per_second = float(re.search(r"Requests/sec: +([\d.]+)", said)[1])
    return Measured(per_second, _ms(said, "50%"), _ms(said, "99%"))


def _ms(said: str, share: str) -> float:
    number, unit = re.search(rf"{share} +([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
