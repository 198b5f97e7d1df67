"""Settings that stand for each other: tiles, their datum, and the 审图号 of what is shown."""

import pytest

from portal.settings import Settings

TEMPLATE = "https://tiles.example.org/{z}/{x}/{y}.png"


def made(**more):
    return Settings(_env_file=None, **more)


@pytest.mark.parametrize(
    ("more", "approval"),
    [
        ({}, "GS(2024)0650号"),
        ({"tiles": "tianditu", "tiles_key": "k"}, "GS(2024)0650号"),
        ({"tiles": "tianditu"}, "GS(2024)0650号"),
        ({"tiles": "gaode"}, ""),
        ({"tiles": TEMPLATE}, ""),
        ({"tiles": "gaode", "map_approval": " GS(2099)1号 "}, "GS(2099)1号"),
    ],
)
def test_the_approval_is_the_providers_where_we_know_it_and_the_operators_where_given(more, approval):
    assert made(**more).map_approval == approval


def test_a_number_given_for_foreign_tiles_is_never_shown_on_our_own_drawings():
    assert made(tiles="gaode", map_approval="GS(2099)1号").offline_approval == "GS(2024)0650号"
    assert made(map_approval="GS(2099)1号").offline_approval == "GS(2099)1号"


def test_the_datum_is_that_of_a_template_only():
    assert made(tiles=TEMPLATE).provider.datum == "WGS-84"
    assert made(tiles=TEMPLATE, tiles_datum="GCJ-02").provider.datum == "GCJ-02"
    assert made(tiles="gaode", tiles_datum="WGS-84").provider.datum == "GCJ-02"
