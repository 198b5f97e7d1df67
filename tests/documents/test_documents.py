"""What a document refuses, and what it knows about itself."""

from datetime import date

import factories as make
import pytest
from pydantic import ValidationError

from portal.documents import KINDS, AttractionDocument, EventDocument, NoticeDocument, Occurrence, RouteDocument, Source
from portal.documents.attraction import Place
from portal.documents.base import Advised, Document


def refusal(kind: type, **values: object) -> str:
    """The type of the first error."""
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(values)
    return refused.value.errors()[0]["type"]


def test_a_telephone_number_that_yaml_read_as_a_number_is_refused_and_not_guessed():
    with pytest.raises(ValidationError, match="valid string"):
        make.attraction(visit={"phone": {"text": {"zh": 377}}})


def test_a_field_that_nobody_knows_is_refused():
    with pytest.raises(ValidationError, match="not permitted"):
        make.attraction(colour="red")


def test_a_text_without_chinese_is_refused():
    with pytest.raises(ValidationError, match="has no zh"):
        make.attraction(summary={"en": "only English"})


def test_a_language_that_the_portal_does_not_have_is_refused():
    with pytest.raises(ValidationError, match="fr is not a language"):
        make.attraction(summary={"zh": "中", "fr": "français"})


@pytest.mark.parametrize("lang", ["zh-hant", "ko", "ja", "ru"])
def test_a_document_may_carry_languages_that_no_address_serves_yet(lang):
    assert make.attraction(summary={"zh": "中", lang: "x"}).summary[lang] == "x"


@pytest.mark.parametrize("months", [[5, 4], [4, 4], [0], [13]])
def test_months_are_ascending_each_once_and_months_of_a_year(months):
    assert refusal(Advised, months=months) in {"months", "greater_than_equal", "less_than_equal"}


@pytest.mark.parametrize(
    "place",
    [
        {"quality": "point"},
        {"quality": "approx", "lat": 41.8},
        {"quality": "none", "lat": 41.8, "lon": 123.4},
        {"quality": "point", "lat": 91.0, "lon": 123.4},
        {"quality": "point", "lat": 41.8, "lon": 180.0},
        {"quality": "point", "lat": float("nan"), "lon": 123.4},
        {"quality": "point", "lat": "41.8", "lon": 123.4},
        {"quality": "exact", "lat": 41.8, "lon": 123.4},
    ],
)
def test_a_position_that_does_not_fit_its_quality_or_the_earth_is_refused(place):
    assert refusal(Place, **place)


def test_a_place_of_unknown_position_has_none():
    assert Place(quality="none").position is None


@pytest.mark.parametrize(
    ("lat", "lon", "problem"),
    [(123.45, 41.8, "swapped"), (41.8, 23.45, "outside"), (0.0, 0.0, "outside"), (39.9, 116.4, "outside")],
)
def test_a_position_that_is_swapped_or_outside_of_the_region_is_called_that(lat, lon, problem):
    assert refusal(Place, quality="point", lat=lat, lon=lon) == problem


@pytest.mark.parametrize("key", ["Palace", "shen yang", "a--b", "-a", "a-", "故宫", "a_b", "", "x" * 81])
def test_a_key_is_lower_case_words_joined_by_hyphens(key):
    with pytest.raises(ValidationError):
        make.attraction(area=key)


@pytest.mark.parametrize("name", ["", " 故宫", "故宫 ", "故\n宫", "x" * 201])
def test_a_name_is_one_line_without_space_around_it(name):
    with pytest.raises(ValidationError):
        make.attraction(name=name)


@pytest.mark.parametrize(
    "url", ["www.example.org", "javascript:alert(1)", "https://", "https://a b", 'https://a"b', "//a"]
)
def test_a_link_is_a_whole_http_address(url):
    assert refusal(Source, url=url) == "string_pattern_mismatch"


def test_a_source_says_at_least_its_title_or_its_address():
    assert refusal(Source) == "source"


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 9, 20), None),
        (date(2026, 9, 20), date(2026, 9, 20)),
        (date(2026, 9, 20), date(2026, 9, 22)),
        (None, None),
    ],
)
def test_an_occurrence_ends_when_it_starts_or_later(starts, ends):
    assert Occurrence(starts=starts, ends=ends, status="scheduled").last_day == (ends or starts)


