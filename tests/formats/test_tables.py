"""A table opens in a spreadsheet with its Chinese, and nothing in it calculates."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue import selecting
from portal.catalogue.cards import Cards
from portal.formats import tables
from portal.formats.rows import COLUMNS, row
from portal.web.common.addresses import Addresses


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_says_that_it_is_utf_8_and_ends_its_lines_as_rfc_4180_has_it():
    data = tables.encoded(["name", "n"], [{"name": "故宫", "n": 1}])

    assert data == "\ufeffname,n\r\n故宫,1\r\n".encode()


def test_an_empty_table_still_names_its_columns():
    assert tables.encoded(["key", "name_zh"], []) == b"\xef\xbb\xbfkey,name_zh\r\n"


@pytest.mark.parametrize("kind", ["route", "attraction", "event"])
def test_every_row_of_a_kind_has_the_columns_that_are_promised(small, kind):
    cards = Cards(small.shelf, "zh", date(2026, 11, 23))
    with small.app.test_request_context("/zh/"):
        rows = [row(cards, kind, key, Addresses()) for key in selecting.keys(cards, kind)]

    assert rows
    assert [list(each) for each in rows] == [COLUMNS[kind]] * len(rows)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_calculate_is_told_as_a_text(first):
    text = f'{first}HYPERLINK("http://evil.example","x")'

    assert cells(tables.encoded(["a"], [{"a": text}]))[1] == [f"'{text}"]


def test_numbers_stay_numbers_and_what_is_unknown_stays_empty():
    one = {"lon": -1.5, "days": 3, "closed": False, "open": True, "grade": None, "range": "1-2", "name": "A=B"}

    assert cells(tables.encoded(list(one), [one]))[1] == ["-1.5", "3", "false", "true", "", "1-2", "A=B"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2))
def test_every_text_comes_back_whole_and_begins_with_no_formula(values):
    (back,) = cells(tables.encoded("ab", [dict(zip("ab", values, strict=True))]))[1:]

    assert [b.removeprefix("'") if b != v else b for b, v in zip(back, values, strict=True)] == values
    assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for cell in back)
