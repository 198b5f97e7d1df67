"""The name board: every name in every way it is typed, sorted, so that a query is found at any word or syllable of it.

故宫, gugong, sygg and palace all stand on it as the ends of 沈阳故宫, shenyanggugong, sygg and shenyangimperialpalace;
a bisection finds every name that holds a query from such a place on. Immutable, so threads may share it.
"""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from portal.kernel.text import HAN, fold, words
from portal.search import weights

FILE: Final = "board.json"
_END: Final = "\U0010ffff"
SHORTEST_TYPO: Final = {True: 3, False: 5}
"""Is it Han? -> the shortest query that may be mistyped: below, one edit makes another word of it."""
LONG: Final = {True: 8, False: 9}
"""From here on two edits are forgiven."""
CANDIDATES: Final = 24
LONGEST_SYLLABLE: Final = 6
SHORTEST_INITIALS: Final = 4
MOST_INITIALS: Final = 0.6
"""The share of a name's initials that has to be typed."""

LONGEST_SHORT: Final = 6
"""Characters or syllables of an abbreviation."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to type one name of a document. `starts` are the offsets at which people begin; `way` a key of FORMS.

    `han` is the Chinese name that pinyin stands for, one character a start.
    """

    text: str
    doc: int
    way: str
    starts: tuple[int, ...]
    han: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly a query names documents, 0 to 1 each, and how it would be spelt right where it was not."""

    docs: NDArray[np.int32]
    strength: NDArray[np.float32]
    best: float = 0.0
    corrected: str = ""

    def joined(self, other: "Match") -> "Match":
        """Both; where both name a document, this one's strength."""
        if not len(self.docs):
            return other
        new = ~np.isin(other.docs, self.docs)
        return Match(
            np.concatenate((self.docs, other.docs[new])),
            np.concatenate((self.strength, other.strength[new])),
            max(self.best, other.best),
            other.corrected,
        )


NOTHING: Final = Match(np.zeros(0, np.int32), np.zeros(0, np.float32))


def written(name: str, doc: int, way: str) -> Form:
    """A name as it is written: begun at any Han character and at any Latin word."""
    text = ""
    starts: list[int] = []
    for run in words(fold(name)):
        starts += range(len(text), len(text) + len(run)) if HAN.match(run) else [len(text)]
        text += run
    return Form(text, doc, way, tuple(starts))


def sounded(syllables: Sequence[str], doc: int, way: str, han: str) -> Form:
    """A name by its syllables."""
    starts, at = [], 0
    for syllable in syllables:
        starts.append(at)
        at += len(syllable)
    return Form("".join(syllables), doc, way, tuple(starts), han)


