"""A generation of the index: a folder that the pointer names, read whole into memory, kept until the pointer moves.

Nothing here needs Whoosh: a worker reads the arrays that the builder made from Whoosh's postings. It keeps what it has
when the next generation cannot be read; a new process then falls back on the generation before.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numpy as np

from portal.kernel.geo import Point
from portal.kernel.text import HAN, compact, terms
from portal.search import board, lists, things, weights
from portal.search.board import Board
from portal.search.lists import Lists
from portal.search.meaning import FACTS, Dictionary
from portal.search.things import Things, Values

FORMAT: Final = 3
"""Raise it when the schema or the analysis changes; an index of another format counts as missing."""

POINTER: Final = "CURRENT"
FAILED: Final = "FAILED"
"""Why the last build failed; gone once one succeeds."""

SHORT_NUMBER: Final = 2
"""Digits; a phrase of short numbers alone (9.18) is said by any date."""

T = TypeVar("T")

READ: Final = (lists.FILE, board.FILE, things.FILE)
REBUILD: Final = "run `portal index rebuild`"


class Unavailable(Exception):
    """There is no index that can be read; the message says why. A state, which readyz reports."""


@dataclass(frozen=True)
class Generation:
    """An opened index. `version` is the published version that it was built from. Immutable but for what it keeps."""

    folder: Path
    version: int
    lists: Lists
    board: Board
    things: Things
    _vectors: dict[int, Values] = field(default_factory=dict)
    _made: dict[Hashable, Any] = field(default_factory=dict)
    kept: dict[object, Any] = field(default_factory=dict)
    """Answers of this generation, by whoever gives them; lost with it."""

    @cached_property
    def dictionary(self) -> Dictionary:
        """The phrases of the concepts."""
        return Dictionary(self.things.concepts, self.board.sounds)

    @cached_property
    def spots(self) -> dict[str, Point]:
        """Stations and towns by each of their names, as one folded word."""
        return {compact(name): spot.point for spot in reversed(self.things.spots) for name in spot.names}

    def now(self, month: int) -> Values:
        """1 for each document that is advised in a month."""
        return self.once(("now", month), lambda: self.things.axes["month"].any_of([str(month)]).astype(np.float32))

    def marks(self, concept: int) -> tuple[str, ...]:
        """The terms of the words for a concept."""
        said = self.things.concepts[concept].say
        return self.once(("marks", concept), lambda: tuple(term for word in said for term in terms(word)))

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What was made the first time; made twice by two threads it is the same."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])

    def by_kind(self, worth: Mapping[str, float]) -> Values:
        """For each document what its kind is worth."""
        return self.once(("kinds", *worth.items()), lambda: self._by_kind(worth))

    def _by_kind(self, worth: Mapping[str, float]) -> Values:
        return sum((np.float32(w) * self.things.is_kind(kind) for kind, w in worth.items()), self.nothing())

    def make_ready(self) -> None:
        """Make what every answer needs, so that no visitor waits for it."""
        _ = self.dictionary, self.phrases, self.spots
        self.board.make_ready()

    def nothing(self) -> Values:
        """A nought for each document."""
        return np.zeros(len(self.things), np.float32)

    @cached_property
    def phrases(self) -> list[tuple[str, int]]:
        """Every phrase as one word with its concept, sorted, for completing it; Chinese ones by their sound as well."""
        found = {(compact(say), n) for n, concept in enumerate(self.things.concepts) for say in concept.say}
        sounds = self.board.sounds
        return sorted(found | {("".join(sounds.get(c, c) for c in say), n) for say, n in found if HAN.match(say)})

    def fits(self, concept: int) -> Values:
        """How well each document fits a concept, 0 to 1: filed under it by an editor, or saying one of its words."""
        if concept not in self._vectors:
            self._vectors[concept] = self._measured(concept)
        return self._vectors[concept]

    def _measured(self, number: int) -> Values:
        concept = self.things.concepts[number]
        doubt = np.ones(len(self.things), np.float32)
        kinds = concept.means.get("type", ()) if len(concept.means) > 1 else ()
        for axis, values in concept.means.items():
            if axis == "type" and kinds:
                continue
            having = self.things.axes[axis].any_of(values).astype(np.float32)
            if axis in ("season", "month"):
                having *= self._timely(axis, values)
            for doc, share in (pair for value in values for pair in self.things.shares.get(f"{axis}:{value}", ())):
                having[doc] = weights.PARTLY_THERE + (1 - weights.PARTLY_THERE) * share
            doubt *= 1 - np.float32(weights.EVIDENCE[axis]) * having
        if not concept.means.keys() & FACTS:
            said = np.maximum.reduce([self.says(say) for say in concept.say])
            doubt *= 1 - np.float32(weights.EVIDENCE["said"]) * said
        if kinds:  # a kind beside another meaning narrows it
            return (1 - doubt) * np.where(self.things.axes["type"].any_of(kinds), 1, weights.OTHER_KIND)
        return 1 - doubt

    def _timely(self, axis: str, values: Sequence[str]) -> Values:
        """How much of each document's time lies in some months or seasons: a slope is winter's, a museum everyone's."""
        having = self.things.axes[axis]
        share = having.has[:, [having.values[v] for v in values if v in having.values]].sum(axis=1)
        share = share / np.maximum(1, having.has.sum(axis=1))
        timely: Values = weights.ANY_TIME + (1 - weights.ANY_TIME) * share.astype(np.float32)
        return timely

    def says(self, phrase: str) -> Values:
        """How strongly each document says all the words of a phrase, 0 to 1."""
        found = np.ones(len(self.things), np.float32)
        some = False
        for term in terms(phrase):
            some = some or not term.isdigit() or len(term) > SHORT_NUMBER
            docs, adds = self.lists.of(term)
            said = np.zeros(len(self.things), np.float32)
            if len(docs):
                said[docs] = np.sqrt(adds / adds.max())
            found = np.minimum(found, said)
        return found if some else np.zeros(len(self.things), np.float32)


