"""What somebody typed -> keys with scores, best first."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from whoosh.query import Or, Query, Term
from whoosh.scoring import BM25F

from portal.kernel.text import fold, single_characters, terms
from portal.search.index import FIELDS, Generation, Unavailable, open_current, pointed
from portal.search.lexicon import widened

MAX_CHARACTERS: Final = 200
LIMIT: Final = 400
ATTEMPTS: Final = 8
SYNONYM_WEIGHT: Final = 0.5
EXACT_NAME: Final = 40.0
NAME_STARTS: Final = 14.0
NAME_HOLDS: Final = 8.0
"""Added to the text score when the whole query is a name, begins one, or stands inside one: people type names."""
KNOWN: Final = 0.4
"""How much more the best-known place weighs than one that nobody graded: enough to settle what names leave open."""

_lock = threading.Lock()
_open: dict[Path, tuple[str, Generation]] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """A key and how well it fits."""

    kind: str
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, and the terms that a snippet may mark."""

    hits: list[Hit]
    terms: list[str]


def search(search_dir: Path, text: str) -> Found:
    """Everything that fits a query of any language. An empty query finds nothing. Raises Unavailable."""
    text = text[:MAX_CHARACTERS]
    asked = list(dict.fromkeys(terms(text)))
    more = widened(text)
    if not asked:
        return Found([], [])
    query = Or([*_anywhere(asked, 1.0), *_anywhere(more, SYNONYM_WEIGHT), *_characters(text)])
    hits = [
        Hit(kind, key, (score * _coverage(asked, more, matched) + _name_bonus(fold(text), names)) * (1 + KNOWN * known))
        for kind, key, names, known, score, matched in _read(search_dir, query)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.kind, hit.key))
    return Found(_worthwhile(hits), [*asked, *more])


_Read = list[tuple[str, str, list[str], float, float, set[str]]]


def _read(search_dir: Path, query: Query) -> _Read:
    """(kind, key, folded names, known, text score, matched terms) of the best; again if the index was swapped."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _read_once(_current(search_dir), query)
        except Unavailable:
            if attempt == ATTEMPTS:
                raise
        except Exception as error:
            _open.pop(search_dir, None)
            if attempt == ATTEMPTS:
                problem = f"the index cannot be read ({type(error).__name__}); run `portal index rebuild`"
                raise Unavailable(problem) from error
    raise AssertionError("the last attempt answers or raises")


def _read_once(generation: Generation, query: Query) -> _Read:
    with generation.index.searcher(weighting=BM25F()) as searcher:
        return [
            (
                result["kind"],
                result["key"],
                result["names"],
                result["known"],
                result.score,
                {term.decode() if isinstance(term, bytes) else term for _field, term in result.matched_terms()},
            )
            for result in searcher.search(query, limit=LIMIT, terms=True)
        ]


def _anywhere(words: Sequence[str], weight: float) -> list[Query]:
    return [
        Term(field, word, boost=boost * weight) for word in words for field, boost in FIELDS.items() if field != "han"
    ]


def _characters(text: str) -> list[Query]:
    """A one-character query (塔) finds names that hold the character; longer ones are served by pairs."""
    characters = single_characters(text)
    return [Term("han", c, boost=FIELDS["han"]) for c in characters] if len(fold(text).strip()) == 1 else []


def _coverage(asked: Sequence[str], more: Sequence[str], matched: set[str]) -> float:
    """How much of the query is met: something that has both words of 本溪 红叶 beats what has one of them often."""
    met = sum(1.0 for word in asked if word in matched)
    if met < len(asked) and any(word in matched for word in more):
        met += SYNONYM_WEIGHT
    share = min(1.0, met / len(asked))
    return 0.15 + 0.85 * share * share


def _name_bonus(query: str, names: Sequence[str]) -> float:
    query = query.strip()
    if query in names:
        return EXACT_NAME
    if any(name.startswith(query) for name in names):
        return NAME_STARTS
    return NAME_HOLDS if any(query in name for name in names) else 0.0


def _worthwhile(hits: list[Hit]) -> list[Hit]:
    """Leave out the long tail that shares one common pair with a long query."""
    return [hit for hit in hits if hit.score >= hits[0].score * 0.08]


def _current(search_dir: Path) -> Generation:
    """The generation in use, opened once and again whenever the pointer names another folder."""
    folder = str(pointed(search_dir)["folder"])
    kept = _open.get(search_dir)
    if kept and kept[0] == folder:
        return kept[1]
    with _lock:
        generation = open_current(search_dir)
        _open[search_dir] = (folder, generation)
        return generation


def health(search_dir: Path, version: int) -> str:
    """`ok`, or what is wrong with the index in one sentence."""
    try:
        generation = _current(search_dir)
        count = generation.index.doc_count()
    except Unavailable as error:
        return str(error)
    except Exception as error:
        return f"the index cannot be read ({type(error).__name__}); run `portal index rebuild`"
    if generation.version != version:
        return f"the index is at version {generation.version}, the content at {version}; run `portal index rebuild`"
    return "ok" if count else "the index is empty"


def keys(search_dir: Path) -> set[tuple[str, str]]:
    """Every (kind, key) that the index holds. Raises Unavailable."""
    with _current(search_dir).index.searcher() as searcher:
        return {(fields["kind"], fields["key"]) for fields in searcher.all_stored_fields()}
