from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.season import MONTHS, SEASONS, runs, season_of, seasons_of, today


def test_every_month_belongs_to_one_season():
    assert sorted(month for months in MONTHS.values() for month in months) == list(range(1, 13))
    assert tuple(MONTHS) == SEASONS


@pytest.mark.parametrize(
    ("month", "season"), [(2, "winter"), (3, "spring"), (8, "summer"), (11, "autumn"), (12, "winter")]
)
def test_a_month_at_the_edge_of_a_season_belongs_to_it(month, season):
    assert season_of(month) == season


def test_seasons_come_in_the_order_of_the_year():
    assert seasons_of([1, 10, 3]) == ["spring", "autumn", "winter"]


def test_no_months_touch_no_season():
    assert seasons_of([]) == []


def test_it_is_already_tomorrow_in_shenyang_when_it_is_evening_in_london():
    assert today(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert today(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([12, 1, 2, 5], [(5, 5), (12, 2)]),
        ([4, 5, 10], [(4, 5), (10, 10)]),
        (range(1, 13), [(1, 12)]),
        ([], []),
        ([1], [(1, 1)]),
        ([x for x in range(1, 13) if x != 6], [(7, 5)]),
    ],
)
def test_months_are_told_as_runs_of_neighbours_round_the_year(months, expected):
    assert runs(months) == expected


@given(st.sets(st.integers(1, 12), max_size=11))
def test_runs_hold_every_month_once_and_no_other(months):
    held = []
    for first, last in runs(months):
        held.append(first)
        while held[-1] != last:
            held.append(held[-1] % 12 + 1)

    assert sorted(held) == sorted(months)
