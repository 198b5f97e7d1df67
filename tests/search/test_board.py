"""Names are found however they are typed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import compact
from portal.search import spelling
from portal.search.board import Board, written
from portal.search.build import _board, forms
from portal.search.entries import Entry
from portal.search.weights import FORMS

NAMES = [
    ("沈阳故宫", "Shenyang Imperial Palace"),
    ("本溪水洞", "Benxi Water Cave"),
    ("五女山山城", "Wunü Mountain City"),
    ("绿石谷", "Lushi Valley"),
    ("长安寺", "Chang'an Temple"),
    ("九·一八历史博物馆", "9.18 Historical Museum"),
    ("辽宁省博物馆", "Liaoning Provincial Museum"),
]
ENTRIES = [Entry("attraction", en, [zh, en]) for zh, en in NAMES]


@pytest.fixture(scope="module")
def board() -> Board:
    return _board(ENTRIES)


def named(match) -> list[str]:
    order = np.argsort(-match.strength, kind="stable")
    return [NAMES[match.docs[n]][0] for n in order]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("沈阳故宫", "沈阳故宫"),
        ("故宫", "沈阳故宫"),
        ("瀋陽故宮", "沈阳故宫"),
        ("gugong", "沈阳故宫"),
        ("shenyang gugong", "沈阳故宫"),
        ("sygg", "沈阳故宫"),
        ("Imperial Palace", "沈阳故宫"),
        ("imperialpalace", "沈阳故宫"),
        ("shenyang imp", "沈阳故宫"),
        ("ＢＸＳＤ", "本溪水洞"),
        ("wunvshan", "五女山山城"),
        ("wunushan", "五女山山城"),
        ("wunyushan", "五女山山城"),
        ("Wunü", "五女山山城"),
        ("wunu mountain", "五女山山城"),
        ("lvshigu", "绿石谷"),
        ("lushigu", "绿石谷"),
        ("changansi", "长安寺"),
        ("changan temple", "长安寺"),
        ("九一八", "九·一八历史博物馆"),
    ],
)
def test_a_name_is_found_by_any_spelling(board, typed, name):
    assert named(board.named(compact(typed)))[0] == name


@pytest.mark.parametrize("typed", ["宫故", "ugong", "alace", "yg", "xyz", ""])
def test_a_name_is_not_found_from_the_middle_of_a_word_or_syllable(board, typed):
    assert named(board.named(compact(typed))) == []


def test_a_whole_name_is_stronger_than_its_end_and_that_than_its_middle(board):
    strengths = [board.named(compact(typed)).best for typed in ("沈阳故宫", "故宫", "阳故")]

    assert strengths == sorted(strengths, reverse=True)
    assert strengths[0] == 1


@pytest.mark.parametrize(
    ("typed", "name", "meant"),
    [
        ("古宫", "沈阳故宫", "故宫"),
        ("本西水洞", "本溪水洞", "本溪水洞"),
        ("沈阳gugong", "沈阳故宫", "沈阳故宫"),
        ("辽宁省bowuguan", "辽宁省博物馆", "辽宁省博物馆"),
    ],
)
def test_what_sounds_like_a_name_is_found_and_set_right(board, typed, name, meant):
    match = board.heard(compact(typed))

    assert named(match)[0] == name
    assert match.corrected == meant


def test_latin_letters_alone_are_not_a_mistake_of_sound(board):
    assert named(board.heard("gugong")) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("沈阳古宫", "沈阳故宫"),
        ("沈故阳宫", "沈阳故宫"),
        ("benxishuidogn", "本溪水洞"),
        ("shenyang imperail palace", "沈阳故宫"),
        ("shenyang imperialpalce", "沈阳故宫"),
        ("lianing provincial museum", "辽宁省博物馆"),
    ],
)
def test_a_mistyped_name_is_found(board, typed, name):
    assert named(board.mistyped(compact(typed)))[0] == name


def test_a_short_word_is_not_taken_for_a_mistyped_one(board):
    assert named(board.mistyped("古宫")) == []
    assert named(board.mistyped("cave")) == []


def test_a_correction_is_written_as_a_person_would(board):
    assert board.mistyped("shenyangimperailpalace").corrected == "shenyang imperial palace"
    assert board.mistyped("辽宁省博物管").corrected == "辽宁省博物馆"


@pytest.mark.parametrize(
    ("typed", "name"), [("辽博", "辽宁省博物馆"), ("五女山城", "五女山山城"), ("liaobowuguan", "辽宁省博物馆")]
)
def test_a_shortened_name_is_found(board, typed, name):
    assert named(board.abbreviated(compact(typed)))[0] == name


def test_initials_may_lack_a_letter_or_two(board):
    assert named(board.abbreviated("lnsbwg"))[0] == "辽宁省博物馆"
    assert named(board.abbreviated("lnbwg"))[0] == "辽宁省博物馆"
    assert named(board.abbreviated("lnbw")) == ["辽宁省博物馆"]
    assert named(board.abbreviated("lwgg")) == []


def test_a_name_without_what_it_is_filed_as_is_a_whole_name():
    small = _board([Entry("attraction", n, [n]) for n in ("关门山国家森林公园", "关门山大桥")])
    match = small.named("关门山")

    assert match.best == pytest.approx(FORMS["bare"])
    assert named_first(match) == 0


def named_first(match) -> int:
    return int(match.docs[int(np.argmax(match.strength))])


@pytest.mark.parametrize("word", ["gugong", "lieshishan", "nvershan", "xian"])
def test_pinyin_is_cut_into_syllables(board, word):
    assert "".join(board.syllables(word)) == word


@pytest.mark.parametrize("word", ["imperial", "zzz", "故宫", "", "a(b"])
def test_other_words_are_no_pinyin(board, word):
    assert board.syllables(word) == []


@given(st.text(max_size=40))
def test_whatever_is_typed_finds_names_or_nothing(typed):
    query = compact(typed)
    for match in (SMALL.named(query), SMALL.heard(query), SMALL.mistyped(query), SMALL.abbreviated(query)):
        assert len(match.docs) == len(match.strength) == len(set(match.docs.tolist()))
        assert all(0 < strength <= 1 for strength in match.strength)


SMALL = _board(ENTRIES)


def test_a_board_that_was_saved_is_the_same(tmp_path, board):
    board.save(tmp_path)
    loaded = Board.load(tmp_path, np.zeros(len(NAMES), np.float32))

    for typed in ("gugong", "故宫", "sygg", "palace"):
        assert named(loaded.named(typed)) == named(board.named(typed))
    assert loaded.heard("古宫").corrected == "故宫"


def test_an_empty_board_answers():
    empty = _board([])

    assert [named(match("故宫")) for match in (empty.named, empty.heard, empty.mistyped, empty.abbreviated)] == [[]] * 4


def test_a_name_begins_at_any_character_and_at_any_latin_word():
    assert written("918 Museum 旧址", 0, "name").starts == (0, 3, 9, 10)


def test_local_readings_win_over_the_dictionary():
    spelling.teach({"葠窝": "shen wo"})

    assert "shenwo" in set(spelling.runs("葠窝水库"))


def test_a_name_is_also_found_by_the_commonest_reading_of_each_character():
    spelling.teach({"长白": "chang bai"})
    ways = {form.text: form.way for form in forms(Entry("attraction", "x", ["长白岛"]), 0, {"长": "zhang"})}

    assert ways["changbaidao"] == "pinyin"
    assert ways["zhangbaidao"] == "heard"


def test_one_syllable_alone_is_too_little():
    assert "gong" not in set(spelling.runs("故宫"))


@pytest.mark.parametrize("name", ["", "塔", "Palace", "918", "·—"])
def test_what_has_no_two_syllables_has_no_pinyin(name):
    assert list(spelling.runs(name)) == []
