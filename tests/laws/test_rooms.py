"""Imports point down the list of rooms, never up, never sideways; and every room has a charter."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "portal"
ROOMS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if "versions" not in path.parts)
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def test_every_contract_between_the_rooms_is_kept():
    """In a process of its own: import-linter silences the loggers of the one it runs in."""
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout


def test_every_room_has_its_place_in_the_order():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    order = next(c for c in contracts if c["type"] == "layers" and c["containers"] == ["portal"])
    placed = {name.strip() for layer in order["layers"] for name in layer.split("|")}
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert placed == rooms - {"__init__"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(ROOT).as_posix())
def test_every_room_has_a_charter_of_at_most_eight_lines(room: Path):
    charter = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))

    assert charter
    assert len(charter.splitlines()) <= 8


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for(module: Path):
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def test_no_template_lets_text_through_unescaped():
    templates = (ROOT / "templates").rglob("*.*")

    assert [path for path in templates if "|safe" in path.read_text(encoding="utf-8").replace(" ", "")] == []


def test_html_is_made_out_of_text_in_one_place_only():
    makers = [path for path in MODULES if "Markup(" in path.read_text(encoding="utf-8")]
    allowed = {PACKAGE / "kernel/markup.py", PACKAGE / "catalogue/snippets.py"}

    assert set(makers) <= allowed
    assert _markup_arguments(PACKAGE / "catalogue/snippets.py") <= {"…", ""}


def _markup_arguments(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {
        ast.literal_eval(call.args[0]) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Markup"
    }


def test_a_serving_worker_imports_nothing_that_only_builders_need():
    """Whoosh, pypinyin and Folium cost a worker some hundred MiB and half a second together; jieba nobody needs."""
    program = (
        "import sys, portal.app, portal.web.site.search, portal.web.api.door, portal.search.suggest\n"
        "print(sorted({'whoosh', 'pypinyin', 'folium', 'jieba', 'branca'} & {m.split('.')[0] for m in sys.modules}))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_only_the_builder_of_the_index_touches_whoosh():
    assert [m.name for m in MODULES if "whoosh" in m.read_text(encoding="utf-8").replace("Whoosh", "")] == ["build.py"]
