"""What pages say: landing pages, the calendar, details."""

from datetime import date

import pytest
from conftest import NOW

from portal.catalogue import details, landings
from portal.catalogue.cards import Cards
from portal.documents import Occurrence
from portal.kernel.errors import NotFound


def on(site, day: date, lang: str = "en") -> Cards:
    return Cards(site.shelf, lang, day)


def test_home_shows_what_is_coming_soonest_first_and_nothing_past(cards):
    coming = landings.home(cards).coming

    assert [card.key for card in coming] == ["ice-festival", "temple-fair"]


def test_home_shows_what_usually_comes_round_now_without_a_date(cards):
    assert [card.key for card in landings.home(cards).usual] == ["snow-football"]


def test_home_shows_the_routes_that_are_good_this_month(cards):
    assert [route.key for route in landings.home(cards).routes] == ["ski-and-pagoda"]


def test_home_shows_no_route_that_is_closed(small):
    october = landings.home(on(small, date(2026, 10, 1)))
    with_notice = landings.home(on(small, date(2026, 11, 23)))

    assert "cave-and-maples" in [route.key for route in october.routes]
    assert not any(route.closed for route in [*with_notice.routes, *with_notice.soon])


def test_home_counts_what_there_is(cards):
    assert landings.home(cards).counts == {"routes": 5, "attractions": 8, "events": 4}


def test_a_notice_is_on_the_home_page_while_it_holds(small):
    assert len(landings.home(on(small, date(2026, 11, 20))).notices) == 1
    assert landings.home(on(small, date(2026, 12, 6))).notices == []


@pytest.mark.parametrize("day", [date(2026, month, 1) for month in range(1, 13)], ids=str)
def test_in_every_month_the_real_home_page_has_open_routes_of_that_month_each_once(real, day):
    shown = landings.home(on(real, day, "zh")).routes

    assert len(shown) >= 3
    assert all(day.month in route.months and not route.closed for route in shown)
    assert len({route.key for route in shown}) == len(shown)


@pytest.mark.parametrize("day", [date(2026, month, 1) for month in range(1, 13)], ids=str)
def test_what_comes_next_month_is_not_what_is_good_now(real, day):
    page = landings.home(on(real, day))

    assert not {route.key for route in page.routes} & {route.key for route in page.soon}
    assert all(day.month % 12 + 1 in route.months for route in page.soon)


@pytest.mark.parametrize("day", [date(2026, month, 1) for month in range(1, 13)], ids=str)
def test_home_shows_at_most_one_open_place_of_each_area_advised_this_month(real, day):
    shown = landings.home(on(real, day)).places

    assert len({place.area.key for place in shown}) == len(shown) >= 4
    assert all(place.state == "open" and day.month in place.months for place in shown)


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        ((2027, 2), date(2027, 2, 1), date(2027, 2, 28), 4),
        ((2028, 2), date(2028, 1, 31), date(2028, 3, 5), 5),
        ((2026, 12), date(2026, 11, 30), date(2027, 1, 3), 5),
        ((2027, 1), date(2026, 12, 28), date(2027, 1, 31), 5),
        ((2027, 8), date(2027, 7, 26), date(2027, 9, 5), 6),
    ],
)
def test_a_month_is_whole_weeks_from_monday(cards, month, first, last, weeks):
    page = landings.calendar(cards, *month)

    assert (page.weeks[0][0].date, page.weeks[-1][-1].date, len(page.weeks)) == (first, last, weeks)
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in page.weeks)


def days_with(page, key):
    return [day.date.day for week in page.weeks for day in week if any(event.key == key for event, _ in day.events)]


def test_an_event_over_the_year_end_stands_in_both_months(cards):
    assert days_with(landings.calendar(cards, 2026, 12), "ice-festival") == [30, 31]
    assert days_with(landings.calendar(cards, 2027, 1), "ice-festival") == [1, 2, 3]


def test_an_event_over_the_end_of_february_stands_in_both_months(cards):
    assert days_with(landings.calendar(cards, 2027, 2), "ice-festival") == [27, 28]
    assert days_with(landings.calendar(cards, 2027, 3), "ice-festival") == [1, 2]


