"""Every address of the API as one table: the door registers it, the OpenAPI document and the docs are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from pydantic import BaseModel

from portal.catalogue import wish
from portal.search import suggest as suggestions
from portal.web.api import answers, asking, changes, search, things
from portal.web.api import parameters as p
from portal.web.api.kinds import KINDS, Kind
from portal.web.api.parameters import Parameter
from portal.web.api.things import View


@dataclass(frozen=True, slots=True)
class Operation:
    """One address. `errors` are the statuses it may answer with besides 200 and those that all share."""

    rule: str
    name: str
    view: View
    group: LazyString
    text: LazyString
    answer: type[BaseModel]
    parameters: Sequence[Parameter] = ()
    errors: tuple[int, ...] = (400,)


THINGS: Final = _("Routes, places, events, notices")
SEARCH: Final = _("Search")
WORDS: Final = _("Words that filters take")
COPIES: Final = _("Keeping a copy")

TEXTS: Final[dict[str, tuple[LazyString, LazyString]]] = {
    "route": (_("Routes, filtered, page by page"), _("A route with its days and stops")),
    "attraction": (_("Places, filtered, page by page"), _("A place with hours, prices and whom it suits")),
    "event": (_("Series of events, filtered, page by page"), _("A series of events with all its dates")),
    "notice": (_("Closures and warnings, filtered, page by page"), _("A closure or warning")),
}
LISTED: Final[dict[str, type[BaseModel]]] = {
    "route": answers.Routes,
    "attraction": answers.Attractions,
    "event": answers.Events,
    "notice": answers.Notices,
}


def _of(kind: Kind) -> tuple[Operation, Operation]:
    listed, whole = TEXTS[kind.name]
    narrowing = [
        *([p.WORDS] if kind.has_words else []),
        *(p.filtered(kind, name) for name in kind.filters),
        *([p.BBOX] if kind.places else []),
    ]
    paging = [p.sort(["key", *kind.sorts]), p.limit(asking.MOST, asking.USUAL), p.CURSOR, p.fields(kind.summary)]
    return (
        Operation(
            f"/{kind.plural}",
            kind.plural,
            partial(things.things, kind),
            THINGS,
            listed,
            LISTED[kind.name],
            [*narrowing, *paging, p.LANG],
        ),
        Operation(
            f"/{kind.plural}/<key>",
            kind.name,
            partial(things.thing, kind),
            THINGS,
            whole,
            kind.whole,
            [p.KEY, p.fields(kind.whole), p.LANG],
            (308, 400, 404, 410),
        ),
    )


def _words(vocabulary: str, text: LazyString) -> Operation:
    view = partial(things.words, vocabulary)
    return Operation(f"/{vocabulary}", vocabulary, view, WORDS, text, answers.Words, [p.LANG])


OPERATIONS: Final[tuple[Operation, ...]] = (
    *(operation for kind in KINDS.values() for operation in _of(kind)),
    Operation("/areas", "areas", things.areas, WORDS, _("The seven cities and the zone"), answers.Areas, [p.LANG]),
    _words("seasons", _("The four seasons")),
    _words("themes", _("Themes of routes")),
    _words("categories", _("Kinds of places")),
    _words("kinds", _("Kinds of events")),
    Operation(
        "/search",
        "search",
        search.search,
        SEARCH,
        _("Ranked hits of every kind; understands pinyin, slips and both scripts"),
        answers.Found,
        [
            p.SEARCHED,
            p.KIND,
            *(p.wished(name) for name in wish.PARAMETERS),
            p.NEAR,
            p.sort(wish.SORTS),
            p.SPELLING,
            p.limit(asking.MOST, asking.USUAL, least=0),
            p.OFFSET,
            p.LANG,
        ],
    ),
    Operation(
        "/suggest",
        "suggest",
        search.suggest,
        SEARCH,
        _("What somebody may be about to type"),
        answers.Suggestions,
        [p.SEARCHED, p.limit(search.MOST_SUGGESTIONS, suggestions.LIMIT, least=0), p.LANG],
    ),
    Operation(
        "/changes",
        "changes",
        changes.changes,
        COPIES,
        _("What was published, withdrawn or renamed since"),
        answers.Changes,
        [p.SINCE, p.limit(changes.MOST, changes.USUAL), p.LANG],
    ),
)
"""In the order in which the documentation shows them."""
