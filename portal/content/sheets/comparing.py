"""What an import would do: for each row nothing, a change, or a problem that its clerk can mend."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pydantic import ValidationError

from portal.changes import Change, rough_changes
from portal.content.sheets import cells, forms
from portal.content.sheets.cells import Cell, Odd, Unfit
from portal.content.sheets.columns import PARTS, TABLES, Column, Rough, shown, spoken
from portal.content.sheets.forms import Words
from portal.content.sheets.parts import FIELD_OF, entries_of, rows_of
from portal.content.sheets.reading import Row, Table
from portal.documents import KINDS
from portal.publishing.validity import tidied

Vocabularies = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken. `why` is a key of the desk's sentences; `path` is the column, empty for the whole row."""

    sheet: str
    row: int
    path: str
    why: str
    given: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that says something new: the document it would become."""

    key: str
    sheet: str
    row: int
    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[Change]


@dataclass(slots=True)
class Plan:
    """What the sheets of one upload would do. `unknown` are columns that were not read."""

    kind: str
    unchanged: int = 0
    changed: list[Changed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def compare(
    kind: str,
    tables: Sequence[Table],
    current: Mapping[str, Rough],
    *,
    vocabularies: Vocabularies | None = None,
    earlier: Mapping[tuple[str, int], Rough] | None = None,
) -> Plan:
    """What would change. `current` is what is being written or published now, by key; `earlier` has the texts that the
    sheet was exported from, by key and revision: what a colleague has changed since is not undone by an old sheet.
    """
    plan = Plan(kind, unknown=[title for table in tables for title in table.unknown])
    comparing = _Comparing(plan, current, vocabularies or {}, earlier or {})
    main = next((table for table in tables if table.name == kind), None)
    part = next((table for table in tables if table.name == PARTS.get(kind)), None)
    for things in (main, part):
        if things:
            comparing.take(things)
    comparing.finish()
    return plan


def revisions(kind: str, tables: Sequence[Table]) -> set[int]:
    """The revisions that the rows of a sheet say they were exported from."""
    given = (row.cells.get("revision") for table in tables if table.name == kind for row in table.rows)
    return {number for cell in given if (number := _revision(cell))}


def _revision(cell: Cell | Odd) -> int:
    """The number of a revision in a cell; 0 where there is none that could be one."""
    text = str(cell)
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


@dataclass(slots=True)
class _Thing:
    """A document on its way through the tables: what it was when exported, and what its rows make of it."""

    key: str
    sheet: str
    row: int
    base: Rough
    after: dict[str, Any]
    is_bad: bool = False


@dataclass(slots=True)
class _Comparing:
    plan: Plan
    current: Mapping[str, Rough]
    vocabularies: Vocabularies
    earlier: Mapping[tuple[str, int], Rough]
    things: dict[str, _Thing] = field(default_factory=dict)

    def take(self, table: Table) -> None:
        """Read every row of a table into the documents they are about."""
        kind = self.plan.kind
        if table.name == kind:
            for row in table.rows:
                self._take_row(table, row)
            return
        languages = spoken([*self.current.values()])
        missing = [c.path for c in shown(table.name, languages) if c.path not in table.paths]
        if missing:
            self.plan.problems.append(Problem(table.sheet, 1, "", "columns missing", ", ".join(missing)))
            return
        groups: dict[str, list[Row]] = {}
        for row in table.rows:
            if key := self._key(table, row):
                groups.setdefault(key, []).append(row)
        for key, rows in groups.items():
            self._take_parts(table, key, rows)

    def finish(self) -> None:
        """Hold what has become of each document to the rules of its kind, and list it."""
        for thing in self.things.values():
            current = dict(self.current[thing.key])
            if not thing.is_bad and thing.after != current:
                thing.after, mistakes = _examined(self.plan.kind, current, thing.after)
                for path, why, given, wanted in mistakes:
                    self._refuse(thing, thing.row, path, why, given, wanted)
            if thing.is_bad:
                continue
            told = rough_changes(current, thing.after)
            if told:
                changed = Changed(thing.key, thing.sheet, thing.row, current, thing.after, told)
                self.plan.changed.append(changed)
            else:
                self.plan.unchanged += 1

    def _key(self, table: Table, row: Row) -> str:
        """The key of a row, empty if it names nothing that there is."""
        given = row.cells.get("key")
        key = given if isinstance(given, str) else ""
        why = "no key" if given is None else "" if key in self.current else "unknown key"
        if why:
            self.plan.problems.append(Problem(table.sheet, row.number, "key", why, _shown(given)))
        return "" if why else key

    def _take_row(self, table: Table, row: Row) -> None:
        key = self._key(table, row)
        if not key:
            return
        if key in self.things:
            self._refuse(self.things[key], row.number, "key", "key twice", key)
            return
        current = self.current[key]
        thing = self.things[key] = _Thing(key, table.sheet, row.number, current, deepcopy(dict(current)))
        given = row.cells.get("revision")
        if given not in (None, ""):
            base = self.earlier.get((key, _revision(given)))
            if base is None:
                self._refuse(thing, row.number, "revision", "unknown revision", _shown(given))
                return
            thing.base = base
        for column in TABLES[table.name]:
            if column.path in row.cells and column.path not in ("key", "revision"):
                self._take_cell(thing, row, column)

    def _take_cell(self, thing: _Thing, row: Row, column: Column) -> None:
        before, cell = column.get(thing.base), row.cells[column.path]
        try:
            value = self._read(column, cell, before)
        except Unfit as unfit:
            self._refuse(thing, row.number, column.path, unfit.why, unfit.given, unfit.wanted)
            return
        if value == before:
            return
        now = column.get(thing.after)
        if column.fixed:
            self._refuse(thing, row.number, column.path, "stays as it is", _shown(cell), _shown(before))
        elif now not in (before, value):
            self._refuse(
                thing, row.number, column.path, "changed since", _shown(cell), _shown(forms.written(column.form, now))
            )
        else:
            _put(thing.after, column, value)

    def _read(self, column: Column, cell: Cell | Odd, before: Any) -> Any:
        """The value of a cell, which is the one before where the cell still says what was exported. Raises Unfit."""
        if _plain(cell) == _plain(forms.written(column.form, before)):
            return before
        if (
            isinstance(before, str)
            and isinstance(cell, str)
            and before != cell
            and before.lstrip("0") == cell
            and cell.isdigit()
        ):
            raise Unfit("zero lost", cell, before)
        value = column.form.read(cell, column.allowed(self.vocabularies))
        return column.default if value is None else value

    def _take_parts(self, table: Table, key: str, rows: list[Row]) -> None:
        """Put the stops or occurrences of a document in place of those that it has, if they say something else."""
        kind = self.plan.kind
        current = self.current[key]
        first = _Thing(key, table.sheet, rows[0].number, current, deepcopy(dict(current)))
        thing = self.things.setdefault(key, first)
        before = rows_of(kind, thing.base)
        taken: list[dict[str, Any]] = []
        for place, row in enumerate(rows):
            old = before[place] if place < len(before) else {}
            taken.append({})
            for column in TABLES[table.name]:
                if column.path in row.cells and not column.fixed:
                    self._take_part(thing, row, column, old, taken[-1])
        if thing.is_bad or taken == before:
            return
        name = FIELD_OF[kind]
        try:
            entries = entries_of(kind, taken, current)
        except Unfit as unfit:
            self._refuse(thing, rows[0].number, "", unfit.why, unfit.given, unfit.wanted)
            return
        if current.get(name) not in (thing.base.get(name), entries):
            self._refuse(thing, rows[0].number, "", "changed since")
        else:
            thing.after[name] = entries

    def _take_part(self, thing: _Thing, row: Row, column: Column, old: Rough, into: dict[str, Any]) -> None:
        try:
            value = self._read(column, row.cells[column.path], column.get(old))
        except Unfit as unfit:
            self._refuse(thing, row.number, column.path, unfit.why, unfit.given, unfit.wanted)
        else:
            if value is not None:
                _put(into, column, value)

    def _refuse(self, thing: _Thing, row: int, path: str, why: str, given: str = "", wanted: str = "") -> None:  # noqa: PLR0913, PLR0917
        thing.is_bad = True
        self.plan.problems.append(Problem(thing.sheet, row, path, why, given, wanted))


def _put(rough: dict[str, Any], column: Column, value: Any) -> None:
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


_MOST_SHOWN: Final = 200


def _examined(
    kind: str, before: Rough, after: dict[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str, str, str]]]:
    """The document in its kept form, and the mistakes that it did not have before."""
    old = {(path, why) for path, why, _, _ in _mistakes(kind, before)}
    new = [mistake for mistake in _mistakes(kind, after) if mistake[:2] not in old]
    return tidied(kind, after), new


def _mistakes(kind: str, rough: Rough) -> Iterator[tuple[str, str, str, str]]:
    try:
        KINDS[kind].model_validate_json(json.dumps(rough))
    except ValidationError as error:
        for detail in error.errors():
            given = detail["input"] if isinstance(detail["input"], str | int | float) else ""
            limit = next(iter(detail.get("ctx", {}).values()), "")
            yield ".".join(map(str, detail["loc"])), f"rule {detail['type']}", _shown(given), _shown(limit)


def _plain(cell: Cell | Odd) -> object:
    """A cell as it compares: a day is a day and a number a number, however it is typed; an empty text is none."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cells.tidy(cell)
    return cell


def _shown(given: object) -> str:
    return "" if given is None or isinstance(given, Odd) else str(given)[:_MOST_SHOWN]
