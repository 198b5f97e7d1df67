"""One document, one YAML file: where it lies, how it is read, and the one form in which it is written."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString, ScalarString

from portal.documents import KINDS, AttractionDocument, Document, RouteDocument

MAX_BYTES: Final = 256 * 1024
"""No honest document comes near; a larger file is a mistake and would only slow the reader down."""

LONG_LINE: Final = 72
INDICATORS: Final = tuple("?:-,[]{}#&*!|>'\"%@`")
"""What means something to YAML at the start of a text; ruamel.yaml writes a plain ?x, which it cannot read in {}."""

RULE_FILES: Final = ("promise.yaml", "glossary.yaml")
"""What the strict check holds the folder to; not documents, so not published."""

VOCABULARIES: Final = ("site", "seasons", "themes", "categories", "kinds")
_FOLDERS: Final = {
    "areas": "area",
    "attractions": "attraction",
    "routes": "route",
    "events": "event",
    "notices": "notice",
    "pages": "page",
    "media": "medium",
    "lexicon": "lexicon",
    "ways": "way",
}
_FOLDER_OF: Final = {kind: folder for folder, kind in _FOLDERS.items()}
_NESTED: Final = {"attraction", "route"}
_LAST: Final = ("formerly", "sources", "licence")


class Unreadable(Exception):
    """The text is not YAML; `line` is where the reader gave up. A report to a person, not a fault of the program."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def kind_of(path: Path) -> str | None:
    """Which kind of document a file at this relative path holds; None when it holds none (README, geo layers)."""
    if path.suffix != ".yaml":
        return None
    if len(path.parts) == 1:
        return "vocabulary" if path.stem in VOCABULARIES else None
    kind = _FOLDERS.get(path.parts[0])
    depth = 3 if kind in _NESTED else 2
    return kind if len(path.parts) == depth else None


def is_companion(path: Path) -> bool:
    """Whether a file belongs to the folder without being a document: README pages, basemap layers, what rules need."""
    return path.name in ("README.md", *RULE_FILES) or path.parts[0] in ("geo", "checks")


def path_of(kind: str, key: str, document: Document) -> Path:
    """The relative path at which a document has to lie."""
    if kind == "vocabulary":
        return Path(f"{key}.yaml")
    folder = Path(_FOLDER_OF[kind])
    if isinstance(document, AttractionDocument):
        folder /= document.area
    elif isinstance(document, RouteDocument):
        folder /= document.season
    return folder / f"{key}.yaml"


def parse(text: str) -> dict[str, Any]:
    """The plain values of a YAML text. Raises `Unreadable`."""
    try:
        if re.search(r"(?m)(^|[\s\[{,:-])[&*]\S", text):
            _refuse_aliases(text)
        values = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_plain(error.problem or "not valid YAML"), mark.line + 1 if mark else 1) from error
    except RecursionError as error:
        raise Unreadable("brackets are nested too deep", 1) from error
    except (YAMLError, ValueError) as error:
        raise Unreadable(_plain(str(error)), _line_of_impossible_date(text)) from error
    if not isinstance(values, dict):
        raise Unreadable("the file has to be a list of `field: value` lines", 1)
    return values


def _refuse_aliases(text: str) -> None:
    """A few lines of anchors can stand for gigabytes, and no clerk expects one text to change in two places."""
    for event in YAML(typ="safe", pure=True).parse(text):
        if getattr(event, "anchor", None):
            raise Unreadable("anchors and aliases (& and *) are not used here", event.start_mark.line + 1)


def _line_of_impossible_date(text: str) -> int:
    """ruamel.yaml does not say where a date such as 2026-09-31 stands."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.findall(r"\d{4}-\d{2}-\d{2}", line):
            try:
                date.fromisoformat(found)
            except ValueError:
                return number
    return 1


def _plain(problem: str) -> str:
    return " ".join(problem.split())


def line_of(text: str, field: tuple[str | int, ...]) -> int:
    """The line (from 1) on which a field stands, or its nearest parent that does."""
    node: Any = YAML().load(text)  # a tree of whatever the file holds
    line = 1
    for step in field:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq):
                line = node.lc.item(step)[0] + 1
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return line


def read(kind: str, text: str) -> Document:
    """The document in a text. Raises `Unreadable` or pydantic's ValidationError."""
    return KINDS[kind].model_validate(parse(text))


def write(document: Document) -> str:
    """The text of a document in the portal's own form: fields in the order of the model, nothing that is default."""
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    values = document.model_dump(exclude_defaults=True)
    for field in _LAST:
        if field in values:
            values[field] = values.pop(field)
    yaml.dump(_styled(values), out)
    return out.getvalue()


def _styled(value: object) -> object:
    if isinstance(value, dict):
        styled = CommentedMap((key, _styled(item)) for key, item in value.items())
        if all(_is_short(item) for item in value.values()) and len(str(value)) < LONG_LINE:
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list):
        items = CommentedSeq(_styled(item) for item in value)
        if all(_is_short(item) for item in value) and len(str(value)) < LONG_LINE:
            items.fa.set_flow_style()
        return items
    return _styled_text(value) if isinstance(value, str) else value


def _styled_text(value: str) -> str:
    """Prose as a block where a block keeps it exactly, in quotes where it would not, and plain where YAML allows."""
    lines = value.split("\n")
    is_tidy = value[:1] not in " \n" and not any(line.endswith(" ") or "\t" in line for line in lines)
    style: type[ScalarString] | type[str] = str
    if len(lines) > 1:
        style = LiteralScalarString if is_tidy else DoubleQuotedScalarString
    elif len(value) > LONG_LINE:
        style = FoldedScalarString if is_tidy and "  " not in value else DoubleQuotedScalarString
    elif value[:1] in INDICATORS:
        style = DoubleQuotedScalarString
    return style(value)


def _is_short(value: object) -> bool:
    return isinstance(value, int | float | date) or (isinstance(value, str) and "\n" not in value)
