"""Impact lists rank as Whoosh itself would."""

import contextlib

import numpy as np
import pytest
from conftest import NOW
from judging import judged
from whoosh import index as whoosh_index
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from portal.kernel.text import terms
from portal.search.lists import Lists, gather
from portal.search.weights import FIELDS

DEPTH = 20


def by_whoosh(folder, asked, depth):
    """(document, score) of an `Or` over every field, with Whoosh's own searcher."""
    with (
        contextlib.closing(whoosh_index.open_dir(str(folder))) as index,
        index.searcher(weighting=BM25F()) as searcher,
    ):
        query = Or([Term(field, term, boost=boost) for term in asked for field, boost in FIELDS.items()])
        return [(hit.docnum, hit.score) for hit in searcher.search(query, limit=depth)]


@pytest.mark.parametrize("asked", [query.text for query in judged()][::6])
def test_the_order_is_that_of_plain_whoosh(opened, asked):
    words = list(dict.fromkeys(terms(asked)))
    plain, ours = by_whoosh(opened.folder, words, DEPTH), opened.lists.best(words, DEPTH)

    assert [score for _, score in ours] == pytest.approx([score for _, score in plain], rel=1e-4)
    # Documents of one score may stand either way round, and a tie may straddle the last place.
    last = plain[-1][1] * (1 + 1e-5) if len(plain) == DEPTH else 0
    assert {doc for doc, score in ours if score > last} == {doc for doc, score in plain if score > last}


def test_a_term_adds_up_over_the_fields_of_a_document():
    lists = gather(2, iter([("a", 0, 1.0), ("a", 0, 0.5), ("a", 1, 0.25)]))

    assert lists.best(["a"], 9) == [(0, 1.5), (1, 0.25)]


def test_nobody_has_a_term_that_is_not_there():
    lists = gather(2, iter([("a", 0, 1.0)]))

    assert lists.best(["b"], 9) == []
    assert [len(part) for part in lists.of("b")] == [0, 0]
    assert "b" not in lists


def test_lists_without_any_term_answer():
    lists = gather(0, iter([]))

    assert lists.best(["a"], 9) == []
    assert list(lists.met(["a"])) == []


def test_what_has_all_words_meets_more_than_what_has_one_of_them_often():
    lists = gather(2, iter([("a", 0, 1.0), ("b", 0, 1.0), ("a", 1, 2.0)]))
    both, one = lists.met(["a", "b"])

    assert both > one


def test_unknown_words_count_against_everything():
    lists = gather(1, iter([("a", 0, 1.0)]))

    assert lists.met(["a", "unknown"])[0] < lists.met(["a"])[0] == 1


def test_what_was_saved_is_what_is_loaded(tmp_path, opened):
    opened.lists.save(tmp_path)
    loaded = Lists.load(tmp_path)

    assert list(loaded.terms()) == list(opened.lists.terms())
    for asked in ("故宫", "palac", "nobody"):
        assert all(np.array_equal(a, b) for a, b in zip(loaded.of(asked), opened.lists.of(asked), strict=True))


def test_the_clock_of_the_tests_is_in_november():
    assert NOW.month == 11  # what “now” favours in every test of this folder
