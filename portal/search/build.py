"""Builds a generation of the index beside the one in use and swaps it in. The only module that touches Whoosh.

Whoosh writes and keeps the index of record; its postings are then read once into the arrays that workers use. Whoosh
pickles its schema, so the folder has to be writable by us alone; it is a cache and may be deleted at any time.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query import Term
from whoosh.scoring import BM25F

from portal.kernel.locks import only_builder
from portal.kernel.text import HAN, compact, single_characters, terms
from portal.search import spelling, things
from portal.search.board import Board, Form, sounded, written
from portal.search.entries import Concept, Entry, Spot
from portal.search.generation import FAILED, FORMAT, POINTER, Unavailable, pointed, sums
from portal.search.lists import gather
from portal.search.weights import FIELDS

LIMIT_MB: Final = 64

ENDINGS: Final = (
    "国家森林公园", "国家湿地公园", "国家地质公园", "森林公园", "湿地公园", "风景名胜区", "旅游风景区", "生态旅游区",
    "旅游度假区", "风景区", "旅游区", "度假区", "景区",
    "National Forest Park", "National Wetland Park", "Forest Park", "Wetland Park", "Scenic Area", "Tourist Resort",
    "Nature Reserve",
)  # fmt: skip
"""Of names, the longest first: what a place is filed as, not what it is called."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a generation knows besides its entries: words, places to be near to, local pronunciations."""

    concepts: Sequence[Concept] = ()
    spots: Sequence[Spot] = ()
    readings: Mapping[str, str] = field(default_factory=dict)


def build(search_dir: Path, entries: Iterable[Entry], version: int, knowledge: Knowledge | None = None) -> int:
    """Build a generation from scratch and swap it in; readers keep theirs until they look again.

    Returns the number of entries. A second builder waits for the first. On any failure the old generation stays, and
    the reason is kept for readyz.
    """
    with only_builder(search_dir):
        # The name sorts by age, so that readers find the newest without the pointer.
        folder = Path(tempfile.mkdtemp(prefix=f"gen-{time.time_ns():020d}-", dir=search_dir))
        try:
            before = _in_use(search_dir)
            knowledge = knowledge or Knowledge()
            spelling.teach(knowledge.readings)
            found = list(entries)
            _write(folder, found)
            things.save(folder, found, knowledge.concepts, knowledge.spots)
            _board(found).save(folder)
            _point(search_dir, folder, version)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):  # a full disk may refuse this too
                (search_dir / FAILED).write_text(f"{type(error).__name__}: {error}"[:300], encoding="utf-8")
            raise
        (search_dir / FAILED).unlink(missing_ok=True)
        for old in search_dir.glob("gen-*"):
            if old.name not in (folder.name, before):  # a reader may still be reading the one before
                shutil.rmtree(old, ignore_errors=True)
        return len(found)


def _in_use(search_dir: Path) -> str:
    try:
        return str(pointed(search_dir)["folder"])
    except Unavailable:
        return ""


def schema() -> Schema:
    """One document a thing, in all its languages; texts come as terms, since the analysis is the portal's own."""
    words = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)  # type: ignore[arg-type]  # a tokenizer is enough
    return Schema(uid=ID(unique=True, stored=True), digest=STORED, **dict.fromkeys(FIELDS, words))


def _write(folder: Path, entries: Sequence[Entry]) -> None:
    writer = whoosh_index.create_in(str(folder), schema()).writer(limitmb=LIMIT_MB)
    try:
        for entry in entries:
            writer.add_document(uid=f"{entry.kind}:{entry.key}", digest=digest(entry), **fields(entry))
    except BaseException:
        writer.cancel()  # or its files stay open
        raise
    writer.commit()
    with contextlib.closing(whoosh_index.open_dir(str(folder))) as index:
        gather(len(entries), postings(index)).save(folder)


def fields(entry: Entry) -> dict[str, str]:
    """The terms of an entry by field."""
    names = [*entry.names, *entry.aliases]
    texts = {
        "name": entry.names,
        "alias": entry.aliases,
        # Through `terms` like a query, whose words are stemmed: huaxue is asked for as huaxu.
        "pinyin": (way for name in names for way in spelling.runs(name)),
        "tags": entry.tags,
        "stops": entry.stops,
        "body": entry.body,
    }
    found = {field: " ".join(terms(" ".join(some))) for field, some in texts.items()}
    return {**found, "han": " ".join(sorted(single_characters(" ".join(names))))}


