"""A query is understood in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import fold
from portal.search.entries import Concept
from portal.search.meaning import Dictionary

CONCEPTS = [
    Concept(("本溪", "Benxi"), {"area": ("benxi",)}),
    Concept(("红叶", "枫叶", "autumn leaves", "maple"), {"theme": ("maple",)}),
    Concept(("两天", "2天", "two days"), {"days": ("2",)}),
    Concept(("冬", "冬天", "winter"), {"season": ("winter",)}),
    Concept(("8月", "august"), {"month": ("8",)}),
    Concept(("九一八", "918")),
    Concept(("温泉", "hot spring"), {"category": ("hot-spring",)}),
    Concept(("博物馆", "museum"), {"category": ("museum",)}),
    Concept(("春节",), {"month": ("1", "2")}),
    Concept(("春",), {"season": ("spring",)}),
    Concept(("半马",)),
]
SOUNDS = {"半": "ban", "马": "ma", "码": "ma", "温": "wen", "泉": "quan"}
DICTIONARY = Dictionary(CONCEPTS, SOUNDS)


def parts(text: str) -> list[tuple[str, str]]:
    """(words, what they are about) of each part; "?" for words nobody explained."""
    read = DICTIONARY.read(fold(text))
    return [(part.text, ",".join(part.axes) or ("=" if part.is_explained else "?")) for part in read.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本溪 红叶 两天", [("本溪", "area"), ("红叶", "theme"), ("两天", "days")]),
        ("本溪红叶两天", [("本溪", "area"), ("红叶", "theme"), ("两天", "days")]),
        ("Benxi autumn leaves two days", [("benxi", "area"), ("autumn leaves", "theme"), ("two days", "days")]),
        ("8月 避暑", [("8月", "month"), ("避暑", "?")]),
        ("918博物馆", [("918", "="), ("博物馆", "category")]),
        ("春节", [("春节", "month")]),
        ("冬", [("冬", "season")]),
        ("冬青", [("冬青", "?")]),
        ("maples in winter", [("maples", "theme"), ("winter", "season")]),
        ("jade buddha", [("jade", "?"), ("buddha", "?")]),
        ("wenquan", [("wenquan", "category")]),
        ("哪儿有温泉", [("温泉", "category")]),
        ("看红叶去哪", [("红叶", "theme")]),
        ("五女山在哪", [("五女山", "?")]),
        ("what else is there in Benxi", [("benxi", "area")]),
        ("", []),
        ("？！", []),
        ("the of", []),
    ],
)
def test_known_words_are_recognised_and_the_rest_is_kept(text, expected):
    assert parts(text) == expected


def test_a_phrase_by_its_sound_counts_only_where_nobody_says_the_words():
    assert [p.is_explained for p in DICTIONARY.read("半码", is_said=lambda words: False).parts] == [True]
    assert [p.is_explained for p in DICTIONARY.read("半码", is_said=lambda words: True).parts] == [False]


@pytest.mark.parametrize(
    ("text", "near", "rest"),
    [
        ("沈阳站附近", "沈阳站", ""),
        ("沈阳站附近温泉", "沈阳站", "温泉"),
        ("温泉 沈阳站附近", "沈阳站", "温泉"),
        ("千山周边的温泉", "千山", "温泉"),
        ("winter hot spring near Anshan", "anshan", "winter hot spring"),
        ("near the palace", "palace", ""),
        ("within walking distance of the palace", "palace", ""),
        ("what to see around Shenyang North", "shenyang north", "what to see"),
        ("nearly", "", "nearly"),
    ],
)
def test_something_to_be_near_to_is_taken_out(text, near, rest):
    read = DICTIONARY.read(fold(text))

    assert (read.near, read.text) == (near, rest)


def test_a_part_can_be_taken_away_and_the_rest_stays_as_it_was_typed():
    read = DICTIONARY.read("本溪红叶两天")

    assert [read.without(part) for part in read.parts] == ["红叶两天", "本溪 两天", "本溪红叶"]


@given(st.text(max_size=60))
def test_parts_stand_in_order_where_they_say_they_stand(text):
    read = DICTIONARY.read(fold(text))
    ends = [(part.start, part.end) for part in read.parts]

    assert ends == sorted(ends)
    assert all(read.text[part.start : part.end].replace("'", "") for part in read.parts)


@pytest.mark.parametrize(
    "text", ["玩" * 100, "的" * 100, "附近" * 50, "near " * 20, "在哪" * 50, "a b c d e f g h i j" * 5]
)
def test_a_storm_of_one_word_is_read_in_no_time(text):
    assert len(DICTIONARY.read(text).parts) <= 100
