"""schema.org as npm's schema-dts has it (types made from the vocabulary), and what of a graph it does not allow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from conftest import ROOT

TYPES = ROOT / ".tools/node_modules/schema-dts/dist/schema.d.ts"

_INTERFACE = re.compile(
    r"^(?:export )?interface (\w+?)(Base|Leaf) extends ([\w<>, ]+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_PROPERTY = re.compile(r'^    "([a-zA-Z]+)"\?: SchemaValue<([^,]+), "\1">;', re.MULTILINE)
_ALIAS = re.compile(r"^export type (\w+) = (.+);", re.MULTILINE)
_LITERAL = re.compile(r'"([^"]+)"')

SHAPES = {
    "URL": r"https?://[^\s<>\"]+",
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
}


@dataclass
class Vocabulary:
    parents: dict[str, list[str]] = field(default_factory=dict)
    properties: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    """Enumeration -> its members, as addresses."""

    def ancestors(self, kind: str) -> Iterator[str]:
        yield kind
        for parent in self.parents[kind]:
            yield from self.ancestors(parent)

    def range(self, kind: str, name: str) -> list[str] | None:
        """What a property of a type may be; None where neither the type nor one above it has the property."""
        return next((p[name] for a in self.ancestors(kind) if name in (p := self.properties.get(a, {}))), None)

    def faults(self, graph: dict[str, Any]) -> list[str]:
        """What schema.org does not allow in a document: types, properties, values, pointers to nothing."""
        if graph.get("@context") != "https://schema.org":
            return ["no context"]
        known = {each["@id"]: each["@type"] for each in nodes(graph["@graph"]) if "@id" in each}
        return [fault for each in nodes(graph["@graph"]) for fault in self._of_node(each, known)]

    def _of_node(self, each: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
        kind = each["@type"]
        if kind not in self.parents:
            yield f"no type {kind}"
            return
        for name, values in each.items():
            if name.startswith("@"):
                continue
            allowed = self.range(kind, name)
            if name.endswith("-input") and "Action" in self.ancestors(kind):  # says how to fill in the property
                allowed = self.range(kind, name.removesuffix("-input")) and ["Text", "PropertyValueSpecification"]
            if allowed is None:
                yield f"no {name} on {kind}"
                continue
            for value in values if isinstance(values, list) else [values]:
                if not any(self._fits(value, one, known) for one in allowed):
                    yield f"{name} of {kind} is not {value!r:.80}"

    def _fits(self, value: Any, allowed: str, known: dict[str, str]) -> bool:
        if isinstance(value, dict) and "@value" in value:
            return allowed == "Text" and set(value) == {"@value", "@language"}
        if isinstance(value, dict):
            kind = value.get("@type") or known.get(value["@id"])
            if kind is None:  # a page has an address of its own; a fragment has to be a node of this graph
                return allowed == "IdReference" and "#" not in value["@id"]
            return kind in self.parents and allowed in self.ancestors(kind)
        return self._is(value, allowed)

    def _is(self, value: Any, allowed: str) -> bool:
        if isinstance(value, bool):
            return allowed == "Boolean"
        if isinstance(value, int | float):
            return allowed in ("Number", "Integer", "Float")
        if allowed in SHAPES:
            return bool(re.fullmatch(SHAPES[allowed], value))
        return (allowed == "Text" and bool(value.strip())) or value in self.members.get(allowed, ())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node with a type, outer ones first."""
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            yield from nodes(each)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    assert TYPES.is_file(), "no schema-dts: sh tests/need.sh"
    text = TYPES.read_text(encoding="utf-8")
    made = Vocabulary()
    for name, part, above, body in _INTERFACE.findall(text):
        if part == "Base":
            made.properties[name] = {p: [t.strip() for t in types.split("|")] for p, types in _PROPERTY.findall(body)}
        parents = [parent.strip().removesuffix("Base") for parent in above.split(",")]
        if parents != [name]:
            made.parents[name] = [parent for parent in parents if parent != "Partial<IdReference>"]
    for name, alternatives in _ALIAS.findall(text):
        made.members[name] = {word for word in _LITERAL.findall(alternatives) if word.startswith("https://")}
    return made
