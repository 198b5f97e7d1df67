"""What an address asks of a collection, read into a selection, and the portion that answers it."""

from datetime import date

import pytest
from factories import attraction, documents, event, route

from portal.catalogue import selecting
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.kernel.geo import Box, Point


@pytest.fixture
def few() -> Cards:
    """Three places, one without a position; a route past all of them, and an event that moved from one to another."""
    places = {
        "a": attraction(1, at=(41.0, 123.0)),
        "b": attraction(2),
        "c": attraction(3, at=(42.0, 124.0)),
    }
    editions = [
        {"starts": date(2026, 1, 1), "status": "held", "attraction": "a"},
        {"starts": date(2026, 12, 1), "status": "scheduled", "attraction": "c"},
    ]
    known = documents(
        attraction=places,
        route={"all": route("a", "b", "c"), "none": route("b", number=2), "one": route("a", "b", number=3)},
        event={"moved": event(occurrences=editions)},
    )
    return Cards(Shelf(1, known), "en", date(2026, 11, 23))


def read(cards, kind="attraction", **args):
    return selecting.read(cards, kind, {name: [value] for name, value in args.items()})


@pytest.mark.parametrize(
    ("given", "meant"), [("1", 1), ("007", 7), ("1000", 1000), ("1001", 1000), ("9" * 4_000, 1000)]
)
def test_a_limit_above_the_most_is_the_most(few, given, meant):
    assert read(few, limit=given).limit == meant


def test_what_is_not_asked_is_the_usual(few):
    assert read(few) == selecting.Selection(limit=20, boxes=None, when=None, filters={}, after="")


def test_a_box_across_the_date_line_is_two_boxes(few):
    assert read(few, bbox="170,-10,-170,10").boxes == [
        Box(Point(-10, 170), Point(10, 180)),
        Box(Point(-10, -180), Point(10, -170)),
    ]


def test_heights_of_a_box_are_read_over(few):
    assert read(few, bbox="1,2,-100,3,4,9000").boxes == [Box(Point(2, 1), Point(4, 3))]


def test_a_route_is_the_line_past_its_stops_of_known_position(few):
    assert selecting.position(few, "route", "all") == [Point(41.0, 123.0), Point(42.0, 124.0)]


@pytest.mark.parametrize("key", ["none", "one"])
def test_a_route_with_fewer_than_two_known_positions_has_no_line(few, key):
    assert selecting.position(few, "route", key) == []


def test_an_event_is_where_its_next_edition_is(few):
    assert selecting.position(few, "event", "moved") == [Point(42.0, 124.0)]
    assert selecting.days(few, "event", "moved") == [(date(2026, 1, 1),) * 2, (date(2026, 12, 1),) * 2]


def test_a_portion_knows_what_lies_before_and_behind_it(few):
    first = selecting.select(few, "attraction", read(few, limit="1"))
    second = selecting.select(few, "attraction", read(few, limit="1", after="a"))
    last = selecting.select(few, "attraction", read(few, limit="1", after="b"))

    assert (first.keys, first.total, first.before, first.after) == (["a"], 3, None, "a")
    assert (second.keys, second.before, second.after) == (["b"], "", "b")
    assert (last.keys, last.before, last.after) == (["c"], "a", None)


def test_a_portion_behind_the_last_is_empty(few):
    assert selecting.select(few, "attraction", read(few, after="zzz")).keys == []
