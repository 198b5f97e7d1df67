"""What the repository's own content has to be: sourced, bilingual, plausible, and enough."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import shapely
from conftest import ROOT
from shapely.geometry import shape

from portal.documents.base import Document
from portal.kernel.season import MONTHS, SEASONS, seasons_of

SHENFU = (41.75, 123.55, 41.95, 123.85)
"""South, west, north, east of the zone, of which no source gives an outline."""

MARGIN = 0.03
"""Degrees around an area's box: outlines are simplified, and some places lie on the border."""

NAMES = {"attraction": "name", "route": "title", "event": "name", "area": "name"}


@pytest.fixture(scope="module")
def documents(written) -> dict[tuple[str, str], Document]:
    return written.documents


@pytest.fixture(scope="module")
def of(documents):
    """A function: of("route") is key -> document."""
    return lambda kind: {key: document for (k, key), document in documents.items() if k == kind}


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a document with its path: ("days[0].title", {"zh": …})."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str):
            yield path, value
        else:
            for key, inner in value.items():
                yield from texts(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")


def test_the_content_has_no_problem_and_is_in_the_portals_own_form(written):
    assert [*map(str, written.problems), *map(str, written.advice)] == []


def test_every_document_says_where_its_facts_come_from(documents):
    assert [identity for identity, d in documents.items() if identity[0] != "vocabulary" and not d.sources] == []


def test_there_are_eight_areas_with_the_alliances_order(of):
    assert sorted(area.order for area in of("area").values()) == list(range(1, 9))


def test_there_are_at_least_160_attractions_and_some_in_every_area(of):
    places = of("attraction").values()
    by_area = Counter(place.area for place in places)

    assert len(places) >= 160
    assert set(by_area) == set(of("area"))
    assert min(by_area.values()) >= 8


@pytest.mark.parametrize("season", SEASONS)
def test_there_are_at_least_eight_routes_for_each_season(of, season):
    assert sum(route.season == season for route in of("route").values()) >= 8


def test_every_area_has_a_route_and_an_event(of):
    for kind in ("route", "event"):
        assert set(of("area")) == {area for document in of(kind).values() for area in document.areas}


def test_there_are_at_least_thirty_events_with_dates(of):
    assert sum(any(o.starts for o in event.occurrences) for event in of("event").values()) >= 30


def test_names_summaries_and_bodies_are_in_both_languages(documents):
    missing = [
        (identity, field)
        for identity, document in documents.items()
        for field in ("name", "full_name", "title", "summary", "body", "advice", "origin_note")
        if (text := getattr(document, field, None)) and not ({"zh", "en"} <= text.keys())
    ]

    assert missing == []


def test_the_words_of_the_vocabularies_are_in_both_languages(of):
    for key, vocabulary in of("vocabulary").items():
        for path, text in texts(vocabulary.model_dump()):
            assert {"zh", "en"} <= text.keys(), (key, path)


def test_what_a_route_says_of_its_stops_is_in_both_languages(of):
    for key, route in of("route").items():
        for path, text in texts(route.model_dump()["days"]):
            assert {"zh", "en"} <= text.keys(), (key, path)


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_have_the_same_name(of, kind, lang):
    names = Counter(getattr(document, NAMES[kind])[lang].casefold() for document in of(kind).values())

    assert [name for name, count in names.items() if count > 1] == []


def test_english_is_latin_and_chinese_is_han(documents):
    odd = []
    for identity, document in documents.items():
        for path, text in texts(document.model_dump()):
            if "en" in text and re.search(r"[\u4e00-\u9fff]", text["en"]):
                odd.append((identity, path, text["en"][:40]))
            if path in ("name", "title", "summary", "body") and not re.search(r"[\u4e00-\u9fff]", text["zh"]):
                odd.append((identity, path, text["zh"][:40]))

    assert odd == []


def test_every_position_lies_within_the_rough_box_of_its_area(of):
    layer = json.loads((ROOT / "content/geo/areas.geojson").read_text(encoding="utf-8"))
    boxes = {"shenfu": SHENFU}
    for feature in layer["features"]:
        west, south, east, north = shapely.bounds(shape(feature["geometry"]))
        boxes[feature["properties"]["key"]] = (south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN)

    outside = []
    for key, place in of("attraction").items():
        south, west, north, east = boxes[place.area]
        here = place.point.position
        if here and not (south <= here.lat <= north and west <= here.lon <= east):
            outside.append((key, place.area, here))
    assert outside == []


def test_no_two_exact_positions_are_the_same(of):
    exact = Counter(p.point.position for p in of("attraction").values() if p.point.quality == "point")

    assert [position for position, count in exact.items() if count > 1] == []


def test_an_approximate_position_says_how_it_was_found(of):
    assert [k for k, p in of("attraction").items() if p.point.quality == "approx" and not p.point.note] == []


def test_most_positions_are_known(of):
    qualities = Counter(place.point.quality for place in of("attraction").values())

    assert qualities["point"] + qualities["approx"] >= 0.9 * qualities.total()


def test_no_route_types_its_length_or_its_travel_time(of):
    """Both are computed and shown as estimates; only the note on a route's origin may quote its source."""
    typed = re.compile(
        r"\d\s*(?:km\b|kilomet|公里|千米|miles?\b)|hours?[’']? drive"
        r"|车程约?[\d一二两三四五六七八九十]+|[\d一二两三四五六七八九十半]+个?小时车程",
        re.IGNORECASE,
    )
    found = [
        (key, path, match.group())
        for key, route in of("route").items()
        for path, text in texts(route.model_dump(exclude={"origin_note", "sources"}))
        for words in text.values()
        if (match := typed.search(words))
    ]

    assert found == []


def test_a_route_names_the_areas_that_its_stops_lie_in(of):
    places = of("attraction")
    wrong = [
        (key, sorted(there), sorted(route.areas))
        for key, route in of("route").items()
        if (there := {places[stop.attraction].area for stop in route.stops()}) != set(route.areas)
    ]

    assert wrong == []


def test_a_route_is_advised_for_a_month_of_its_season(of):
    assert [k for k, r in of("route").items() if not set(MONTHS[r.season]) & set(r.advised.months)] == []


def test_a_route_has_two_stops_or_more_and_never_the_same_twice_in_a_row(of):
    for key, route in of("route").items():
        stops = [stop.attraction for stop in route.stops()]
        assert len(stops) >= 2, key
        assert all(a != b for a, b in pairwise(stops)), key


def test_every_theme_has_a_route_and_the_seasons_are_four(of):
    words = {key: {term.key for term in vocabulary.terms} for key, vocabulary in of("vocabulary").items()}

    assert words["themes"] == {theme for route in of("route").values() for theme in route.themes}
    assert words["seasons"] == set(SEASONS)


def test_every_open_attraction_is_advised_for_some_month(of):
    places = of("attraction").items()

    assert [key for key, p in places if p.state.state == "open" and not seasons_of(p.advised.months)] == []


def test_an_occurrence_in_the_past_is_not_called_rescheduled_without_saying_from_when(of):
    wrong = [
        (key, o.starts)
        for key, event in of("event").items()
        for o in event.occurrences
        if o.status == "rescheduled" and not (o.previous_start or o.note)
    ]

    assert wrong == []


def test_the_about_page_is_written(of):
    assert "about" in of("page")
