"""What can be taken back: a list as it was before each of the last changes. The form carries it, and its scripts add
what they change themselves (static/js/desk/undo.js); what is typed elsewhere meanwhile stays.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from flask_babel import gettext as _

from portal.web.desk.forms.reading import Data, field_at

MOST: Final = 5
"""Changes that can be taken back; each costs the form a copy of what it changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change, in words, and the fields below `path` as they were before it: [[name, value], …]."""

    did: str
    path: str
    fields: list[list[str]]

    @property
    def packed(self) -> str:
        """As a form carries it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def carried(data: Data) -> list[Step]:
    """The changes that a form carries, the last one last; what is none of ours is left out."""
    steps = [_unpacked(text) for text in data.getlist("before")]
    return [step for step in steps if step][-MOST:]


def before(kind: str, verb: str, path: str, data: Data) -> Step:
    """A list before a button of it does something (`reading.acted`)."""
    name, _dot, index = path.partition(" ")[0].rpartition(".")
    name = path if verb == "add" else name
    field = field_at(kind, name)
    what, n = (str(field.entry), int(index) + 1 if index.isdigit() else 0) if field else ("", 0)
    told = {"add": str(field.add) if field else "", "remove": _("remove: %(what)s %(n)s", what=what, n=n)}
    did = told.get(verb) or _("move: %(what)s %(n)s", what=what, n=n)
    return Step(did, name, [[each, value] for each, value in data.items(multi=True) if _is_below(name, each, value)])


def taken_back(data: Data, step: Step) -> Data:
    """The fields of a form with those of a change as they were before it."""
    kept = [(name, value) for name, value in data.items(multi=True) if not _is_below(step.path, name, value)]
    return Data([*kept, *((name, value) for name, value in step.fields)])


def _is_below(path: str, name: str, value: str) -> bool:
    return (value if name == "has" else name).startswith(f"{path}.")


def _unpacked(text: str) -> Step | None:
    try:
        step = Step(**json.loads(text))
        is_ours = all(isinstance(part, str) for field in ((step.did, step.path), *step.fields) for part in field)
        is_ours = is_ours and all(len(field) == 2 for field in step.fields)  # noqa: PLR2004  a name and a value
    except (TypeError, ValueError, RecursionError):
        return None
    return step if is_ours else None
