"""What people ask for is counted by week, without anything about them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select

from portal.model import Asked
from portal.search.asked import KEPT_WEEKS, record, wishes, worth_counting

MONDAY = date(2026, 11, 23)


def asked(session, day=MONDAY, **more) -> list[tuple[str, int, int]]:
    return [(w.text, w.times, w.opened) for w in wishes(session, day, **{"weeks": 4, "least": 1, **more})]


def test_counts_of_a_week_add_up(session):
    record(session, MONDAY, {("zh", "温泉"): (3, 1)})
    record(session, MONDAY + timedelta(days=6), {("zh", "温泉"): (2, 0), ("zh", "故宫"): (1, 1)})

    assert asked(session) == [("温泉", 5, 1), ("故宫", 1, 1)]
    assert session.scalar(select(Asked).where(Asked.text == "温泉")).week == MONDAY


def test_languages_are_counted_apart(session):
    record(session, MONDAY, {("zh", "gugong"): (1, 0), ("en", "gugong"): (2, 0)})

    assert [(w.lang, w.times) for w in wishes(session, MONDAY, weeks=1, least=1)] == [("en", 2), ("zh", 1)]


def test_only_what_was_asked_often_enough_and_lately_is_told(session):
    record(session, MONDAY, {("zh", "温泉"): (3, 0), ("zh", "一次"): (1, 0)})
    record(session, MONDAY + timedelta(weeks=5), {("zh", "故宫"): (3, 0)})

    assert asked(session, MONDAY + timedelta(weeks=5), least=3) == [("故宫", 3, 0)]


def test_what_is_old_is_forgotten(session):
    record(session, MONDAY, {("zh", "温泉"): (3, 0)})
    record(session, MONDAY + timedelta(weeks=KEPT_WEEKS + 1), {("zh", "故宫"): (1, 0)})

    assert session.scalars(select(Asked.text)).all() == ["故宫"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("  故宮  ", "故宫"), ("Hot  Spring", "hot spring"), ("九一八 918", "九一八 918")]
)
def test_a_query_is_kept_folded(typed, kept):
    assert worth_counting(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "x" * 61, "me@example.org", "13800138000", "139 0013 8000", "024-12345678", "https://a.example/?x"],
)
def test_what_may_be_somebodys_own_data_is_not_kept(typed):
    assert worth_counting(typed) == ""


def test_nothing_is_kept_about_who_asked(engine):
    assert {column["name"] for column in inspect(engine).get_columns("asked")} == {
        "id", "week", "lang", "text", "times", "opened",
    }  # fmt: skip
