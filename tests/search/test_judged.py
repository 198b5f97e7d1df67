"""Judged queries: the ranking keeps what it has reached, on the half that weights were chosen by and on the other."""

import pytest
from judging import judged, score


def test_every_answer_exists(real):
    shelf = real.shelf
    known = {
        *(f"route:{key}" for key in shelf.routes),
        *(f"attraction:{key}" for key in shelf.attractions),
        *(f"event:{key}" for key in shelf.events),
    }

    assert [(query.text, uid) for query in judged() for uid in query.grades if uid not in known] == []


def test_no_query_is_judged_twice_and_none_is_empty():
    asked = [(query.text, query.lang) for query in judged()]

    assert len(asked) == len(set(asked)) >= 150
    assert all(query.grades and set(query.grades.values()) <= {1, 2, 3} for query in judged())


def test_a_perfect_order_scores_one_and_an_empty_one_nought():
    best = {query: sorted(query.grades, key=query.grades.get, reverse=True) for query in judged()}

    assert score(lambda query: best[query]).ndcg == pytest.approx(1)
    assert score(lambda query: []).ndcg == 0


@pytest.mark.parametrize(
    ("half", "ndcg", "first", "among_three"), [("held", 0.885, 0.89, 0.98), ("tune", 0.845, 0.875, 0.965)]
)
def test_the_right_thing_comes_first(uids, half, ndcg, first, among_three):
    reached = score(lambda query: uids(query.text), half)

    assert reached.ndcg >= ndcg
    assert reached.first >= first
    assert reached.among_three >= among_three
