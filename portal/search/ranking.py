"""How well every document fits a query: the parts of the query, the names, the texts, and what is known beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from portal.kernel.geo import Point
from portal.kernel.text import HAN, compact, terms
from portal.search import naming, weights
from portal.search.board import NOTHING
from portal.search.generation import Generation
from portal.search.meaning import FACTS, WHEN, WHERE, Meaning, Part
from portal.search.naming import CONFIDENT, Named
from portal.search.things import Values


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents by rank, with how well each fits the parts of the query (0 to 1), whether all of them, and its score.

    `meaning` is the query as it was understood, `corrected` as it was probably meant; `is_name` says that all of it is
    a name; `where` is what it asks to be near to, resolved; `terms` are what a snippet marks.
    """

    order: NDArray[np.intp]
    scores: Values
    fit: Values
    whole: NDArray[np.bool_]
    meaning: Meaning = field(default_factory=lambda: Meaning(""))
    terms: list[str] = field(default_factory=list)
    corrected: str = ""
    is_name: bool = False
    where: Point | None = None


def rank(generation: Generation, folded: str, month: int, *, as_typed: bool = False) -> Ranked:
    """Every document that fits a folded query, best first; what may have been meant instead only if not `as_typed`."""
    respelt = "" if as_typed else naming.respelt(generation, folded)
    ranked = _rank(generation, respelt or folded, month, as_typed=as_typed)
    return replace(ranked, corrected=respelt) if respelt and not ranked.corrected else ranked


def _rank(generation: Generation, folded: str, month: int, *, as_typed: bool) -> Ranked:
    meaning, where = _understood(generation, folded)
    parts, things = meaning.parts, generation.things
    asked = list(dict.fromkeys(terms(meaning.text)))
    if asked and not parts and where is None:
        return _popular(generation, month)
    text = generation.nothing()
    text /= np.float32(generation.lists.add(asked, text) or 1.0)
    named = naming.named(generation, meaning, is_known=bool(text.any()), as_typed=as_typed)
    fit, whole = _fit(generation, meaning, named, where)
    scores = weights.TEXT * text + weights.FIT * fit * fit + weights.NAME * _name(parts, named)
    scores += weights.KNOWN * things.known
    if not any("type" in part.axes for part in parts):
        scores += generation.by_kind(weights.KINDS)
    if not any(part.axes & {"season", "month"} for part in parts):
        scores += np.float32(weights.NOW) * generation.now(month)
    for doc, extra in _pinned(generation, meaning):
        scores[doc] += extra
        fit[doc] = 1
    is_plenty = named.is_all or np.count_nonzero(whole) >= weights.PLENTY
    least = weights.WORTHWHILE_BESIDES if is_plenty else weights.WORTHWHILE
    found = np.flatnonzero((fit >= least * fit.max(initial=0)) & ((fit > 0) | (text > 0)))
    return Ranked(
        found[np.argsort(-scores[found], kind="stable")],
        scores,
        fit,
        whole,
        meaning,
        _marked(generation, asked, parts),
        named.corrected,
        named.is_all or bool(named.corrected),
        where,
    )


def _popular(generation: Generation, month: int) -> Ranked:
    """For a query that says nothing but “where shall we go”: the best known of what is advised this month."""
    things = generation.things
    now = generation.now(month)
    scores = things.known + np.float32(weights.POPULAR_NOW) * now
    fit = generation.nothing() + now
    found = np.flatnonzero(scores > weights.POPULAR_NOW)
    return Ranked(found[np.argsort(-scores[found], kind="stable")], scores, fit, fit > 0)


def _understood(generation: Generation, folded: str) -> tuple[Meaning, Point | None]:
    """The query in parts, and where the place is that it asks to be near to; one that nobody knows is but a word."""
    dictionary = generation.dictionary
    meaning = dictionary.read(folded, is_said=lambda some: bool(generation.says(some).any()))
    where = _place(generation, meaning.near)
    if meaning.near and where is None:
        text = f"{meaning.text} {meaning.near}".strip()
        return Meaning(text, dictionary.read(text).parts), None
    return meaning, where


def _fit(
    generation: Generation, meaning: Meaning, named: Named, where: Point | None
) -> tuple[Values, NDArray[np.bool_]]:
    """(the weighted mean of how well each part of the query is met, whether each is); a name meets all of them."""
    units = list(_units(generation, meaning.parts))
    if where is not None:
        units.append((weights.NEAR, _nearness(generation, meaning.near, where)))
        if not meaning.parts:
            units[-1][1][:] *= generation.by_kind(weights.NEAR_FIT)
    fit = generation.nothing()
    least = fit + bool(units)
    for weight, met in units:
        fit += np.float32(weight) * met
        least = np.minimum(least, met)
    fit /= np.float32(sum(weight for weight, _ in units) or 1.0)
    if named.is_all:
        fit = np.where(named.name >= CONFIDENT, fit, fit * np.float32(weights.MENTIONED))
    fit = np.maximum(np.maximum(fit, named.name), np.float32(weights.MENTIONED) * named.mentions)
    return fit, (least >= weights.MET) | (named.name >= CONFIDENT)


