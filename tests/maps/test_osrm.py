"""A route server that answers like OSRM, on this machine: asked as OSRM wants to be, and done without when it fails."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.kernel.geo import Point, encoded
from portal.maps.osrm import Server

A, B = Point(41.9, 123.0), Point(41.9, 123.4)
MIDDLE = Point(41.95, 123.2)


@pytest.fixture
def server():
    """A server that answers what its `says` holds, as (status, body), and keeps the paths it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            status, body = server.says
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.says = [], (200, {})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def router(server):
    return Server(f"http://127.0.0.1:{server.server_port}/osrm/")


def test_it_is_asked_with_longitude_first_and_its_metres_and_seconds_are_understood(server, router):
    route = {"geometry": encoded([A, MIDDLE, B]), "distance": 41_200.0, "duration": 2_400.0}
    server.says = (200, {"code": "Ok", "routes": [route], "waypoints": [{"distance": 12.0}, {"distance": 1_400.0}]})
    found = router.ask(A, B, "cycle")

    assert server.asked == [
        "/osrm/route/v1/bike/123.000000,41.900000;123.400000,41.900000?overview=full&geometries=polyline"
    ]
    assert (found.km, found.minutes) == (41.2, 40)
    assert found.points[0] == A
    assert MIDDLE in found.points
    assert found.off_road == (0.012, 1.4)


def test_a_place_that_the_server_moves_more_than_five_kilometres_to_a_road_has_no_way(server, router):
    route = {"geometry": encoded([A, MIDDLE, B]), "distance": 41_200.0, "duration": 2_400.0}
    server.says = (200, {"code": "Ok", "routes": [route], "waypoints": [{"distance": 12.0}, {"distance": 5_400.0}]})

    assert router.ask(A, B, "drive") is None
    assert router.trouble == ""


@pytest.mark.parametrize("says", [(200, {"code": "NoRoute"}), (400, {"code": "NoSegment"})])
def test_no_way_is_an_answer_and_not_a_failure(server, router, says):
    server.says = says

    assert router.ask(A, B, "drive") is None
    assert router.trouble == ""


@pytest.mark.parametrize(
    "says",
    [(500, b"oops"), (200, b"<html>"), (200, {"code": "Ok"}), (200, {"code": "Ok", "routes": [{}]}), (200, [])],
)
def test_a_server_in_trouble_is_asked_once_and_the_trouble_is_said(server, router, says):
    server.says = says

    assert router.ask(A, B, "drive") is None
    assert router.ask(A, B, "drive") is None
    assert len(server.asked) == 1
    assert "does not answer as a route server" in router.trouble


def test_a_server_that_is_not_there_is_said_too(server):
    router = Server(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()

    assert router.ask(A, B, "drive") is None
    assert router.trouble
