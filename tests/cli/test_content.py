"""`portal content …` in the hands of a clerk: exit codes, reports, and nothing changed when something is wrong."""

import hashlib
import json
import shutil
import sqlite3

import pytest
from conftest import SITES

from portal.content.load import digest


def state(settings) -> list:
    """Everything the database holds, but who asked when."""
    with sqlite3.connect(settings.data_dir / "portal.sqlite3") as connection:
        tables = [
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by 1")
        ]
        rows = [(table, connection.execute(f"select * from {table} order by 1").fetchall()) for table in tables]
    connection.close()
    return rows


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_checking_good_content_succeeds_and_counts(portal):
    said = portal("content", "check")

    assert (said.code, said.out) == (0, "29 documents, 0 problems, 0 advice\n")


def test_checking_bad_content_fails_and_prints_a_line_for_each_mistake(portal):
    said = portal("content", "check", SITES / "mistakes")

    assert said.code == 1
    assert "events/unknown-kind.yaml:3: kind: “chess” is not among kinds; correct the key" in said.out
    assert len([line for line in said.out.splitlines() if not line.startswith("advice:")]) == 45


def test_a_source_once_seen_is_remembered_without_its_words(portal, settings, tmp_path):
    brochure = tmp_path / "brochure.txt"
    brochure.write_text(
        "本馆常设展览由三个单元组成，依次介绍建筑的由来、院落的变化和后来的修缮情况。", encoding="utf-8"
    )

    first, again = portal("content", "seen", brochure), portal("content", "seen", brochure)

    assert first.code == again.code == 0
    assert not first.out.endswith(": 0 new fingerprints\n")
    assert again.out.endswith(": 0 new fingerprints\n")
    assert "展览" not in (settings.content_dir / "checks" / "seen.txt").read_text(encoding="utf-8")


def test_a_strict_check_of_a_folder_that_promises_nothing_fails(portal):
    said = portal("content", "check", "--strict")

    assert said.code == 1
    assert "promise.yaml:1: there is no such file; see content/README.md" in said.out


def test_checking_a_folder_that_is_not_there_fails(portal):
    said = portal("content", "check", "nowhere")

    assert said.code == 1
    assert "there is no such folder" in said.out


def test_checking_a_file_is_wrong_use(portal, folder):
    assert portal("content", "check", folder / "site.yaml").code == 2


def test_loading_says_how_much_changed(portal):
    said = portal("content", "load")

    assert (said.code, said.out.splitlines()[-1]) == (0, "29 changed, 0 withdrawn, 0 unchanged")


def test_loading_the_same_again_changes_nothing(portal, loaded, settings):
    before = state(settings)
    said = portal("content", "load")

    assert said.out.splitlines()[-1] == "0 changed, 0 withdrawn, 29 unchanged"
    assert state(settings) == before


def test_loading_builds_the_index_and_the_maps(portal, loaded, settings):
    assert (settings.search_dir / "CURRENT").is_file()
    assert (settings.maps_dir / "manifest.json").is_file()


