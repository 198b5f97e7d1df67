"""Published maps as files that a page can rely on while newer ones are published."""

import gzip
import re

import pytest
from conftest import SITES

from portal.maps import providers, store

OWN = "https://tiles.example.org/{z}/{x}/{y}.png"


def keep(folder, name, body):
    file = store.keep(folder, name, body, "js")
    store.announce(folder, {name: store.PublishedMap(f"map_{name}", file)}, {file})
    return file


def test_a_file_is_named_by_its_content(tmp_path):
    one, two = store.keep(tmp_path, "x", b"one", "js"), store.keep(tmp_path, "x", b"two", "js")

    assert one != two
    assert store.keep(tmp_path, "x", b"one", "js") == one
    assert re.fullmatch(store.FILE_PATTERN, one)


def test_a_file_lies_beside_its_compressed_copy(tmp_path):
    file = store.keep(tmp_path, "x", b"body" * 100, "json")

    assert gzip.decompress((tmp_path / f"{file}.gz").read_bytes()) == (tmp_path / file).read_bytes() == b"body" * 100
    assert store.compressed(tmp_path, file) == (tmp_path / f"{file}.gz").read_bytes()


def test_an_archive_lies_there_without_a_compressed_copy_because_it_is_read_by_ranges(tmp_path):
    file = store.keep(tmp_path, "basemap", b"tiles", "pmtiles")

    assert re.fullmatch(store.FILE_PATTERN, file)
    assert store.compressed(tmp_path, file) is None
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_maps_are_out_of_date_when_a_layer_or_the_archive_changes(tmp_path):
    sources = [store.source(tmp_path, 1)]
    for name in ("areas.geojson", "basemap.pmtiles"):
        (tmp_path / name).write_bytes(b"new")
        sources.append(store.source(tmp_path, 1))

    assert len(set(sources)) == 3


def test_what_was_never_published_is_not_found(tmp_path):
    assert store.find(tmp_path, "x") is None
    assert store.find(tmp_path / "nowhere", "x") is None
    assert store.compressed(tmp_path, "x.000000000000.js") is None


@pytest.mark.parametrize(
    ("tiles", "key", "datum"),
    [
        ("gaode", "", "WGS-84"),
        ("tianditu", "one", "WGS-84"),
        ("tianditu", "two", "WGS-84"),
        (OWN, "", "WGS-84"),
        (OWN, "", "GCJ-02"),
    ],
)
def test_another_provider_key_or_datum_is_another_source_of_maps(tiles, key, datum):
    geo = SITES / "good" / "geo"
    source = store.source(geo, 1, providers.chosen(tiles, key, datum))
    others = [store.source(geo, 1), store.source(geo, 2, providers.chosen(tiles, key, datum))]
    others += [store.source(geo, 1, providers.chosen("tianditu", "three"))]

    assert source == store.source(geo, 1, providers.chosen(tiles, key, datum))
    assert source not in others


def test_the_newest_map_is_found(tmp_path):
    keep(tmp_path, "x", b"one")
    newest = keep(tmp_path, "x", b"two")

    assert store.find(tmp_path, "x") == store.PublishedMap("map_x", newest)


def test_the_map_before_stays_for_pages_that_still_name_it_and_the_one_before_that_goes(tmp_path):
    first, second, third = (keep(tmp_path, "x", body) for body in (b"1", b"2", b"3"))

    assert not (tmp_path / first).exists()
    assert not (tmp_path / f"{first}.gz").exists()
    assert (tmp_path / second).exists()
    assert (tmp_path / third).exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00"])
def test_a_corrupt_manifest_counts_as_no_map_and_the_next_publishing_mends_it(tmp_path, text):
    keep(tmp_path, "x", b"one")
    (tmp_path / store.MANIFEST).write_text(text)

    assert store.find(tmp_path, "x") is None
    keep(tmp_path, "x", b"two")
    assert store.find(tmp_path, "x") is not None


@pytest.mark.parametrize(
    "name",
    ["../manifest.json", "manifest.json", "x.js", "x.ABCDEF012345.js", "x.0123456789ab.js.gz", ".0123456789ab.js"],
)
def test_only_names_that_carry_a_hash_are_served(name):
    assert not re.fullmatch(store.FILE_PATTERN, name)