def test_an_event_is_named_anew_each_week_and_each_month_and_goes_on_in_between(cards):
    weeks = [*landings.calendar(cards, 2026, 12).weeks, *landings.calendar(cards, 2027, 1).weeks]
    told = [(day.date.day, goes_on) for week in weeks for day in week for event, goes_on in day.events]

    assert told == [(30, False), (31, True), (1, False), (2, True), (3, True)]


def test_days_of_the_neighbouring_months_fill_the_weeks_without_events(cards):
    outside = [day for week in landings.calendar(cards, 2026, 12).weeks for day in week if not day.is_inside]

    assert len(outside) == 4
    assert not any(day.events for day in outside)


def test_the_list_of_a_month_says_the_same_as_its_table(cards):
    page = landings.calendar(cards, 2027, 2)
    in_table = {event.key for week in page.weeks for day in week for event, _ in day.events}

    assert {event.key for event, _ in page.listed} == in_table == {"ice-festival", "temple-fair"}


def test_a_month_names_the_series_usually_held_in_it_that_have_no_date_there(cards):
    assert [event.key for event in landings.calendar(cards, 2027, 1).usual] == ["snow-football"]


def test_today_is_marked_once_and_only_in_its_month(cards):
    marked = [day.date for week in landings.calendar(cards, 2026, 11).weeks for day in week if day.is_today]

    assert marked == [NOW.date()]


def test_one_can_leaf_from_the_first_month_with_an_event_to_two_years_ahead(cards):
    first, here = landings.calendar(cards, 2025, 9), landings.calendar(cards, 2026, 11)

    assert (first.previous, first.next) == (None, date(2025, 10, 1))
    assert (here.previous, here.next) == (date(2026, 10, 1), date(2026, 12, 1))


def test_leafing_forward_ends_and_every_month_on_the_way_is_there(cards):
    page, months = landings.calendar(cards, 2026, 11), 0
    while page.next:
        page, months = landings.calendar(cards, page.next.year, page.next.month), months + 1

    assert months == landings.MONTHS_AHEAD


@pytest.mark.parametrize(
    ("year", "month"),
    [(2027, 0), (2027, 13), (2025, 8), (2029, 1), (0, 1), (1, 1), (9999, 12), (10_000, 1), (10**30, 6)],
)
def test_a_month_that_holds_nothing_and_never_will_is_not_found(cards, year, month):
    with pytest.raises(NotFound):
        landings.calendar(cards, year, month)


def test_the_days_of_a_route_add_up_to_the_whole(cards):
    page = details.route(cards, "round-the-circle")

    assert page.km == pytest.approx(sum(stop.km or 0 for day in page.days for stop in day.stops))
    assert [stop.number for day in page.days for stop in day.stops] == [1, 2, 3, 4]
    assert page.card.km == pytest.approx(page.km)


def test_a_day_of_a_route_tells_its_rhythm_where_somebody_wrote_it(cards):
    first, second = details.route(cards, "cave-and-maples").days

    assert first.text.text == "Into the cave in the morning; sleep in Benxi County town."
    assert second.text.text == ""


def test_a_route_with_a_stop_of_unknown_position_says_so_and_claims_no_length(cards):
    page = details.route(cards, "ski-and-pagoda")

    assert page.card.km is None
    assert [word.key for word in page.unplaced] == ["white-pagoda"]


def test_a_route_shows_the_notice_of_its_stop_and_counts_as_closed(cards):
    page = details.route(cards, "cave-and-maples")

    assert [notice.title.text for notice in page.notices] == ["The water cave is being repaired"]
    assert page.card.closed


def test_a_route_has_its_neighbours_within_its_season(cards):
    page = details.route(cards, "academy-walk")

    assert (page.before, page.after.key) == (None, "round-the-circle")


def test_routes_alike_share_something_and_are_not_the_route_itself(cards):
    alike = details.route(cards, "palace-and-tomb").alike

    assert [route.key for route in alike] == ["round-the-circle", "ski-and-pagoda", "academy-walk"]


def test_events_during_a_routes_season_are_in_its_areas_and_months(cards):
    assert [event.key for event in details.route(cards, "ski-and-pagoda").events] == ["temple-fair", "ice-festival"]


def test_an_attraction_names_its_routes_neighbours_and_events(cards):
    page = details.attraction(cards, "qipan-ski-hill")

    assert [route.key for route in page.routes] == ["ski-and-pagoda"]
    assert [near.attraction.key for near in page.nearby] == ["fuling", "imperial-palace"]
    assert [event.key for event in page.events] == ["ice-festival"]


