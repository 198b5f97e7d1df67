"""A generation of the index: built in a new folder, named by an atomic pointer, read until the next one is.

Whoosh pickles its schema, so the folder has to be writable by us alone; it is a cache and may be deleted at any time.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema

from portal.kernel.locks import only_builder
from portal.kernel.text import fold, single_characters, terms
from portal.search.entries import Entry
from portal.search.lexicon import pinyin

FORMAT: Final = 2
"""Raise it when the schema or the analysis changes; an index of another format counts as missing."""

POINTER: Final = "CURRENT"
FIELDS: Final = {"name": 4.0, "alias": 3.0, "pinyin": 3.0, "tags": 2.0, "body": 1.0, "han": 0.5}
"""Field -> weight: a name says what a thing is, a tag where and what kind, a text only mentions."""


class Unavailable(Exception):
    """There is no index that can be read; the message says why. A state, which readyz reports."""


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened index. `version` is the published version that it was built from."""

    folder: Path
    version: int
    index: Any


def _schema() -> Schema:
    words = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)  # type: ignore[arg-type]  # a tokenizer is enough
    return Schema(
        uid=ID(unique=True), kind=STORED, key=STORED, names=STORED, known=STORED, **dict.fromkeys(FIELDS, words)
    )


def build(search_dir: Path, things: Iterable[Entry], version: int) -> int:
    """Build a generation from scratch and swap it in; readers keep theirs until they look again.

    Returns the number of entries. A second builder waits for the first. On any failure the old generation stays.
    """
    with only_builder(search_dir):
        folder = Path(tempfile.mkdtemp(prefix=f"gen-{version}-", dir=search_dir))
        try:
            before = _folder_in_use(search_dir)
            count = _write(folder, things)
            _point(search_dir, folder, version)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for old in search_dir.glob("gen-*"):
            if old.name not in (folder.name, before):  # a reader may still be reading the one before
                shutil.rmtree(old, ignore_errors=True)
        return count


def _folder_in_use(search_dir: Path) -> str:
    try:
        return str(pointed(search_dir)["folder"])
    except Unavailable:
        return ""


def _write(folder: Path, things: Iterable[Entry]) -> int:
    writer = whoosh_index.create_in(str(folder), _schema()).writer(limitmb=64)
    count = 0
    try:
        for count, thing in enumerate(things, 1):  # noqa: B007  the last number is the answer
            writer.add_document(**_fields(thing))
    except BaseException:
        writer.cancel()  # or its files stay open
        raise
    writer.commit()
    return count


def _fields(thing: Entry) -> dict[str, Any]:
    names = [*thing.names, *thing.aliases]
    return {
        "uid": f"{thing.kind}:{thing.key}",
        "kind": thing.kind,
        "key": thing.key,
        "names": [fold(name) for name in names],
        "known": thing.known,
        "name": " ".join(terms(" ".join(thing.names))),
        "alias": " ".join(terms(" ".join(thing.aliases))),
        # Through `terms` like a query, whose words are stemmed: huaxue is asked for as huaxu.
        "pinyin": " ".join(terms(" ".join(way for name in names for way in pinyin(name)))),
        "tags": " ".join(terms(" ".join(thing.tags))),
        "body": " ".join(terms(" ".join(thing.body))),
        "han": " ".join(sorted(single_characters(" ".join(names)))),
    }


def _point(search_dir: Path, folder: Path, version: int) -> None:
    pointer = search_dir / f"{POINTER}.{os.getpid()}.new"
    pointer.write_text(json.dumps({"format": FORMAT, "folder": folder.name, "version": version}), encoding="utf-8")
    pointer.replace(search_dir / POINTER)


def pointed(search_dir: Path) -> dict[str, Any]:
    """What the pointer says: format, folder, version. Raises Unavailable."""
    try:
        pointer = json.loads((search_dir / POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unavailable("there is no index; run `portal index rebuild`") from error
    except (OSError, ValueError) as error:
        raise Unavailable("the index pointer cannot be read; run `portal index rebuild`") from error
    if not isinstance(pointer, dict) or pointer.get("format") != FORMAT:
        raise Unavailable("the index has another format; run `portal index rebuild`")
    if not {"folder", "version"} <= pointer.keys():
        raise Unavailable("the index pointer cannot be read; run `portal index rebuild`")
    return pointer


def open_current(search_dir: Path) -> Generation:
    """Open the generation that the pointer names. Raises Unavailable."""
    pointer = pointed(search_dir)
    folder = search_dir / str(pointer["folder"])
    try:
        return Generation(folder, int(pointer["version"]), whoosh_index.open_dir(str(folder)))
    except Exception as error:
        raise Unavailable(f"the index cannot be opened ({type(error).__name__}); run `portal index rebuild`") from error
