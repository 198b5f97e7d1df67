"""How people spell."""

import pytest

from portal.search.lexicon import SYNONYMS, pinyin, widened


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("沈阳故宫", "shenyanggugong"),
        ("沈阳故宫", "gugong"),
        ("沈阳故宫", "sygg"),
        ("本溪水洞", "shuidong"),
        ("本溪水洞", "bxsd"),
        ("长安寺", "changansi"),
        ("葠窝水库", "shenwo"),
        ("清福陵", "fuling"),
        ("绿岛", "lvdao"),
        ("绿岛", "ludao"),
        ("绿岛", "lyudao"),
    ],
)
def test_a_name_can_be_typed_in_latin_letters(name, typed):
    assert typed in set(pinyin(name))


def test_one_syllable_alone_is_too_little():
    assert "gong" not in set(pinyin("故宫"))


@pytest.mark.parametrize("name", ["", "塔", "Palace", "918", "·—"])
def test_what_has_no_two_syllables_has_no_pinyin(name):
    assert list(pinyin(name)) == []


def test_a_query_is_widened_by_words_that_mean_the_same():
    assert {"枫叶", "mapl"} <= set(widened("本溪 红叶"))


def test_a_query_is_not_widened_by_what_it_says_itself():
    assert "红叶" not in widened("红叶")


def test_an_english_word_is_widened_only_as_a_whole_word():
    assert widened("skid") == []


def test_a_query_without_synonyms_is_not_widened():
    assert widened("浑河") == []


def test_no_word_stands_in_two_groups_of_synonyms():
    words = [word for group in SYNONYMS for word in group]

    assert len(words) == len(set(words))
