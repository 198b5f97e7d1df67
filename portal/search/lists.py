"""Impact lists: for each term, every document that has it and how much it adds there, read once from Whoosh's postings.

A query is then a few additions over arrays. Scores are Whoosh's own: the sum over the fields of weight x BM25F, so the
order is that of the same `Or` query in Whoosh (tests/search/test_lists.py). Immutable, so threads may share it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
FILE: Final = "lists.npz"


class Lists:
    """The lists of one generation over `size` documents, numbered from 0."""

    def __init__(
        self, size: int, terms: Sequence[str], starts: NDArray[np.int64], docs: NDArray[np.int32], adds: Scores
    ):
        self.size = size
        self._number = {term: number for number, term in enumerate(terms)}
        self._starts, self._docs, self._adds = starts, docs, adds
        self._most = np.maximum.reduceat(adds, starts[:-1]) if len(docs) else np.zeros(0, np.float32)

    def __contains__(self, term: str) -> bool:
        return term in self._number

    def terms(self) -> Iterable[str]:
        """Every term there is."""
        return self._number.keys()

    def of(self, term: str) -> tuple[NDArray[np.int32], Scores]:
        """(documents, what the term adds to each); both empty for a term that nobody has."""
        number = self._number.get(term)
        if number is None:
            return self._docs[:0], self._adds[:0]
        here = slice(self._starts[number], self._starts[number + 1])
        return self._docs[here], self._adds[here]

    def add(self, terms: Iterable[str], scores: Scores) -> float:
        """Add what some terms give to `scores`, in place; returns the most they could have added to one document.

        A term that nobody has counts as the rarest one would: a query half of unknown words is half met at most.
        """
        most = 0.0
        for term in terms:
            number = self._number.get(term)
            if number is None:
                most += self._unknown
                continue
            here = slice(self._starts[number], self._starts[number + 1])
            scores[self._docs[here]] += self._adds[here]  # a document stands once in a list, so += misses nothing
            most += float(self._most[number])
        return most

    def met(self, terms: Sequence[str]) -> Scores:
        """How far each document has some terms, 0 to 1: a rare term counts for more, and having all of them most."""
        said, having, most = np.zeros(self.size, np.float32), np.zeros(self.size, np.float32), 0.0
        for term in terms:
            number = self._number.get(term)
            if number is None:
                most += self._unknown
                continue
            here = slice(self._starts[number], self._starts[number + 1])
            docs, top = self._docs[here], self._most[number]
            said[docs] += top * np.sqrt(self._adds[here] / top)
            having[docs] += top
            most += float(top)
        return said * having / np.float32(most * most) if most else said

    @property
    def _unknown(self) -> float:
        return float(self._most.max()) / 2 if len(self._most) else 1.0

    def best(self, terms: Iterable[str], limit: int) -> list[tuple[int, float]]:
        """(document, score) of the best by these terms alone, best first: what Whoosh's `Or` would answer."""
        scores = np.zeros(self.size, np.float32)
        self.add(terms, scores)
        found = np.flatnonzero(scores)
        if len(found) > limit:
            found = found[np.argpartition(scores[found], -limit)[-limit:]]
        order = found[np.lexsort((found, -scores[found]))]
        return [(int(doc), float(scores[doc])) for doc in order]

    def save(self, folder: Path) -> None:
        """Write the lists beside the index that they were read from."""
        names = np.frombuffer("\n".join(self._number).encode(), np.uint8)
        np.savez(folder / FILE, size=self.size, terms=names, starts=self._starts, docs=self._docs, adds=self._adds)

    @classmethod
    def load(cls, folder: Path) -> "Lists":
        """Read what `save` wrote. Raises OSError, ValueError or KeyError for a file that is not whole."""
        with np.load(folder / FILE, allow_pickle=False) as kept:
            names = kept["terms"].tobytes().decode()
            terms = names.split("\n") if names else []
            return cls(int(kept["size"]), terms, kept["starts"], kept["docs"], kept["adds"])


def gather(size: int, postings: Iterator[tuple[str, int, float]]) -> Lists:
    """Lists of (term, document, score) in any order; a term in several fields of a document adds up."""
    sums: dict[str, dict[int, float]] = {}
    for term, doc, score in postings:
        of_term = sums.setdefault(term, {})
        of_term[doc] = of_term.get(doc, 0.0) + score
    return _packed(size, sums)


def _packed(size: int, sums: Mapping[str, Mapping[int, float]]) -> Lists:
    terms = sorted(sums)
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum([len(sums[term]) for term in terms], out=starts[1:])
    docs = np.fromiter((doc for term in terms for doc in sorted(sums[term])), np.int32, int(starts[-1]))
    adds = np.fromiter((sums[term][doc] for term in terms for doc in sorted(sums[term])), np.float32, int(starts[-1]))
    return Lists(size, terms, starts, docs, adds)
