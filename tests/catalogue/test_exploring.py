"""The explore map: what an address asks for is what list and map hold."""

import pytest

from portal.catalogue.exploring import explore
from portal.kernel.errors import NotValid


def found(page) -> tuple[set[str], set[str]]:
    return {route.key for route in page.routes}, {place.key for place in page.attractions}


def asked(cards, **query: str) -> tuple[set[str], set[str]]:
    return found(explore(cards, {name: [value] for name, value in query.items()}))


def test_nothing_asked_is_everything(cards):
    routes, places = asked(cards)

    assert (routes, places) == (set(cards.shelf.routes), set(cards.shelf.attractions))
    assert not explore(cards, {}).is_narrowed


def test_season_and_area_leave_routes_and_places_of_both(cards):
    assert asked(cards, season="winter", area="shenyang") == (
        {"ski-and-pagoda"},
        {"imperial-palace", "qipan-ski-hill", "white-pagoda"},
    )


def test_a_theme_or_a_number_of_days_leaves_the_places_of_its_routes(cards):
    for query in ({"theme": "qing-heritage"}, {"days": "1"}):
        routes, places = asked(cards, **query)
        stops = {stop.attraction for key in routes for stop in cards.shelf.routes[key].stops()}

        assert 0 < len(routes) < len(cards.shelf.routes)
        assert places == stops


def test_a_category_leaves_its_places_and_the_routes_that_pass_one(cards):
    routes, places = asked(cards, category="cave")

    assert places == {"benxi-water-cave"}
    assert routes == {
        key for key, d in cards.shelf.routes.items() if "benxi-water-cave" in {s.attraction for s in d.stops()}
    }


def test_words_narrow_routes_and_places_each_by_their_own_texts(cards):
    routes, places = asked(cards, q="故宫")

    assert "imperial-palace" in places
    assert len(places) < len(cards.shelf.attractions)
    assert "palace-and-tomb" in routes


def test_a_part_of_the_map_leaves_what_lies_in_it_and_the_routes_through_it(cards):
    routes, places = asked(cards, bbox="123.44,41.79,123.46,41.80")

    assert places == {"imperial-palace"}
    assert "palace-and-tomb" in routes


def test_a_place_of_unknown_position_lies_in_no_part_of_the_map(cards):
    unknown = {key for key, d in cards.shelf.attractions.items() if d.point.position is None}
    _, places = asked(cards, bbox="120.9,39.9,126,43.6")

    assert unknown
    assert places == set(cards.shelf.attractions) - unknown


def test_the_part_of_the_map_can_be_left_and_the_rest_kept(cards):
    page = explore(cards, {"bbox": ["123.44,41.79,123.46,41.80"], "season": ["spring"], "q": ["故宫"]})

    assert page.bbox == "123.44,41.79,123.46,41.8"
    assert page.without_box == {"season": "spring", "q": "故宫"}
    assert page.is_narrowed


@pytest.mark.parametrize(
    "query",
    [{"season": "monsoon"}, {"area": "x"}, {"theme": "x"}, {"category": "x"}, {"days": "0"}, {"x": "1"}],
    ids=str,
)
def test_a_value_or_a_parameter_that_there_is_not_is_refused(cards, query):
    with pytest.raises(NotValid):
        asked(cards, **query)


@pytest.mark.parametrize(
    ("bbox", "problem"),
    [
        ("41.7,123.4,41.8,123.5", "swapped"),
        ("116.3,39.8,116.5,39.95", "outside"),
        ("-180,-90,-170,-80", "outside"),
        ("123.5,41.7,123.4,41.8", "not a box"),
        ("123.4,41.8,123.5,41.7", "not a box"),
        ("123.4,41.7,123.5", "not a box"),
        ("123.4,41.7,123.5,north", "not a box"),
        ("nan,nan,nan,nan", "not a box"),
        ("1e400,0,0,0", "not a box"),
    ],
)
def test_a_part_of_the_map_that_is_none_says_what_is_wrong(cards, bbox, problem):
    with pytest.raises(NotValid, match=problem):
        asked(cards, bbox=bbox)
