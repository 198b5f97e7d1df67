"""Counts by day and record: they add up, are summed for a period, and go when they are old."""

from datetime import timedelta

from conftest import NOW
from sqlalchemy import select

from portal.model import Used, Visited
from portal.publishing import visits

TODAY = NOW.date()
VIEW = ("view", "route", "ring")


def test_counts_of_a_day_add_up(session):
    visits.record(session, TODAY, {VIEW: 2, ("download", "route", "ring"): 1})
    visits.record(session, TODAY, {VIEW: 3})

    sums = visits.by_record(session, TODAY)["route", "ring"]
    assert sums.times == {"view": 5, "download": 1, "calendar": 0, "embed": 0}
    assert sums.total == 6


def test_a_period_has_its_first_day_and_not_the_one_before(session):
    for back in (0, 6, 7):
        visits.record(session, TODAY - timedelta(days=back), {VIEW: 1})

    assert visits.by_record(session, TODAY - timedelta(days=6))["route", "ring"].total == 2


def test_the_days_of_a_record_come_newest_first(session):
    for back in (3, 1):
        visits.record(session, TODAY - timedelta(days=back), {VIEW: back, ("view", "route", "other"): 9})

    days = visits.by_day(session, "route", "ring", TODAY - timedelta(days=29))
    assert [(TODAY - day, sums.total) for day, sums in days.items()] == [(timedelta(1), 1), (timedelta(3), 3)]


def test_days_older_than_three_years_are_forgotten(session):
    visits.record(session, TODAY - timedelta(days=1101), {VIEW: 1})
    visits.record(session, TODAY, {VIEW: 1})

    assert session.scalars(select(Visited.day)).all() == [TODAY]


def test_hosts_are_those_that_show_frames_the_most_frequent_first(session):
    rows = [("embed", "a.example", 1), ("embed", "b.example", 3), ("api", "c.example", 9), ("embed", "", 2)]
    session.add_all(Used(day=TODAY, what=what, host=host, times=times) for what, host, times in rows)
    session.add(Used(day=TODAY - timedelta(days=40), what="embed", host="a.example", times=50))

    assert visits.hosts(session, TODAY - timedelta(days=30)) == [("b.example", 3), ("", 2), ("a.example", 1)]


def test_counts_go_on_under_a_new_key_and_join_what_is_there(session):
    yesterday = TODAY - timedelta(days=1)
    visits.record(session, yesterday, {VIEW: 1})
    visits.record(session, TODAY, {VIEW: 2, ("view", "route", "new"): 3})

    visits.move(session, "route", "ring", "new")

    assert {day: sums.total for day, sums in visits.by_day(session, "route", "new", yesterday).items()} == {
        TODAY: 5,
        yesterday: 1,
    }
    assert ("route", "ring") not in visits.by_record(session, yesterday)
