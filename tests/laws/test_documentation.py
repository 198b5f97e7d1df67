"""README names every setting and every command, and nothing that is not there."""

import re
from collections.abc import Iterator

import click
import pytest
from conftest import ROOT

from portal.cli import cli
from portal.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
VARIABLES = [f"PORTAL_{name.upper()}" for name in Settings.model_fields]


def paths(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for inner, child in command.commands.items():
            yield from paths(child, f"{name} {inner}")
    else:
        yield name


COMMANDS = list(paths(cli, "portal"))


@pytest.mark.parametrize("variable", VARIABLES)
def test_readme_names_the_setting(variable):
    assert f"`{variable}`" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_chooses(name):
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_names_the_command(command):
    assert re.search(rf"`{command}[ `]", README)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(portal, command):
    said = portal(*command.split()[1:], "--help")

    assert said.code == 0
    assert len(said.out.splitlines()) > 3


def test_readme_names_no_setting_that_is_not_there():
    assert set(re.findall(r"PORTAL_[A-Z_]*[A-Z]", README)) <= set(VARIABLES)


def test_readme_names_no_command_that_is_not_there():
    named = set(re.findall(r"`(portal [a-z]+(?: [a-z]+)?)[ `]", README))
    known = {*COMMANDS, *(command.rsplit(" ", 1)[0] for command in COMMANDS)}

    assert named <= known


def test_readme_tells_how_to_run_and_how_to_test():
    assert "make run" in README
    assert "make test" in README


@pytest.mark.parametrize("document", ["README.md", "portal/README.md", "content/README.md", "CHANGELOG.md"])
def test_every_file_that_a_document_links_to_is_there(document):
    path = ROOT / document
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_target_that_readme_names_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE)) <= targets