def postings(index: Any) -> Iterator[tuple[str, int, float]]:  # Any: Whoosh's Index is untyped
    """(term, document, weight x BM25F) of every posting, with Whoosh's own scorer."""
    with index.searcher(weighting=BM25F()) as searcher:
        reader = searcher.reader()
        for field, boost in FIELDS.items():
            for text in list(reader.lexicon(field)):
                term = text.decode() if isinstance(text, bytes) else text
                matcher = Term(field, term, boost=boost).matcher(searcher)
                while matcher.is_active():
                    yield term, matcher.id(), matcher.score()
                    matcher.next()


def _board(entries: Sequence[Entry]) -> Board:
    known = np.array([entry.known for entry in entries], np.float32)
    sounds = spelling.commonest()
    return Board([form for doc, entry in enumerate(entries) for form in forms(entry, doc, sounds)], sounds, known)


def forms(entry: Entry, doc: int, sounds: Mapping[str, str]) -> Iterator[Form]:
    """Every way in which somebody may type a name of an entry."""
    short = [bare for name in (*entry.names, *entry.aliases) if (bare := _bare(name))]
    for way, names in (("name", entry.names), ("alias", entry.aliases), ("bare", short)):
        for name in dict.fromkeys(names):
            yield written(name, doc, way)
            yield from _spoken(compact(name), doc, sounds)


def _bare(name: str) -> str:
    """A name without an ending that says nothing: people call 关门山国家森林公园 关门山; empty where it has none."""
    bare = next((name.removesuffix(end).strip() for end in ENDINGS if name.endswith(end)), "")
    return bare if len(compact(bare)) > 1 else ""


def _spoken(name: str, doc: int, sounds: Mapping[str, str]) -> Iterator[Form]:
    if not all(HAN.match(c) for c in name):
        name = "".join(c for c in name if HAN.match(c))
    said = spelling.syllables(name)
    if len(said) < 2 or len(said) != len(name):  # noqa: PLR2004  one syllable is too little to go by
        return
    spellings = zip(*(list(_each(s)) for s in said), strict=True)
    for way in dict.fromkeys(spellings):
        yield sounded(way, doc, "pinyin", name)
    heard = [sounds.get(c, s) for c, s in zip(name, said, strict=True)]
    if heard != said:
        yield sounded(heard, doc, "heard", name)
    yield Form("".join(s[0] for s in said), doc, "initials", (0,))


def _each(syllable: str) -> Iterator[str]:
    """Three spellings of a syllable, the same one where it has no ü, so that a name has them in step."""
    ways = list(spelling.spellings(syllable))
    yield from ways if len(ways) > 1 else ways * 3


def digest(entry: Entry) -> str:
    """A fingerprint of all that an entry gives to search, by which `verify` finds what is out of date."""
    content = json.dumps([fields(entry), entry.axes, entry.points, entry.known], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _point(search_dir: Path, folder: Path, version: int) -> None:
    """Describe the generation in its own folder, then let the pointer name it, in one step each."""
    content = json.dumps({"format": FORMAT, "folder": folder.name, "version": version, "sums": sums(folder)})
    (folder / POINTER).write_text(content, encoding="utf-8")
    pointer = search_dir / f"{POINTER}.{os.getpid()}.new"
    pointer.write_text(content, encoding="utf-8")
    pointer.replace(search_dir / POINTER)


def stored(search_dir: Path) -> dict[str, str]:
    """What Whoosh holds: "kind:key" -> digest. Raises Unavailable."""
    folder = search_dir / str(pointed(search_dir)["folder"])
    try:
        with whoosh_index.open_dir(str(folder)).searcher() as searcher:
            return {found["uid"]: found["digest"] for found in searcher.all_stored_fields()}
    except Exception as error:  # whatever a damaged file makes Whoosh raise
        raise Unavailable(f"the index cannot be read ({type(error).__name__}); run `portal index rebuild`") from error


def differences(search_dir: Path, entries: Iterable[Entry]) -> list[str]:
    """What the index has too much, too little or out of date, a line each; none if it is right. Raises Unavailable."""
    wanted = {f"{entry.kind}:{entry.key}": digest(entry) for entry in entries}
    held = stored(search_dir)
    found = [f"{uid}: missing from the index" for uid in sorted(wanted.keys() - held.keys())]
    found += [f"{uid}: not published" for uid in sorted(held.keys() - wanted.keys())]
    return found + [f"{uid}: out of date" for uid in sorted(wanted.keys() & held.keys()) if wanted[uid] != held[uid]]
