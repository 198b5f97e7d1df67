"""A generation of the index: built beside the one in use, swapped at once, never trusted blindly."""

import fcntl
import gc
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from portal.search import generation, query
from portal.search.build import build, differences, stored
from portal.search.entries import Entry
from portal.search.generation import FAILED, FORMAT, POINTER, Unavailable, current


def thing(number: int, name: str = "故宫", version: int = 0) -> Entry:
    return Entry("attraction", f"place-{number}", [name, f"Palace {number}"], tags=["沈阳"], body=[f"第{version}版"])


def things(count: int, version: int = 0) -> list[Entry]:
    return [thing(number, version=version) for number in range(count)]


def found(folder, text="故宫") -> list[str]:
    return [hit.key for hit in query.search(folder, query.Ask(text, limit=100)).hits]


def generations(folder) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


def forgotten(folder) -> None:
    """What a new process would know: nothing."""
    generation._open.pop(folder, None)


def damaged(folder, how: str) -> None:
    for path in (folder / json.loads((folder / POINTER).read_text())["folder"]).iterdir():
        content = path.read_bytes()
        path.unlink()
        if how != "delete the files":
            path.write_bytes(content[: len(content) // 2] if how.startswith("cut") else b"")


DAMAGES = ["empty the files", "cut the files", "delete the files"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def test_what_was_built_can_be_found(folder):
    assert build(folder, things(3), version=7) == 3
    assert sorted(found(folder)) == ["place-0", "place-1", "place-2"]
    assert generation.health(folder, 7) == "ok"


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


def test_a_reader_that_holds_the_old_generation_can_finish_after_the_swap(folder):
    build(folder, things(3), version=1)
    held = current(folder)
    build(folder, [thing(9)], version=2)

    assert len(held.things) == 3
    assert len(held.lists.best(["故宫"], 10)) == 3


def test_a_build_that_fails_leaves_the_old_generation_no_rubbish_and_its_reason(folder):
    build(folder, things(3), version=1)

    def broken() -> Iterator[Entry]:
        yield thing(9)
        raise ZeroDivisionError("by nought")

    with pytest.raises(ZeroDivisionError):
        build(folder, broken(), version=2)
    gc.collect()  # a file that was left open complains here, not in some later test

    assert len(found(folder)) == 3
    assert len(generations(folder)) == 1
    assert "the last build failed: ZeroDivisionError: by nought" in generation.health(folder, 2)

    build(folder, things(1), version=2)
    assert generation.health(folder, 2) == "ok"
    assert not (folder / FAILED).exists()


def test_a_disk_that_is_full_leaves_the_old_generation_answering(folder):
    build(folder, things(3), version=1)
    # A process that may write no file of more than 3 KB: what a full disk says, from the system itself.
    program = f"""
import resource, signal, sys
sys.path[:0] = {[p for p in sys.path if p]!r}
from pathlib import Path
from portal.search.build import build
from portal.search.entries import Entry
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
build(Path({str(folder)!r}), [Entry("attraction", f"place-{{n}}", ["故宫"], body=["字" * 500]) for n in range(200)], 2)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "OSError" in ended.stderr
    assert len(generations(folder)) == 1
    assert len(found(folder)) == 3
    assert "version 1" in generation.health(folder, 2)
    assert "the last build failed: OSError" in generation.health(folder, 2)


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
    assert generation.health(folder, current(folder).version) == "ok"


def test_eight_readers_see_whole_generations_alone_during_two_hundred_publishings(folder):
    """Every generation says its own version in each text, so an answer of two versions would show."""
    build(folder, [thing(n, f"故宫{0}") for n in range(3)], version=0)
    done, answers, wrong = threading.Event(), [], []

    def ask() -> None:
        while not done.wait(0.001):  # without a breath eight readers leave the builder no turn
            try:
                seen = current(folder)
                said = {seen.things.names[doc] for doc, _ in seen.lists.best(["故宫"], 10)}
                hits = found(folder)
                if said != {f"故宫{seen.version}"} or len(hits) != 3:
                    wrong.append((seen.version, said, hits))
                answers.append(seen.version)
            except Exception as error:  # any at all is a wrong answer
                wrong.append(repr(error))

    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    for version in range(1, 201):
        build(folder, [thing(n, f"故宫{version}") for n in range(3)], version)
    done.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    assert len(set(answers)) > 50


def test_no_index_is_said_with_the_command_that_mends_it(folder):
    with pytest.raises(Unavailable, match="there is no index; run `portal index rebuild`"):
        found(folder)
    assert "portal index rebuild" in generation.health(folder, 1)


@pytest.mark.parametrize(
    "pointer",
    [b"", b"not json", b"[]", b"null", b"{}", b'{"format": 0}', b"\xff\xfe", json.dumps({"format": FORMAT}).encode()],
)
def test_a_corrupt_pointer_is_said_while_the_index_in_memory_goes_on_answering(folder, pointer):
    build(folder, things(3), version=1)
    assert len(found(folder)) == 3
    (folder / POINTER).write_bytes(pointer)

    assert len(found(folder)) == 3
    assert "portal index rebuild" in generation.health(folder, 1)


def test_a_new_process_finds_a_readable_generation_behind_a_corrupt_pointer(folder):
    build(folder, things(3), version=1)
    (folder / POINTER).write_bytes(b"{")
    forgotten(folder)

    assert len(found(folder)) == 3
    assert "portal index rebuild" in generation.health(folder, 1)


@pytest.mark.parametrize("named", ["gone", "../elsewhere", ""])
def test_a_pointer_to_a_folder_that_is_no_index_is_said(folder, named):
    build(folder, things(1), version=1)
    (folder / POINTER).write_text(json.dumps({"format": FORMAT, "folder": named, "version": 1, "sums": {}}))

    assert "portal index rebuild" in generation.health(folder, 1)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_generation_is_said_and_the_one_before_answers(folder, how):
    build(folder, things(3), version=1)
    build(folder, things(4), version=2)
    damaged(folder, how)
    forgotten(folder)

    assert len(found(folder)) == 3
    assert "the newest index cannot be read, version 1 answers" in generation.health(folder, 2)


@pytest.mark.parametrize("how", DAMAGES)
def test_when_no_generation_can_be_read_that_is_said_and_not_a_crash(folder, how):
    build(folder, things(3), version=1)
    damaged(folder, how)
    forgotten(folder)

    with pytest.raises(Unavailable, match="portal index rebuild"):
        found(folder)
    assert "portal index rebuild" in generation.health(folder, 1)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_worker_that_has_read_its_generation_needs_the_files_no_more(folder, how):
    build(folder, things(3), version=1)
    found(folder)
    damaged(folder, how)

    assert len(found(folder)) == 3


def test_a_byte_that_was_changed_is_noticed(folder):
    build(folder, things(3), version=1)
    lists = next(folder.glob("gen-*/lists.npz"))
    content = bytearray(lists.read_bytes())
    content[len(content) // 2] ^= 1
    lists.write_bytes(content)
    forgotten(folder)

    with pytest.raises(Unavailable):
        found(folder)


def test_rebuilding_mends_a_damaged_index(folder):
    build(folder, things(3), version=1)
    shutil.rmtree(next(folder.glob("gen-*")))
    (folder / POINTER).write_text("{")
    build(folder, things(3), version=1)

    assert generation.health(folder, 1) == "ok"
    assert len(found(folder)) == 3


def test_an_index_of_another_version_says_both(folder):
    build(folder, things(1), version=3)

    assert generation.health(folder, 4).startswith("the index is at version 3, the content at 4")


def test_an_index_of_another_format_counts_as_missing(folder):
    build(folder, things(1), version=1)
    for pointer in (folder / POINTER, next(folder.glob(f"gen-*/{POINTER}"))):
        pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "format": FORMAT - 1}))
    forgotten(folder)

    with pytest.raises(Unavailable, match="another format"):
        found(folder)


def test_an_empty_index_is_not_ok(folder):
    build(folder, [], version=1)

    assert generation.health(folder, 1) == "the index is empty"
    assert found(folder) == []


def test_whoosh_holds_all_that_was_built(folder):
    build(folder, things(2), version=1)

    assert stored(folder).keys() == {"attraction:place-0", "attraction:place-1"}


def test_verifying_names_what_is_missing_too_much_and_out_of_date(folder):
    build(folder, things(3), version=1)

    assert differences(folder, things(3)) == []
    assert differences(folder, [thing(0), thing(1, "行宫"), thing(7)]) == [
        "attraction:place-7: missing from the index",
        "attraction:place-2: not published",
        "attraction:place-1: out of date",
    ]
