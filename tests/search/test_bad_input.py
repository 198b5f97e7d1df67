"""Whatever is typed is answered: never an error, never more than was asked for, never slowly."""

import random

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import judged

from portal.search import query
from portal.search.query import MAX_CHARACTERS, Ask

BAD = {
    "empty": "",
    "one character": "塔",
    "one letter": "a",
    "ten thousand characters": "故宫" * 5_000,
    "ten thousand different characters": "".join(chr(0x4E00 + n) for n in range(10_000)),
    "punctuation": "，。！？……——《》“”",
    "control characters": "故\x00宫\x07\x1b[31m\x7f",
    "zero width": "故\u200b宫\u200d\ufeff",
    "emoji": "🏔️🏯👨‍👩‍👧‍👦",
    "right to left": "\u202eقصر‎ שלום",
    "combining storm": "a" + "\u0301" * 500,
    "wildcards": "****",
    "wildcard storm": "a* OR b* OR *? ~~~ ?*?*?*",
    "unbalanced quotes": '"故宫',
    "brackets": "((([[[{{{",
    "field syntax": "name:故宫 kind:route uid:*",
    "range": "[a TO z]",
    "boost": "故宫^9999999999",
    "fuzzy": "gugong~99",
    "sql": "'; DROP TABLE route; --",
    "html": "<script>alert(1)</script>",
    "template": "{{7*7}} ${7*7} %(x)s %s",
    "regex bomb": "(a+)+$" * 10,
    "backslashes": "\\" * 100,
    "digits": "9" * 100,
    "lone surrogate": "故\ud800宫",
    "near storm": "附近" * 50,
    "near of near": "near " * 20,
    "long latin word": "x" * 100,
    "long pinyin": "shi" * 33,
    "private use": "\ue000\uf8ff",
    "newlines": "故宫\n\r\n\t本溪",
    "full width": "ＮＡＭＥ：＊　ＯＲ　１＝１",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_odd_input_is_answered(search, text):
    found = search(text, best_of=3)

    assert found.total >= len(found.hits) >= 0
    assert found.is_cut == (len(text) > MAX_CHARACTERS)
    assert len({(hit.kind, hit.key) for hit in found.hits}) == len(found.hits)


@pytest.mark.parametrize("text", ["", "，。！", "****", "🏔️", "\x00", "((", "the of", '"', "\u200b"])
def test_what_says_nothing_finds_nothing(search, text):
    assert search(text).total == 0


def test_zero_width_characters_do_not_cut_a_word(search):
    assert search("故\u200b宫").hits[0].key == search("故宫").hits[0].key


@settings(max_examples=400)
@given(text=st.text(max_size=120))
def test_any_text_is_answered(real, text):
    found = query.search(real.settings.search_dir, Ask(text, month=NOW.month))

    assert len(found.hits) <= found.total


def test_two_thousand_spoilt_queries_are_answered(real):
    """Real queries with characters dropped, doubled, swapped and put in; the long run is bench/fuzz_search.py."""
    dice = random.Random(20261130)
    words = [each.text for each in judged()]
    for _ in range(2_000):
        letters = list(dice.choice(words) + dice.choice(["", " ", dice.choice(words)]))
        for _ in range(dice.randrange(4)):
            at = dice.randrange(len(letters) + 1)
            letters[at : at + dice.randrange(2)] = [dice.choice("的山a*\"'(\u0301é🏔 \x00")] * dice.randrange(3)
        query.search(real.settings.search_dir, Ask("".join(letters), month=NOW.month, best_of=3))
