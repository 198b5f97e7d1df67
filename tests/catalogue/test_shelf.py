"""The shelf: ways, neighbours, dates and notices among what is published."""

from datetime import date

import factories as make
import pytest
from conftest import NOW

from portal.catalogue import read
from portal.catalogue.shelf import NEARBY_KM, Shelf
from portal.kernel import geo
from portal.publishing import actions


def shelf_of(**kinds) -> Shelf:
    return Shelf(1, make.documents(**kinds))


@pytest.fixture
def line():
    """Three places on a meridian, each a tenth of a degree north of the one before, and one of unknown position."""
    return {
        "a": make.attraction(1, at=(41.0, 123.0)),
        "b": make.attraction(2, at=(41.1, 123.0)),
        "c": make.attraction(3, at=(41.2, 123.0)),
        "nowhere": make.attraction(4),
    }


def test_legs_are_counted_through_the_days_and_begin_without_a_way(line):
    legs = shelf_of(attraction=line, route={"r": make.route(("a", "b"), ("c",))}).legs["r"]

    assert [(leg.day, leg.number, leg.attraction) for leg in legs] == [(1, 1, "a"), (1, 2, "b"), (2, 3, "c")]
    assert (legs[0].km, legs[0].travel_minutes) == (None, None)


def test_a_leg_is_the_estimated_way_from_the_stop_before(line):
    leg = shelf_of(attraction=line, route={"r": make.route("a", "b", mode="walk")}).legs["r"][1]
    straight = geo.distance_km(geo.Point(41.0, 123.0), geo.Point(41.1, 123.0))

    assert leg.km == pytest.approx(straight * geo.DETOUR)
    assert leg.travel_minutes == geo.travel_minutes(leg.km, "walk")


def test_a_stop_of_unknown_position_leaves_both_ways_unknown(line):
    legs = shelf_of(attraction=line, route={"r": make.route("a", "nowhere", "b")}).legs["r"]

    assert [leg.km for leg in legs] == [None, None, None]


def test_a_route_through_the_same_place_twice_is_listed_there_once(line):
    shelf = shelf_of(attraction=line, route={"r": make.route("a", "b", "a")})

    assert shelf.routes_through == {"a": ["r"], "b": ["r"]}


def test_nearby_are_the_others_by_distance(line):
    near = shelf_of(attraction=line).nearby("a")

    assert [key for key, _ in near] == ["b", "c"]
    assert near[0][1] == pytest.approx(11.12, abs=0.01)


def test_what_is_far_away_is_not_nearby():
    far = {"a": make.attraction(1, at=(41.0, 123.0)), "b": make.attraction(2, at=(41.0 + NEARBY_KM / 111, 123.0))}

    assert shelf_of(attraction=far).nearby("a") == []


def test_nothing_is_near_a_place_of_unknown_position(line):
    assert shelf_of(attraction=line).nearby("nowhere") == []


def test_nearby_of_the_real_catalogue_equals_a_search_by_hand(real):
    shelf = real.shelf
    for key, place in list(shelf.attractions.items())[::25]:
        here = place.point.position
        by_hand = sorted(
            (geo.distance_km(here, other.point.position), k)
            for k, other in shelf.attractions.items()
            if here and k != key and other.point.position
        )
        assert [k for k, _ in shelf.nearby(key)] == [k for km, k in by_hand if km <= NEARBY_KM][:6]


def test_occurrences_of_a_span_come_by_their_start(shelf):
    found = shelf.occurrences(date(2026, 12, 1), date(2027, 2, 28))

    assert [(key, o.starts.isoformat()) for key, o in found] == [
        ("ice-festival", "2026-12-30"),
        ("temple-fair", "2027-02-15"),
        ("ice-festival", "2027-02-27"),
    ]


def test_notices_are_found_by_what_they_touch_and_only_while_they_hold(shelf):
    inside, after = date(2026, 11, 23), date(2026, 12, 6)

    assert len(shelf.notices_for(inside, attractions=["benxi-water-cave"])) == 1
    assert shelf.notices_for(inside, attractions=["fuling"], routes=["palace-and-tomb"], areas=["benxi"]) == []
    assert shelf.notices_for(after, attractions=["benxi-water-cave"]) == []


def test_areas_stand_in_the_alliances_order_and_not_the_alphabets(shelf):
    assert list(shelf.areas) == ["shenyang", "benxi", "tieling"]


def test_a_short_link_knows_its_thing(shelf):
    assert shelf.key_of("attraction", 5) == "benxi-water-cave"
    assert shelf.key_of("event", 999) is None


def test_a_shelf_is_read_once_for_each_published_version(session):
    editor = actions.person(session, "编辑", NOW)
    actions.publish(session, editor, NOW, "area", "shenyang", make.area())
    session.commit()
    first = read.shelf(session)

    assert read.shelf(session) is first
    actions.publish(session, editor, NOW, "area", "benxi", make.area("本溪", "Benxi", order=2))
    session.commit()
    assert list(read.shelf(session).areas) == ["shenyang", "benxi"]


def test_what_was_withdrawn_is_off_the_shelf(session):
    editor = actions.person(session, "编辑", NOW)
    actions.publish(session, editor, NOW, "attraction", "palace", make.attraction())
    actions.withdraw(session, editor, NOW, "attraction", "palace")
    session.commit()

    assert "palace" not in read.shelf(session).attractions


def test_an_empty_database_is_version_nought_and_an_empty_shelf(session):
    assert read.version(session) == 0
    assert not read.shelf(session).routes


def test_a_composed_route_has_the_sources_of_its_stops_each_once():
    said = [{"title": "List", "url": "https://a.example/list"}]
    palace = make.attraction(1, sources=said)
    tomb = make.attraction(2, sources=[*said, {"title": "Annals"}])
    found = shelf_of(attraction={"palace": palace, "tomb": tomb}, route={"walk": make.route("palace", "tomb")})

    assert [source.title for source in found.sources_of_route("walk")] == ["List", "Annals"]


def test_a_route_that_names_its_sources_has_those():
    own = make.route("palace", sources=[{"title": "The bureau"}])
    found = shelf_of(attraction={"palace": make.attraction(1, sources=[{"title": "List"}])}, route={"walk": own})

    assert [source.title for source in found.sources_of_route("walk")] == ["The bureau"]
