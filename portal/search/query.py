"""What somebody typed -> keys with scores, best first; and what they may be about to type. Never rows, never HTML."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.geo import Point
from portal.kernel.text import compact, fold, printable
from portal.search.entries import AXES
from portal.search.generation import Generation, current
from portal.search.ranking import Ranked, rank
from portal.search.things import Mask, Things, Values

MAX_CHARACTERS: Final = 100
"""What is longer is cut here; nobody's wish takes more words."""

KEPT: Final = 2_000
KINDS: Final = ("route", "attraction", "event")
FILTERS: Final = ("season", "area", "theme", "category", "kind", "days", "suits", "month", "grade")
Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ask:
    """A search. `filters` are axis -> wanted values (any of them); `near` is WGS-84; `month` is 1 to 12, for now.

    `as_typed` keeps the search from looking for what may have been meant. `offset` and `limit` are the window of hits;
    `best_of` is how many of each kind to give besides.
    """

    text: str
    kind: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near: Point | None = None
    sort: str = "relevance"
    month: int = 1
    as_typed: bool = False
    offset: int = 0
    limit: int = 20
    best_of: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A key and how well it fits; `km` is the straight distance where the search has a point."""

    kind: str
    key: str
    score: float
    km: float | None = None
    fits_all: bool = True


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the query that was understood: its words, the axis it is about, and the query without it."""

    text: str
    axis: str
    rest: str


@dataclass(frozen=True, slots=True)
class Found:
    """A window of the hits, best first, and all that a page says about them.

    `total` counts all of them, `whole` those that fit every part of the query; `best` has the first of each kind, the
    kind with the best hit first.
    `counts` by kind and `facets` (axis -> value -> count) say what each choice would give; `terms` is what a snippet
    marks. `near` names the place that distances are from. `is_cut` says that the query was longer than was read.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    whole: int = 0
    best: dict[str, list[Hit]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    chips: list[Chip] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    corrected: str = ""
    near: str = ""
    is_cut: bool = False


def search(search_dir: Path, ask: Ask) -> Found:
    """Everything that fits a query of any language. An empty query finds nothing. Raises Unavailable."""
    generation = current(search_dir)
    folded = fold(printable(ask.text[:MAX_CHARACTERS]))
    ranked = _ranked(generation, folded, ask.month, as_typed=ask.as_typed)
    things = generation.things
    masks = {axis: things.axes[axis].any_of(values) for axis, values in ask.filters.items() if values}
    kind = things.is_kind(ask.kind) if ask.kind else None
    here = _narrowed(ranked.order, masks)
    counts = _of_kinds(things, here)
    where = ask.near or ranked.where
    km = things.km_from(where) if where else None
    here = _sorted(things, here if kind is None else here[kind[here]], ask, km)

    def hits(order: Order) -> list[Hit]:
        return [_hit(things, int(doc), ranked, km, is_whole=bool(ranked.whole[doc])) for doc in order]

    return Found(
        hits(here[ask.offset : ask.offset + ask.limit]),
        len(here),
        int(np.count_nonzero(ranked.whole[here])),
        {kind: hits(some) for kind, some in _best(things, here, ask.best_of)},
        counts,
        _facets(things, ranked.order, masks, kind),
        _chips(generation, ranked),
        ranked.terms,
        ranked.corrected,
        _as_typed(ask.text, ranked.meaning.near if ranked.where else ""),
        len(ask.text) > MAX_CHARACTERS,
    )


def _best(things: Things, here: Order, count: int) -> Iterator[tuple[str, Order]]:
    """The first of each kind, the kind whose best is best first."""
    firsts = {kind: here[things.is_kind(kind)[here]][:count] for kind in KINDS} if count else {}
    place = {doc: n for n, doc in enumerate(here.tolist())}
    yield from sorted(((k, some) for k, some in firsts.items() if len(some)), key=lambda pair: place[int(pair[1][0])])


def _hit(things: Things, doc: int, ranked: Ranked, km: Values | None, *, is_whole: bool) -> Hit:
    away = math.inf if km is None else float(km[doc])
    return Hit(
        things.kinds[doc], things.keys[doc], float(ranked.scores[doc]), None if math.isinf(away) else away, is_whole
    )


def _as_typed(text: str, folded: str) -> str:
    at = text.lower().find(folded)
    return text[at : at + len(folded)] if at >= 0 else folded


def _ranked(generation: Generation, folded: str, month: int, *, as_typed: bool) -> Ranked:
    """The ranking of a query, remembered with its generation; the oldest of many are forgotten."""
    if not compact(folded):
        return Ranked(np.zeros(0, np.intp), np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, bool))
    kept = generation.kept
    found: Ranked | None = kept.get((folded, month, as_typed))
    if found is None:
        found = rank(generation, folded, month, as_typed=as_typed)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[folded, month, as_typed] = found
    return found


def _narrowed(order: Order, masks: Mapping[str, Mask], but: str = "") -> Order:
    """The hits that every chosen axis leaves, but for one."""
    for axis, mask in masks.items():
        if axis != but:
            order = order[mask[order]]
    return order


def _facets(things: Things, order: Order, masks: Mapping[str, Mask], kind: Mask | None) -> dict[str, dict[str, int]]:
    """axis -> value -> how many hits have it among those that the other axes leave."""
    order = order if kind is None else order[kind[order]]
    found = _tallied(things, _narrowed(order, masks))
    for axis in masks.keys() & found.keys():
        found[axis] = _tallied(things, _narrowed(order, masks, axis))[axis]
    return found


def _tallied(things: Things, order: Order) -> dict[str, dict[str, int]]:
    """The same for hits that are narrowed already; one sum over all axes at once."""
    found: dict[str, dict[str, int]] = {axis: {} for axis in FILTERS}
    counts = things.having[order].sum(axis=0, dtype=np.int32)
    for n in np.flatnonzero(counts):
        axis, value = things.columns[n]
        if axis in found:
            found[axis][value] = int(counts[n])
    return found


def _of_kinds(things: Things, order: Order) -> dict[str, int]:
    return {kind: int(np.count_nonzero(things.is_kind(kind)[order])) for kind in KINDS}


def _sorted(things: Things, here: Order, ask: Ask, km: Values | None) -> Order:
    """In the order of the rank, or by distance, or with what is advised this month first."""
    if ask.sort == "distance" and km is not None:
        return here[np.argsort(km[here], kind="stable")]
    if ask.sort == "season":
        return here[np.argsort(~things.axes["month"].any_of([str(ask.month)])[here], kind="stable")]
    return here


def _chips(generation: Generation, ranked: Ranked) -> list[Chip]:
    """The understood parts, each with the query without it; a name, or a query that is one word, needs none."""
    meaning, concepts = ranked.meaning, generation.things.concepts
    if ranked.is_name or len(meaning.parts) == 1 or not any(part.is_explained for part in meaning.parts):
        return []
    abouts = [[concepts[n].means for n in part.concepts] for part in meaning.parts]
    axes = [next((axis for axis in AXES if any(axis in means for means in some)), "") for some in abouts]
    return [Chip(part.text, axis, meaning.without(part)) for part, axis in zip(meaning.parts, axes, strict=True)]
