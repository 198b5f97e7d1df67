"""`portal doctor`: what it finds, and the mend it names."""

import shutil

import pytest
from tiles import providing

NAMES = [
    "program",
    "database",
    "content",
    "index",
    "maps",
    "pictures",
    "media",
    "data folder",
    "disk",
    "tiles",
    "approval",
    "base url",
]


@pytest.fixture(scope="module")
def provider():
    with providing({}) as tiles:
        yield tiles


@pytest.fixture
def choose(monkeypatch, loaded):
    """A function that sets variables on a machine where all is well: `choose(TILES="gaode")`."""

    def choose(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"PORTAL_{name}", value)

    return choose


def line(said, name):
    (found,) = [line for line in said.out.splitlines() if line[6:].startswith(f"{name}:")]
    return found


def test_a_healthy_machine_has_one_line_for_each_thing_and_no_failure(portal, loaded):
    said = portal("doctor")

    assert said.code == 0
    names = [line[6:].split(":")[0] for line in said.out.splitlines()]
    assert names == NAMES
    assert "fail" not in {line.split()[0] for line in said.out.splitlines()}


def test_an_empty_machine_is_told_what_to_run_and_nothing_is_made(portal, settings):
    said = portal("doctor")

    assert said.code == 1
    assert line(said, "database").startswith("fail")
    assert "portal content load" in line(said, "content")
    assert "portal index rebuild" in line(said, "index")
    assert "portal maps build" in line(said, "maps")
    assert not settings.search_dir.exists()


def test_a_database_that_does_not_answer_fails_without_a_traceback(portal, monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/portal.sqlite3")
    said = portal("doctor")

    assert (said.code, said.err) == (1, "")
    assert "PORTAL_DATABASE_URL" in line(said, "database")


def test_an_index_that_is_away_fails_with_its_mend(portal, loaded, settings):
    shutil.rmtree(settings.search_dir)
    said = portal("doctor")

    assert said.code == 1
    assert "portal index rebuild" in line(said, "index")


def test_maps_made_under_another_setting_are_a_warning(portal, choose, provider):
    choose(TILES=provider.template("plain"), MAP_APPROVAL="GS(2099)1号")
    said = portal("doctor")

    assert said.code == 0
    assert line(said, "maps").startswith("warn")
    assert line(said, "tiles").startswith("ok")
    assert provider.asked[-1] == "/plain/8/215/95.png"


@pytest.mark.parametrize(("name", "trouble"), [("refused", "403"), ("page", "text/plain")])
def test_tiles_that_do_not_come_are_a_warning_that_says_what_visitors_see(portal, choose, provider, name, trouble):
    choose(TILES=provider.template(name), MAP_APPROVAL="GS(2099)1号")
    said = portal("doctor")

    assert said.code == 0
    assert line(said, "tiles").startswith("warn")
    assert "falls back to the offline basemap" in line(said, "tiles")
    assert trouble in line(said, "tiles")


def test_no_network_is_a_warning_too(portal, choose):
    choose(TILES="http://127.0.0.1:9/{z}/{x}/{y}.png")  # nobody listens on "discard"

    assert "refused" in line(portal("doctor"), "tiles")


def test_tianditu_without_a_key_is_said(portal, choose):
    choose(TILES="tianditu")

    assert "PORTAL_TILES_KEY" in line(portal("doctor"), "tiles")


@pytest.mark.parametrize("command", ["doctor", "check"])
def test_maps_without_approval_fail_in_production_only(portal, choose, provider, command):
    choose(TILES=provider.template("plain"))
    said = portal(command)
    assert said.code == 1
    assert f"approval: maps on {provider.template('plain')} show no 审图号; set PORTAL_MAP_APPROVAL" in said.out

    choose(DEVELOPMENT="1")
    assert portal(command).code == 0
