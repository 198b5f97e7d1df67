"""The card for messengers: the same pixels everywhere, whatever the route is called."""

import hashlib
import struct
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from conftest import ROOT
from drawing import GEO, STOPS, SVG, subject, words

from portal.kernel.geo import Point
from portal.maps import card, raster

FONTS = ROOT / "static/fonts"
ELSEWHERE = """
import hashlib, sys
sys.path[:0] = [{root!r}, {tests!r}]
from drawing import GEO, subject, words
from portal.maps import card, raster
svg = card.draw(GEO, subject(), words(), card.SHAPES["wide"])
print(hashlib.sha256(raster.png(svg, card.Path({fonts!r}))).hexdigest(), "resvg_py" in sys.modules)
"""


def svg(shape="wide", stops=STOPS, **more):
    return card.draw(GEO, subject(stops), words(**more), card.SHAPES[shape])


@pytest.mark.parametrize(("shape", "size"), [("wide", (1200, 630)), ("square", (600, 600))])
def test_a_card_has_exactly_the_size_that_messengers_want(shape, size):
    body = raster.png(svg(shape), FONTS)

    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", body[16:24]) == size


def test_another_process_paints_the_same_bytes():
    code = ELSEWHERE.format(root=str(ROOT), tests=str(ROOT / "tests"), fonts=str(FONTS))
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()[0]

    assert hashlib.sha256(raster.png(svg(), FONTS)).hexdigest() == there


def test_whoever_only_imports_the_rasteriser_does_not_load_it():
    code = "import sys, portal.maps.raster; print('resvg_py' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert found.stdout.strip() == "False"


def test_letters_are_painted():
    """Without its face, a card would have no words and nobody would be told."""
    assert raster.png(svg(title="故宫"), FONTS) != raster.png(svg(title="福陵"), FONTS)


@pytest.mark.parametrize("shape", list(card.SHAPES))
@pytest.mark.parametrize(
    "title", ["</text><script>x</script>", "]]>&\"'", "长" * 200, "M" * 200, "🍁 枫叶", "\x00\x07"]
)
def test_any_title_is_text_inside_its_panel(title, shape):
    drawn = svg(shape, title=title)
    picture = ElementTree.fromstring(drawn)

    assert picture.find(f".//{SVG}script") is None
    x, y, width, height = card.SHAPES[shape].panel
    for node in picture.findall(f"{SVG}text"):
        assert x <= float(node.get("x")) <= x + width
        assert y <= float(node.get("y")) <= y + height
    assert raster.png(drawn, FONTS)


@pytest.mark.parametrize(
    "stops",
    [[], [(1, 1, None)], STOPS[:1], [(n, n, Point(41.8 + n / 100, 123.4)) for n in range(1, 61)]],
    ids=["no stop", "no position", "one stop", "sixty stops"],
)
def test_any_route_has_a_card(stops):
    assert raster.png(svg(stops=stops), FONTS)


def test_the_card_says_which_stops_are_not_on_it():
    assert "图上没有：2" in svg(stops=[STOPS[0], (2, 1, None)], missing="图上没有：2")
