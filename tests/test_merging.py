"""Two clerks wrote at one text: everything that either wrote is in the merged text or in a choice."""

import json
from copy import deepcopy
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from portal.merging import ABSENT, merge

PALACE = {"attraction": "palace", "minutes": 60}
LAKE = {"attraction": "lake", "minutes": 30}
TOMB = {"attraction": "tomb"}


def route(*stops, **more):
    return {"title": {"zh": "线路", "en": "Route"}, "days": [{"stops": [*stops]}], **more}


def fields(merged):
    return [choice.field for choice in merged.choices]


def test_what_one_side_alone_changed_is_taken_from_that_side():
    base = route(PALACE)
    mine = {**base, "title": {"zh": "我的", "en": "Route"}}
    theirs = {**base, "title": {"zh": "线路", "en": "Theirs"}, "mode": "walk"}

    merged = merge(base, mine, theirs)

    assert merged.values["title"] == {"zh": "我的", "en": "Theirs"}
    assert merged.values["mode"] == "walk"
    assert (merged.mine, merged.theirs, merged.choices) == (["title.zh"], ["title.en", "mode"], [])


def test_what_both_changed_is_a_choice_and_each_pick_does_what_it_says():
    base, mine, theirs = ({"body": {"zh": text}} for text in ("旧文", "我的", "别人的"))

    open_one = merge(base, mine, theirs)
    assert fields(open_one) == ["body.zh"]
    assert not open_one.is_settled

    picked = {pick: merge(base, mine, theirs, {"body.zh": pick}) for pick in ("mine", "theirs", "base", "both")}
    assert {pick: merged.values["body"]["zh"] for pick, merged in picked.items()} == {
        "mine": "我的",
        "theirs": "别人的",
        "base": "旧文",
        "both": "我的\n\n别人的",
    }
    assert all(merged.is_settled for merged in picked.values())


def test_a_title_cannot_be_both_and_an_invented_pick_is_no_choice():
    base, mine, theirs = ({"title": {"zh": text}} for text in ("旧", "甲", "乙"))

    for pick in ("both", "hers", ""):
        assert not merge(base, mine, theirs, {"title.zh": pick}).is_settled


def test_both_saying_the_same_is_no_choice():
    assert not merge({"mode": "walk"}, {"mode": "drive"}, {"mode": "drive"}).choices


def test_stops_are_known_by_their_attraction_wherever_they_stand():
    base = route(PALACE, LAKE)
    mine = route(LAKE, PALACE)
    theirs = route(PALACE, {**LAKE, "minutes": 90}, TOMB)

    stops = merge(base, mine, theirs).values["days"][0]["stops"]

    assert [stop["attraction"] for stop in stops] == ["lake", "tomb", "palace"]
    assert stops[0]["minutes"] == 90


def test_a_stop_that_one_removed_and_the_other_rewrote_is_a_choice():
    merged = merge(route(PALACE, LAKE), route(PALACE), route(PALACE, {**LAKE, "minutes": 90}))

    assert fields(merged) == ["days.0.stops.lake"]
    assert merged.choices[0].mine is ABSENT
    theirs = merge(
        route(PALACE, LAKE), route(PALACE), route(PALACE, {**LAKE, "minutes": 90}), {"days.0.stops.lake": "theirs"}
    )
    assert [stop["attraction"] for stop in theirs.values["days"][0]["stops"]] == ["palace", "lake"]


def test_two_different_orders_are_one_choice():
    merged = merge(route(PALACE, LAKE, TOMB), route(LAKE, PALACE, TOMB), route(PALACE, TOMB, LAKE))

    assert fields(merged) == ["days.0.stops"]


def test_a_position_is_one_field():
    base = {"point": {"quality": "point", "lat": 41.0, "lon": 123.0}}
    mine = {"point": {"quality": "point", "lat": 41.5, "lon": 123.0}}
    theirs = {"point": {"quality": "point", "lat": 41.0, "lon": 123.5}}

    assert fields(merge(base, mine, theirs)) == ["point"]