@pytest.mark.parametrize(("starts", "ends"), [(date(2026, 9, 20), date(2026, 9, 19)), (None, date(2026, 9, 20))])
def test_an_occurrence_cannot_end_before_it_starts_or_without_a_start(starts, ends):
    assert refusal(Occurrence, starts=starts, ends=ends, status="scheduled") == "dates"


def test_an_occurrence_covers_the_days_from_its_first_to_its_last():
    festival = Occurrence(starts=date(2026, 12, 30), ends=date(2027, 1, 3), status="scheduled")

    assert festival.covers(date(2027, 1, 1), date(2027, 1, 31))
    assert festival.covers(date(2027, 1, 3), date(2027, 1, 3))
    assert not festival.covers(date(2027, 1, 4), date(2027, 1, 31))


def editions(*numbers):
    return {"occurrences": [{"status": "held", **({"number": number} if number else {})} for number in numbers]}


@pytest.mark.parametrize("numbers", [(), (None, None), (1, 2), (7, 3, None), (None, 999_999, None)])
def test_an_occurrence_may_have_a_number_of_its_own(numbers):
    assert [o.number for o in make.event(**editions(*numbers)).occurrences] == list(numbers)


def test_no_two_occurrences_of_an_event_have_one_number():
    with pytest.raises(ValidationError, match="two of them have the number 2"):
        make.event(**editions(1, 2, None, 2))


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_an_occurrences_number_is_a_small_whole_one(number):
    assert refusal(Occurrence, number=number, status="held") in ("greater_than_equal", "less_than_equal")


def test_an_occurrence_without_a_date_covers_no_day():
    assert not Occurrence(status="scheduled").covers(date.min, date.max)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 11, 19), False), (date(2026, 11, 20), True), (date(2026, 12, 5), True), (date(2026, 12, 6), False)],
)
def test_a_notice_holds_from_its_first_to_its_last_day_and_ends_by_itself(day, holds):
    assert make.notice(starts=date(2026, 11, 20), ends=date(2026, 12, 5)).holds_on(day) is holds


def test_a_notice_without_an_end_holds_until_somebody_ends_it():
    assert make.notice(starts=date(2026, 11, 20)).holds_on(date(2030, 1, 1))


def test_a_notice_cannot_end_before_it_starts():
    with pytest.raises(ValidationError, match="ends before"):
        make.notice(starts=date(2026, 11, 20), ends=date(2026, 11, 19))


def test_a_route_tells_all_its_stops_day_by_day():
    assert [stop.attraction for stop in make.route(("a", "b"), ("c",)).stops()] == ["a", "b", "c"]


@pytest.mark.parametrize("field", ["km", "distance", "minutes", "travel_minutes", "duration"])
def test_the_length_of_a_route_cannot_be_typed(field):
    with pytest.raises(ValidationError, match="not permitted"):
        make.route("a", **{field: 12})


def test_a_document_tells_what_it_points_at_and_where():
    assert make.route("a", themes=["qing-heritage"]).references() == [
        ("themes.0", "themes", "qing-heritage"),
        ("areas.0", "area", "shenyang"),
        ("days.0.stops.0.attraction", "attraction", "a"),
    ]
    assert make.attraction().references() == [("area", "area", "shenyang"), ("categories.0", "categories", "palace")]
    assert ("occurrences.0.attraction", "attraction", "palace") in make.event(
        occurrences=[{"attraction": "palace", "status": "held"}]
    ).references()
    assert make.notice(starts=date(2026, 1, 1), routes=["r"]).references() == [("routes.0", "route", "r")]


def test_a_document_is_never_changed_in_place():
    with pytest.raises(ValidationError, match="frozen"):
        make.attraction().number = 2


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_is_strict_and_closed(kind: type[Document]):
    assert kind.model_config["strict"]
    assert kind.model_config["extra"] == "forbid"


@pytest.mark.parametrize("kind", [AttractionDocument, RouteDocument, EventDocument])
def test_what_has_a_short_link_has_a_number_from_one(kind):
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        kind.model_validate({"number": 0})


def test_a_number_fits_the_database():
    with pytest.raises(ValidationError):
        make.attraction(number=2**31)


def test_unknown_is_different_from_no():
    assert make.attraction().access.family == "unknown"
    assert NoticeDocument.model_fields["ends"].default is None
