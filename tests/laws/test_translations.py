"""Every word of the interface is translated, with the same places, and what is compiled is what is written."""

import gettext
import re

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from conftest import ROOT
from flask_babel import get_locale, get_translations

from portal.web.common.labels import LABELS

CATALOGUE = ROOT / "portal/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
METHODS = [("**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
FOREIGN = {"Atom", "RSS", "GPX", "KML", "PDF", "SVG", "GeoJSON", "iCalendar", "CC BY 4.0", "CC BY-SA 4.0"}
"""What is written so in Chinese too."""

PLACE = re.compile(r"%\((\w+)\)[sd]")


def said_in(folder: str) -> set[str]:
    """Every message that sources of a folder mark; a template that cannot be parsed is an error."""
    options = {"**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
    found = extract_from_dir(ROOT / folder, METHODS, options_map=options, keywords=KEYWORDS)
    return {part for _, _, message, _, _ in found for part in ([message] if isinstance(message, str) else message)}


@pytest.fixture(scope="module")
def marked() -> set[str]:
    return said_in("templates") | said_in("portal")


@pytest.fixture(scope="module")
def words() -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


def test_templates_and_sources_have_words_to_translate():
    assert len(said_in("templates")) > 100
    assert len(said_in("portal")) > 50


def test_every_marked_word_is_in_the_catalogue(marked, words):
    plurals = {entry.msgid_plural for entry in words.values()}

    assert sorted(marked - words.keys() - plurals) == []


def test_the_catalogue_has_no_word_that_nobody_says(marked, words):
    assert sorted(words.keys() - marked) == []


def strings(entry: polib.POEntry) -> list[str]:
    """What an entry says in Chinese: one form, for a plural too."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_word_is_translated_and_none_is_a_guess(words):
    assert [word for word, entry in words.items() if entry.fuzzy or not all(strings(entry))] == []


def test_every_translation_has_the_places_of_its_original(words):
    for entry in words.values():
        for text in strings(entry):
            if text:
                wanted = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
                assert set(PLACE.findall(text)) == wanted, entry.msgid


def test_a_lone_percent_sign_breaks_no_translation(words):
    for entry in words.values():
        for text in (entry.msgid, entry.msgstr):
            if PLACE.search(entry.msgid):
                assert "%" not in PLACE.sub("", text).replace("%%", ""), entry.msgid


def test_translations_are_chinese(words):
    bare = [
        word for word, e in words.items() if not re.search(r"[\u4e00-\u9fff]|%\(", e.msgstr or str(e.msgstr_plural))
    ]

    assert set(bare) <= FOREIGN


def test_what_is_compiled_is_what_is_written(words):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for word, entry in words.items():
        said = compiled.ngettext(word, entry.msgid_plural, 2) if entry.msgid_plural else compiled.gettext(word)
        assert said == (entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr)


def test_a_chinese_page_speaks_from_this_catalogue(app, words):
    with app.test_request_context("/zh/"):
        app.preprocess_request()
        translations = get_translations()

        assert str(get_locale()) == "zh_Hans_CN"
        assert [word for word, e in words.items() if e.msgstr and translations.ugettext(word) != e.msgstr] == []


def test_an_english_page_speaks_as_the_sources_do(app, words):
    with app.test_request_context("/en/"):
        app.preprocess_request()

        assert {get_translations().ugettext(word) for word in words} == set(words)


def test_every_label_is_translated(app, lang):
    with app.test_request_context(f"/{lang}/"):
        app.preprocess_request()
        said = {(family, value): str(text) for family, values in LABELS.items() for value, text in values.items()}

    assert all(said.values())
    assert lang == "en" or all(re.search(r"[\u4e00-\u9fff]", text) for text in said.values() if text not in FOREIGN)
