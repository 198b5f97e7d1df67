"""Judged queries, and how well a ranking answers them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

from ruamel.yaml import YAML

JUDGED = Path(__file__).parent / "search" / "judged.yaml"
DEPTH = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """A query with its grades by "kind:key"."""

    text: str
    lang: str
    sort: str
    by: str
    half: str
    grades: dict[str, int]

    def ndcg(self, ranked: Sequence[str]) -> float:
        """Normalised discounted cumulative gain of the first ten, with gain 2^grade - 1 (Burges 2005)."""
        gains = [2 ** self.grades.get(uid, 0) - 1 for uid in ranked[:DEPTH]]
        ideal = sorted((2**grade - 1 for grade in self.grades.values()), reverse=True)[:DEPTH]
        return _dcg(gains) / _dcg(ideal)

    def success(self, ranked: Sequence[str], at: int) -> bool:
        """Whether one of the first `at` has the highest grade that anything has."""
        best = max(self.grades.values())
        return any(self.grades.get(uid, 0) == best for uid in ranked[:at])


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


@cache
def judged() -> tuple[Judged, ...]:
    """Every judged query."""
    rows = YAML(typ="safe", pure=True).load(JUDGED.read_text(encoding="utf-8"))
    return tuple(
        Judged(
            row["q"], row["lang"], row["sort"], row["by"], row["half"],
            {uid: grade for grade, uids in row["answers"].items() for uid in uids},
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True)
class Score:
    """The means over some queries."""

    ndcg: float
    first: float
    among_three: float
    queries: int


def score(answer: Callable[[Judged], Sequence[str]], half: str = "") -> Score:
    """How a ranking ("kind:key", best first) does on one half, or on all."""
    asked = [query for query in judged() if half in ("", query.half)]
    answers = [(query, answer(query)) for query in asked]
    return Score(
        fmean(query.ndcg(ranked) for query, ranked in answers),
        fmean(query.success(ranked, 1) for query, ranked in answers),
        fmean(query.success(ranked, 3) for query, ranked in answers),
        len(asked),
    )
