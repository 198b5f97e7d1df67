"""A generation of the index: built beside the one in use, swapped at once, never trusted blindly."""

import fcntl
import gc
import json
import shutil
import threading
from collections.abc import Iterator

import pytest

from portal.search import query
from portal.search.entries import Entry
from portal.search.index import FORMAT, POINTER, Unavailable, build, open_current


def thing(number: int, name: str = "故宫") -> Entry:
    return Entry("attraction", f"place-{number}", [name, f"Palace {number}"], [], ["沈阳"], ["一句话"])


def things(count: int) -> list[Entry]:
    return [thing(number) for number in range(count)]


def found(folder, text="故宫") -> list[str]:
    return [hit.key for hit in query.search(folder, text).hits]


def generations(folder) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def test_what_was_built_can_be_found(folder):
    assert build(folder, things(3), version=7) == 3
    assert sorted(found(folder)) == ["place-0", "place-1", "place-2"]
    assert query.health(folder, 7) == "ok"


def test_a_new_generation_replaces_the_old_one_at_once(folder):
    build(folder, things(3), version=1)
    found(folder)
    build(folder, [thing(9)], version=2)

    assert found(folder) == ["place-9"]


def test_old_generations_do_not_pile_up(folder):
    for version in range(6):
        build(folder, things(1), version)

    assert len(generations(folder)) <= 2


def test_a_reader_keeps_its_generation_while_the_next_is_built(folder):
    build(folder, things(3), version=1)
    seen = []

    def slowly() -> Iterator[Entry]:
        yield thing(9)
        seen.append(found(folder))

    build(folder, slowly(), version=2)

    assert sorted(seen[0]) == ["place-0", "place-1", "place-2"]


def test_a_reader_that_has_the_old_generation_open_can_finish_after_the_swap(folder):
    build(folder, things(3), version=1)
    generation = open_current(folder)
    build(folder, [thing(9)], version=2)

    with generation.index.searcher() as searcher:
        assert searcher.doc_count() == 3


def test_a_build_that_fails_leaves_the_old_generation_and_no_rubbish(folder):
    build(folder, things(3), version=1)

    def broken() -> Iterator[Entry]:
        yield thing(9)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build(folder, broken(), version=2)
    gc.collect()  # a file that was left open complains here, not in some later test

    assert len(found(folder)) == 3
    assert len(generations(folder)) == 1


def test_a_second_builder_waits_for_the_first(folder):
    order = []

    def watched(name: str) -> Iterator[Entry]:
        order.append(f"{name} begins")
        with (folder / ".builder").open("w") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody else could be building now
        order.append(f"{name} ends")
        yield thing(1)

    builders = [threading.Thread(target=build, args=(folder, watched(name), n)) for n, name in enumerate("ab")]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert order in (["a begins", "a ends", "b begins", "b ends"], ["b begins", "b ends", "a begins", "a ends"])
    assert query.health(folder, int(open_current(folder).version)) == "ok"


def test_nobody_who_searches_during_many_swaps_is_turned_away(folder):
    build(folder, things(3), version=0)
    done, answers, failures = threading.Event(), [], []

    def ask() -> None:
        while not done.is_set():
            try:
                answers.append(len(found(folder)))
            except Unavailable as error:
                failures.append(str(error))

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    for version in range(1, 16):
        build(folder, things(3), version)
    done.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert set(answers) == {3}


def test_no_index_is_said_with_the_command_that_mends_it(folder):
    with pytest.raises(Unavailable, match="there is no index; run `portal index rebuild`"):
        query.search(folder, "故宫")
    assert "portal index rebuild" in query.health(folder, 1)


@pytest.mark.parametrize(
    "pointer",
    [b"", b"not json", b"[]", b"null", b"{}", b'{"format": 0}', b"\xff\xfe", json.dumps({"format": FORMAT}).encode()],
)
def test_a_corrupt_pointer_is_said_and_not_a_crash(folder, pointer):
    build(folder, things(1), version=1)
    (folder / POINTER).write_bytes(pointer)

    with pytest.raises(Unavailable, match="portal index rebuild"):
        query.search(folder, "故宫")
    assert "portal index rebuild" in query.health(folder, 1)


@pytest.mark.parametrize("named", ["gone", "../elsewhere", ""])
def test_a_pointer_to_a_folder_that_is_no_index_is_said(folder, named):
    build(folder, things(1), version=1)
    (folder / POINTER).write_text(json.dumps({"format": FORMAT, "folder": named, "version": 1}))

    assert "portal index rebuild" in query.health(folder, 1)


# Whoosh forgets to close the file in which it meets the damage.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("damage", ["empty the files", "cut the files", "delete the files"])
def test_a_damaged_generation_is_said_and_not_a_crash(tmp_path, damage):
    whole, folder = tmp_path / "whole", tmp_path / "damaged"
    build(whole, things(3), version=1)
    shutil.copytree(whole, folder)
    for path in next(folder.glob("gen-*")).iterdir():
        content = path.read_bytes()
        path.unlink()
        if damage != "delete the files":
            path.write_bytes(content[: len(content) // 2] if damage.startswith("cut") else b"")

    with pytest.raises(Unavailable, match="portal index rebuild"):
        query.search(folder, "故宫")
    assert "portal index rebuild" in query.health(folder, 1)


def test_rebuilding_mends_a_damaged_index(folder):
    build(folder, things(3), version=1)
    shutil.rmtree(next(folder.glob("gen-*")))
    (folder / POINTER).write_text("{")
    build(folder, things(3), version=1)

    assert query.health(folder, 1) == "ok"
    assert len(found(folder)) == 3


def test_an_index_of_another_version_says_both(folder):
    build(folder, things(1), version=3)

    assert query.health(folder, 4).startswith("the index is at version 3, the content at 4")


def test_an_empty_index_is_not_ok(folder):
    build(folder, [], version=1)

    assert query.health(folder, 1) == "the index is empty"


def test_the_index_tells_all_that_it_holds(folder):
    build(folder, things(2), version=1)

    assert query.keys(folder) == {("attraction", "place-0"), ("attraction", "place-1")}
