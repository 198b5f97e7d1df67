"""Two documents -> the changes between them, in words."""

import factories as make

from portal.changes import Change, changes


def told(before, after):
    return [str(change) for change in changes(before, after)]


def test_equal_documents_have_no_changes():
    assert changes(make.attraction(), make.attraction()) == []


def test_nothing_has_become_of_nothing():
    assert changes(None, None) == []


def test_a_new_document_is_one_change_that_says_its_name():
    assert told(None, make.attraction(name="故宫")) == ["document: added “故宫”"]


def test_a_document_that_goes_is_one_change_that_says_its_title():
    assert told(make.route("a", number=3), None) == ["document: removed “线路3”"]


def test_a_document_without_a_name_is_called_by_its_kind():
    assert told(None, make.vocabulary(spring="春")) == ["document: added “VocabularyDocument”"]


def test_a_changed_text_names_its_field_and_language():
    after = make.attraction(summary={"zh": "一句话", "en": "Another sentence"})

    assert changes(make.attraction(), after) == [Change("summary.en", "A sentence", "Another sentence")]


def test_a_translation_that_comes_and_one_that_goes_are_told_apart():
    chinese, both = make.attraction(body={"zh": "文"}), make.attraction(body={"zh": "文", "en": "Text"})

    assert told(chinese, both) == ["body.en: added “Text”"]
    assert told(both, chinese) == ["body.en: removed “Text”"]


def test_stops_are_compared_one_by_one_and_counted_from_one():
    before, after = make.route("a", "b"), make.route("a", "c", "d")

    assert told(before, after) == [
        "days[1].stops[2].attraction: “b” → “c”",
        "days[1].stops[3].attraction: added “d”",
    ]


def editions(*found):
    return make.event(occurrences=[{"status": "held", "edition": {"zh": zh}, **more} for zh, more in found])


FIRST, SECOND = ("首届", {"number": 1}), ("第二届", {"number": 2})


def test_an_edition_put_before_another_is_the_only_change():
    assert told(editions(SECOND), editions(FIRST, SECOND)) == [
        "occurrences[number 1].number: added “1”",
        "occurrences[number 1].edition.zh: added “首届”",
        "occurrences[number 1].status: added “held”",
    ]


def test_an_edition_is_known_by_its_number_wherever_it_stands():
    after = editions(("第二届（冬）", {"number": 2}), FIRST)

    assert told(editions(FIRST, SECOND), after) == [
        "occurrences[number 2].edition.zh: “第二届” → “第二届（冬）”",
        "occurrences (order): “number 1, number 2” → “number 2, number 1”",
    ]


def test_editions_that_are_given_their_numbers_are_compared_by_their_places():
    assert told(editions(("首届", {}), ("第二届", {})), editions(FIRST, SECOND)) == [
        "occurrences[1].number: added “1”",
        "occurrences[2].number: added “2”",
    ]


def test_plain_lists_are_compared_whole():
    assert changes(make.attraction(months=[4]), make.attraction(months=[4, 5])) == [
        Change("advised.months", [4], [4, 5])
    ]


def test_a_default_that_is_left_out_is_no_change():
    assert changes(make.attraction(), make.attraction(state={"state": "open"}, access={})) == []


def test_long_texts_are_shortened_and_their_breaks_taken_out():
    line = str(Change("body.zh", None, "一\n二 " * 100))

    assert "\n" not in line
    assert line.endswith("…”")
    assert len(line) < 90
