"""What somebody may be about to type: names by their beginnings in any spelling, and the words that have a page."""

from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from portal.kernel.text import compact, fold, printable
from portal.search import weights
from portal.search.generation import Generation, current
from portal.search.naming import CONFIDENT
from portal.search.query import KEPT, MAX_CHARACTERS
from portal.search.ranking import rank

LIMIT: Final = 8
PAGES: Final = ("area", "season", "theme")
"""Axes whose values have a page of their own."""

_END: Final = "\U0010ffff"
ENOUGH: Final = 3
SUGGESTED_KNOWN: Final = 0.5
"""How much being well known counts against the covered share of a name: much, for a few letters say little."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing or a page: kind is route, attraction, event, area, season or theme."""

    kind: str
    key: str
    is_named: bool = field(default=True, compare=False)
    """Whether what was typed is in its name; else it has to do with it, and nothing else is called so."""


def suggest(search_dir: Path, text: str, *, limit: int = LIMIT, month: int = 1) -> list[Suggestion]:
    """The likeliest completions of what has been typed so far, best first. Raises Unavailable."""
    generation = current(search_dir)
    folded = fold(printable(text[:MAX_CHARACTERS]))
    query = compact(folded)
    if not query:
        return []
    kept = generation.kept
    found: list[Suggestion] | None = kept.get((query, limit, month))
    if found is None:
        found = _suggest(generation, folded, query, limit, month)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[query, limit, month] = found
    return found


def _suggest(generation: Generation, folded: str, query: str, limit: int, month: int) -> list[Suggestion]:
    pages = _pages(generation, query)
    match = generation.board.named(query)
    if match.best < CONFIDENT and len(match.docs) < ENOUGH:
        match = max(match, generation.board.heard(query), key=lambda m: m.best)
    things = generation.things
    is_named = bool(len(match.docs) or pages)
    if not is_named:
        order = rank(generation, folded, month).order[:limit].tolist()
    else:
        score = match.strength + SUGGESTED_KNOWN * things.known[match.docs]
        some = match.docs
        if len(score) > limit:
            best = np.argpartition(score, -limit)[-limit:]
            some, score = some[best], score[best]
        order = some[np.lexsort((some, -score))].tolist()
    found = [Suggestion(things.kinds[doc], things.keys[doc], is_named) for doc in order]
    return [*pages, *found][:limit]


def _pages(generation: Generation, query: str) -> list[Suggestion]:
    """Pages of the areas, seasons and themes that a word begins with the query and stands for alone."""
    phrases = generation.phrases
    low, high = bisect_left(phrases, (query,)), bisect_left(phrases, (query + _END,))
    if high - low > weights.MANY_PHRASES:
        return []
    found: dict[Suggestion, None] = {}
    for _, number in phrases[low:high]:
        means = generation.things.concepts[number].means
        axis, values = next(iter(means.items())) if len(means) == 1 else ("", ())
        if axis in PAGES and len(values) == 1:
            found[Suggestion(axis, values[0])] = None
    return list(found)[:2]
