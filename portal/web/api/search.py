"""/api/v1/search and /api/v1/suggest."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, g, jsonify, url_for

from portal.catalogue import found, snippets, wish
from portal.catalogue.cards import AttractionCard, Cards, RouteCard
from portal.catalogue.found import Answer, Hit
from portal.kernel.errors import NotValid
from portal.search import suggest as suggestions
from portal.search.generation import Unavailable
from portal.web import settings
from portal.web.api import asking
from portal.web.common import language, searching
from portal.web.common.reading import cards

MOST_SUGGESTIONS: Final = 20

Json = dict[str, Any]  # what becomes JSON


def search() -> Response:
    """Ranked hits of every kind with counts and facets; `limit` and `offset` page through them."""
    args = asking.asked()
    g.lang = asking.lang(args)
    limit, offset = asking.number(args, "limit", asking.USUAL, asking.MOST), asking.number(args, "offset", 0, 10_000)
    shown = cards()
    wanted = wish.read(shown, args)
    answer = searching.answer(shown, wanted, offset=offset, limit=limit)
    return jsonify(
        {
            "query": wanted.text,
            "corrected": answer.corrected or None,
            "total": answer.total,
            "counts": dict(answer.counts),
            "facets": {name: dict(answer.facets.get(axis, {})) for name, axis in wish.PARAMETERS.items()},
            "hits": [_hit(shown, hit, answer) for hit in found.shelved(shown, answer.hits)],
        }
    )


def _hit(shown: Cards, hit: Hit, answer: Answer) -> Json:
    card = found.card(shown, hit.kind, hit.key)
    snippet, _ = snippets.snippet(found.document(shown, hit), shown.lang, answer.terms)
    point = found.where(shown, hit)
    return {
        "kind": hit.kind,
        "key": hit.key,
        "title": (card.title if isinstance(card, RouteCard) else card.name).text,
        "url": language.absolute(url_for(f"site.{hit.kind}", key=hit.key, lang=shown.lang)),
        "area": [card.area.key] if isinstance(card, AttractionCard) else [area.key for area in card.areas],
        "season": found.seasons(card),
        "snippet": snippet.striptags(),
        "score": round(hit.score, 3),
        "closed": found.is_closed(card),
        "km": None if hit.km is None else round(hit.km, 1),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def suggest() -> Response:
    """What somebody may be about to type, best first; empty while the index is away."""
    args = asking.asked()
    g.lang = asking.lang(args)
    limit = asking.number(args, "limit", suggestions.LIMIT, MOST_SUGGESTIONS)
    unknown = next((name for name in args if name != "q"), "")
    if unknown:
        raise NotValid("unknown parameter", field=unknown, given=" ".join(args[unknown]))
    shown = cards()
    text = (args.get("q") or [""])[-1]
    try:
        some = suggestions.suggest(settings().search_dir, text, limit=limit, month=shown.today.month)
    except Unavailable:
        some = []
    return jsonify({"suggestions": _suggested(shown, some)})


def _suggested(shown: Cards, some: Sequence[suggestions.Suggestion]) -> list[Json]:
    made = []
    for each in some:
        named = found.name_of(shown, each.kind, each.key)
        if named:
            url = url_for(f"site.{each.kind}", key=each.key, lang=shown.lang)
            made.append({"kind": each.kind, "key": each.key, "title": named.title, "url": url, "where": named.where})
    return made
