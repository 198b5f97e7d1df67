"""Which documents a query names, however it was typed, and how it would be spelt right where it was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from portal.kernel.text import compact, terms, words
from portal.search import weights
from portal.search.board import Match
from portal.search.generation import Generation
from portal.search.meaning import WHEN, WHERE, Meaning, Part
from portal.search.things import Values

CONFIDENT: Final = 0.5
"""A name as strong as this needs no other spelling."""

A_NAME: Final = 0.8
"""From here on the query is a name and nothing else."""

NEARLY_ALL: Final = 0.8
"""Of a name that stands beside other wishes; less of one is a word like any."""

LIKELY: Final = 0.4
"""A name as strong as this is worth a guess: what else mentions it is looked for, and its spelling is proposed."""

LONG_WORD: Final = 8
SHORTEST_WORD: Final = 4
ALTERNATIVES: Final = 12


@dataclass(frozen=True, slots=True)
class Named:
    """How far the whole query is each document's name, and how much each mentions the one that is meant, 0 to 1."""

    name: Values
    mentions: Values
    best: float
    corrected: str

    @property
    def is_all(self) -> bool:
        """Whether the query is a name from end to end."""
        return self.best >= A_NAME


def named(generation: Generation, meaning: Meaning, *, is_known: bool, as_typed: bool) -> Named:
    """The names in a query; `is_known` says that some text has some of its words, so that it need not be a slip."""
    match, corrected = _match(generation, compact(meaning.text), meaning.parts, is_known=is_known, as_typed=as_typed)
    if match.best < A_NAME:
        match = _besides(generation, meaning.parts, match)
    name, mentions = generation.nothing(), generation.nothing()
    name[match.docs] = match.strength
    if match.best >= LIKELY:
        things = generation.things
        meant = max(match.docs, key=lambda doc: (round(float(name[doc]), 1), float(things.known[doc])))
        mentions = generation.once(("mentions", meant), lambda: _mentions(generation, int(meant)))
        mentions = mentions * np.float32(min(1.0, match.best + 0.3))
    return Named(name, mentions, match.best, corrected)


def _mentions(generation: Generation, doc: int) -> Values:
    """What leads to a document or is held there, the more the fewer others it has, and what names it in passing."""
    things = generation.things
    said = generation.says(things.names[doc])
    found: Values = (said > 0) * (np.float32(weights.IN_PASSING) + np.float32(1 - weights.IN_PASSING) * said)
    for other, share in things.passes.get(things.keys[doc], ()):
        found[other] = max(float(found[other]), weights.PASSES + (1 - weights.PASSES) * share)
    return found


def _match(
    generation: Generation, query: str, parts: Sequence[Part], *, is_known: bool, as_typed: bool
) -> tuple[Match, str]:
    """Written right, else by its sound, else with a slip, else shortened; and its right spelling if it had another."""
    board = generation.board
    found = board.named(query)
    if found.best >= CONFIDENT or not query or as_typed:
        return found, ""
    alike = board.heard(query)
    if alike.best > found.best:
        found = found.joined(alike)
        if alike.best >= CONFIDENT or not is_known:
            return found, alike.corrected if len(alike.corrected) > 1 else ""
    if all(part.is_explained for part in parts):
        return found, ""
    near = max(board.mistyped(query), board.abbreviated(query), key=lambda match: match.best)
    if near.best > found.best:
        return found.joined(near), near.corrected if near.best >= LIKELY else ""
    return found, ""


def _besides(generation: Generation, parts: Sequence[Part], whole: Match) -> Match:
    """The names in a query without its area, time and kind: lotus lake tieling."""
    bare = [part for part in parts if not part.axes & (WHERE | WHEN | {"type"})]
    if not bare or len(bare) == len(parts) or all(part.axes for part in bare):
        return whole
    found = generation.board.named(compact("".join(part.text for part in bare)))
    if found.best < max(whole.best, NEARLY_ALL):
        return whole
    return whole.joined(Match(found.docs, found.strength * np.float32(weights.NAMED_BESIDES), found.best))


def respelt(generation: Generation, folded: str) -> str:
    """The query with each Latin word that nobody knows replaced by the nearest word; empty when there is none."""
    found = [(word, _nearest(generation, word)) for word in words(folded)]
    return " ".join(near or word for word, near in found) if any(near for _, near in found) else ""


def _nearest(generation: Generation, word: str) -> str:
    if not (word.isascii() and word.isalpha() and len(word) >= SHORTEST_WORD):
        return ""
    if all(term in generation.lists for term in terms(word)) or generation.dictionary.knows(word):
        return ""
    if generation.board.named(word).best or generation.board.syllables(word):
        return ""
    edits = 2 if len(word) >= LONG_WORD else 1
    known = generation.things.words
    found = extract(word, known, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=ALTERNATIVES)
    # The first letter is rarely the wrong one; then the commonest word.
    return str(min(found, key=lambda f: (f[1], f[0][0] != word[0], f[2]))[0]) if found else ""
