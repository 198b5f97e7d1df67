"""A moment or an interval in an address means what OGC API Features says, with days as days in Shenyang."""

from datetime import date

import pytest

from portal.kernel.errors import NotValid
from portal.kernel.interval import Interval, parse

FAIR = (date(2026, 9, 13), date(2026, 9, 15))


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-13",
        "2026-09-15",
        "2026-09-14T12:00:00Z",
        "2026-09-14t12:00:00z",
        "2026-09-14T12:00:00.25+08:00",
        "2026-09-12T16:00:00Z",  # midnight in Shenyang
        "2026-09-15T23:59:59+08:00",
        "2026-09-15/2026-12-31",
        "2026-01-01/2026-09-13",
        "2026-01-01T00:00:00Z/2026-09-13",
        "2026-09-15/..",
        "2026-09-15/",
        "../2026-09-13",
        "/2026-09-13",
        "2026-09-11/P2D",
        "2026-09-01/P2W",
        "2026-09-12T15:59:00Z/PT1M",
        "0001-01-01/9999-12-31",
    ],
)
def test_a_time_meets_what_is_held_then(text):
    assert parse(text).meets(*FAIR)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-12",
        "2026-09-16",
        "2026-09-12T15:59:59Z",
        "2026-09-16T00:00:00+08:00",
        "2026-09-16/..",
        "../2026-09-12",
        "2026-09-01/P3D",
        "2025-09-13/2025-09-15",
    ],
)
def test_a_time_does_not_meet_what_is_held_at_another(text):
    assert not parse(text).meets(*FAIR)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "..",
        "../..",
        "now",
        "2026",
        "2026-09",
        "20260913",
        "2026-W37",
        "2026-13-01",
        "2026-02-30",
        "2026-09-13T12:00",
        "2026-09-13T12:00:00",
        "2026-09-13 12:00:00Z",
        "2026-09-13T25:00:00Z",
        "2026-09-13/2026-09-12",
        "2026-09-13/2026-09-14/2026-09-15",
        "2026-09-13/P",
        "2026-09-13/PT",
        "2026-09-13/P1M",
        "P2D/2026-09-13",
        "9999-12-31/P99999D",
        "２０２６-09-13",
        "2026-09-13\n",
        "x" * 5_000,
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotValid) as refused:
        parse(text)

    assert refused.value.field == "datetime"


def test_days_in_shenyang_are_told_in_utc():
    assert Interval.of(*FAIR).in_utc() == ["2026-09-12T16:00:00Z", "2026-09-15T15:59:59Z"]
    assert Interval(None, None).in_utc() == [None, None]
