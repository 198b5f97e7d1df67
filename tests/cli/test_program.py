"""The program `portal`: help, wrong use, settings, and a port that is taken."""

import os
import shutil
import socket
import subprocess

import pytest
from serving import PROGRAM
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.cli.common import opened
from portal.extensions import db
from portal.kernel.season import today
from portal.model import Attraction
from portal.publishing import published
from portal.search import asked


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_help_names_the_commands(portal):
    said = portal("--help")

    assert said.code == 0
    assert all(f"\n  {name}" in said.out for name in ("check", "content", "doctor", "index", "maps", "run", "serve"))


def test_the_version_is_told(portal):
    assert portal("--version").out.startswith("portal, version ")


@pytest.mark.parametrize(
    "words",
    [["dance"], ["run", "--port", "0"], ["run", "--port", "x"], ["serve", "--workers", "0"], ["content", "laod"]],
)
def test_wrong_use_is_exit_code_2_and_no_traceback(portal, words):
    said = portal(*words)

    assert said.code == 2
    assert "Error:" in said.err


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_is_said_in_one_line_with_a_way_on(portal, taken, command):
    said = portal(command, "--port", str(taken))

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert f"127.0.0.1:{taken} cannot be used" in said.err
    assert f"PORT={taken + 1}" in said.err


def test_a_taken_port_is_noticed_before_anything_is_made(portal, taken, settings):
    portal("run", "--port", str(taken))

    assert not settings.data_dir.exists()


def test_an_address_that_is_not_of_this_machine_is_said_in_one_line(portal):
    said = portal("serve", "--host", "192.0.2.1", "--port", "18080")

    assert said.code == 1
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_TRUSTED_PROXIES", "many"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_TRUSTED_PROXIES", "6"),
        ("PORTAL_DEVELOPMENT", "perhaps"),
        ("PORTAL_BASE_URL", "javascript:alert(1)"),
        ("PORTAL_BASE_URL", "www.example.org"),
        ("PORTAL_TILES", "google"),
        ("PORTAL_TILES", "https://tiles.example.org/{z}/{x}.png"),
        ("PORTAL_TILES_DATUM", "BD-09"),
        ("PORTAL_DATABASE_URL", "nonsense"),
        ("PORTAL_DATABASE_URL", "nosuchdatabase://localhost/x"),
    ],
)
def test_a_bad_setting_is_exit_code_2_and_names_the_variable_and_the_value(portal, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    said = portal("check")

    assert said.code == 2
    assert variable in said.err
    assert "Traceback" not in said.err


def test_a_password_in_a_bad_database_address_is_not_shown(portal, monkeypatch):
    monkeypatch.setenv("PORTAL_DATABASE_URL", "nosuchdatabase://portal:s3cret@localhost/x")
    said = portal("check")

    assert "s3cret" not in said.out + said.err


def test_a_data_folder_that_is_a_file_is_said_in_one_line(portal, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "file"))
    said = portal("check")

    assert said.code != 0
    assert said.err.count("\n") == 1


def test_a_setting_may_stand_in_a_file_beside_the_program(tmp_path):
    (tmp_path / ".env").write_text("PORTAL_TRUSTED_PROXIES=many\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    said = subprocess.run(
        [*PROGRAM, "check"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert (said.returncode, "PORTAL_TRUSTED_PROXIES" in said.stderr) == (2, True)


def test_check_is_content_after_a_load(portal, loaded):
    said = portal("check")

    assert said.code == 0
    assert "index: ok\n" in said.out
    assert "maps: ok\n" in said.out


def test_check_fails_and_says_the_command_that_helps_while_the_index_is_away(portal, loaded, settings):
    shutil.rmtree(settings.search_dir)
    said = portal("check")

    assert said.code == 1
    assert "index: there is no index; run `portal index rebuild`" in said.out


def test_check_fails_while_maps_are_away(portal, loaded, settings):
    shutil.rmtree(settings.maps_dir)
    said = portal("check")

    assert said.code == 1
    assert "maps: not built; run `portal maps build`" in said.out


def test_rebuilding_mends_what_check_complained_of(portal, loaded, settings):
    shutil.rmtree(settings.search_dir)
    shutil.rmtree(settings.maps_dir)

    assert portal("index", "rebuild").code in (0, None)
    assert portal("maps", "build").code in (0, None)
    assert portal("check").code == 0


def test_rebuilding_says_how_much_it_built(portal, loaded):
    assert portal("index", "rebuild").out == "search index built: 17 entries\n"
    assert portal("maps", "build").out == "maps built: 6\n"


def test_verify_is_content_with_a_fresh_index(portal, loaded):
    said = portal("index", "verify")

    assert (said.code, said.out) == (0, "ok\n")


def test_verify_names_what_is_out_of_date(portal, loaded, settings):
    with Session(create_engine(settings.database)) as session:
        row = session.scalar(select(Attraction).where(Attraction.key == "imperial-palace"))
        row.document = {**row.document, "summary": {"zh": "另一句话", "en": "Another sentence"}}
        session.commit()
    said = portal("index", "verify")

    assert said.code == 1
    assert "attraction:imperial-palace: out of date\n" in said.out


def test_what_is_asked_and_finds_nothing_is_reported(portal, loaded, settings):
    with Session(create_engine(settings.database)) as session:
        asked.record(session, today(), {("zh", "qqxzzv"): (5, 0), ("zh", "故宫"): (9, 8), ("en", "palace"): (30, 1)})
        session.commit()
    lines = portal("search", "asked").out.splitlines()

    assert [line.split()[0] for line in lines] == ["hardly", "well", "nothing"]
    assert "qqxzzv" in lines[2]


def test_verify_fails_without_an_index(portal, loaded, settings):
    shutil.rmtree(settings.search_dir)

    assert portal("index", "verify").code == 1


def test_verify_fails_when_the_index_is_older_than_the_content(portal, loaded, settings):
    (settings.search_dir / "CURRENT").write_text(
        (settings.search_dir / "CURRENT").read_text().replace('"version": ', '"version": 9')
    )
    said = portal("index", "verify")

    assert said.code == 1
    assert "run `portal index rebuild`" in said.out


def test_the_basemap_is_made_from_collected_geodata_or_the_missing_file_is_named(portal, tmp_path):
    (tmp_path / "empty").mkdir()
    said = portal("maps", "basemap", tmp_path / "empty")

    assert said.code == 1
    assert said.err.count("\n") == 1


def test_workers_are_forked_from_a_process_that_builds_nothing_after_a_publishing(portal):
    app = opened(follows=False)
    with app.app_context():
        db.engine.dispose()

    assert published._listeners == []
