"""A search as both doors ask it: the wish of an address, answered by the index or, while it is away, by names alone."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from portal.catalogue import found
from portal.catalogue.cards import Cards
from portal.catalogue.found import Answer, Hit, Understood
from portal.catalogue.wish import Wish
from portal.search import query
from portal.search.generation import Unavailable
from portal.web import settings

_log = logging.getLogger("portal")

FEW: Final = 6
"""With fewer results than this a page says how many each dropped part of the query would give."""


def answer(cards: Cards, wish: Wish, *, offset: int | None = None, limit: int = found.PER_PAGE) -> Answer:
    """What there is for a wish: the hits of its page, or of a window of one's own."""
    ask = query.Ask(
        wish.text,
        wish.kind,
        wish.filters,
        wish.near,
        wish.sort,
        cards.today.month,
        wish.as_typed,
        offset=(wish.page - 1) * found.PER_PAGE if offset is None else offset,
        limit=limit,
        best_of=0 if wish.kind else max(found.IN_A_GROUP.values()),
    )
    try:
        some = query.search(settings().search_dir, ask)
    except Unavailable as error:
        _log.warning("search answers by names alone: %s", error)
        return found.scan(cards, wish)
    return Answer(
        _hits(some.hits),
        some.total,
        some.whole,
        {kind: _hits(hits) for kind, hits in some.best.items()},
        some.counts,
        some.facets,
        [Understood(c.text, c.axis, c.rest, _count(ask, c.rest) if some.whole < FEW else None) for c in some.chips],
        some.terms,
        some.corrected,
        some.near,
        some.is_cut,
    )


def _hits(hits: Sequence[query.Hit]) -> list[Hit]:
    return [Hit(hit.kind, hit.key, hit.score, hit.km, hit.fits_all) for hit in hits]


def _count(ask: query.Ask, text: str) -> int | None:
    """How many things fit a shorter query whole."""
    return query.search(settings().search_dir, replace(ask, text=text, limit=0, best_of=0)).whole if text else None