def test_the_other_names_of_an_attraction_are_all_told_once(cards):
    names = details.attraction(cards, "imperial-palace").aliases

    assert sorted((name.text, name.lang) for name in names) == [("Mukden Palace", "en"), ("盛京皇宫", "zh")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_of_a_real_place_or_event_is_told_twice(real, lang):
    cards = on(real, NOW.date(), lang)
    for key in cards.shelf.attractions:
        names = details.attraction(cards, key).aliases
        assert len(names) == len(set(names)), key
    for key in cards.shelf.events:
        names = details.event(cards, key).aliases
        assert len(names) == len(set(names)), key


def test_text_in_another_language_says_so(cards):
    page = details.attraction(cards, "white-pagoda")

    assert (page.body.lang, page.body.is_own) == ("zh", False)
    assert page.card.name.is_own


def test_unknown_facts_are_there_to_be_shown_as_unknown(cards):
    facts = {fact.name: fact for fact in details.attraction(cards, "fuling").facts}

    assert list(facts) == ["hours", "price", "phone", "booking"]
    assert not any(fact.text or fact.url for fact in facts.values())


def test_an_event_shows_its_newest_occurrence_first(cards):
    page = details.event(cards, "city-marathon")

    assert [o.starts for o in page.occurrences] == [date(2026, 9, 13), date(2025, 9, 14)]


def test_an_event_shows_the_next_occurrence_before_the_ones_after(small):
    shown = [
        on(small, day).event("ice-festival").shown.starts for day in (NOW.date(), date(2027, 1, 3), date(2027, 1, 4))
    ]

    assert shown == [date(2026, 12, 30), date(2026, 12, 30), date(2027, 2, 27)]


def test_an_occurrence_is_past_from_the_day_after_its_last(small):
    assert not on(small, date(2027, 3, 2)).event("ice-festival").shown.is_past
    assert on(small, date(2027, 3, 3)).event("ice-festival").shown.is_past


def test_an_occurrence_whose_date_nobody_knows_is_not_called_past(cards):
    undated = next(o for o in details.event(cards, "temple-fair").occurrences if o.starts is None)

    assert undated.is_past is None


def test_an_event_of_one_day_has_no_end_of_its_own(cards):
    assert details.event(cards, "city-marathon").occurrences[1].ends is None


def test_a_season_page_holds_its_routes_and_its_events(cards):
    page = details.season(cards, "winter")

    assert [route.key for route in page.routes] == ["ski-and-pagoda"]
    assert {event.key for event in page.events} == {"ice-festival", "snow-football", "temple-fair"}


def test_a_theme_page_holds_the_places_of_its_routes(cards):
    assert {place.key for place in details.theme(cards, "ice-snow").attractions} == {
        "qipan-ski-hill",
        "white-pagoda",
        "imperial-palace",
    }


def test_an_area_page_counts_what_lies_there(cards):
    card = details.area(cards, "benxi").card

    assert (card.routes, card.attractions, card.events) == (2, 2, 1)


@pytest.mark.parametrize(
    "page", [details.route, details.attraction, details.event, details.area, details.season, details.theme]
)
def test_a_page_of_something_that_is_not_there_is_not_found(cards, page):
    with pytest.raises(NotFound):
        page(cards, "atlantis")


def test_the_about_page_counts_origins_and_positions(cards):
    page = landings.about(cards)

    assert page.origins == {"composed": 3, "published": 1, "reported": 1}
    assert page.qualities == {"point": 6, "approx": 1, "none": 1}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_real_catalogue_can_be_made(real, lang):
    cards = on(real, NOW.date(), lang)
    shelf = cards.shelf
    made = [
        *(details.route(cards, key) for key in shelf.routes),
        *(details.attraction(cards, key) for key in shelf.attractions),
        *(details.event(cards, key) for key in shelf.events),
        *(details.area(cards, key) for key in shelf.areas),
        *(details.season(cards, key) for key in shelf.words("seasons")),
        *(details.theme(cards, key) for key in shelf.words("themes")),
    ]

    assert len(made) > 350


def test_a_moved_occurrence_tells_the_day_it_was_first_announced_for(cards):
    moved = Occurrence(starts=date(2026, 12, 19), previous_start=date(2026, 12, 12), status="rescheduled")

    assert cards.occurrence(moved).previous == date(2026, 12, 12)
