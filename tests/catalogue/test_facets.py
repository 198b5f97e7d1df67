"""Facets: the number beside a choice is the number one gets."""

from datetime import date
from itertools import product

import factories as make
import pytest
from conftest import NOW

from portal.catalogue import lists
from portal.catalogue.cards import Cards
from portal.catalogue.facets import Axis, chosen_values, narrow
from portal.catalogue.shelf import Shelf
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.locale import Said
from portal.kernel.season import seasons_of

LISTS = {"routes": lists.routes, "attractions": lists.attractions, "events": lists.events}


def label(text: str) -> Said:
    return Said(text, "en", "en")


AXES = [
    Axis("colour", lambda thing: thing[0].split("+"), {c: label(c) for c in ("red", "green", "blue")}),
    Axis("size", lambda thing: [thing[1]], {s: label(s) for s in ("small", "large")}),
]
THINGS = [("red", "small"), ("red+green", "large"), ("green", "large"), ("red", "large")]


def options(chosen, **others):
    _, facets = narrow(THINGS, AXES, chosen, others)
    return {(facet.name, o.value): o for facet in facets for o in facet.options}


@pytest.fixture(scope="module")
def real_cards(real):
    return Cards(real.shelf, "zh", NOW.date())


def every(answer, cards, query):
    """The keys of a list, all its pages together."""
    first = answer(cards, query)
    found = [card.key for card in first.cards]
    for page in range(2, first.pages + 1):
        found += [card.key for card in answer(cards, {**query, "page": [str(page)]}).cards]
    return found


def test_without_a_choice_everything_is_there():
    found, _ = narrow(THINGS, AXES, {}, {})

    assert found == THINGS


def test_values_of_one_axis_are_alternatives():
    found, _ = narrow(THINGS, AXES, {"colour": ["red", "green"]}, {})

    assert found == THINGS


def test_different_axes_narrow_each_other():
    found, _ = narrow(THINGS, AXES, {"colour": ["green"], "size": ["large"]}, {})

    assert found == [("red+green", "large"), ("green", "large")]


def test_a_count_is_over_what_the_other_axes_leave():
    counts = {key: option.count for key, option in options({"size": ["large"]}).items()}

    assert counts == {("colour", "red"): 2, ("colour", "green"): 2, ("size", "small"): 1, ("size", "large"): 3}


def test_a_value_that_would_give_nothing_is_left_out_unless_it_is_chosen():
    assert ("colour", "blue") not in options({})
    assert options({"colour": ["blue"]})["colour", "blue"].count == 0


def test_one_click_adds_a_value_and_another_removes_it():
    added = options({"size": ["large"]}, q=["x"])["colour", "red"].query
    removed = options({"size": ["large"], "colour": ["red"]}, q=["x"])["colour", "red"].query

    assert added == {"q": ["x"], "size": ["large"], "colour": ["red"]}
    assert removed == {"q": ["x"], "size": ["large"]}


def test_the_chips_of_an_axis_are_what_was_chosen():
    _, facets = narrow(THINGS, AXES, {"colour": ["green", "red"]}, {})

    assert [option.value for option in facets[0].chosen] == ["red", "green"]


def test_a_value_chosen_twice_counts_once():
    assert chosen_values(AXES, {"colour": ["red", "red"]}) == {"colour": ["red"]}


def test_a_value_that_there_is_not_is_named_in_the_refusal():
    with pytest.raises(NotValid) as refused:
        chosen_values(AXES, {"colour": ["purple"]})

    assert (refused.value.field, refused.value.given) == ("colour", "purple")


@pytest.mark.parametrize("name", LISTS)
def test_each_count_of_the_real_lists_is_what_one_click_gives(real_cards, name):
    for facet in LISTS[name](real_cards, {}).facets:
        for option in facet.options:
            assert LISTS[name](real_cards, option.query).total == option.count, (facet.name, option.value)


def test_each_count_of_a_narrowed_list_is_what_a_click_in_place_of_the_choice_gives(real_cards):
    for season, area in product(["autumn", "winter"], ["shenyang", "benxi"]):
        page = lists.routes(real_cards, {"season": [season], "area": [area]})
        for facet in page.facets:
            for option in facet.options:
                alone = {"season": [season], "area": [area], facet.name: [option.value]}
                assert lists.routes(real_cards, alone).total == option.count


def test_counts_of_attractions_equal_a_count_by_hand(real_cards):
    places = real_cards.shelf.attractions.values()
    facets = {f.name: {o.value: o.count for o in f.options} for f in lists.attractions(real_cards, {}).facets}

    assert facets["area"] == {a: n for a in real_cards.shelf.areas if (n := sum(p.area == a for p in places))}
    assert facets["season"] == {
        s: n
        for s in ("spring", "summer", "autumn", "winter")
        if (n := sum(s in seasons_of(p.advised.months) for p in places))
    }
    assert facets["grade"] == {
        g: n for g in ("5A", "4A", "3A", "2A", "1A") if (n := sum(bool(p.grade and p.grade.level == g) for p in places))
    }


