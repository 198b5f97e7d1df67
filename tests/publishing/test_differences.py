"""What a reviewer is shown of a difference."""

from hypothesis import given
from hypothesis import strategies as st

from portal.publishing.differences import MOST_TOKENS, differences, moved_metres, pieces, position


def shown(before, after):
    return [(piece.what, piece.text) for piece in pieces(before, after)]


def test_chinese_is_compared_by_characters_and_english_by_words():
    assert shown("看瓦檐，留四十分钟", "看瓦檐，留五十分钟") == [
        ("same", "看瓦檐，留"),
        ("del", "四"),
        ("ins", "五"),
        ("same", "十分钟"),
    ]
    assert ("ins", "eaves") in shown("look at the roof", "look at the eaves")


@given(st.text(alphabet="ab 瓦檐\n", max_size=40), st.text(alphabet="ab 瓦檐\n", max_size=40))
def test_without_what_was_added_it_is_the_old_text_and_without_what_was_removed_the_new(before, after):
    found = pieces(before, after)

    assert "".join(p.text for p in found if p.what != "ins") == before
    assert "".join(p.text for p in found if p.what != "del") == after


def test_two_long_texts_that_share_nothing_are_told_as_one_replacement():
    assert [what for what, _ in shown("瓦" * MOST_TOKENS, "檐" * MOST_TOKENS)] == ["del", "ins"]


def test_languages_of_one_text_stand_side_by_side():
    (one,) = differences({"title": {"zh": "旧", "en": "Old"}}, {"title": {"zh": "新", "en": "Old"}})

    assert [(words.lang, words.is_changed) for words in one.words] == [("zh", True), ("en", False)]


def stops(*keys, **more):
    return {"days": [{"stops": [{"attraction": key, **more.get(key, {})} for key in keys]}]}


def told(before, after):
    (days,) = differences(before, after)
    (inside,) = days.entries[0].inside
    return [(entry.what, entry.name) for entry in inside.entries]


def test_stops_are_told_as_added_removed_moved_and_changed_inside():
    assert told(stops("palace", "lake"), stops("palace", "tomb", "lake")) == [
        ("same", "palace"),
        ("added", "tomb"),
        ("same", "lake"),
    ]
    assert told(stops("palace", "lake"), stops("lake")) == [("removed", "palace"), ("same", "lake")]
    assert sorted(told(stops("palace", "lake"), stops("lake", "palace"))) in (
        [("moved", "lake"), ("same", "palace")],
        [("moved", "palace"), ("same", "lake")],
    )
    (days,) = differences(stops("palace"), stops("palace", palace={"minutes": 40}))
    assert days.entries[0].inside[0].entries[0].inside[0].after == 40


def test_nothing_differs_between_a_text_and_itself():
    assert not differences(stops("palace"), stops("palace"))


def test_a_place_that_moved_is_told_in_metres():
    def at(lat):
        return {"point": {"quality": "point", "lat": lat, "lon": 123.4}}

    assert 110 < moved_metres(at(41.8), at(41.801))[2] < 112
    assert moved_metres(at(41.8), at(41.8)) is None
    assert moved_metres({}, at(41.8)) is None


def test_what_was_typed_wrong_is_no_position():
    for point in (None, "here", {"lat": "41", "lon": 123}, {"lat": 99, "lon": 123}, {"lat": 41}):
        assert position(point) is None
