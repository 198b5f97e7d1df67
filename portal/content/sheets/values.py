"""One value between its cell and its document: read against what was exported, put into its place, and shown to a
clerk.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from portal.content.sheets import cells, forms
from portal.content.sheets.cells import Cell, Odd, Unfit
from portal.content.sheets.columns import Column
from portal.content.sheets.forms import Words

MOST_SHOWN: Final = 200


def read(column: Column, cell: Cell | Odd, before: Any, vocabularies: Mapping[str, Words]) -> Any:
    """The value of a cell, which is the one before where the cell still says what was exported. Raises Unfit."""
    if _plain(cell) == _plain(forms.written(column.form, before)):
        return before
    if isinstance(before, str) and isinstance(cell, str) and cell.isdigit() and before.lstrip("0") == cell != before:
        raise Unfit("zero lost", cell, before)
    value = column.form.read(cell, column.allowed(vocabularies))
    return column.default if value is None else value


def put(rough: dict[str, Any], column: Column, value: Any) -> None:
    """Set a field, or remove it when it has become what an absent one means."""
    *steps, last = column.path.split(".")
    parents = [rough]
    for step in steps:
        inner = parents[-1].get(step)
        parents[-1][step] = dict(inner) if isinstance(inner, Mapping) else {}
        parents.append(parents[-1][step])
    if value is None:
        parents[-1].pop(last, None)
        for parent, step in zip(reversed(parents[:-1]), reversed(steps), strict=True):
            if not parent[step]:
                del parent[step]
    else:
        parents[-1][last] = value
    if "state" in rough and isinstance(rough["state"], dict):
        rough["state"].setdefault("state", "open")  # a note on a state that was never written down


def shown(given: object) -> str:
    """A value as a problem quotes it; nothing of a cell that is not trusted."""
    return "" if given is None or isinstance(given, Odd) else str(given)[:MOST_SHOWN]


def _plain(cell: Cell | Odd) -> object:
    """A cell as it compares: a day is a day and a number a number, however it is typed; an empty text is none."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cells.tidy(cell)
    return cell
