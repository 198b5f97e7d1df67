"""What is suggested while somebody types."""

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search import suggest as suggestions
from portal.search.suggest import LIMIT


@pytest.fixture(scope="module")
def suggest(real):
    def some(text: str, **more) -> list[tuple[str, str]]:
        found = suggestions.suggest(real.settings.search_dir, text, month=NOW.month, **more)
        return [(each.kind, each.key) for each in found]

    return some


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("故", ("attraction", "shenyang-imperial-palace")),
        ("故宫", ("attraction", "shenyang-imperial-palace")),
        ("gug", ("attraction", "shenyang-imperial-palace")),
        ("sygg", ("attraction", "shenyang-imperial-palace")),
        ("imperial pal", ("attraction", "shenyang-imperial-palace")),
        ("古宫", ("attraction", "shenyang-imperial-palace")),
        ("benxi wat", ("attraction", "benxi-water-cave")),
        ("benxish", ("attraction", "benxi-water-cave")),
        ("沈阳马", ("event", "shenyang-international-marathon")),
    ],
)
def test_the_likeliest_thing_is_among_the_first(suggest, typed, meant):
    assert meant in suggest(typed)[:4]


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("本溪", ("area", "benxi")),
        ("ben", ("area", "benxi")),
        ("温泉", ("theme", "hot-springs")),
        ("wenq", ("theme", "hot-springs")),
        ("冬", ("season", "winter")),
        ("winter", ("season", "winter")),
    ],
)
def test_a_word_that_has_a_page_suggests_it(suggest, typed, page):
    assert page in suggest(typed)[:2]


def test_a_wish_of_several_words_is_answered_by_the_search(suggest):
    assert ("route", "three-days-of-benxi-maples-guanmenshan-to-dabinggou") in suggest("本溪 红叶")


@pytest.mark.parametrize("typed", ["", "  ", "，", "\u200b", "🏔"])
def test_nothing_typed_suggests_nothing(suggest, typed):
    assert suggest(typed) == []


@pytest.mark.parametrize("typed", ["s", "a", "1", "沈", "山"])
def test_one_letter_suggests_a_few_well_known_things(suggest, typed):
    assert 0 < len(suggest(typed)) <= LIMIT


def test_no_more_is_suggested_than_was_asked_for(suggest):
    assert len(suggest("shen", limit=3)) == 3


def test_nothing_is_suggested_twice(suggest):
    for typed in ("shen", "qian", "本溪", "故宫", "b"):
        assert len(set(suggest(typed))) == len(suggest(typed))


@settings(max_examples=300)
@given(typed=st.text(max_size=30))
def test_whatever_is_typed_is_answered(suggest, typed):
    assert len(suggest(typed)) <= LIMIT
