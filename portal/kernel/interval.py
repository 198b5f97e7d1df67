"""Moments and intervals as OGC API Features writes them (17-069r4, 7.15.4): RFC 3339, a slash, `..` for an open end."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from portal.kernel.errors import NotValid
from portal.kernel.season import SHANGHAI

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)
_DURATION: Final = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?",
    re.ASCII,
)
_OPEN: Final = ("", "..")


class Interval(NamedTuple):
    """From one moment to another, both included; None for an open end. Both know their offset from UTC."""

    first: datetime | None
    last: datetime | None

    @classmethod
    def of(cls, first: date, last: date) -> "Interval":
        """From the beginning of one day in Shenyang to the end of another."""
        return cls(_begin(first), _end(last))

    def in_utc(self) -> list[str | None]:
        """Both ends as RFC 3339 in UTC, to the second."""
        return [f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if end else None for end in self]

    def meets(self, first: date, last: date) -> bool:
        """Whether some moment of it lies on a day in Shenyang between two days, both included."""
        begins, ends = _begin(first), _end(last)
        return (self.first is None or self.first <= ends) and (self.last is None or begins <= self.last)


def parse(text: str) -> Interval:
    """`2026-12-31`, `2026-12-31T08:00:00Z`, `a/b`, `a/..`, `/b`, or `a/P2D`; a day is the whole day in Shenyang.

    Raises NotValid for anything else, for an interval open at both ends, and for one that ends before it begins.
    """
    parts = text.upper().split("/")
    try:
        found = _interval(parts)
    except (ValueError, OverflowError):
        found = None
    if found is None or (found.first and found.last and found.first > found.last):
        raise NotValid("not a time", field="datetime", given=text)
    return found


def _interval(parts: list[str]) -> Interval | None:
    if len(parts) == 1:
        return Interval(_moment(parts[0], last=False), _moment(parts[0], last=True))
    first, last = parts  # a third part is a ValueError
    if first in _OPEN and last in _OPEN:
        return None
    begins = None if first in _OPEN else _moment(first, last=False)
    if begins and (span := _DURATION.fullmatch(last)):
        return Interval(begins, begins + timedelta(**{unit: int(n) for unit, n in span.groupdict(default="0").items()}))
    return Interval(begins, None if last in _OPEN else _moment(last, last=True))


def _moment(text: str, *, last: bool) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    if "T" in text:
        return datetime.fromisoformat(text)
    day = date.fromisoformat(text)
    return _end(day) if last else _begin(day)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, SHANGHAI)
