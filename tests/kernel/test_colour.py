"""Contrast as WCAG 2.2 reckons it, and the nearest colour that can be read."""

import re

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.colour import LEAST_CONTRAST, contrast, hexadecimal, luminance, readable
from portal.web.common.frame_options import GROUNDS

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the grey that WebAIM names as just too light
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#1f6b4f", "#1f6b4f", 1.0),
    ],
)
def test_contrast_is_what_others_reckon(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_luminance_goes_from_black_to_white():
    assert (luminance("#000000"), luminance("#ffffff")) == (0, pytest.approx(1))


@pytest.mark.parametrize(("given_text", "found"), [("#1F6B4F", "#1f6b4f"), ("1f6b4f", "#1f6b4f"), ("#fc0", "#ffcc00")])
def test_a_colour_is_written_in_one_way(given_text, found):
    assert hexadecimal(given_text) == found


@pytest.mark.parametrize("text", ["", "#", "red", "#12345", "#1234567", "1f6b4g", "１２３４５６", "#fff;x:y", "#fff\n"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match="not a colour"):
        hexadecimal(text)


@given(COLOURS, st.sampled_from(sorted(GROUNDS.values())))
def test_every_colour_becomes_one_that_can_be_read(colour, ground):
    found = readable(colour, ground)

    assert re.fullmatch(r"#[0-9a-f]{6}", found)
    assert contrast(found, ground) >= LEAST_CONTRAST
    assert readable(found, ground) == found


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour):
    ground = GROUNDS["light"]

    assert (readable(colour, ground) == colour) == (contrast(colour, ground) >= LEAST_CONTRAST)


@given(COLOURS, st.sampled_from(sorted(GROUNDS.values())))
def test_the_nearest_colour_goes_no_further_than_it_must(colour, ground):
    """A change of one step in one channel is at most some five hundredths of the ratio at these lightnesses."""
    if contrast(colour, ground) < LEAST_CONTRAST:
        assert contrast(readable(colour, ground), ground) < LEAST_CONTRAST + 0.08


def test_a_yellow_stays_a_yellow():
    red, green, blue = (int(readable("#ffcc00", GROUNDS["light"])[at : at + 2], 16) for at in (1, 3, 5))

    assert red > green > 3 * blue


def test_the_grounds_are_those_of_the_style_sheet():
    tokens = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split("prefers-color-scheme: dark")

    assert f"--paper: {GROUNDS['light']}" in light
    assert f"--surface: {GROUNDS['dark']}" in dark
