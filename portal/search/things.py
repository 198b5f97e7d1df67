"""What is known of each document besides its words: arrays to narrow, to count and to measure by. Immutable."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.geo import EARTH_RADIUS_KM, Point
from portal.kernel.text import fold, words
from portal.search.entries import AXES, Concept, Entry, Spot

FILE: Final = "things.json"
Mask = NDArray[np.bool_]
Values = NDArray[Any]  # of float32, which numpy's own types forget in arithmetic
SHORTEST_WORD: Final = 4
_KM_A_DEGREE: Final = EARTH_RADIUS_KM * np.pi / 180


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to narrow: its values, and which document has which."""

    values: Mapping[str, int]
    has: Mask

    def any_of(self, wanted: Iterable[str]) -> Mask:
        """The documents that have one of some values."""
        columns = [self.values[value] for value in wanted if value in self.values]
        return np.asarray(self.has[:, columns].any(axis=1))


class Things:
    """The documents of a generation, numbered as in its lists, with the concepts and spots that queries may name."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.kinds: list[str] = content["kinds"]
        self.keys: list[str] = content["keys"]
        self.shares: dict[str, list[tuple[int, float]]] = content["shares"]
        self.passes: dict[str, list[tuple[int, float]]] = content["passes"]
        self.names: list[str] = content["names"]
        self.known: Values = np.array(content["known"], np.float32)
        self.size = len(self.keys)
        self.axes = {name: _axis(content["axes"][name], len(self.keys)) for name in AXES}
        self.concepts = [Concept(tuple(c["say"]), {a: tuple(v) for a, v in c["means"].items()}, tuple(c["first"]))
                         for c in content["concepts"]]  # fmt: skip
        self.spots = [Spot(tuple(names), Point(lat, lon)) for names, lat, lon in content["spots"]]
        self.words: list[str] = content["words"]
        rows = content["points"]
        self._whose = np.array([doc for doc, _, _ in rows], np.int32)
        self._lat = np.array([lat for _, lat, _ in rows], np.float64)
        self._lon = np.array([lon for _, _, lon in rows], np.float64)

        self.columns = [(name, value) for name, axis in self.axes.items() for value in axis.values]
        """(axis, value) of each column of `having`."""
        self.having = np.hstack([axis.has for axis in self.axes.values()]).astype(np.uint8)
        self._none = np.zeros(self.size, bool)

    def __len__(self) -> int:
        return self.size

    def is_kind(self, kind: str) -> Mask:
        """The routes, the attractions or the events."""
        axis = self.axes["type"]
        return axis.has[:, axis.values[kind]] if kind in axis.values else self._none

    @cached_property
    def number(self) -> dict[str, int]:
        """kind:key -> number."""
        return {f"{kind}:{key}": n for n, (kind, key) in enumerate(zip(self.kinds, self.keys, strict=True))}

    def km_from(self, here: Point) -> Values:
        """Straight km from a point (WGS-84) to each document's nearest position; infinite where there is none.

        On a plane that touches the earth at the point: within 300 km the error is below one per cent.
        """
        north = (self._lat - here.lat) * _KM_A_DEGREE
        east = (self._lon - here.lon) * _KM_A_DEGREE * np.cos(np.radians((self._lat + here.lat) / 2))
        found = np.full(len(self), np.inf, np.float32)
        np.minimum.at(found, self._whose, np.hypot(north, east).astype(np.float32))
        return found

    def place_of(self, doc: int) -> Point | None:
        """The first position of a document."""
        at = np.flatnonzero(self._whose == doc)
        return Point(float(self._lat[at[0]]), float(self._lon[at[0]])) if len(at) else None

    @classmethod
    def load(cls, folder: Path) -> "Things":
        """Read what `save` wrote. Raises OSError, ValueError, KeyError or TypeError for a file that is not whole."""
        return cls(json.loads((folder / FILE).read_text(encoding="utf-8")))


def _axis(of_docs: Sequence[Sequence[str]], size: int) -> Axis:
    values = {value: n for n, value in enumerate(dict.fromkeys(v for some in of_docs for v in some))}
    has = np.zeros((size, len(values)), bool)
    for doc, some in enumerate(of_docs):
        for value in some:
            has[doc, values[value]] = True
    return Axis(values, has)


def save(folder: Path, entries: Sequence[Entry], concepts: Iterable[Concept], spots: Iterable[Spot]) -> None:
    """Write everything but the words beside the index."""
    content = {
        "kinds": [entry.kind for entry in entries],
        "keys": [entry.key for entry in entries],
        "shares": _shares(entries),
        "passes": _passes(entries),
        "names": [entry.names[0] for entry in entries],
        "known": [round(entry.known, 4) for entry in entries],
        "axes": {name: [entry.axes.get(name, ()) for entry in entries] for name in AXES},
        "points": [(doc, p.lat, p.lon) for doc, entry in enumerate(entries) for p in entry.points],
        "concepts": [{"say": c.say, "means": c.means, "first": c.first} for c in concepts],
        "words": _words(entries),
        "spots": [(spot.names, spot.point.lat, spot.point.lon) for spot in spots],
    }
    (folder / FILE).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _shares(entries: Sequence[Entry]) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for doc, entry in enumerate(entries):
        for where, share in entry.shares.items():
            found.setdefault(where, []).append((doc, share))
    return found


def _passes(entries: Sequence[Entry]) -> dict[str, list[tuple[int, float]]]:
    """Attraction key -> the routes and events there, with the share that it has in each."""
    found: dict[str, list[tuple[int, float]]] = {}
    for doc, entry in enumerate(entries):
        for key in entry.passes:
            found.setdefault(key, []).append((doc, round(1 / len(entry.passes), 3)))
    return found


def _words(entries: Iterable[Entry]) -> list[str]:
    """The Latin words of all texts, the commonest first: what a mistyped word may have been meant to be."""
    count = Counter(
        word
        for entry in entries
        for some in (entry.names, entry.aliases, entry.tags, entry.stops, entry.body)
        for text in some
        for word in words(fold(text))
        if word.isalpha() and word.isascii() and len(word) >= SHORTEST_WORD
    )
    return [word for word, _ in count.most_common()]
