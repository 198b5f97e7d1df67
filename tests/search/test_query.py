"""What people type into the real site's search finds what they mean."""

import pytest
from conftest import NOW
from pypinyin import lazy_pinyin

from portal.content import load
from portal.extensions import db
from portal.following import rebuild_index, searchable
from portal.kernel.geo import Point
from portal.kernel.text import fold
from portal.search import query
from portal.search.entries import concepts, entries
from portal.search.query import Ask


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


def test_two_words_find_first_what_has_both(search, real):
    shelf = real.shelf
    best = search("本溪 红叶").hits[:5]
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


def test_terms_to_mark_are_those_of_the_query_and_its_synonyms(search):
    assert {"红叶", "枫叶"} <= set(search("红叶").terms)


def test_the_2_of_a_length_is_not_marked_in_every_date(search):
    assert not {"2", "天", "日"} & set(search("本溪 红叶 两天").terms)


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("古宫", "故宫", "shenyang-imperial-palace"),
        ("沈阳gugong", "沈阳故宫", "shenyang-imperial-palace"),
        ("本西水洞", "本溪水洞", "benxi-water-cave"),
        ("Shenyang Imperail Palace", "shenyang imperial palace", "shenyang-imperial-palace"),
        ("Qianshan mountan", "qianshan mountain", "qianshan-scenic-area"),
        ("benxshuidong", "本溪水洞", "benxi-water-cave"),
        ("千山风景取", "千山风景区", "qianshan-scenic-area"),
    ],
)
def test_a_slip_is_forgiven_and_said(search, typed, meant, first):
    found = search(typed)

    assert (found.corrected, found.hits[0].key) == (meant, first)


def test_whoever_means_it_as_typed_is_not_corrected(search):
    found = search("古宫", as_typed=True)

    assert (found.corrected, [hit.key for hit in found.hits if hit.score > 5]) == ("", [])


@pytest.mark.parametrize("typed", ["gugong", "sygg", "故宫", "瀋陽故宮", "benxishuidong", "Benxi Water Cave", "红叶"])
def test_another_way_to_spell_is_no_slip(search, typed):
    assert search(typed).corrected == ""


def test_the_parts_of_a_wish_are_told_with_what_each_is_about(search):
    found = search("本溪 红叶 两天")

    assert [(chip.text, chip.axis, chip.rest) for chip in found.chips] == [
        ("本溪", "area", "红叶 两天"),
        ("红叶", "theme", "本溪 两天"),
        ("两天", "days", "本溪 红叶"),
    ]


@pytest.mark.parametrize("typed", ["沈阳故宫", "本溪水洞", "gugong", "qianshan", "温泉", "Shenyang Imperial Palace"])
def test_a_name_is_not_taken_apart(search, typed):
    assert search(typed).chips == []


def test_what_fits_every_part_comes_before_what_fits_some(search, real):
    found = search("8月 避暑 亲子")
    whole = [hit.fits_all for hit in found.hits]

    assert 0 < found.whole < found.total
    best = real.shelf.routes[found.hits[0].key]
    assert "families" in best.suits
    assert 8 in best.advised.months
    assert whole[0]


def test_a_filter_leaves_what_has_one_of_its_values(search, real):
    found = search("温泉", filters={"area": ["anshan", "benxi"]}, kind="attraction")

    assert found.total == len(found.hits) > 3
    assert {real.shelf.attractions[hit.key].area for hit in found.hits} == {"anshan", "benxi"}


def test_a_facet_says_what_adding_a_value_would_give(search):
    found = search("温泉", kind="attraction")

    for area, count in found.facets["area"].items():
        assert search("温泉", kind="attraction", filters={"area": [area]}).total == count


def test_a_facet_that_is_chosen_still_counts_its_other_values(search):
    free, chosen = search("温泉"), search("温泉", filters={"area": ["benxi"]})

    assert chosen.facets["area"] == free.facets["area"]
    assert sum(chosen.facets["season"].values()) < sum(free.facets["season"].values())


