"""What rules are judged on: the promise, the glossary, the outlines of the counties, and texts seen elsewhere."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import shapely
from pydantic import Field, ValidationError
from shapely.geometry import shape

from portal.content import files
from portal.content.check import Checked, Problem
from portal.documents import Document
from portal.documents.base import Key, Line, Part

PROMISE: Final = "promise.yaml"
GLOSSARY: Final = "glossary.yaml"
COUNTIES: Final = "checks/counties.geojson"
SEEN: Final = "checks/seen.txt"


class Days(Part):
    """About how many routes take one day, two, and more; `give` is how far each may be off."""

    one: int
    two: int
    more: int
    give: int


class Promise(Part):
    """`content/promise.yaml`: what the folder has to hold as a whole."""

    attractions: int
    exact_points: int
    per_area: dict[Key, int]
    shares: dict[Key, int] = Field(description="category -> per cent of all places that may have it as the main one")
    routes_per_season: int
    routes_per_area: int
    routes_across_areas: int
    routes_per_theme: int
    days: Days
    events: int
    known: list[Key] = Field(description="the places that every visitor has heard of; none may be missing")


class Translation(Part):
    """One place name that is no record of its own: its only English name, and short forms that are clear enough."""

    zh: Line
    en: Line
    also: list[Line] = Field(default=[])
    never: list[Line] = Field(default=[])


class Glossary(Part):
    """`content/glossary.yaml`."""

    terms: list[Translation]


@dataclass(frozen=True)
class County:
    """An outline (lon, lat in WGS-84) with its names and its area."""

    name: str
    area: str
    outline: Any  # a shapely geometry


@dataclass(frozen=True)
class Ground:
    """Everything outside the documents that a rule looks at."""

    promise: Promise
    glossary: Glossary
    counties: list[County]
    seen: frozenset[str]

    @cached_property
    def by_name(self) -> dict[tuple[str, str], County]:
        """(area, Chinese name) -> county; Shenyang and Anshan both have a 铁西区."""
        return {(county.area, county.name): county for county in self.counties}


def read_ground(folder: Path) -> tuple[Ground | None, list[Problem]]:
    """The ground of a folder, or what is wrong with its files."""
    problems: list[Problem] = []
    promise = _yaml(Promise, folder, PROMISE, problems)
    glossary = _yaml(Glossary, folder, GLOSSARY, problems)
    try:
        layer = json.loads((folder / COUNTIES).read_text(encoding="utf-8"))
        seen = frozenset((folder / SEEN).read_text(encoding="ascii").split())
    except (OSError, ValueError) as error:
        problems.append(Problem(COUNTIES, 1, "", f"cannot be read ({error})", "take it from the portal's repository"))
    if promise is None or glossary is None or problems:
        return None, problems
    counties = [
        County(f["properties"]["name"], f["properties"]["area"], shape(f["geometry"])) for f in layer["features"]
    ]
    shapely.prepare([county.outline for county in counties])
    return Ground(promise, glossary, counties, seen), problems


def _yaml(model: type[Any], folder: Path, name: str, problems: list[Problem]) -> Any:
    try:
        return model.model_validate(files.parse((folder / name).read_text(encoding="utf-8")))
    except OSError:
        problems.append(Problem(name, 1, "", "there is no such file", "see content/README.md"))
    except files.Unreadable as error:
        problems.append(Problem(name, error.line, "", str(error), "correct the YAML on or just above this line"))
    except ValidationError as error:
        for detail in error.errors():
            where = ".".join(str(step) for step in detail["loc"])
            problems.append(Problem(name, 1, where, detail["msg"], "see content/README.md"))
    return None


def of(found: Checked, kind: str) -> dict[str, Any]:
    """Key -> document of one kind."""
    return {key: document for (k, key), document in found.documents.items() if k == kind}


def problem(found: Checked, identity: tuple[str, str], path: str, what: str, mend: str) -> Problem:
    """A problem at the line on which a field stands; `path` is dotted and counts list entries from 0."""
    steps = tuple(int(step) if step.isdigit() else step for step in path.split(".") if step)
    line = files.line_of(found.texts[identity], steps)
    shown = "".join(f"[{s + 1}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")
    return Problem(found.paths[identity], line, shown, what, mend)


def texts(document: Document, *but: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a document with its dotted path: ("days.0.title", {"zh": …, "en": …})."""
    yield from _texts(document.model_dump(exclude={"sources", "formerly", "aliases", *but}), "")


def _texts(value: Any, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str):
            yield path, value
        else:
            for key, inner in value.items():
                yield from _texts(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{number}")


def squeezed(text: str) -> str:
    """Letters, digits and Han characters only, in lower case: what two texts are compared by."""
    return re.sub(r"[\W_]+", "", text.lower())
