"""Every mistake of a folder, in one report that a clerk can work through."""

import shutil
from pathlib import Path

import pytest
from conftest import SITES

from portal.content.check import Problem, check

PLACE = "attractions/shenyang"

MISTAKES = [
    ("attractions/atlantis/no-such-area.yaml", 3, "area", "there is no area “atlantis”", "correct the key"),
    (f"{PLACE}/Capital-Letters.yaml", 1, "", "the file name is not a key", "lower-case letters"),
    (f"{PLACE}/address-without-https.yaml", 13, "sources[2].url", "“www.example.org” is not an address", "https://"),
    (f"{PLACE}/category-without-brackets.yaml", 4, "categories", "this is not a list", "[brackets]"),
    (f"{PLACE}/empty-source.yaml", 13, "sources[2]", "the source is empty", "a title or a url"),
    (f"{PLACE}/empty-text.yaml", 10, "body.zh", "the text is empty", "remove the field"),
    (f"{PLACE}/former-key-in-use.yaml", 13, "formerly", "imperial-palace is the key of", "rename that file"),
    (f"{PLACE}/imperial-palace.yaml", 1, "", "the key is taken by attractions/benxi", "rename one"),
    (f"{PLACE}/latitude-in-quotes.yaml", 7, "point.lat", "this is not a number", "without quotes"),
    (f"{PLACE}/lies-in-the-wrong-folder.yaml", 1, "", "wrong folder", "move it to attractions/benxi/"),
    (f"{PLACE}/missing-field.yaml", 1, "summary", "the field is missing", "add it"),
    (f"{PLACE}/months-out-of-order.yaml", 8, "advised.months", "out of order", "ascending"),
    (f"{PLACE}/name-with-space.yaml", 4, "name.en", "white space around", "on one line"),
    (f"{PLACE}/name-without-languages.yaml", 2, "name", "not a group of fields", "`zh: …`"),
    (f"{PLACE}/no-chinese.yaml", 9, "summary", "the Chinese text is missing", "`zh: …`"),
    (f"{PLACE}/number-in-quotes.yaml", 1, "number", "not a whole number", "without quotes"),
    (f"{PLACE}/number-taken.yaml", 1, "number", f"100 belongs to {PLACE}/fuling.yaml", "choose another"),
    (f"{PLACE}/phone-without-quotes.yaml", 16, "visit.phone.text.zh", "this is not text", "keeps its zero"),
    (f"{PLACE}/point-without-position.yaml", 5, "point", "quality and position do not fit", "both"),
    (f"{PLACE}/sixth-grade.yaml", 14, "grade.level", "“6A” is not allowed", "'5A'"),
    (f"{PLACE}/thirteenth-month.yaml", 8, "advised.months[2]", "the number is too large", "12"),
    (f"{PLACE}/too-many-categories.yaml", 4, "categories", "too many entries", "most important"),
    (f"{PLACE}/unknown-category.yaml", 4, "categories[2]", "“castle” is not among categories", "correct the key"),
    (f"{PLACE}/unknown-field.yaml", 13, "colour", "nobody knows this field", "spelling"),
    (f"{PLACE}/unknown-language.yaml", 10, "body", "fr is not a language", "use zh, en"),
    (f"{PLACE}/wrong-ending.yml", 1, "", "nobody knows what belongs here", "content/README.md"),
    ("events/anchors.yaml", 2, "", "anchors and aliases", "correct the YAML"),
    ("events/broken-brackets.yaml", 3, "", "expected ',' or '}'", "correct the YAML"),
    ("events/date-in-quotes.yaml", 6, "occurrences[1].starts", "this is not a date", "2026-09-20"),
    ("events/ends-before-it-starts.yaml", 6, "occurrences[1]", "the dates do not fit", "later"),
    ("events/field-twice.yaml", 3, "", "duplicate key", "correct the YAML"),
    ("events/no-such-day.yaml", 6, "", "day", ""),
    ("events/not-utf-8.yaml", 1, "", "not UTF-8", "save it as UTF-8"),
    ("events/occurrence-number-twice.yaml", 5, "occurrences", "two of them have the number 2", "next number"),
    ("events/only-a-list.yaml", 1, "", "list of `field: value` lines", "correct the YAML"),
    ("events/unknown-kind.yaml", 3, "kind", "“chess” is not among kinds", "correct the key"),
    ("lexicon/means-nothing-known.yaml", 4, "entries[1].means.theme[1]", "“nothing” is not among themes", "correct"),
    ("lexicon/result-that-is-none.yaml", 3, "entries[1].first", "names no result", "attraction:benxi-water-cave"),
    ("lexicon/result-that-is-not-there.yaml", 3, "entries[1].first[1]", "no attraction “atlantis”", "correct"),
    ("lexicon/syllables-do-not-fit.yaml", 1, "readings", "syllables do not fit", "chao yang"),
    ("lexicon/word-twice.yaml", 2, "entries[1].say", "stands here twice", "remove one"),
    ("routes/spring/day-without-stops.yaml", 10, "days[1].stops", "empty or too short", "add an entry"),
    ("routes/spring/stop-at-nowhere.yaml", 12, "days[1].stops[2].attraction", "no attraction “atlantis”", "correct"),
    ("routes/summer/number-lies-in-the-wrong-season.yaml", 1, "", "wrong folder", "move it to routes/spring/"),
]


@pytest.fixture(scope="module")
def report() -> dict[str, Problem]:
    return {problem.file: problem for problem in check(SITES / "mistakes").problems}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[0])
