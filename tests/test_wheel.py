"""The wheel by itself is the whole portal: templates, static files, content and migrations travel in it."""

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from serving import free_port, get, running

pytestmark = pytest.mark.slow

LEFT_AT_HOME = (
    ".git",
    ".venv",
    ".tools",
    "var",
    "build",
    "dist",
    "search_index",
    "tests",
    "bench",
    "*_cache",
    "__pycache__",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing of the checkout helps it."""
    source, out = tmp_path_factory.mktemp("source") / "portal", tmp_path_factory.mktemp("dist")
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_AT_HOME))
    _run(sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(source))
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `portal` in a new environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    _run(str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    return folder / "bin/portal"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def files_of(folder: str) -> set[str]:
    """What git would put into a folder of the wheel."""
    return {
        p.relative_to(ROOT / folder).as_posix()
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }


@pytest.mark.parametrize("folder", ["templates", "static", "content"])
def test_every_file_of_a_folder_travels(wheel, folder):
    prefix = f"portal/shipped/{folder}/"
    packed = {name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)}

    assert packed == files_of(folder)


def test_translations_and_migrations_travel(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())

    assert "portal/translations/zh_Hans_CN/LC_MESSAGES/messages.mo" in packed
    assert {f"portal/migrations/{name}" for name in files_of("portal/migrations")} <= packed


def test_nothing_else_travels(wheel):
    rooms = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {room.split("-")[0] for room in rooms} == {"portal", "shenyang_portal"}


def test_run_in_an_empty_folder_serves_both_languages_with_styles_and_maps(program, tmp_path):
    port = free_port()
    with running([str(program), "run", "--port", str(port)], port, cwd=tmp_path):
        pages = [get(port, path) for path in ("/zh/", "/en/", "/zh/map/", "/en/search/?q=imperial+palace")]
        ready, report = get(port, "/readyz")

    assert [status for status, _ in pages] == [200] * 4
    assert "四季" in pages[0][1]
    assert "/en/attractions/shenyang-imperial-palace/" in pages[3][1]
    assert ready == 200, report


def test_the_program_tells_its_version(program):
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout

    assert said.startswith("portal, version ")
