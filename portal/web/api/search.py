"""/api/v1/search and /api/v1/suggest."""

import re
from collections.abc import Sequence
from typing import Any, Final

from flask import Response, g, jsonify, request, url_for

from portal.catalogue import found, snippets, wish
from portal.catalogue.cards import AttractionCard, Cards, RouteCard
from portal.catalogue.found import Answer, Hit
from portal.kernel.errors import NotValid
from portal.kernel.locale import LANGUAGES
from portal.search import suggest as suggestions
from portal.search.generation import Unavailable
from portal.web import settings
from portal.web.common import language, searching
from portal.web.common.reading import asked, cards

MOST: Final = 100
USUAL: Final = 20

Json = dict[str, Any]  # what becomes JSON
Args = dict[str, list[str]]


def search() -> Response:
    """Ranked hits of every kind with counts and facets; `limit` and `offset` page through them."""
    args = asked()
    g.lang = _language(args)
    limit, offset = _number(args, "limit", USUAL, MOST), _number(args, "offset", 0, 10_000)
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
        "km": None if hit.km is None else round(hit.km, 1),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def suggest() -> Response:
    """What somebody may be about to type, best first; empty while the index is away."""
    args = asked()
    g.lang = _language(args)
    limit = _number(args, "limit", suggestions.LIMIT, 20)
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


def _language(args: Args) -> str:
    """The language of the answer: `lang`, else the browser's. Raises NotValid for one that the portal has not."""
    given = args.pop("lang", [language.preferred(request)])[-1]
    if given not in LANGUAGES:
        raise NotValid("no such language", field="lang", given=given)
    return given


def _number(args: Args, name: str, usual: int, most: int) -> int:
    given = args.pop(name, [str(usual)])[-1]
    if not re.fullmatch(r"[0-9]{1,6}", given) or int(given) > most:
        raise NotValid(f"not a whole number up to {most}", field=name, given=given)
    return int(given)
