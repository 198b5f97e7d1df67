"""What a route or an event has several of, as rows of a table of its own, and back."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from portal.content.sheets.cells import Unfit

FIELD_OF: Final = {"route": "days", "event": "occurrences"}
"""Kind -> the field that such rows stand for."""


def rows_of(kind: str, rough: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each stop or occurrence. A day's words stand in the row of its first stop."""
    entries = [entry for entry in rough.get(FIELD_OF[kind]) or () if isinstance(entry, Mapping)]
    if kind == "event":
        return [dict(entry) for entry in entries]
    rows = []
    for number, day in enumerate(entries, 1):
        words = {name: day[name] for name in ("title", "text") if name in day}
        for place, stop in enumerate(day.get("stops") or ()):
            rows.append({**stop, "day": {"number": number, **({} if place else words)}})
    return rows


def entries_of(kind: str, rows: Sequence[dict[str, Any]], before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The field's value that these rows stand for. Raises Unfit for days or numbers that cannot be."""
    return _days(rows) if kind == "route" else _occurrences(rows, rows_of(kind, before))


def _days(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    days = []
    for expected, (number, group) in enumerate(groupby(rows, lambda row: row.get("day", {}).get("number")), 1):
        if number != expected:
            raise Unfit("days out of order", "" if number is None else number, str(expected))
        stops = list(group)
        words: dict[str, Any] = {}
        for stop in stops:
            words = {**{name: text for name, text in stop["day"].items() if name != "number"}, **words}
        bare = [{name: value for name, value in stop.items() if name != "day"} for stop in stops]
        days.append({**words, "stops": bare})
    return days


def _occurrences(rows: Sequence[dict[str, Any]], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A new one stands without a number, and gets the next one when it is saved; clerks give none."""
    known = [entry.get("number") for entry in before]
    for number in (row["number"] for row in rows if "number" in row):
        if number not in known:
            raise Unfit("number not given", number)
    return list(rows)
