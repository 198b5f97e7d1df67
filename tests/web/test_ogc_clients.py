"""Programs that somebody else wrote read /ogc from a live server: GDAL, OWSLib, and Schemathesis, which attacks it."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

pytestmark = pytest.mark.slow

GDAL = """
import json, sys, pyogrio
source, work = "OAPIF:" + sys.argv[1], json.loads(sys.argv[2])
if work["what"] == "layers":
    print(json.dumps(sorted(name for name, _ in pyogrio.list_layers(source))))
elif work["what"] == "info":
    info = pyogrio.read_info(source, layer=work["layer"])
    print(json.dumps({name: info[name] for name in ("crs", "geometry_type", "features")}))
else:
    how = {name: tuple(value) if name == "bbox" else value for name, value in work["how"].items()}
    meta, _, shapes, data = pyogrio.raw.read(source, layer=work["layer"], **how)
    columns = {n: [str(v) for v in d] for n, d in zip(meta["fields"], data)}
    print(json.dumps({"columns": columns, "placed": sum(s is not None for s in shapes), "shapes": len(shapes)}))
"""


class Quiet(WSGIRequestHandler):
    """HTTP 1.1, as servers speak it."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        pass


def answering(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ogc"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def root(real) -> Iterator[str]:
    """The address of the real site's /ogc, answering."""
    yield from answering(real.app)


@pytest.fixture(scope="module")
def small_root(small) -> Iterator[str]:
    yield from answering(small.app)


@pytest.fixture(scope="module")
def hostile_root(hostile) -> Iterator[str]:
    yield from answering(hostile.app)


def gdal(root: str, what: str = "read", layer: str = "", **how: Any) -> Any:
    """What GDAL's OAPIF driver makes of it, in a process of its own."""
    work = json.dumps({"what": what, "layer": layer, "how": how})
    said = subprocess.run(
        [sys.executable, "-c", GDAL, root, work], capture_output=True, text=True, check=False, timeout=120
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def test_the_server_speaks_http_1_1(root):
    """ETS: GeneralHttp.http, Abstract Test 1, /req/core/http."""
    line = http.client.HTTPConnection(root.split("/")[2])
    line.request("GET", "/ogc/")
    answer = line.getresponse()
    answer.read()
    line.close()

    assert (answer.version, answer.status) == (11, 200)


def test_gdal_finds_the_three_layers_with_their_types(root, real):
    assert gdal(root, "layers") == ["attractions", "events", "routes"]
    for layer, kind, count in (
        ("routes", "LineString", len(real.shelf.routes)),
        ("attractions", "Point", len(real.shelf.attractions)),
        ("events", "Point", len(real.shelf.events)),
    ):
        assert gdal(root, "info", layer) == {"crs": "EPSG:4326", "geometry_type": kind, "features": count}


def test_gdal_reads_every_place_with_its_chinese_name_over_all_pages(root, real):
    """Pages of fifty, thirteen of them, by the links `next`."""
    columns = gdal(root, layer="attractions", PAGE_SIZE="50")["columns"]
    read = dict(zip(columns["id"], columns["name_zh"], strict=True))

    assert read == {key: document.name["zh"] for key, document in real.shelf.attractions.items()}


def test_gdal_asks_for_a_box_and_gets_what_lies_there(root, real):
    found = gdal(root, layer="attractions", bbox=[123.3, 41.7, 123.5, 41.9])
    inside = {
        key
        for key, document in real.shelf.attractions.items()
        if (here := document.point.position) and 123.3 <= here.lon <= 123.5 and 41.7 <= here.lat <= 41.9
    }

    assert set(found["columns"]["id"]) == inside
    assert found["placed"] == len(inside) > 50


def test_gdal_has_the_server_filter_and_gets_the_right_rows(root, real):
    routes = gdal(root, layer="routes", where="season = 'winter' AND days = 2")["columns"]
    places = gdal(root, layer="attractions", where="area = 'benxi' AND grade = '4A'")["columns"]

    assert set(routes["id"]) == {k for k, d in real.shelf.routes.items() if (d.season, len(d.days)) == ("winter", 2)}
    assert set(places["id"]) == {
        k for k, d in real.shelf.attractions.items() if d.area == "benxi" and d.grade and d.grade.level == "4A"
    }


def test_gdal_reads_a_hostile_site_as_it_stands(hostile_root, hostile):
    for layer, documents in (("routes", hostile.shelf.routes), ("attractions", hostile.shelf.attractions)):
        columns = gdal(hostile_root, layer=layer)["columns"]
        assert dict(zip(columns["id"], columns["name_zh"], strict=True)) == {
            key: (document.title if layer == "routes" else document.name)["zh"] for key, document in documents.items()
        }


def test_gdal_is_no_yes_man(root):
    said = subprocess.run(
        [sys.executable, "-c", GDAL, root.replace("/ogc", "/zh"), '{"what": "layers"}'],
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert said.returncode != 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_owslib_reads_collections_items_and_one_item(root, real):
    from owslib.ogcapi.features import Features  # noqa: PLC0415  only this test wants it, and it is slow to import

    service = Features(root)
    items = service.collection_items("routes", limit=10, bbox=[123.0, 41.5, 124.0, 42.0])

    assert sorted(service.feature_collections()) == ["attractions", "events", "routes"]
    assert service.conformance()["conformsTo"]
    assert service.api()["openapi"].startswith("3.0")
    assert items["numberReturned"] == 10
    assert service.collection_item("events", next(iter(real.shelf.events)))["type"] == "Feature"


def schemathesis(folder: Path, root: str, definition: Any, *more: str) -> subprocess.CompletedProcess[str]:
    """Every edge of each parameter, five random inputs. It cannot know that a text of `datetime` has to be a time."""
    (folder / "api.json").write_text(json.dumps(definition), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", "api.json", "--url", root, *more]
    settings = [
        "--phases=coverage,fuzzing",
        "--max-examples=5",
        "--generation-deterministic",
        "--no-color",
        "--workers=1",
    ]
    command += [*settings, "--exclude-checks=positive_data_acceptance"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_schemathesis_finds_nothing_to_complain_about(tmp_path, small_root, small):
    """The standard wants more than the maximum clamped, for which OpenAPI has no word; so it is not told of it."""
    definition = small.client().get("/ogc/api").json
    del definition["components"]["parameters"]["limit"]["schema"]["maximum"]
    said = schemathesis(tmp_path, small_root, definition)

    assert said.returncode == 0, said.stdout[-4_000:]
    assert "Tested: 13" in said.stdout


def test_schemathesis_complains_where_answers_are_not_as_defined(tmp_path, small_root, small):
    definition = small.client().get("/ogc/api").json
    definition["components"]["schemas"]["Conformance"]["required"] = ["nothing"]
    said = schemathesis(tmp_path, small_root, definition, "--include-path=/conformance")

    assert said.returncode == 1
    assert "nothing" in said.stdout