def test_a_mistake_is_reported_with_its_file_line_field_problem_and_mend(report, mistake):
    file, line, field, problem, mend = mistake
    told = report[file]

    assert (told.line, told.field) == (line, field)
    assert problem in told.problem
    assert mend in told.mend


def test_no_problem_is_told_in_a_programmers_words(report):
    told = [str(problem) for problem in report.values()]

    assert [line for line in told if "Input should" in line or line.endswith("; correct it")] == []


def test_a_fifth_season_is_a_problem_before_a_page_stumbles_over_it(folder):
    edit(folder / "seasons.yaml", ("terms:\n", "terms:\n  - key: monsoon\n    name: {zh: 雨季, en: Monsoon}\n"))

    assert "seasons.yaml" in {problem.file for problem in check(folder).problems}


def test_one_report_holds_every_mistake_once_and_nothing_else():
    assert [problem.file for problem in check(SITES / "mistakes").problems] == sorted(file for file, *_ in MISTAKES)


def test_good_files_beside_bad_ones_are_still_read():
    assert ("attraction", "fuling") in check(SITES / "mistakes").documents


def test_a_problem_reads_as_one_line_that_an_editor_can_jump_to():
    problem = Problem("events/x.yaml", 3, "kind", "“chess” is not among kinds", "correct the key")

    assert str(problem) == "events/x.yaml:3: kind: “chess” is not among kinds; correct the key"


@pytest.mark.parametrize("site", ["good", "hostile"])
def test_a_good_folder_has_no_problem_and_needs_no_advice(site):
    found = check(SITES / site)

    assert (found.problems, found.advice) == ([], [])


def test_several_mistakes_of_one_file_are_all_reported(folder):
    edit(folder / "events/snow-football.yaml", ("number: 3", "number: three"), ("kind: football", "knd: football"))

    assert {problem.field for problem in check(folder).problems} == {"number", "kind", "knd"}


def test_a_folder_that_is_not_there_is_a_problem_and_not_a_crash(tmp_path):
    assert [problem.problem for problem in check(tmp_path / "nowhere").problems] == ["there is no such folder"]


def test_an_empty_folder_has_nothing_wrong(tmp_path):
    assert check(tmp_path).problems == []


def test_a_file_too_large_to_be_honest_is_not_read(folder):
    (folder / "events/large.yaml").write_text("x: " + "y" * 300_000)

    assert [problem.problem for problem in check(folder).problems] == ["the file is larger than 256 KiB"]


def test_hidden_files_and_companions_are_left_alone(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "config.yaml").write_text("nonsense: [")
    (folder / "events" / ".x.yaml.swp").write_text("nonsense")
    (folder / "events" / "README.md").write_text("how to write an event")

    assert check(folder).problems == []


@pytest.mark.parametrize("text", ["[" * 5_000, "a: " + "{b: " * 5_000, "- " * 5_000, "a: " + "[" * 60_000], ids=len)
def test_a_file_nested_without_end_is_a_problem_and_not_a_crash(folder, text):
    (folder / "events/deep.yaml").write_text(text)

    assert {problem.file for problem in check(folder).problems} == {"events/deep.yaml"}


@pytest.mark.parametrize(
    "text", ["", "\x00", "﻿", "%YAML 9.9\n---\na: 1", "!!binary x", "a: !!timestamp x", "1: 2", "? [a]\n: b", "a: !x b"]
)
def test_no_text_is_too_strange_to_be_reported(folder, text):
    (folder / "events/strange.yaml").write_text(text, encoding="utf-8")

    assert {problem.file for problem in check(folder).problems} == {"events/strange.yaml"}


def test_two_documents_cannot_have_had_the_same_key(folder):
    edit(folder / "events/snow-football.yaml", ("sources:", "formerly: [snow-festival]\nsources:"))

    assert [problem.field for problem in check(folder).problems] == ["formerly"]


def test_a_former_key_named_twice_in_one_file_is_a_problem(folder):
    edit(folder / "events/ice-festival.yaml", ("[snow-festival]", "[snow-festival, snow-festival]"))

    assert [problem.field.split("[")[0] for problem in check(folder).problems] == ["formerly"]


def test_a_word_defined_twice_in_a_vocabulary_is_a_problem(folder):
    edit(folder / "kinds.yaml", ("key: football", "key: running"))

    assert "kinds.yaml" in {problem.file for problem in check(folder).problems}


def test_the_same_number_may_be_used_for_a_route_and_an_attraction():
    documents = check(SITES / "good").documents

    assert documents["route", "palace-and-tomb"].number == documents["attraction", "imperial-palace"].number


def test_comments_and_another_order_are_advice_that_stops_nothing(folder):
    edit(folder / "events/snow-football.yaml", ("number: 3\n", "# asked the bureau\nnumber: 3\n"))
    found = check(folder)

    assert found.problems == []
    assert [(advice.file, "content format" in advice.mend) for advice in found.advice] == [
        ("events/snow-football.yaml", True)
    ]


def test_windows_line_ends_are_advice(folder):
    path = folder / "events/snow-football.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert (check(folder).problems, len(check(folder).advice)) == ([], 1)


def test_a_copy_of_a_folder_is_as_good_as_the_folder(tmp_path):
    shutil.copytree(SITES / "mistakes", tmp_path / "copy")

    assert check(tmp_path / "copy").problems == check(SITES / "mistakes").problems


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace text in a file; text that is not there is a slip of the test."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
