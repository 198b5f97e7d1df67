"""The strict check: the repository's content keeps its promise, and each rule was seen to catch its mistake."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from conftest import ROOT

from portal.content.check import Checked
from portal.content.rules import RULES, events, itineraries, names, places, promise, prose, strict
from portal.content.rules.ground import Glossary, Ground, Promise, Translation, read_ground
from portal.kernel.geo import Point

PALACE = ("attraction", "shenyang-imperial-palace")
TOMB = ("attraction", "zhao-mausoleum")
CAVES = ("route", "three-caves-of-benxi-on-a-hot-day")
MARATHON = ("event", "shenyang-international-marathon")
LONG = "宫殿和院落都在老城中间，" * 30


@pytest.fixture(scope="module")
def ground() -> Ground:
    ground, problems = read_ground(ROOT / "content")
    assert problems == []
    return ground


def planted(written: Checked, identity: tuple[str, str], **changes) -> Checked:
    """The content with one document changed; `changes` are the fields as a file would have them."""
    document = written.documents[identity]
    changed = type(document).model_validate({**document.model_dump(), **changes})
    return replace(written, documents={**written.documents, identity: changed}, problems=[], advice=[])


def without(written: Checked, *identities: tuple[str, str]) -> Checked:
    rest = {identity: d for identity, d in written.documents.items() if identity not in identities}
    return replace(written, documents=rest, problems=[], advice=[])


def told(rule, found: Checked, ground: Ground) -> list[str]:
    return [str(problem) for problem in rule(found, ground)]


def test_the_repositorys_content_keeps_its_promise(written):
    """And so no rule finds a mistake in it before one is planted."""
    assert [*map(str, strict(written, ROOT / "content"))] == []


def test_every_rule_is_in_the_strict_check():
    rules = {
        rule
        for module in (promise, prose, names, places, itineraries, events)
        for name, rule in vars(module).items()
        if getattr(rule, "__module__", "") == module.__name__
        and not name.startswith("_")
        and list(getattr(rule, "__annotations__", {}).values())[:2] == [Checked, Ground]
    }

    assert rules == set(RULES)


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def body(written, identity, **parts) -> dict[str, str]:
    return {**written.documents[identity].body, **parts}


TEXTS = [
    (prose.languages, {"summary": {"zh": "只有中文的一句话。"}}, "summary: the English text is missing"),
    (prose.languages, {"summary": {"zh": "A palace", "en": "A palace"}}, "summary: the Chinese text has no Chinese"),
    (
        prose.lengths,
        {"summary": text("太短了。", "Too short to be a summary.")},
        "4 characters of zh, wanted are 30 to 60",
    ),
    (prose.lengths, {"summary": text("太短了。", "Too short to be a summary.")}, "6 words of en, wanted are 15 to 35"),
    (prose.lengths, {"body": text(LONG, "Palace " * 200)}, "characters of zh, wanted are 90 to 200"),
    (prose.chinese_punctuation, {"summary": text("宫里有殿,也有院。", "A palace.")}, "half-width punctuation"),
    (
        prose.chinese_punctuation,
        {"summary": text("宫里 有殿，也有院。", "A palace.")},
        "half-width punctuation or a space",
    ),
    (prose.chinese_punctuation, {"summary": text("宫里有“殿”(大政殿)。", "A palace.")}, "“”(”"),
    (
        prose.latin_english,
        {"summary": text("宫殿。", "The palace of 沈阳 in the city.")},
        "Chinese in the English text: “沈”",
    ),
    (
        prose.latin_english,
        {"summary": text("宫殿。", "The palace， in the city.")},
        "Chinese in the English text: “，”",
    ),
    (
        names.named_places,
        {"summary": text("皇宫。", "Go to the Mukden Old Palace first.")},
        "“Mukden Old Palace” is neither",
    ),
    (places.sources, {"sources": []}, "there is no source"),
    (places.months, {"advised": {"months": []}}, "no months are advised"),
    (places.months, {"state": {"state": "closed"}}, "nobody says how we know"),
    (places.positions, {"district": text("皇姑区", "Huanggu District")}, "the position lies outside 皇姑区"),
    (places.positions, {"district": text("千山区", "Qianshan District")}, "shenyang has no such district"),
    (places.positions, {"area": "shenfu", "district": None}, "outside the Shenfu zone"),
    (places.positions, {"point": {"quality": "approx", "lat": 41.796, "lon": 123.45}}, "nobody says how"),
]


@pytest.mark.parametrize(("rule", "changes", "problem"), TEXTS, ids=lambda v: getattr(v, "__name__", None))
def test_a_mistake_in_an_attraction_is_caught(written, ground, rule, changes, problem):
    assert any(problem in line for line in told(rule, planted(written, PALACE, **changes), ground))


def test_a_name_in_brackets_may_be_chinese(written, ground):
    found = planted(written, PALACE, summary=text("宫殿。", "The palace (沈阳故宫) in the city."))

    assert told(prose.latin_english, found, ground) == []


def test_an_address_stands_as_its_source_has_it(written, ground):
    found = planted(written, PALACE, address={"zh": "沈阳路171号(地铁旁)"})

    assert told(prose.chinese_punctuation, found, ground) == told(prose.languages, found, ground) == []


def test_two_places_with_one_exact_position_are_caught(written, ground):
    point = written.documents[PALACE].point.model_dump()
    district = written.documents[PALACE].district

    found = planted(written, TOMB, point=point, district=district)

    assert len([line for line in told(places.positions, found, ground) if "same exact position" in line]) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_made_from_another_by_changing_the_name_is_caught(written, ground, lang):
    palace, tomb = written.documents[PALACE], written.documents[TOMB]
    copy = {**tomb.body, lang: palace.body[lang].replace("Palace", "Tomb").replace("宫", "陵")}
    summary = {**tomb.summary, lang: palace.summary[lang]}

    two = replace(written, documents={PALACE: palace, TOMB: tomb})
    lines = told(prose.alike, planted(two, TOMB, body=copy, summary=summary), ground)

    assert told(prose.alike, two, ground) == []
    assert [line for line in lines if f"of the {lang} text stands in" in line]


def test_a_passage_of_a_source_is_caught_and_a_name_from_it_is_not(written, ground):
    read = "本馆常设展览由三个单元组成，依次介绍建筑的由来、院落的变化和后来的修缮情况"
    seen = replace(ground, seen=frozenset(prose.fingerprints(read, "zh")))

    quoted = planted(written, PALACE, body=body(written, PALACE, zh=f"进门先看展览。{read}，然后去后院。"))
    named = planted(written, PALACE, body=body(written, PALACE, zh="先看依次介绍建筑的由来的展览。"))

    assert [line for line in told(prose.copied, quoted, seen) if "word for word" in line]
    assert told(prose.copied, named, seen) == []


def test_one_english_name_for_two_places_is_caught(written, ground):
    found = planted(written, TOMB, name=text("清昭陵", "Shenyang Imperial Palace"))

    assert any("is the name of" in line for line in told(names.one_name_each, found, ground))


def test_a_glossary_that_contradicts_a_record_or_itself_is_caught(written, ground):
    terms = [Translation(zh="沈阳故宫", en="Mukden Palace"), Translation(zh="浑河", en="Muddy River")]
    wrong = replace(ground, glossary=Glossary(terms=[*ground.glossary.terms, *terms]))

    lines = told(names.one_name_each, written, wrong)

    assert [line for line in lines if "沈阳故宫 is “Mukden Palace” here" in line]
    assert [line for line in lines if "浑河 is “Muddy River” here and “Hun River” elsewhere" in line]


def test_a_name_that_the_glossary_rules_out_is_caught(written, ground):
    term = Translation(zh="中街", en="Zhongjie", never=["Middle Street"])
    stricter = replace(ground, glossary=Glossary(terms=[term, *ground.glossary.terms]))

    lines = told(
        names.named_places, planted(written, PALACE, body=body(written, PALACE, en="By Middle Street.")), stricter
    )

    assert any("nobody calls it “Middle Street” here" in line for line in lines)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"attractions": 641}, "attractions: there are 640, promised are 641"),
        ({"exact_points": 9999}, "promised are at least 9999"),
        ({"per_area": {"shenfu": 9999}}, "per_area.shenfu"),
        ({"shares": {"temple": 1}}, "shares.temple"),
        ({"routes_per_season": 28}, "routes_per_season: there are 27, promised are 28"),
        ({"routes_per_area": 999}, "routes_per_area"),
        ({"routes_across_areas": 999}, "routes_across_areas"),
        ({"routes_per_theme": 999}, "routes_per_theme"),
        ({"days": {"one": 99, "two": 45, "more": 18, "give": 3}}, "days.one"),
        ({"events": 9999}, "events: there are"),
    ],
)
def test_a_broken_promise_is_told(written, ground, change, problem):
    other = Promise.model_validate({**ground.promise.model_dump(), **change})

    assert any(problem in line for line in told(promise.counts, written, replace(ground, promise=other)))


def test_a_county_without_a_place_is_told(written, ground):
    taian = [
        i for i, d in written.documents.items() if i[0] == "attraction" and (d.district or {}).get("zh") == "台安县"
    ]

    assert taian
    assert any("no place lies in 台安县" in line for line in told(promise.counts, without(written, *taian), ground))


def test_a_missing_best_known_place_is_told(written, ground):
    assert len(ground.promise.known) >= 40
    assert any(
        "shenyang-imperial-palace" in line for line in told(promise.known_places, without(written, PALACE), ground)
    )


def day(*stops: str, **more) -> dict:
    stop = {"minutes": 60, "note": text("看一看再走，不用太久", "Have a look and walk on")}
    return {
        "title": text("一天", "A day"),
        "text": text("慢慢走。", "Slowly."),
        "stops": [{"attraction": s, **stop} for s in stops],
        **more,
    }


CAVE, WUNU, HAITANG = "benxi-water-cave", "wunu-mountain-city", "haitangshan-scenic-area"
ROUTES = [
    (itineraries.sizes, {"days": [day(CAVE, "guanmenshan-national-forest-park")]}, "2 stops, wanted are 3 to 12"),
    (itineraries.sizes, {"suits": []}, "nobody says whom it suits"),
    (itineraries.sizes, {"days": [day(CAVE, WUNU, HAITANG, text=None)]}, "days[1]: the day has no title or no text"),
    (itineraries.order, {"days": [day(CAVE, HAITANG, "tianlong-ancient-cave", HAITANG, CAVE)]}, "times as long"),
    (itineraries.driving, {"days": [day(CAVE, HAITANG, WUNU)]}, "km on the road in a day"),
    (itineraries.driving, {"days": [day(HAITANG), day(WUNU)]}, "days[2]: about"),
    (itineraries.seasons, {"season": "winter"}, "no month of the season is advised"),
    (itineraries.seasons, {"days": [day("qianshan-hot-spring-ski-resort", "yunshan-ski-resort", CAVE)]}, "only 1 of 3"),
    (itineraries.origins, {"origin_note": text("凑成的。", "Somehow made.")}, "does not say that we composed"),
    (itineraries.origins, {"origin": "published", "sources": [{"title": "报纸"}]}, "no address of its source"),
    (itineraries.origins, {"summary": text("都市圈108条线路之一。", "One of many.")}, "which routes are of the 108"),
    (itineraries.words, {"summary": text("相距约30公里。", "Far.")}, "a typed distance: “30公里”"),
    (itineraries.words, {"title": text("醉美溶洞之旅", "Caves")}, "a template phrase: “醉美”"),
    (itineraries.words, {"areas": ["benxi", "fuxin"]}, "the areas are not those of the stops"),
    (itineraries.words, {"days": [day(CAVE, CAVE, WUNU)]}, "the same stop twice in a row"),
]


@pytest.mark.parametrize(("rule", "changes", "problem"), ROUTES, ids=lambda v: getattr(v, "__name__", None))
def test_a_mistake_in_a_route_is_caught(written, ground, rule, changes, problem):
    assert any(problem in line for line in told(rule, planted(written, CAVES, **changes), ground))


def test_a_way_that_is_missing_or_older_than_the_stops_or_without_a_route_is_caught(written, ground):
    key = CAVES[1]
    swapped = {"days": [day(WUNU, CAVE, HAITANG)]}
    gone = ("way", "gone")
    stray = replace(
        written,
        documents={**written.documents, gone: written.documents["way", key]},
        paths={**written.paths, gone: "ways/gone.yaml"},
        texts={**written.texts, gone: ""},
    )

    for found in (without(written, ("way", key)), planted(written, CAVES, **swapped)):
        assert any(key in line and "older than the stops" in line for line in told(itineraries.ways, found, ground))
    assert any("ways/gone.yaml" in line and "has no route" in line for line in told(itineraries.ways, stray, ground))


def test_a_composed_route_to_a_closed_door_is_caught(written, ground):
    stop = next(written.documents[CAVES].stops()).attraction
    closed = {"state": {"state": "closed", "note": text("关了。", "Closed.")}}

    lines = told(itineraries.open_stops, planted(written, ("attraction", stop), **closed), ground)

    assert any(f"{stop} is closed" in line and "three-caves" in line for line in lines)


def test_the_same_route_told_twice_is_caught(written, ground):
    other = next(i for i in written.documents if i[0] == "route" and i != CAVES)
    days = written.documents[CAVES].model_dump()["days"]

    lines = told(itineraries.shared_stops, planted(written, other, days=days), ground)

    assert any("100% of the stops are those of" in line for line in lines)


@pytest.mark.parametrize(
    ("occurrence", "problem"),
    [
        ({"starts": date(2099, 9, 1), "status": "held"}, "is called held, and is still to come"),
        ({"starts": date(2020, 9, 1), "status": "rescheduled"}, "nobody says from when"),
    ],
)
def test_an_event_that_says_more_than_is_known_is_caught(written, ground, occurrence, problem):
    found = planted(written, MARATHON, occurrences=[{**occurrence, "note": None}])

    assert any(problem in line for line in told(events.occurrences, found, ground))


def test_an_occurrence_that_nobody_numbered_is_caught(written, ground):
    found = planted(written, MARATHON, occurrences=[{"number": 1, "status": "held"}, {"status": "scheduled"}])

    assert told(events.numbers, written, ground) == []
    (line,) = told(events.numbers, found, ground)
    assert "occurrences[2]: the occurrence has no number; give it the next number" in line


def test_the_best_order_is_the_shortest_of_all():
    line = [Point(41.0, 123.0), Point(41.0, 123.1), Point(41.0, 123.2), Point(41.0, 123.3)]
    there_and_back = [line[0], line[2], line[1], line[3]]

    assert itineraries.shortest(there_and_back) == pytest.approx(itineraries.shortest(line))
    assert itineraries.shortest(line[:1]) == itineraries.shortest([]) == 0


@pytest.fixture
def folder(tmp_path):
    """A folder without documents, with everything that rules are judged on."""
    shutil.copytree(ROOT / "content" / "checks", tmp_path / "checks")
    for name in ("promise.yaml", "glossary.yaml"):
        shutil.copy(ROOT / "content" / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("promise.yaml", None, "promise.yaml:1: there is no such file"),
        ("promise.yaml", "attractions: many", "promise.yaml:1: attractions:"),
        ("glossary.yaml", "terms: [", "glossary.yaml:"),
        ("glossary.yaml", "terms: [{zh: 浑河}]", "glossary.yaml:1: terms.0.en:"),
        ("checks/counties.geojson", "{", "checks/counties.geojson:1: cannot be read"),
    ],
)
def test_a_broken_rule_file_is_a_problem_and_not_a_crash(folder, name, content, problem):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")

    assert any(str(line).startswith(problem) for line in strict(Checked(), folder))


def test_a_route_that_we_composed_owes_no_source_and_no_other_goes_without(written, ground):
    composed = planted(written, CAVES, origin="composed", sources=[])
    reported = planted(written, CAVES, origin="reported", sources=[])

    assert not told(places.sources, composed, ground)
    assert any("there is no source" in line for line in told(places.sources, reported, ground))


def test_no_source_is_our_own_words_in_one_language(written):
    titles = {
        source.title or "" for document in written.documents.values() for source in getattr(document, "sources", [])
    }

    assert not [title for title in titles if "Composed by" in title]
