"""Search hits become a page: snippets, marks, counts."""

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue import asking, found
from portal.catalogue.cards import Cards
from portal.kernel.errors import NotFound, NotValid

HITS = [
    ("attraction", "imperial-palace"),
    ("route", "palace-and-tomb"),
    ("route", "ski-and-pagoda"),
    ("event", "ice-festival"),
    ("attraction", "benxi-water-cave"),
]


def page(cards, hits=HITS, terms=(), **query):
    args = {name: [value] for name, value in query.items()}
    return found.page(cards, {"q": ["x"], **args}, hits, list(terms), is_degraded=False)


def test_results_stand_in_the_order_of_the_hits(cards):
    assert [(r.kind, r.card.key) for r in page(cards).results] == HITS


def test_results_are_counted_by_kind(cards):
    assert page(cards).counts == {"route": 2, "attraction": 2, "event": 1}


def test_one_kind_can_be_chosen_and_the_counts_stay(cards):
    chosen = page(cards, kind="route")

    assert [r.card.key for r in chosen.results] == ["palace-and-tomb", "ski-and-pagoda"]
    assert chosen.counts == {"route": 2, "attraction": 2, "event": 1}


def test_an_area_narrows_results_of_every_kind(cards):
    assert [r.card.key for r in page(cards, area="benxi").results] == ["ice-festival", "benxi-water-cave"]


def test_a_hit_that_is_no_longer_published_is_left_out(cards):
    assert page(cards, hits=[("route", "gone"), ("event", "temple-fair")]).total == 1


def test_nothing_found_offers_routes_of_this_month_instead(cards):
    assert page(cards, hits=[]).instead[0].key == "ski-and-pagoda"


@pytest.mark.parametrize(
    "query", [{"kind": "city"}, {"area": "x"}, {"season": "x"}, {"page": "0"}, {"page": "x"}, {"sort": "x"}], ids=str
)
def test_what_the_search_page_does_not_understand_is_refused(cards, query):
    with pytest.raises(NotValid):
        page(cards, **query)


def test_a_page_of_results_beyond_the_last_is_not_found(cards):
    with pytest.raises(NotFound):
        page(cards, page="2")


def test_white_space_in_a_query_means_nothing():
    assert asking.words({"q": ["  故宫 \n 沈阳 "]}) == "故宫 沈阳"


def test_a_query_too_long_to_mean_anything_is_refused():
    with pytest.raises(NotValid):
        asking.words({"q": ["长" * 101]})


def test_the_words_of_a_query_are_marked_in_the_snippet(cards):
    result = page(cards, hits=[("attraction", "guanmen-mountain")], terms=["mapl"]).results[0]

    assert "<mark>maple</mark>" in result.snippet


def test_a_snippet_in_another_language_says_so(cards):
    result = page(cards, hits=[("attraction", "white-pagoda")]).results[0]

    assert result.snippet_lang.lang == "zh"


def test_a_snippet_of_hostile_text_is_text(hostile):
    for lang in ("zh", "en"):
        cards = Cards(hostile.shelf, lang, NOW.date())
        hits = [("attraction", "place-one"), ("route", "route-one"), ("event", "event-one")]
        for result in page(cards, hits=hits, terms=["script", "alert", "img"]).results:
            assert "<" not in result.snippet.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("关门山森林公园", ["森林", "林公", "公园"], ["森林公园"]),
        ("Palaces and a palace", ["palac"], ["Palaces", "palace"]),
        ("沈陽故宮", ["故宫"], ["故宮"]),
        ("impalace", ["palac"], []),
        ("沈阳918历史博物馆", ["918"], ["918"]),
        ("918历史博物馆", ["918"], ["918"]),
        ("去ski滑雪", ["ski"], ["ski"]),
        ("没有", [], []),
    ],
)
def test_marks_cover_the_words_and_no_more(text, terms, marked):
    assert [text[a:b] for a, b in found.spans(text, terms)] == marked


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marks_never_overlap_nor_leave_the_text(text, terms):
    spans = found.spans(text, terms)
    edges = [edge for span in spans for edge in span]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_snippet_is_short_and_holds_the_first_mark(real, lang):
    cards = Cards(real.shelf, lang, NOW.date())
    hits = [("attraction", key) for key in list(real.shelf.attractions)[:20]]
    term = "的" if lang == "zh" else "the"
    for result in page(cards, hits=hits, terms=[term]).results:
        assert len(result.snippet.striptags()) <= found.WINDOW[lang] + 2
        assert "<mark>" in result.snippet or term not in result.snippet_lang.text.lower().split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("故宫", [("attraction", "imperial-palace"), ("route", "palace-and-tomb")]),
        ("故宮", [("attraction", "imperial-palace"), ("route", "palace-and-tomb")]),
        ("water CAVE", [("attraction", "benxi-water-cave")]),
        ("", []),
        ("没有", []),
    ],
)
def test_without_an_index_names_alone_are_looked_through(cards, text, expected):
    assert found.scan(cards, text) == expected
