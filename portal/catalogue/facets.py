"""Facets over lists in memory: what is chosen, how many each further choice would give, and the query for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.kernel.errors import NotValid
from portal.kernel.locale import Said

Item = TypeVar("Item")
Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Axis(Generic[Item]):
    """One way to narrow a list: the values an item has, and the label of every value there is."""

    name: str
    values: Callable[[Item], Iterable[str]]
    labels: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen or removed; `query` is the list's query after one click on it."""

    value: str
    label: Said
    count: int
    chosen: bool
    query: Query


@dataclass(frozen=True, slots=True)
class Facet:
    """The options of one axis, in the vocabulary's order; those that would give nothing are left out unless chosen."""

    name: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        """The chips of this axis."""
        return [option for option in self.options if option.chosen]


def chosen_values(axes: Sequence[Axis[Item]], query: Mapping[str, Sequence[str]]) -> Query:
    """The choices of a query by axis. Raises NotValid for a value that the axis does not have."""
    chosen: Query = {}
    for axis in axes:
        for value in query.get(axis.name, ()):
            if value not in axis.labels:
                raise NotValid("unknown value", field=axis.name, given=value)
            if value not in chosen.setdefault(axis.name, []):
                chosen[axis.name].append(value)
    return chosen


def narrow(
    items: Sequence[Item], axes: Sequence[Axis[Item]], chosen: Query, others: Query
) -> tuple[list[Item], list[Facet]]:
    """Items that have a chosen value on every axis, and the facets with counts.

    Values of one axis are alternatives; each axis counts over what the *other* axes leave, so that a count says what
    the list would hold after adding that value alone. `others` are query parts to carry along (q, sort).
    """
    had = [{axis.name: frozenset(axis.values(item)) for axis in axes} for item in items]

    def fits(values: Mapping[str, frozenset[str]], but: str = "") -> bool:
        return all(name == but or values[name].intersection(wanted) for name, wanted in chosen.items())

    facets = []
    for axis in axes:
        counts = Counter(value for values in had if fits(values, axis.name) for value in values[axis.name])
        mine = chosen.get(axis.name, [])
        options = [
            Option(value, label, counts[value], value in mine, {**others, **_toggled(chosen, axis.name, value)})
            for value, label in axis.labels.items()
            if counts[value] or value in mine
        ]
        facets.append(Facet(axis.name, options))
    return [item for item, values in zip(items, had, strict=True) if fits(values)], facets


def _toggled(chosen: Query, name: str, value: str) -> Query:
    mine = chosen.get(name, [])
    after = [other for other in mine if other != value] if value in mine else [*mine, value]
    return {**{key: values for key, values in chosen.items() if key != name}, **({name: after} if after else {})}
