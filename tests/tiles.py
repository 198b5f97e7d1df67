"""A tile provider of this machine: paper-coloured tiles, a cross painted where it is told; it can also refuse."""

import math
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portal.kernel.geo import Point

SIDE = 256
ARM_PX, HALF_WIDTH_PX = 90, 2.0
PAPER, EDGE, CROSS = (238, 236, 226), (214, 210, 196), (255, 0, 255)


class Tiles:
    """`template("x")` has a cross at crosses["x"]; "refused" answers 403, "page" with a text, "silent" never."""

    def __init__(self, port: int, crosses: dict[str, Point]) -> None:
        self.port, self.crosses = port, crosses
        self.asked: list[str] = []
        self.closing = threading.Event()

    def template(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}/{{z}}/{{x}}/{{y}}.png"


@contextmanager
def providing(crosses: dict[str, Point]) -> Iterator[Tiles]:
    """A provider that answers for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tiles.asked.append(self.path)
            name, z, x, y = self.path.removesuffix(".png").split("/")[1:]
            if name == "silent":
                tiles.closing.wait()
                return
            refused, page = name == "refused", name == "page"
            body = b"no" if refused or page else tile(crosses.get(name), int(z), int(x), int(y))
            self.send_response(403 if refused else 200)
            self.send_header("Content-Type", "text/plain" if refused or page else "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # a map that zooms on wants this tile no more
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    tiles = Tiles(server.server_port, crosses)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield tiles
    tiles.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


def pixel(point: Point, z: int) -> tuple[float, float]:
    """Where a point lies on the whole picture of a zoom, in pixels from its north-west corner: spherical Mercator."""
    side = SIDE * 2**z
    return side * (point.lon + 180) / 360, side * (1 - math.asinh(math.tan(math.radians(point.lat))) / math.pi) / 2


def tile(cross: Point | None, z: int, x: int, y: int) -> bytes:
    """A PNG with an edge, and the part of the cross that falls on it."""
    east, south = pixel(cross, z) if cross else (-math.inf, -math.inf)
    rows = []
    for row in range(SIDE):
        down = y * SIDE + row + 0.5 - south
        if abs(down) > ARM_PX or not -ARM_PX < east - x * SIDE < SIDE + ARM_PX:
            rows.append(b"\0" + (bytes(EDGE) * SIDE if row == 0 else bytes(EDGE) + bytes(PAPER) * (SIDE - 1)))
            continue
        colours = bytearray()
        for column in range(SIDE):
            right = x * SIDE + column + 0.5 - east
            is_cross = (abs(down) <= HALF_WIDTH_PX and abs(right) <= ARM_PX) or (
                abs(right) <= HALF_WIDTH_PX and abs(down) <= ARM_PX
            )
            colours += bytes(CROSS if is_cross else EDGE if 0 in (row, column) else PAPER)
        rows.append(b"\0" + colours)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
