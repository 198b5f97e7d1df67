"""What the repository's own content has to be, beside the promise that `content check --strict` holds it to."""

from collections import Counter

import pytest

from portal.kernel.season import SEASONS

NAMES = {"attraction": "name", "route": "title", "event": "name", "area": "name"}


@pytest.fixture(scope="module")
def of(written):
    """A function: of("route") is key -> document."""
    return lambda kind: {key: document for (k, key), document in written.documents.items() if k == kind}


def test_the_content_has_no_problem_and_is_in_the_portals_own_form(written):
    assert [*map(str, written.problems), *map(str, written.advice)] == []


def test_there_are_eight_areas_with_the_alliances_order(of):
    assert sorted(area.order for area in of("area").values()) == list(range(1, 9))


def test_every_area_has_an_event(of):
    assert set(of("area")) == {area for event in of("event").values() for area in event.areas}


def test_most_events_have_a_date(of):
    dated = [any(o.starts for o in event.occurrences) for event in of("event").values()]

    assert sum(dated) >= 0.6 * len(dated)


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_have_the_same_name(of, kind, lang):
    names = Counter(getattr(document, NAMES[kind])[lang].casefold() for document in of(kind).values())

    assert [name for name, count in names.items() if count > 1] == []


def test_every_theme_has_a_route_and_the_seasons_are_four(of):
    words = {key: {term.key for term in vocabulary.terms} for key, vocabulary in of("vocabulary").items()}

    assert words["themes"] == {theme for route in of("route").values() for theme in route.themes}
    assert words["seasons"] == set(SEASONS)


def test_the_about_page_is_written(of):
    assert "about" in of("page")
