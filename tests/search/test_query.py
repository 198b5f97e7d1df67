"""What people type into the real site's search finds what they mean."""

import pytest
from pypinyin import lazy_pinyin

from portal.kernel.text import fold
from portal.search import query
from portal.search.entries import entries


@pytest.fixture(scope="module")
def ask(real):
    """A function that answers a query with keys, best first: ask("故宫", "attraction")."""

    def answer(text: str, *kinds: str) -> list[str]:
        return [hit.key for hit in query.search(real.settings.search_dir, text).hits if not kinds or hit.kind in kinds]

    return answer


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("故宫", "shenyang-imperial-palace"),
        ("沈阳故宫", "shenyang-imperial-palace"),
        ("故宮", "shenyang-imperial-palace"),
        ("imperial palace", "shenyang-imperial-palace"),
        ("Imperial  PALACE", "shenyang-imperial-palace"),
        ("palaces imperial", "shenyang-imperial-palace"),
        ("gugong", "shenyang-imperial-palace"),
        ("sygg", "shenyang-imperial-palace"),
        ("ＳＹＧＧ", "shenyang-imperial-palace"),
        ("水洞", "benxi-water-cave"),
        ("本溪水洞", "benxi-water-cave"),
        ("water cave", "benxi-water-cave"),
        ("shuidong", "benxi-water-cave"),
        ("bxsd", "benxi-water-cave"),
        ("千山", "qianshan"),
        ("关门山", "guanmenshan"),
        ("九一八", "918"),
        ("918", "918"),
    ],
)
def test_the_best_known_places_come_first(ask, real, typed, meant):
    first = ask(typed, "attraction")[0]

    assert meant in first, ask(typed, "attraction")[:5]


def test_a_word_for_a_kind_of_place_finds_many(ask):
    assert len(ask("风景区")) >= 3


def test_two_words_find_first_what_has_both(ask, real):
    shelf = real.shelf
    best = query.search(real.settings.search_dir, "本溪 红叶").hits[:5]
    documents = {"route": shelf.routes, "attraction": shelf.attractions, "event": shelf.events}

    assert len(best) == 5
    for hit in best:
        words = str(documents[hit.kind][hit.key].model_dump())
        assert "benxi" in words or "本溪" in words
        assert any(word in words for word in ("红叶", "枫"))


@pytest.mark.parametrize("typed", ["ski", "skiing", "滑雪", "huaxue"])
def test_skiing_finds_ski_resorts_and_winter_routes(ask, real, typed):
    assert "滑雪" in real.shelf.attractions[ask(typed, "attraction")[0]].name["zh"]


def test_skiing_finds_a_winter_route(ask, real):
    assert real.shelf.routes[ask("ski", "route")[0]].season == "winter"


def test_one_character_finds_the_names_that_hold_it(ask, real):
    keys = ask("塔", "attraction")
    with_it = {key for key, place in real.shelf.attractions.items() if "塔" in place.name["zh"]}

    assert with_it <= set(keys)
    assert keys[0] in with_it


@pytest.mark.parametrize("kind", ["attraction", "route", "event"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_is_found_first_or_nearly_by_its_own_name(ask, real, kind, language):
    documents = {"attraction": real.shelf.attractions, "route": real.shelf.routes, "event": real.shelf.events}[kind]
    names = {key: getattr(d, "name", None) or d.title for key, d in documents.items()}

    assert [key for key, name in names.items() if key not in ask(name[language], kind)[:3]] == []


def test_every_attraction_is_found_by_typing_its_whole_name_in_pinyin(ask, real):
    typed = {
        key: "".join(lazy_pinyin("".join(c for c in place.name["zh"] if "一" <= c <= "鿿")))
        for key, place in real.shelf.attractions.items()
    }

    assert [(way, key) for key, way in typed.items() if key not in ask(way)] == []


def test_every_attraction_is_found_by_each_of_its_other_names(ask, real):
    missing = [
        (name, key)
        for key, place in real.shelf.attractions.items()
        for names in place.aliases.values()
        for name in names
        if key not in ask(name)[:5]
    ]

    assert missing == []


@pytest.mark.parametrize("text", ["", "   ", "，。！", "the of", "?", "%00", "\x00"])
def test_a_query_that_says_nothing_finds_nothing(ask, text):
    assert ask(text) == []


@pytest.mark.parametrize(
    "text", ["name:*", "NOT 故宫", "故宫 OR *", '"故宫"', "[a TO z]", "*" * 50, "故宫^99", "kind:route", "\\", "(("]
)
def test_a_query_is_words_and_never_a_command(ask, text):
    assert all(isinstance(key, str) for key in ask(text))


def test_a_star_is_not_everything(ask):
    assert ask("*") == []


def test_a_very_long_query_is_cut_and_answered(ask):
    assert ask("故宫" * 5_000)


def test_nonsense_finds_nothing(ask):
    assert ask("qqxzzv") == []


def test_the_same_query_gives_the_same_order(ask):
    assert ask("沈阳") == ask("沈阳")


def test_terms_to_mark_are_those_of_the_query_and_its_synonyms(real):
    assert {"红叶", "枫叶"} <= set(query.search(real.settings.search_dir, "红叶").terms)


def test_the_index_holds_exactly_what_is_published(real):
    shelf = real.shelf

    assert query.keys(real.settings.search_dir) == {
        *(("route", key) for key in shelf.routes),
        *(("attraction", key) for key in shelf.attractions),
        *(("event", key) for key in shelf.events),
    }


def test_an_entry_says_where_a_thing_lies_and_what_kind_it_is(small):
    shelf = small.shelf
    documents = {
        "vocabulary": shelf.vocabularies,
        "area": shelf.areas,
        "attraction": shelf.attractions,
        "route": shelf.routes,
        "event": shelf.events,
    }
    palace = next(entry for entry in entries(documents) if entry.key == "imperial-palace")

    assert {"沈阳", "Shenyang City", "沈河区", "宫殿", "4A"} <= set(palace.tags)
    assert fold("盛京皇宫") in palace.aliases