@dataclass(frozen=True, slots=True)
class Open:
    """A generation, and the state of the pointer that it was opened by."""

    stamp: tuple[int, int]
    generation: Generation


_lock = threading.Lock()
_open: dict[Path, Open] = {}


def pointed(search_dir: Path) -> dict[str, Any]:
    """What the pointer says: format, folder, version, sums. Raises Unavailable."""
    try:
        pointer = json.loads((search_dir / POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unavailable(f"there is no index; {REBUILD}") from error
    except (OSError, ValueError) as error:
        raise Unavailable(f"the index pointer cannot be read; {REBUILD}") from error
    return _described(pointer)


def _described(pointer: Any) -> dict[str, Any]:  # Any: it is what a file happens to hold
    if not isinstance(pointer, dict) or pointer.get("format") != FORMAT:
        raise Unavailable(f"the index has another format; {REBUILD}")
    if not {"folder", "version", "sums"} <= pointer.keys():
        raise Unavailable(f"the index pointer cannot be read; {REBUILD}")
    return pointer


def sums(folder: Path) -> dict[str, str]:
    """The checksums of the files that a worker reads."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()[:20] for name in READ}


def open_pointed(search_dir: Path, pointer: dict[str, Any]) -> Generation:
    """Open the generation that a pointer names. Raises Unavailable."""
    folder = search_dir / Path(str(pointer["folder"])).name
    try:
        if sums(folder) != pointer["sums"]:
            raise ValueError("a file was changed")
        known = Things.load(folder)
        opened = Generation(folder, int(pointer["version"]), Lists.load(folder), Board.load(folder, known.known), known)
        opened.make_ready()
        return opened
    except Exception as error:  # whatever a damaged file makes numpy and json raise
        raise Unavailable(f"the index cannot be opened ({type(error).__name__}); {REBUILD}") from error


def current(search_dir: Path) -> Generation:
    """The generation in use, opened once and again whenever the pointer was replaced. Raises Unavailable.

    Where the newest cannot be read, the one in memory is kept, else the one before it is opened.
    """
    kept, stamp = _open.get(search_dir), _stamp(search_dir)
    if kept and kept.stamp == stamp:
        return kept.generation
    with _lock:
        kept = _open.get(search_dir)
        if kept is None or kept.stamp != stamp:
            kept = _open[search_dir] = Open(stamp, _newest(search_dir, kept.generation if kept else None))
        return kept.generation


def _stamp(search_dir: Path) -> tuple[int, int]:
    """What changes with the pointer, at the cost of a stat; (0, 0) for none. Replacing it makes another file of it."""
    try:
        state = (search_dir / POINTER).stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_ino


def _newest(search_dir: Path, kept: Generation | None) -> Generation:
    try:
        pointer = pointed(search_dir)
        return kept if kept and kept.folder.name == pointer["folder"] else open_pointed(search_dir, pointer)
    except Unavailable:
        older = kept or next(_older(search_dir), None)
        if older is None:
            raise
        return older


def _older(search_dir: Path) -> Iterator[Generation]:
    """Generations that can be read, newest first, whatever the pointer says; each carries its own description."""
    for folder in sorted(search_dir.glob("gen-*"), key=lambda f: f.name, reverse=True):
        try:
            yield open_pointed(search_dir, _described(json.loads((folder / POINTER).read_text(encoding="utf-8"))))
        except (Unavailable, OSError, ValueError):
            continue


def health(search_dir: Path, version: int) -> str:
    """`ok`, or what is wrong with the index in one sentence; the search may still answer from an older generation."""
    try:
        pointer = pointed(search_dir)
        generation = current(search_dir)
    except Unavailable as error:
        return str(error)
    failed = _failure(search_dir)
    if generation.folder.name != pointer["folder"]:
        return f"the newest index cannot be read, version {generation.version} answers; {REBUILD}{failed}"
    if generation.version != version:
        return f"the index is at version {generation.version}, the content at {version}; {REBUILD}{failed}"
    return "ok" if len(generation.things) else "the index is empty"


def _failure(search_dir: Path) -> str:
    try:
        return f" (the last build failed: {(search_dir / FAILED).read_text(encoding='utf-8').strip()})"
    except OSError:
        return ""