def test_a_dry_run_prints_the_changes_in_words_and_makes_none(portal, loaded, settings, folder):
    edit(folder / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    (folder / "events/temple-fair.yaml").unlink()
    before = state(settings)
    said = portal("content", "load", "--dry-run")

    assert said.code == 0
    assert "event snow-football\n  usual.months: “1, 12” → “1”\n" in said.out
    assert "event temple-fair\n  withdrawn\n" in said.out
    assert state(settings) == before


def test_a_dry_run_before_the_first_load_leaves_nothing_published(portal, settings):
    said = portal("content", "load", "--dry-run")

    assert "attraction imperial-palace\n  document: added “沈阳故宫”" in said.out
    assert all(not rows for table, rows in state(settings) if table != "alembic_version")


def test_a_broken_folder_fails_prints_the_report_and_changes_nothing(portal, loaded, settings, folder):
    edit(folder / "events/snow-football.yaml", "months: [1, 12]", "months: [1]")
    edit(folder / "events/temple-fair.yaml", "kind: festival", "kind: chess")
    before = state(settings)
    said = portal("content", "load")

    assert said.code == 1
    assert "events/temple-fair.yaml:3: kind: “chess” is not among kinds" in said.err
    assert "nothing was changed" in said.err
    assert state(settings) == before


def test_a_broken_folder_leaves_the_index_and_the_maps_alone(portal, loaded, settings, folder):
    def fingerprint():
        files = sorted(p for d in (settings.search_dir, settings.maps_dir) for p in d.rglob("*") if p.is_file())
        return [(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files]

    before = fingerprint()
    edit(folder / "events/temple-fair.yaml", "kind: festival", "kind: chess")
    portal("content", "load")

    assert fingerprint() == before


def test_a_changed_number_fails_and_changes_nothing(portal, loaded, settings, folder):
    edit(folder / "events/city-marathon.yaml", "months: [9]", "months: [10]")
    edit(folder / "events/snow-football.yaml", "number: 3", "number: 30")
    before = state(settings)
    said = portal("content", "load")

    assert said.code == 1
    assert "events/snow-football.yaml:1: number:" in said.err
    assert state(settings) == before


def test_a_dump_of_what_was_loaded_is_the_folder_itself(portal, loaded, tmp_path, folder):
    said = portal("content", "dump", tmp_path / "dumped")
    files = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert (said.code, said.out) == (0, f"29 documents written to {tmp_path / 'dumped'}\n")
    assert files == {
        p.relative_to(tmp_path / "dumped"): p.read_bytes() for p in (tmp_path / "dumped").rglob("*") if p.is_file()
    }


def test_a_dump_into_a_full_folder_says_so_in_one_line_and_writes_nothing(portal, loaded, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    said = portal("content", "dump", tmp_path / "full")

    assert said.code != 0
    assert said.err.count("\n") == 1
    assert "is not empty" in said.err
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine"]


def test_a_dump_without_a_folder_is_wrong_use(portal):
    assert portal("content", "dump").code == 2


def test_formatting_puts_a_file_into_the_portals_own_form(portal, folder):
    path = folder / "events/snow-football.yaml"
    before = path.read_bytes()
    path.write_bytes(b"# asked the bureau\r\n" + before.replace(b"\n", b"\r\n"))
    said = portal("content", "format")

    assert (said.code, said.out) == (0, "formatted events/snow-football.yaml\n")
    assert path.read_bytes() == before


def test_formatting_leaves_a_file_that_it_cannot_read_as_it_is(portal, folder):
    (folder / "events/broken.yaml").write_text("number: [")
    said = portal("content", "format")

    assert said.code == 1
    assert (folder / "events/broken.yaml").read_text() == "number: ["


def test_formatting_says_what_it_could_not_read(portal, folder):
    (folder / "events/broken.yaml").write_text("number: [")
    said = portal("content", "format")

    assert "events/broken.yaml:1:" in said.out + said.err


def test_advice_does_not_fail_a_check(portal, folder):
    edit(folder / "events/snow-football.yaml", "number: 3\n", "# asked\nnumber: 3\n")
    said = portal("content", "check")

    assert said.code == 0
    assert "advice: events/snow-football.yaml:1:" in said.out


def test_loading_another_folder_does_not_need_basemap_layers_there(portal, settings, tmp_path, folder):
    other = tmp_path / "other"
    folder.rename(other)
    for path in (other / "geo").iterdir():
        path.unlink()
    (settings.content_dir / "geo").mkdir(parents=True)
    for path in (SITES / "good" / "geo").iterdir():
        (settings.content_dir / "geo" / path.name).write_bytes(path.read_bytes())

    assert portal("content", "load", other).code == 0


def test_content_without_basemap_layers_is_a_problem_before_anything_changes(portal, settings, folder):
    (folder / "geo/roads.geojson").unlink()
    (folder / "geo/basemap.pmtiles").unlink()
    said = portal("content", "load")

    assert said.code == 1
    assert "roads.geojson" in said.out + said.err
    assert "basemap.pmtiles" in said.out + said.err
    assert all(not rows for table, rows in state(settings) if table != "alembic_version")


def test_what_was_loaded_from_another_folder_is_not_undone_by_the_next_run(portal, loaded, settings, tmp_path, folder):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    edit(other / "events/snow-football.yaml", "雪地足球", "雪上足球")
    assert portal("content", "load", other).code == 0

    connection = sqlite3.connect(settings.data_dir / "portal.sqlite3")
    (kept,) = connection.execute("select folder from publication").fetchone()
    connection.close()

    assert kept == digest(settings.content_dir)


@pytest.fixture
def roads(folder):
    """A road from the palace to the tomb by a northern bend, and nothing else."""
    bend = [[123.4506, 41.7966], [123.5, 41.9], [123.58, 41.83]]
    line = {"type": "MultiLineString", "coordinates": [bend]}
    feature = {"type": "Feature", "properties": {"class": "primary"}, "geometry": line}
    (folder / "geo" / "network.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


WAY = "ways/palace-and-tomb.yaml"


@pytest.mark.usefixtures("roads")
def test_tracing_writes_the_way_of_a_route_along_its_roads_and_then_has_nothing_to_do(portal, folder):
    first, written = portal("content", "trace", "palace-and-tomb"), (folder / WAY).read_text(encoding="utf-8")
    again = portal("content", "trace", "palace-and-tomb")

    assert first.code == again.code == 0
    assert "kind: road" in written
    assert "km: 22.4" in written
    assert first.out == "1 routes, 1 legs, 0 of them schematic\n1 ways changed, 0 removed\n"
    assert again.out.endswith("0 ways changed, 0 removed\n")
    assert portal("content", "check").out.endswith(" 0 problems, 0 advice\n")


@pytest.mark.usefixtures("roads")
def test_tracing_everything_removes_ways_whose_route_is_gone(portal, folder):
    shutil.copyfile(folder / WAY, folder / "ways" / "gone.yaml")

    assert portal("content", "trace", "palace-and-tomb").out.endswith("0 removed\n")
    assert portal("content", "trace").out.endswith("1 removed\n")
    assert not (folder / "ways" / "gone.yaml").exists()


def test_tracing_says_what_is_missing(portal, folder):
    assert portal("content", "trace", "no-such-route").code == 2
    assert "There is no network.geojson" in portal("content", "trace").err
    edit(folder / "routes" / "spring" / "palace-and-tomb.yaml", "mode: transit", "mode: rocket")
    assert portal("content", "trace").code == 1


@pytest.mark.usefixtures("roads")
def test_tracing_with_a_route_server_that_is_away_says_so_and_uses_our_roads(portal, monkeypatch):
    monkeypatch.setenv("PORTAL_ROUTER", "http://127.0.0.1:9")
    said = portal("content", "trace", "palace-and-tomb")

    assert said.code == 0
    assert "127.0.0.1:9 does not answer as a route server" in said.out
    assert "0 of them schematic" in said.out


def test_a_measured_line_becomes_the_way_of_its_route(portal, folder, tmp_path):
    track = tmp_path / "track.geojson"
    bend = [[123.4506, 41.7966], [123.5, 41.85], [123.58, 41.83]]
    track.write_text(json.dumps({"type": "LineString", "coordinates": bend}))
    said = portal("content", "trace", "palace-and-tomb", "--line", track)

    assert (said.code, said.out) == (0, "1 legs, 0 of them schematic\n")
    assert "track.geojson" in (folder / WAY).read_text(encoding="utf-8")


def test_a_measured_line_that_is_none_changes_nothing_and_says_why(portal, folder, tmp_path):
    before, track = (folder / WAY).read_bytes(), tmp_path / "track.geojson"
    track.write_text(json.dumps({"type": "LineString", "coordinates": [[41.8, 123.4], [41.9, 123.5]]}))
    said = portal("content", "trace", "palace-and-tomb", "--line", track)

    assert said.code == 1
    assert "latitude stands before longitude" in said.err
    assert (folder / WAY).read_bytes() == before
    assert portal("content", "trace", "--line", track).code == 2


@pytest.mark.usefixtures("roads")
def test_a_measured_way_is_kept_when_everything_is_traced_and_traced_when_it_is_named(portal, folder, tmp_path):
    track = tmp_path / "track.geojson"
    bend = [[123.4506, 41.7966], [123.5, 41.85], [123.58, 41.83]]
    track.write_text(json.dumps({"type": "LineString", "coordinates": bend}))
    portal("content", "trace", "palace-and-tomb", "--line", track)
    measured = (folder / WAY).read_bytes()
    said = portal("content", "trace")

    assert "left as they are unless named: palace-and-tomb" in said.out
    assert (folder / WAY).read_bytes() == measured
    assert portal("content", "trace", "palace-and-tomb").code == 0
    assert (folder / WAY).read_bytes() != measured