def _nearness(generation: Generation, name: str, where: Point) -> Values:
    """1 at a place, half at some distance; all of a city is near the city; the place itself one knows already."""
    cities = [part for part in generation.dictionary.read(name).parts if part.axes & WHERE]
    is_city = bool(cities) and len(generation.dictionary.read(name).parts) == 1
    km = generation.things.km_from(where) / np.float32(weights.NEAR_KM["city" if is_city else "place"])
    near: Values = 1 / (1 + km * km)
    if is_city:
        return np.maximum(near, np.float32(weights.PARTLY_THERE) * generation.fits(cities[0].concepts[0]))
    itself = generation.board.named(compact(name))
    if itself.best >= CONFIDENT:
        near[itself.docs[itself.strength >= np.float32(itself.best) * np.float32(0.98)]] = weights.ITSELF
    return near


def _units(generation: Generation, parts: Sequence[Part]) -> list[tuple[float, Values]]:
    """(weight, how far each document meets it) of each known word once, and of each run of unknown ones."""
    units: list[tuple[float, Values]] = []
    told: set[int] = set()
    run: list[str] = []
    for part in (*parts, None):
        if part is not None and not part.is_explained:
            run.append(part.text)
            continue
        if run:
            units.append(_words(generation, " ".join(run)))
            run = []
        if part is not None and not told.issuperset(part.concepts):
            told.update(part.concepts)
            fits = [generation.fits(concept) for concept in part.concepts]
            units.append((_weight(part), fits[0] if len(fits) == 1 else np.maximum.reduce(fits)))
    return units


def _words(generation: Generation, run: str) -> tuple[float, Values]:
    """Words that nobody explained: as words of a text, and as a name."""
    asked = list(dict.fromkeys(terms(run)))
    met = generation.lists.met(asked)
    query = compact(run)
    for match in (generation.board.named(query), generation.board.heard(query) if HAN.search(query) else NOTHING):
        np.maximum.at(met, match.docs, match.strength)
    return weights.WORDS * min(2.0, len(asked) ** 0.5), met


def _weight(part: Part) -> float:
    if not part.axes:
        return weights.PERSON
    if part.axes & WHERE:
        return weights.AREA
    if part.axes & WHEN:
        return weights.WHEN
    return weights.TYPE if "type" in part.axes else weights.WHAT


def _name(parts: Sequence[Part], named: Named) -> Values:
    """What the names are worth; next to nothing where the query is one known word (温泉) that some names hold."""
    name = np.maximum(named.name, np.float32(weights.MENTIONS) * named.mentions)
    if len(parts) == 1 and parts[0].is_explained:
        worth = weights.NAME_OF_A_KIND if parts[0].axes else weights.NAME_OF_A_WORD
        return np.where(name >= naming.A_NAME, name, name * np.float32(worth))
    return name


def _pinned(generation: Generation, meaning: Meaning) -> list[tuple[int, float]]:
    """What the lexicon puts first for a query that is nothing but its word, above everything else."""
    if len(meaning.parts) != 1 or compact(meaning.parts[0].text) != compact(meaning.text):
        return []
    things = generation.things
    first = [uid for n in meaning.parts[0].concepts for uid in things.concepts[n].first if uid in things.number]
    return [(things.number[uid], weights.PINNED - place) for place, uid in enumerate(first)]


def _marked(generation: Generation, asked: Sequence[str], parts: Sequence[Part]) -> list[str]:
    """The query's own terms and those that mean the same, but not every 2 and every 日 of a length or a date."""
    concepts = [n for part in parts if not part.axes & FACTS for n in part.concepts]
    found = dict.fromkeys([*asked, *(term for n in concepts for term in generation.marks(n))])
    return [term for term in found if len(term) > 1 or len(asked) == 1]


def _place(generation: Generation, name: str) -> Point | None:
    """Where a station, a town, an area or a document of that name lies."""
    query = compact(name)
    if not query:
        return None
    spots = generation.spots
    if spot := spots.get(query) or spots.get(f"{query}站") or spots.get(query.removesuffix("station")):
        return spot
    match = max(generation.board.named(query), generation.board.heard(query), key=lambda found: found.best)
    if match.best < CONFIDENT:
        return None
    things = generation.things
    alike = match.docs[match.strength >= np.float32(match.best) * np.float32(0.98)]
    return things.place_of(
        int(max(alike, key=lambda doc: (things.kinds[doc] == "attraction", float(things.known[doc]))))
    )
