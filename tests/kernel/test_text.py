import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import fold, single_characters, terms


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("故宮", "故宫"),
        ("瀋陽", "沈阳"),
        ("ＡＢＣ１２３", "abc123"),
        ("Café", "cafe"),
        ("IMPERIAL Palace", "imperial palace"),
        ("⑨一八", "9一八"),
    ],
)
def test_what_people_take_for_the_same_is_spelt_the_same(typed, meant):
    assert fold(typed) == meant


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    once = fold(text)

    assert fold(once) == once


def test_a_chinese_name_is_cut_into_overlapping_pairs():
    assert list(terms("森林公园")) == ["森林", "林公", "公园"]


def test_one_character_stays_itself():
    assert list(terms("塔")) == ["塔"]


def test_english_words_are_stems_without_the_commonest():
    assert list(terms("The Temples of the Palace")) == ["templ", "palac"]


def test_two_languages_in_one_text_do_not_glue_together():
    assert list(terms("沈阳918历史")) == ["沈阳", "918", "历史"]


def test_punctuation_is_no_term():
    assert list(terms("，。!？— …")) == []


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_cut(text):
    assert all(term and term == term.strip() for term in terms(text))


def test_every_character_of_a_name_can_be_asked_for_alone():
    assert single_characters("白塔 Pagoda 寶塔") == {"白", "塔", "宝"}
