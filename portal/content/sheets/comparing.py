"""What an import would do: for each row nothing, a change, or a problem that its clerk can mend."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from portal.changes import Change, rough_changes
from portal.content.sheets import forms, values
from portal.content.sheets.cells import Cell, Odd, Unfit
from portal.content.sheets.columns import PARTS, TABLES, Column, shown, spoken
from portal.content.sheets.forms import Words
from portal.content.sheets.parts import FIELD_OF, entries_of, rows_of
from portal.content.sheets.reading import Row, Table
from portal.documents.rough import Rough
from portal.publishing import validity

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
                for new in _new_problems(self.plan.kind, current, thing.after):
                    self._refuse(thing, thing.row, new.field, f"rule {new.code}", new.given, new.limit)
                thing.after = validity.tidied(self.plan.kind, thing.after)
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
            self.plan.problems.append(Problem(table.sheet, row.number, "key", why, values.shown(given)))
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
                self._refuse(thing, row.number, "revision", "unknown revision", values.shown(given))
                return
            thing.base = base
        for column in TABLES[table.name]:
            if column.path in row.cells and column.path not in ("key", "revision"):
                self._take_cell(thing, row, column)

    def _take_cell(self, thing: _Thing, row: Row, column: Column) -> None:
        before, cell = column.get(thing.base), row.cells[column.path]
        try:
            value = values.read(column, cell, before, self.vocabularies)
        except Unfit as unfit:
            self._refuse(thing, row.number, column.path, unfit.why, unfit.given, unfit.wanted)
            return
        if value == before:
            return
        now = column.get(thing.after)
        if column.fixed:
            self._refuse(thing, row.number, column.path, "stays as it is", values.shown(cell), values.shown(before))
        elif now not in (before, value):
            self._refuse(
                thing,
                row.number,
                column.path,
                "changed since",
                values.shown(cell),
                values.shown(forms.written(column.form, now)),
            )
        else:
            values.put(thing.after, column, value)

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
            value = values.read(column, row.cells[column.path], column.get(old), self.vocabularies)
        except Unfit as unfit:
            self._refuse(thing, row.number, column.path, unfit.why, unfit.given, unfit.wanted)
        else:
            if value is not None:
                values.put(into, column, value)

    def _refuse(self, thing: _Thing, row: int, path: str, why: str, given: str = "", wanted: str = "") -> None:  # noqa: PLR0913, PLR0917
        thing.is_bad = True
        self.plan.problems.append(Problem(thing.sheet, row, path, why, given, wanted))


def _new_problems(kind: str, before: Rough, after: Rough) -> list[validity.Problem]:
    """The rules that a document breaks and did not break before."""
    old = {(problem.field, problem.code) for problem in validity.read(kind, before)[1]}
    return [each for each in validity.read(kind, after)[1] if (each.field, each.code) not in old]