@pytest.mark.parametrize(("name", "kind"), [("routes", "routes"), ("attractions", "attractions"), ("events", "events")])
def test_the_pages_of_a_list_hold_everything_once(real_cards, name, kind):
    assert sorted(every(LISTS[name], real_cards, {})) == sorted(getattr(real_cards.shelf, kind))


@pytest.mark.parametrize(
    ("name", "sort"),
    [("routes", "title"), ("routes", "length"), ("attractions", "title"), ("events", "title"), ("events", "date")],
)
def test_another_order_holds_the_same_things(real_cards, name, sort):
    query = {"sort": [sort]}

    assert sorted(every(LISTS[name], real_cards, query)) == sorted(every(LISTS[name], real_cards, {}))


def test_routes_by_length_are_shortest_first_within_their_days(real_cards):
    found = [real_cards.route(key) for key in every(lists.routes, real_cards, {"sort": ["length"]})]
    lengths = [(card.days, card.km if card.km is not None else float("inf")) for card in found]

    assert lengths == sorted(lengths)


def test_in_november_routes_advised_for_november_come_first(cards):
    assert lists.routes(cards, {}).cards[0].key == "ski-and-pagoda"


def test_what_is_closed_comes_after_what_is_open(small):
    after_the_repairs = Cards(small.shelf, "en", date(2026, 12, 10))
    summer = [card.key for card in lists.routes(after_the_repairs, {"season": ["summer"]}).cards]

    assert summer == ["round-the-circle", "academy-walk"]


def test_the_best_known_attractions_come_first(cards):
    assert [card.grade for card in lists.attractions(cards, {}).cards[:3]] == ["5A", "4A", "4A"]


def test_events_come_by_nearness_with_past_ones_by_when_they_usually_return(cards):
    assert [card.key for card in lists.events(cards, {}).cards][:2] == ["ice-festival", "temple-fair"]


def test_of_events_that_return_in_the_same_month_the_joint_ones_come_first():
    alone = make.event(1, "一城的节", usual={"months": [12]})
    together = make.event(2, "共办的节", usual={"months": [12]}, joint="yes")
    shelf = Shelf(1, make.documents(event={"a-alone": alone, "b-together": together}))

    assert [c.key for c in lists.events(Cards(shelf, "zh", NOW.date()), {}).cards] == ["b-together", "a-alone"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("书院", ["yingang-academy"]),
        ("academy", ["yingang-academy"]),
        ("盛京皇宫", ["imperial-palace"]),
        ("Mukden", ["imperial-palace"]),
        ("水洞 本溪", ["benxi-water-cave"]),
        ("no such thing", []),
    ],
)
def test_a_list_can_be_narrowed_by_words(cards, text, expected):
    assert [card.key for card in lists.attractions(cards, {"q": [text]}).cards] == expected


def test_the_words_of_a_list_are_carried_along_by_every_option(cards):
    page = lists.attractions(cards, {"q": ["museum"], "sort": ["title"]})

    assert all(o.query["q"] == ["museum"] and o.query["sort"] == ["title"] for f in page.facets for o in f.options)


@pytest.mark.parametrize(
    "query",
    [
        {"season": ["monsoon"]},
        {"area": [""]},
        {"sort": ["random"]},
        {"colour": ["red"]},
        {"page": ["0"]},
        {"page": ["-1"]},
        {"page": ["two"]},
        {"page": ["1.5"]},
        {"page": ["１"]},
        {"page": [""]},
        {"page": ["9" * 5_000]},
        {"q": ["x" * 101]},
    ],
    ids=lambda query: str(query)[:40],
)
@pytest.mark.parametrize("name", LISTS)
def test_what_a_list_does_not_understand_is_refused_by_name(cards, name, query):
    with pytest.raises(NotValid) as refused:
        LISTS[name](cards, query)

    assert refused.value.field == next(iter(query))


@pytest.mark.parametrize("page", ["2", "999999"])
def test_a_page_beyond_the_last_is_not_found(cards, page):
    with pytest.raises(NotFound):
        lists.routes(cards, {"page": [page]})


def test_a_grandmother_can_ask_for_routes_that_suit_her(small):
    cards = Cards(small.shelf, "en", NOW.date())

    assert [c.key for c in lists.routes(cards, {"suits": ["walkers"]}).cards] == ["cave-and-maples"]
    assert lists.routes(cards, {"suits": ["elders"]}).cards == []
