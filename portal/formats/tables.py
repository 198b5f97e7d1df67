"""Tables for people with a spreadsheet: CSV (RFC 4180) that Excel opens in Chinese and that cannot calculate."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from portal.formats.rows import Row, Value

_BEGINNINGS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV Injection), in full width as in Chinese too."""


def encoded(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel in China reads GBK; the first row names the columns.

    Raises KeyError for a row without one of the columns.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_BEGINNINGS):
        return f"'{value}"
    return value