def test_kinds_are_counted_over_what_the_filters_leave(search):
    found = search("温泉", kind="route", filters={"season": ["winter"]})

    assert found.counts["route"] == found.total
    assert found.counts["attraction"] > 0


def test_the_window_moves_over_one_order(search):
    everything = [hit.key for hit in search("沈阳").hits]

    assert [hit.key for hit in search("沈阳", offset=20, limit=20).hits] == everything[20:40]
    assert search("沈阳", offset=100_000, limit=5).hits == []


def test_the_best_of_each_kind_stand_in_the_order_of_their_best(search):
    found = search("故宫", best_of=3)
    order = [hit.kind for hit in search("故宫").hits]

    assert list(found.best) == list(dict.fromkeys(order))
    assert all(0 < len(some) <= 3 and {hit.kind for hit in some} == {kind} for kind, some in found.best.items())


@pytest.mark.parametrize(
    ("typed", "name"), [("沈阳北站附近", "沈阳北站"), ("museums near Fushun", "Fushun"), ("千山附近温泉", "千山")]
)
def test_near_a_station_a_city_or_a_sight(search, typed, name):
    found = search(typed)

    assert found.near == name
    assert found.hits[0].km is not None
    assert found.hits[0].km < 40


def test_near_a_place_that_nobody_knows_is_but_words(search):
    assert search("温泉 near Atlantis").near == ""


def test_what_is_near_comes_first_on_request(search):
    palace = Point(41.796, 123.4496)
    far = [hit.km for hit in search("公园", near=palace, sort="distance", kind="attraction").hits]
    known = [km for km in far if km is not None]

    assert known == sorted(known)
    assert known[0] < 3
    assert far[len(known) :] == [None] * (len(far) - len(known))  # what lies nobody knows where comes last


def test_what_is_advised_this_month_comes_first_on_request(search, real):
    found = search("公园", sort="season", month=1, kind="attraction")
    advised = [1 in real.shelf.attractions[hit.key].advised.months for hit in found.hits]

    assert advised == sorted(advised, reverse=True)


def test_a_question_without_a_wish_is_answered_with_what_is_known_and_good_now(search, real):
    found = search("周末去哪玩", limit=10)

    assert found.total > 50
    assert any(real.shelf.attractions[hit.key].grade for hit in found.hits if hit.kind == "attraction")


def test_a_bureau_can_put_a_result_first_for_a_word(small):
    found = query.search(small.settings.search_dir, Ask("罕王宫"))

    assert found.hits[0].key == "imperial-palace"


def test_words_that_a_bureau_publishes_take_effect_with_the_next_generation(own, folder):
    assert query.search(own.settings.search_dir, Ask("汗王殿")).total == 0
    (folder / "lexicon" / "more.yaml").write_text(
        "entries:\n  - say: [汗王殿]\n    first: ['attraction:imperial-palace']\n", encoding="utf-8"
    )
    with own.app.app_context():
        assert load.load(db.session, NOW, folder).is_good
        db.session.commit()
        rebuild_index(own.settings, db.engine)

    assert query.search(own.settings.search_dir, Ask("汗王殿")).hits[0].key == "imperial-palace"


def test_an_entry_says_where_a_thing_lies_and_what_kind_it_is(small):
    palace = next(entry for entry in entries(searchable(small.shelf)) if entry.key == "imperial-palace")

    assert {"沈阳", "Shenyang City", "沈河区", "宫殿", "4A"} <= set(palace.tags)
    assert fold("盛京皇宫") in palace.aliases
    assert palace.axes["area"] == ("shenyang",)


def test_areas_counties_and_vocabularies_are_words_that_mean_something(real):
    found = list(concepts(searchable(real.shelf)))

    def means(word: str) -> list[dict[str, tuple[str, ...]]]:
        return [concept.means for concept in found if word in concept.say]

    assert means("抚顺市") == [{"area": ("fushun",)}]
    assert means("桓仁") == means("Huanren") == [{"district": ("桓仁满族自治县",)}]
    assert means("和平") == []  # a district's short name may be anything
    assert means("金秋送爽") == [{"season": ("autumn",), "type": ("route",)}]
