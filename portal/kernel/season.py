"""Months and the four seasons of Liaoning, and the portal's own clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Final

SEASONS: Final = ("spring", "summer", "autumn", "winter")

MONTHS: Final = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
"""Meteorological seasons (QX/T 152 uses temperatures; visitors and bureaus plan by these calendar months)."""

SHANGHAI: Final = timezone(timedelta(hours=8), "+08:00")
"""China has one time zone and no summer time, so a fixed offset is exact."""


def season_of(month: int) -> str:
    """The season that a month (1-12) belongs to."""
    return next(season for season, months in MONTHS.items() if month in months)


def seasons_of(months: Iterable[int]) -> list[str]:
    """The seasons that some months touch, in the order of the year."""
    touched = {season_of(month) for month in months}
    return [season for season in SEASONS if season in touched]


def today(now: datetime | None = None) -> date:
    """The date in Shenyang."""
    return (now or datetime.now(SHANGHAI)).astimezone(SHANGHAI).date()


def runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """Months as runs of neighbours, the year being a ring: {12, 1, 2, 5} -> [(5, 5), (12, 2)]."""
    left = set(months)
    if len(left) == len(range(12)):
        return [(1, 12)]
    starts = sorted(month for month in left if (month - 2) % 12 + 1 not in left)
    found = []
    for start in starts:
        end = start
        while end % 12 + 1 in left:
            end = end % 12 + 1
        found.append((start, end))
    return found
