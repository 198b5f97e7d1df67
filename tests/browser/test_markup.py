"""The Nu Html Checker reads every kind of page, the style sheet and the drawings, in one run."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote
from urllib.request import urlopen

import pytest

from browser.kinds import KINDS, LANGS

ROOT = Path(__file__).resolve().parents[2]
VNU = ROOT / ".tools/node_modules/vnu-jar/build/dist/vnu.jar"

NEWER_THAN_VNU = (
    "Property “paint-order” doesn't exist",  # CSS Fill and Stroke 3, in every browser since 2020; vnu 26.9 lacks it
    "“plus-lighter” is not a “mix-blend-mode” value",  # CSS Compositing 2; where it is unknown a tile has a seam
)
"""Messages about CSS that browsers know and this checker does not yet; each with its reason."""

BAD_PAGE = (
    '<!doctype html><html lang="en"><title>x</title><p id="a">1<p id="a" style="colour: red">2<img src="x.png"></html>'
)
BAD_SHEET = "p { color: 1px solid }"


def fetch(address: str) -> bytes:
    try:
        with urlopen(address) as answer:
            return bytes(answer.read())
    except HTTPError as error:  # an error page is a page
        with error:
            return error.read()


@pytest.fixture(scope="session")
def verdict(
    home: str, address: Callable[[str, str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """File name -> what the checker says of it."""
    assert VNU.exists(), "no HTML checker: sh tests/need.sh"
    folder = tmp_path_factory.mktemp("markup")
    for kind in KINDS:
        for lang in LANGS:
            (folder / f"{kind}-{lang}.html").write_bytes(fetch(home + quote(address(kind, lang), safe="/?=&")))
    page = (folder / "home-zh.html").read_text(encoding="utf-8")
    sheet = next(part for part in page.split('"') if part.startswith("/assets/site-"))
    (folder / "site.css").write_bytes(fetch(home + sheet))
    (folder / "route.svg").write_bytes(fetch(home + address("route", "zh").rstrip("/") + ".svg"))
    (folder / "poster.svg").write_bytes(fetch(home + address("route", "zh") + "poster.svg"))
    for drawing in (ROOT / "static").glob("*.svg"):
        shutil.copy(drawing, folder)
    (folder / "bad.html").write_text(BAD_PAGE)
    (folder / "bad.css").write_text(BAD_SHEET)
    return said_by_vnu(folder)


def said_by_vnu(folder: Path) -> dict[str, list[str]]:
    java = shutil.which("java")
    assert java, "no Java: sh tests/need.sh"
    switches = ["--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    ran = subprocess.run(
        [java, "-Xss2m", "-jar", str(VNU), *switches, str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = {path.name: [] for path in folder.iterdir()}
    for message in json.loads(ran.stderr)["messages"]:
        name = Path(unquote(message["url"])).name
        text = f"{message['type']} {message.get('lastLine', 0)}: {message['message']} {message.get('extract', '')}"
        if message["type"] != "info" and not any(known in text for known in NEWER_THAN_VNU):
            found[name].append(text)
    return found


@pytest.mark.parametrize(("kind", "lang"), [(kind, lang) for kind in KINDS for lang in LANGS])
def test_a_page_is_valid_html(verdict: dict[str, list[str]], kind: str, lang: str) -> None:
    assert verdict[f"{kind}-{lang}.html"] == []


def test_the_style_sheet_is_valid(verdict: dict[str, list[str]]) -> None:
    assert verdict["site.css"] == []


@pytest.mark.parametrize("name", ["route.svg", "poster.svg", "icons.svg", "favicon.svg"])
def test_a_drawing_is_valid_svg(verdict: dict[str, list[str]], name: str) -> None:
    assert verdict[name] == []


def test_the_checker_reports_a_page_and_a_sheet_that_are_wrong_on_purpose(verdict: dict[str, list[str]]) -> None:
    said = " ".join(verdict["bad.html"])
    assert "Duplicate ID" in said
    assert "alt" in said
    assert "colour" in said
    assert verdict["bad.css"]
