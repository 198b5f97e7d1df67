"""The parameters of the API: their words for the documentation and their schemas, which tests and clients rely on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from pydantic import BaseModel

from portal.catalogue import asking as lists_asking
from portal.catalogue import wish
from portal.catalogue.cards import Cards
from portal.documents.base import KEY_PATTERN
from portal.kernel.locale import LANGUAGES
from portal.web.api.kinds import Kind

Schema = dict[str, Any]  # JSON Schema 2020-12


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `schema` may depend on what is published; `is_joined` means one value with commas in it."""

    name: str
    text: LazyString
    schema: Callable[[Cards], Schema]
    where: str = "query"
    is_joined: bool = False


def always(**schema: Any) -> Callable[[Cards], Schema]:
    """The same whatever is published."""
    return lambda _cards: schema


def several(values: Callable[[Cards], Sequence[str]]) -> Callable[[Cards], Schema]:
    """Alternatives, each given with its own `name=value`."""
    return lambda cards: {"type": "array", "items": {"type": "string", "enum": list(values(cards))}}


def number(least: int, most: int, usual: int) -> Callable[[Cards], Schema]:
    """A whole number."""
    return always(type="integer", minimum=least, maximum=most, default=usual)


FILTERS: Final[dict[str, LazyString]] = {
    "season": _("Only what belongs to a season; several are alternatives."),
    "area": _("Only in an area; several are alternatives."),
    "theme": _("Only with a theme; several are alternatives."),
    "category": _("Only places of a kind; several are alternatives."),
    "days": _("Only routes of so many days; several are alternatives."),
    "suits": _("Only routes that suit somebody; several are alternatives."),
    "grade": _("Only places of an A-level; several are alternatives."),
    "kind": _("Only events of a kind; several are alternatives."),
    "sport": _("Only events of a kind; several are alternatives."),
    "joint": _("Only events that the metropolitan area holds together."),
    "month": _("Only what is good in a month; several are alternatives."),
    "severity": _("Only closures, warnings or information; several are alternatives."),
    "in_force": _("Only what holds today, or only what does not."),
    "attraction": _("Only what holds for a place, by key; several are alternatives."),
    "route": _("Only what holds for a route, by key; several are alternatives."),
}

LANG = Parameter(
    "lang", _("The language of the answer; Accept-Language otherwise."), always(type="string", enum=[*LANGUAGES])
)
WORDS = Parameter(
    "q", _("Words that have to stand in it, in any language."), always(type="string", maxLength=lists_asking.MAX_QUERY)
)
SEARCHED = Parameter("q", _("What to look for."), always(type="string"))
KIND = Parameter("kind", _("Only routes, places or events."), always(type="string", enum=[*wish.KINDS]))
CURSOR = Parameter("cursor", _("From the `next` of the page before; opaque."), always(type="string"))
BBOX = Parameter(
    "bbox",
    _("Only in a part of the map: west,south,east,north in degrees, WGS-84. A route is where one of its stops is."),
    always(type="array", items={"type": "number"}, minItems=4, maxItems=4),
    is_joined=True,
)
KEY = Parameter("key", _("Its key."), always(type="string", pattern=KEY_PATTERN, maxLength=80), where="path")
NEAR = Parameter(
    "near",
    _("A point to measure from: latitude,longitude in degrees, WGS-84, in or around Liaoning."),
    always(type="string", pattern=r"^(4[0-3]\.[0-9]{1,6},12[1-5]\.[0-9]{1,6})?$"),
)
SPELLING = Parameter("spelling", _("`as-typed` looks for nothing else."), always(type="string", enum=["as-typed"]))
OFFSET = Parameter("offset", _("How many hits to pass over."), number(0, 10_000, 0))
SINCE = Parameter(
    "since",
    _("`next_since` of the answer before, or a moment (RFC 3339). Without it, everything from the beginning."),
    always(
        anyOf=[
            {"type": "string", "pattern": "^[0-9]{1,9}$"},
            {"type": "string", "format": "date-time"},
        ]
    ),
)


def limit(most: int, usual: int, least: int = 1) -> Parameter:
    """`limit`."""
    return Parameter("limit", _("How many at most."), number(least, most, usual))


def fields(shape: type[BaseModel]) -> Parameter:
    """`fields` of a shape."""
    names = list(shape.model_fields)
    schema = always(type="array", items={"type": "string", "enum": names}, minItems=1)
    return Parameter("fields", _("Only these names of each thing, joined by commas."), schema, is_joined=True)


def sort(names: Sequence[str]) -> Parameter:
    """`sort`; the first name is what happens without it."""
    return Parameter("sort", _("The order."), always(type="string", enum=[*names], default=names[0]))


def filtered(kind: Kind, name: str) -> Parameter:
    """A filter of a list, by the name of its axis."""

    def values(cards: Cards) -> list[str]:
        return [*next(axis.labels for axis in kind.axes(cards) if axis.name == name)]

    return Parameter(name, FILTERS[name], several(values))


def wished(name: str) -> Parameter:
    """A filter of the search."""
    return Parameter(name, FILTERS[name], several(lambda cards: [*wish.labels(cards, name)]))