class Board:
    """The names of one generation; `sounds` maps a character to its commonest syllable, `known` ranks the documents."""

    def __init__(self, forms: Sequence[Form], sounds: dict[str, str], known: NDArray[np.float32]) -> None:
        self._forms, self.sounds, self._known = forms, sounds, known
        ends = sorted((form.text[start:], number, start) for number, form in enumerate(forms) for start in form.starts)
        self._begun: dict[tuple[str, int], list[str]] = {}
        self._keys = [end for end, _, _ in ends]
        self._form = np.fromiter((number for _, number, _ in ends), np.int32, len(ends))
        self._start = np.fromiter((start for _, _, start in ends), np.int32, len(ends))
        self._size = np.fromiter(map(len, self._keys), np.int32, len(ends))
        self._doc = np.fromiter((form.doc for form in forms), np.int32, len(forms))
        self._length = np.fromiter((len(form.text) for form in forms), np.float32, len(forms))
        self._worth = np.fromiter((weights.FORMS[form.way] for form in forms), np.float32, len(forms))

    def named(self, query: str) -> Match:
        """Documents whose name holds a query (folded, without spaces) from a word or syllable on."""
        if not query:
            return NOTHING
        low, high = bisect_left(self._keys, query), bisect_left(self._keys, query + _END)
        if low == high:
            return NOTHING
        form = self._form[low:high]
        covered = len(query) / self._length[form]
        least, share, middle = weights.PART_OF_A_NAME
        at_edge = np.where(
            (self._start[low:high] == 0) | (self._size[low:high] == len(query)), np.float32(1), np.float32(middle)
        )
        strength = self._worth[form] * np.where(covered >= 1, np.float32(1), (least + share * covered) * at_edge)
        return _strongest(self._doc[form], strength)

    def heard(self, query: str) -> Match:
        """The same for characters that only sound like a name (古宫), or for a mix of scripts (沈阳gugong)."""
        sounds = [self.sounds.get(c, c if c.isascii() else "") for c in query]
        if "" in sounds or not any(HAN.match(c) for c in query):
            return NOTHING
        said = "".join(sounds)
        found = self.named(said)
        if not len(found.docs):
            return found
        low = bisect_left(self._keys, said)
        meant = next((m for i in range(low, min(low + CANDIDATES, len(self._keys))) if (m := self._han(i, said))), "")
        return Match(
            found.docs, found.strength * np.float32(weights.SOUNDS_ALIKE), found.best * weights.SOUNDS_ALIKE, meant
        )

    def _han(self, at: int, said: str) -> str:
        """The characters of the name at a place of the board that some pinyin covers whole."""
        form, start = self._forms[self._form[at]], int(self._start[at])
        if not form.han or not self._keys[at].startswith(said):
            return ""
        edges = [*form.starts, len(form.text)]
        if start + len(said) not in edges:
            return ""
        han: str = form.han[edges.index(start) : edges.index(start + len(said))]
        return han

    def mistyped(self, query: str) -> Match:
        """Documents that have a name, or the end of one, within one or two edits (also two letters swapped)."""
        is_han = bool(HAN.search(query))
        if len(query) < SHORTEST_TYPO[is_han]:
            return NOTHING
        edits = 2 if len(query) >= LONG[is_han] else 1
        size = len(query)
        # Longer names by their beginnings, if the first letter is right.
        near = [self._beginnings(query[0], size), *(self._of_length(n) for n in range(size - edits, size + edits + 1))]
        some = chain.from_iterable(near)
        # Its stubs take a generator of strings for one of anything.
        found = extract(query, some, scorer=OSA.distance, score_cutoff=edits, limit=CANDIDATES)  # type: ignore[arg-type]
        if not found:
            return NOTHING
        least = min(distance for _, distance, _ in found)
        docs: list[int] = []
        strength: list[float] = []
        spelt: list[int] = []
        for key, distance, _ in found:
            if distance > least:
                continue
            for at in range(bisect_left(self._keys, key), bisect_left(self._keys, key + _END)):
                form = self._forms[self._form[at]]
                if len(self._keys[at]) > len(key) and len(key) != size:
                    continue
                covered = len(key) / len(form.text)
                worth = weights.FORMS[form.way] * weights.MISTYPED[max(0, int(distance) - 1)]
                docs.append(form.doc)
                strength.append(worth * (0.6 + 0.4 * covered))
                spelt.append(at)
        best = max(range(len(docs)), key=lambda n: strength[n] + 0.05 * float(self._known[docs[n]]))
        matched = _strongest(np.array(docs, np.int32), np.array(strength, np.float32))
        return Match(matched.docs, matched.strength, matched.best, self._spelt(spelt[best]))

    def abbreviated(self, query: str) -> Match:
        """Documents whose name has the query's characters or syllables in order, from its first on: 辽博, lieshan."""
        is_han = all(HAN.match(c) for c in query)
        pieces = list(query) if is_han else self.syllables(query)
        if not pieces and query.isalpha() and query.isascii() and len(query) >= SHORTEST_INITIALS:
            return self._initials(query)
        if not 2 <= len(pieces) <= LONGEST_SHORT:  # noqa: PLR2004  one is no abbreviation
            return NOTHING
        gap = r"[^\n\t]*" if is_han else r"(?: [^\n\t]*)? "
        rest = "" if is_han else r"(?=[ \t])"
        pattern = re.compile(rf"(?m)^{gap.join(map(re.escape, pieces))}{rest}[^\n\t]*\t(\d+)$")
        docs, strength = [], []
        least, share = weights.ABBREVIATED
        for match in pattern.finditer(self._outlines[is_han]):
            form = self._forms[int(match[1])]
            docs.append(form.doc)
            strength.append(weights.FORMS[form.way] * (least + share * len(pieces) / len(form.starts)))
        return _strongest(np.array(docs, np.int32), np.array(strength, np.float32)) if docs else NOTHING

    def _initials(self, query: str) -> Match:
        """gclhxc for 弓长岭温泉滑雪场: initials of most of a name, in order."""
        pattern = re.compile(rf"(?m)^{'[a-z]*'.join(query)}[a-z]*\t(\d+)$")
        docs, strength = [], []
        for match in pattern.finditer(self._initial_lines):
            form = self._forms[int(match[1])]
            covered = len(query) / len(form.text)
            if covered >= MOST_INITIALS:
                docs.append(form.doc)
                strength.append(weights.FORMS[form.way] * covered * weights.MISTYPED[0])
        return _strongest(np.array(docs, np.int32), np.array(strength, np.float32)) if docs else NOTHING

    @cached_property
    def _initial_lines(self) -> str:
        return "\n".join(f"{form.text}\t{n}" for n, form in enumerate(self._forms) if form.way == "initials")

    @cached_property
    def _outlines(self) -> dict[bool, str]:
        """Every Chinese name a line, by characters and by syllables, with the number of its form."""
        lines: dict[bool, list[str]] = {True: [], False: []}
        for number, form in enumerate(self._forms):
            if form.way == "pinyin":
                edges = [*form.starts, len(form.text)]
                lines[False].append(" ".join(form.text[a:b] for a, b in pairwise(edges)) + f"\t{number}")
                lines[True].append(f"{form.han}\t{number}")
        return {is_han: "\n".join(some) for is_han, some in lines.items()}

    def syllables(self, word: str) -> list[str]:
        """A Latin word cut into the fewest syllables of pinyin; empty when it is none."""
        cut: list[list[str] | None] = [[]]
        for end in range(1, len(word) + 1):
            ways = (
                [*before, word[start:end]]
                for start in range(max(0, end - LONGEST_SYLLABLE), end)
                if (before := cut[start]) is not None and word[start:end] in self._one
            )
            cut.append(min(ways, key=len, default=None))
        return cut[-1] or []

    @cached_property
    def _one(self) -> frozenset[str]:
        return frozenset(self.sounds.values())

    def _spelt(self, at: int) -> str:
        """How a person would write the name at a place of the board."""
        form, start = self._forms[self._form[at]], int(self._start[at])
        if form.han:
            return self._han(at, self._keys[at])
        if HAN.search(form.text):
            return self._keys[at]
        edges = [edge for edge in (*form.starts, len(form.text)) if edge >= start]
        return " ".join(form.text[a:b] for a, b in pairwise(edges))

    def _beginnings(self, first: str, size: int) -> list[str]:
        """The beginnings of that size of the longer names that begin with a letter; kept, for they come up again."""
        if (first, size) not in self._begun:
            low, high = bisect_left(self._keys, first), bisect_left(self._keys, first + _END)
            self._begun[first, size] = list(dict.fromkeys(k[:size] for k in self._keys[low:high] if len(k) > size))
        return self._begun[first, size]

    def _of_length(self, size: int) -> list[str]:
        return self._by_length.get(size, [])

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for key, form in zip(self._keys, self._form, strict=True):
            if self._forms[form].way != "initials":
                found[len(key)][key] = None
        return {size: list(keys) for size, keys in found.items()}

    def make_ready(self) -> None:
        """Make what slips are looked for in."""
        _ = self._by_length, self._outlines, self._initial_lines, self._one

    def save(self, folder: Path) -> None:
        """Write the names beside the index."""
        rows = [[f.text, f.doc, f.way, list(f.starts), f.han] for f in self._forms]
        content = {"forms": rows, "sounds": self.sounds}
        (folder / FILE).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, known: NDArray[np.float32]) -> "Board":
        """Read what `save` wrote. Raises OSError, ValueError or KeyError for a file that is not whole."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        forms = [Form(text, doc, way, tuple(starts), han) for text, doc, way, starts, han in content["forms"]]
        return cls(forms, content["sounds"], known)


def _strongest(docs: NDArray[np.int32], strength: NDArray[np.float32]) -> Match:
    """One strength a document: its strongest."""
    order = np.lexsort((-strength, docs))
    docs, strength = docs[order], strength[order]
    first = np.ones(len(docs), bool)
    first[1:] = docs[1:] != docs[:-1]
    docs, strength = docs[first], strength[first].astype(np.float32)
    return Match(docs, strength, float(strength.max()))