def test_two_new_dates_of_one_event_stay_two():
    old = {"number": 1, "status": "held"}
    mine = {"occurrences": [old, {"number": 2, "status": "scheduled", "venue": {"zh": "甲地"}}]}
    theirs = {"occurrences": [old, {"number": 2, "status": "scheduled", "venue": {"zh": "乙地"}}]}

    merged = merge({"occurrences": [old]}, mine, theirs)

    assert not merged.choices
    assert sorted(leg["venue"]["zh"] for leg in merged.values["occurrences"][1:]) == ["乙地", "甲地"]
    assert [leg.get("number") for leg in merged.values["occurrences"] if leg != old].count(2) == 1


def test_days_of_different_number_are_one_field():
    base = {"days": [{"stops": [PALACE]}]}
    mine = {"days": [{"stops": [PALACE]}, {"stops": [LAKE]}]}
    theirs = {"days": [{"stops": [PALACE]}, {"stops": [TOMB]}, {"stops": [LAKE]}]}

    assert fields(merge(base, mine, theirs)) == ["days"]


KEYS = st.sampled_from(["palace", "lake", "tomb", "park"])
EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["title", "body", "stop", "insert", "remove", "swap", "leg", "new leg", "theme", "point", "day"]
        ),
        st.integers(0, 5),
        KEYS,
    ),
    max_size=6,
)


def edited(document, edits, word):  # noqa: C901  a table of what a clerk can do
    """The document after some edits, each of which leaves a word that stands nowhere else; and those words."""
    made, words = deepcopy(document), []

    def new():
        words.append(word())
        return words[-1]

    for what, at, key in edits:
        stops, legs = made["days"][0]["stops"], made["occurrences"]
        if what in ("title", "body"):
            made[what][("zh", "en")[at % 2]] = new()
        elif what == "stop" and stops:
            stops[at % len(stops)].setdefault("note", {})["zh"] = new()
        elif what == "insert":
            stops.insert(at % (len(stops) + 1), {"attraction": key, "note": {"en": new()}})
        elif what == "remove" and stops:
            stops.pop(at % len(stops))
        elif what == "swap":
            stops.reverse()
        elif what == "leg" and legs:
            legs[at % len(legs)]["venue"] = {"zh": new()}
        elif what == "new leg":
            numbered = {"number": max((leg.get("number", 0) for leg in legs), default=0) + 1} if at % 2 else {}
            legs.append({**numbered, "status": "held", "venue": {"zh": new()}})
        elif what == "theme":
            made["themes"].append(new())
        elif what == "point":
            made["point"]["lat"] = new()
        else:
            made["days"].append({"stops": [{"attraction": key, "note": {"zh": new()}}]})
    return made, [word for word in words if word in json.dumps(made)]


@given(EDITS, EDITS)
def test_no_word_that_either_side_wrote_is_lost(my_edits, their_edits):
    numbers = count()
    base = {
        "title": {"zh": "线路"},
        "body": {"zh": "正文"},
        "days": [{"stops": [PALACE, LAKE, TOMB]}],
        "occurrences": [{"number": 1, "status": "held"}, {"number": 2, "status": "held"}],
        "themes": ["a"],
        "point": {"quality": "point", "lat": "1", "lon": "2"},
    }
    mine, my_words = edited(base, my_edits, lambda: f"<{next(numbers)}>")
    theirs, their_words = edited(base, their_edits, lambda: f"<{next(numbers)}>")

    merged = merge(base, mine, theirs)
    kept = json.dumps(merged.values) + "".join(
        json.dumps(side) for c in merged.choices for side in (c.mine, c.theirs) if side is not ABSENT
    )

    assert [word for word in (*my_words, *their_words) if word not in kept] == []


@given(EDITS)
def test_merging_with_an_unchanged_side_is_the_other_side(edits):
    base = {
        "title": {"zh": "线路"},
        "body": {"zh": "正文"},
        "days": [{"stops": [PALACE, LAKE, TOMB]}],
        "occurrences": [{"number": 1, "status": "held"}],
        "themes": ["a"],
        "point": {"quality": "point"},
    }
    changed, _ = edited(base, edits, lambda: "x")

    for merged in (merge(base, changed, base), merge(base, base, changed)):
        assert merged.values == changed
        assert not merged.choices
