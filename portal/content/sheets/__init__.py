"""Sheets: attractions, routes and events out to a spreadsheet and in again; only `planning` knows the database.

`export` writes XLSX or CSV, `read` takes an upload apart without trusting it, `compare` says what it would change. A
sheet is an in- and out-tray, never a source: what `compare` finds becomes drafts (`publishing.sheets`).
"""

from portal.content.sheets.columns import KIND_OF, KINDS, PARTS, SHEETS, TABLES, Column
from portal.content.sheets.comparing import Changed, Plan, Problem, compare, revisions
from portal.content.sheets.reading import MOST_BYTES, Row, Table, read
from portal.content.sheets.writing import export, filename

__all__ = [
    "KINDS",
    "KIND_OF",
    "MOST_BYTES",
    "PARTS",
    "SHEETS",
    "TABLES",
    "Changed",
    "Column",
    "Plan",
    "Problem",
    "Row",
    "Table",
    "compare",
    "export",
    "filename",
    "read",
    "revisions",
]
