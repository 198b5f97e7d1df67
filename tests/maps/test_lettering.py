"""Lettering: nothing is set wider than its room."""

import pytest
from conftest import ROOT
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from portal.maps import lettering, raster

SIZES = (60, 40, 30)


@pytest.fixture(scope="module")
def advances():
    font = TTFont(ROOT / "static/fonts" / raster.FOLDER / raster.FONT)
    return {character: font["hmtx"][name][0] / 1000 for character, name in font.getBestCmap().items()}


def test_no_character_of_our_face_is_wider_than_we_think(advances):
    assert not [chr(code) for code, width in advances.items() if width > lettering.width(chr(code))]


@given(st.text(max_size=200))
def test_no_line_is_wider_than_its_room(text):
    block = lettering.block(text, SIZES, 400, 200)

    assert all(lettering.width(line, block.size) <= 400 for line in block.lines)
    assert len(block.lines) * block.size * lettering.LEADING <= 200


@given(st.text(alphabet="沈阳，。a b-", max_size=60))
def test_what_is_not_cut_keeps_every_character(text):
    lines = lettering.wrapped(text, 10, 60)

    assert "".join(lines).replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("浑河两岸，一天看完三座陵", ["浑河两岸，", "一天看完三座陵"]),
        ("Three imperial tombs in a day", ["Three imperial", "tombs in a day"]),
        ("沈阳", ["沈阳"]),
    ],
)
def test_a_title_breaks_where_one_would_pause(text, lines):
    assert lettering.block(text, [40], 345, 400).lines == lines


def test_sense_is_worth_a_smaller_size_but_not_any():
    title = "沈阳老城步行，三座佛寺一座道观"

    assert lettering.block(title, [60, 54, 48, 44], 388, 400) == (["沈阳老城步行，", "三座佛寺一座道观"], 48)
    assert lettering.block(title, [60, 20], 388, 400) == (["沈阳老城步", "行，三座佛寺", "一座道观"], 60)


def test_a_line_begins_with_no_punctuation():
    assert all(line[0] not in "，。、" for line in lettering.wrapped("一二三四，五六七八。" * 3, 10, 42))


def test_what_is_too_long_even_at_the_smallest_size_ends_in_dots():
    block = lettering.block("长" * 200, SIZES, 300, 100)

    assert block.size == 30
    assert block.lines[-1].endswith("…")
