"""Search hits become a page: snippets, marks, counts."""

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue import asking, found, snippets, wish
from portal.catalogue.cards import Cards
from portal.catalogue.found import Answer, Hit
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.geo import Point

HITS = [
    Hit("attraction", "imperial-palace"),
    Hit("route", "palace-and-tomb"),
    Hit("route", "ski-and-pagoda"),
    Hit("event", "ice-festival"),
    Hit("attraction", "benxi-water-cave"),
]


def asked(cards, **query):
    return wish.read(cards, {"q": ["x"], **{name: [value] for name, value in query.items()}})


def answered(hits=HITS, **more):
    """What the search would say of some hits."""
    kinds = dict.fromkeys(hit.kind for hit in hits)
    best = {kind: [hit for hit in hits if hit.kind == kind] for kind in kinds}
    counts = {kind: len(some) for kind, some in best.items()}
    return Answer(hits, len(hits), len(hits), best, counts, **more)


def page(cards, hits=HITS, terms=(), **query):
    return found.page(cards, asked(cards, **query), answered(hits, terms=list(terms)))


def test_results_are_grouped_by_kind_with_the_kind_of_the_best_first(cards):
    groups = page(cards).groups

    assert [(g.kind, [r.card.key for r in g.results]) for g in groups] == [
        ("attraction", ["imperial-palace", "benxi-water-cave"]),
        ("route", ["palace-and-tomb", "ski-and-pagoda"]),
        ("event", ["ice-festival"]),
    ]


def test_a_group_shows_a_few_and_says_how_many_there_are(cards):
    (group,) = page(cards, hits=[Hit("event", "ice-festival")] * 9).groups

    assert (len(group.results), group.count) == (found.IN_A_GROUP["event"], 9)


def test_results_are_counted_by_kind(cards):
    assert page(cards).counts == {"route": 2, "attraction": 2, "event": 1}


def test_of_one_kind_the_results_are_a_list_in_the_order_of_the_hits(cards):
    chosen = page(cards, hits=HITS[1:3], kind="route")

    assert [r.card.key for r in chosen.results] == ["palace-and-tomb", "ski-and-pagoda"]
    assert chosen.groups == []


def test_a_hit_that_is_no_longer_published_is_left_out(cards):
    assert len(page(cards, hits=[Hit("route", "gone"), Hit("route", "palace-and-tomb")], kind="route").results) == 1


def test_nothing_found_offers_routes_of_this_month_instead(cards):
    assert page(cards, hits=[]).instead[0].key == "ski-and-pagoda"


def test_a_facet_has_the_counts_of_the_search_and_its_options_lead_on(cards):
    shown = found.page(cards, asked(cards, area="benxi"), answered(facets={"area": {"benxi": 3, "shenyang": 2}}))
    area = next(facet for facet in shown.facets if facet.name == "area")

    assert [(o.value, o.count, o.chosen, o.query) for o in area.options] == [
        ("shenyang", 2, False, {"q": ["x"], "area": ["benxi", "shenyang"]}),
        ("benxi", 3, True, {"q": ["x"]}),
    ]
    assert [(name, option.value) for name, option in shown.chips] == [("area", "benxi")]


def test_the_kind_of_an_event_is_called_sport_in_the_address(cards):
    assert asked(cards, sport="running").filters == {"kind": ["running"]}


def test_a_position_is_latitude_then_longitude(cards):
    assert asked(cards, near="41.8,123.45").near == Point(41.8, 123.45)


@pytest.mark.parametrize(
    "near", ["123.45,41.8", "x", "41.8", "0,0", "41.8,123.4,5", "91,123", "41.8, 123.4", "nan,nan"]
)
def test_a_position_elsewhere_or_swapped_is_refused(cards, near):
    with pytest.raises(NotValid, match="latitude,longitude"):
        asked(cards, near=near)


def test_distance_is_an_order_only_where_there_is_a_point(cards):
    assert "distance" not in page(cards).sorts
    assert "distance" in page(cards, near="41.8,123.45").sorts


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "city"}, {"area": "x"}, {"season": "x"}, {"page": "0"}, {"page": "x"}, {"sort": "x"},
        {"colour": "red"}, {"spelling": "mine"}, {"month": "13"}, {"days": "99"}, {"sport": "chess"},
        {"suits": "cats"}, {"grade": "6A"},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_search_page_does_not_understand_is_refused(cards, query):
    with pytest.raises(NotValid):
        page(cards, **query)


def test_a_page_of_results_beyond_the_last_is_not_found(cards):
    with pytest.raises(NotFound):
        page(cards, kind="route", page="2")


def test_a_query_of_any_length_is_asked(cards):
    assert wish.read(cards, {"q": ["长" * 10_000]}).text == "长" * 10_000


def test_what_cannot_be_seen_is_no_part_of_a_query(cards):
    assert wish.read(cards, {"q": ["故\u200b宫\x00 \n沈阳"]}).text == "故宫 沈阳"


def test_white_space_in_a_query_means_nothing():
    assert asking.words({"q": ["  故宫 \n 沈阳 "]}) == "故宫 沈阳"


def test_a_query_too_long_to_mean_anything_is_refused():
    with pytest.raises(NotValid):
        asking.words({"q": ["长" * 101]})


def test_the_words_of_a_query_are_marked_in_the_snippet(cards):
    result = page(cards, hits=[Hit("attraction", "guanmen-mountain")], terms=["mapl"], kind="attraction").results[0]

    assert "<mark>maple</mark>" in result.snippet


def test_a_snippet_in_another_language_says_so(cards):
    result = page(cards, hits=[Hit("attraction", "white-pagoda")], kind="attraction").results[0]

    assert result.snippet_lang.lang == "zh"


def test_a_snippet_of_hostile_text_is_text(hostile):
    for lang in ("zh", "en"):
        cards = Cards(hostile.shelf, lang, NOW.date())
        hits = [Hit("attraction", "place-one"), Hit("route", "route-one"), Hit("event", "event-one")]
        for result in page(cards, hits=hits, terms=["script", "alert", "img"], kind="route").results:
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
    assert [text[a:b] for a, b in snippets.spans(text, terms)] == marked


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marks_never_overlap_nor_leave_the_text(text, terms):
    spans = snippets.spans(text, terms)
    edges = [edge for span in spans for edge in span]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_snippet_is_short_and_holds_the_first_mark(real, lang):
    cards = Cards(real.shelf, lang, NOW.date())
    hits = [Hit("attraction", key) for key in list(real.shelf.attractions)[:20]]
    term = "的" if lang == "zh" else "the"
    for result in page(cards, hits=hits, terms=[term], kind="attraction").results:
        assert len(result.snippet.striptags()) <= snippets.WINDOW[lang] + 2
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
    answer = found.scan(cards, wish.read(cards, {"q": [text]}))

    assert [(hit.kind, hit.key) for hit in answer.hits] == expected
    assert answer.is_degraded
