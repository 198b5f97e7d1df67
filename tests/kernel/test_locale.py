from portal.kernel.locale import say


def test_a_reader_gets_their_own_language():
    said = say({"zh": "故宫", "en": "Palace"}, "en")

    assert (said.text, said.lang, said.is_own) == ("Palace", "en", True)


def test_a_missing_language_falls_back_to_chinese_and_says_so():
    said = say({"zh": "故宫"}, "en")

    assert (said.text, said.tag, said.is_own) == ("故宫", "zh-Hans", False)


def test_a_text_that_only_another_language_has_is_still_shown_with_its_tag():
    said = say({"ko": "고궁"}, "zh")

    assert (said.text, said.tag, said.is_own) == ("고궁", "ko", False)


def test_an_empty_translation_counts_as_missing():
    assert say({"zh": "故宫", "en": ""}, "en").lang == "zh"


def test_no_text_is_empty_and_false_but_not_foreign():
    said = say(None, "en")

    assert not said
    assert said.is_own
    assert str(said) == ""
