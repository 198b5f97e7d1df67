"""Lists of things and things by themselves: routes, attractions, events, notices, and the words that filters take."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, jsonify, request, url_for

from portal.catalogue import asking as lists_asking
from portal.catalogue import exploring, read
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.kernel.geo import Box
from portal.web.api import asking
from portal.web.api.kinds import Kind
from portal.web.api.shapes.words import Area, Word, area, word
from portal.web.common import language
from portal.web.common.errors import MovedForEver
from portal.web.common.reading import cards

View = Callable[..., Response]


def start() -> tuple[asking.Args, Cards]:
    """(what is asked but its language, the catalogue in that language). Raises NotValid for an unknown one."""
    args = asking.asked()
    g.lang = asking.lang(args)
    return args, cards()


def answered(value: Any) -> Response:
    """A value as JSON; in a language that Accept-Language chose when the address names none."""
    response = jsonify(value)
    if "lang" not in request.args:
        response.vary.add("Accept-Language")
    return response


def _chosen(shape: Any, names: list[str]) -> Any:
    return shape.model_dump(mode="json", include=set(names) if names else None)


def things(kind: Kind) -> Response:
    """A page of a list, in the order of keys unless `sort` says otherwise."""
    args, shown = start()
    limit = asking.number(args, "limit", asking.USUAL, asking.MOST, least=1)
    names = asking.fields(args, kind.summary.model_fields)
    after = asking.cursor(args)
    order, found = _ordered(shown, kind, args)
    page = [(place, card) for place, card in found if _comes_after(place, order, after)][:limit]
    following = _following(order, page[-1][0]) if page and page[-1][0] != found[-1][0] else None
    response = answered(
        {
            "total": len(found),
            "limit": limit,
            "lang": shown.lang,
            "next": following,
            "items": [_chosen(kind.brief(shown, card), names) for _, card in page],
        }
    )
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


Place = list[Any]
"""Where something stands in a list, as JSON has it: [what it is sorted by, its key]."""


def _ordered(shown: Cards, kind: Kind, args: asking.Args) -> tuple[str, list[tuple[Place, Any]]]:
    """(the order's name, each card with its place, in order)."""
    box = _box(args) if kind.places and "bbox" in args else None
    order = (args.get("sort") or ["key"])[-1]
    if order == "key":
        args.pop("sort", None)
    found = kind.narrowed(shown, args)
    chosen = [
        card
        for card in found.cards
        if box is None or (kind.places and any(exploring.lies(p, box) for p in kind.places(shown.shelf, card.key)))
    ]
    placed = [([_plain(found.order(card)) if order != "key" else 0, card.key], card) for card in chosen]
    return order, sorted(placed, key=lambda pair: pair[0])


def _box(args: asking.Args) -> Box:
    given = args.pop("bbox")
    found = exploring.box({"bbox": given})
    if found is None:
        raise NotValid("not a box", field="bbox", given=given[-1])
    return found


def _plain(value: Any) -> Any:
    """What is sorted by, as it comes back out of a cursor."""
    return list(value) if isinstance(value, tuple) else value


def _comes_after(place: Place, order: str, after: Any) -> bool:
    if after is None:
        return True
    try:
        name, *last = after
        if name == order and isinstance(last[1], str):
            return bool(place > last)
    except (TypeError, ValueError, IndexError):  # not one that we wrote
        pass
    raise NotValid("not a cursor of this list", field="cursor", given=request.args.get("cursor", ""))


def _following(order: str, place: Place) -> str:
    query = {**request.args.to_dict(flat=False), "cursor": [asking.written([order, *place])]}
    return language.absolute(f"{url_for(request.endpoint or '')}?{urlencode(query, doseq=True)}")


def thing(kind: Kind, key: str) -> Response:
    """One thing whole. Raises MovedForEver, Gone or NotFound."""
    args, shown = start()
    names = asking.fields(args, kind.whole.model_fields)
    lists_asking.only(args, set())
    if key not in kind.published(shown.shelf):
        now = read.why_missing(db.session, kind.name, key)
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        raise MovedForEver(url_for(f"api.{kind.name}", key=now) + query)
    return answered(_chosen(kind.full(shown, key), names))


def areas() -> Response:
    """The seven cities and the zone."""
    args, shown = start()
    lists_asking.only(args, set())
    return _words(shown, [area(shown, shown.area(key)) for key in shown.shelf.areas])


def words(vocabulary: str) -> Response:
    """A vocabulary whole."""
    args, shown = start()
    lists_asking.only(args, set())
    return _words(shown, [word(shown, term) for term in shown.shelf.words(vocabulary).values()])


def _words(shown: Cards, found: list[Area] | list[Word]) -> Response:
    items = [one.model_dump(mode="json") for one in found]
    return answered({"total": len(items), "lang": shown.lang, "items": items})
