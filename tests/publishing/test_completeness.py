"""The score says how complete a text is, and each piece of advice is worth what it says."""

import factories
import pytest

from portal.publishing.completeness import CHECKS, completeness


def rough(document):
    return document.model_dump(mode="json", exclude_defaults=True)


@pytest.mark.parametrize("kind", CHECKS)
def test_the_points_of_a_kind_make_a_hundred(kind):
    assert sum(points for _code, _field, points in CHECKS[kind]) == 100


@pytest.mark.parametrize("kind", CHECKS)
def test_nothing_written_has_no_points_and_all_the_advice(kind):
    score = completeness(kind, {})

    assert score.points == 0
    assert sum(advice.points for advice in score.advice) == 100


@pytest.mark.parametrize(
    "values", [{"title": "text"}, {"days": [1, {"stops": "x"}]}, {"summary": {"zh": 7}}, {"point": []}]
)
@pytest.mark.parametrize("kind", CHECKS)
def test_what_is_rough_is_scored_too(kind, values):
    assert completeness(kind, values).points <= 100


def test_following_an_advice_adds_its_points():
    route = rough(factories.route("a", "b"))
    before = completeness("route", route)
    advice = next(a for a in before.advice if a.field == "days.stops.note")
    for stop in route["days"][0]["stops"]:
        stop["note"] = {"zh": "看一看"}

    assert completeness("route", route).points == before.points + advice.points


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("zh", "沈阳,抚顺", "punctuation"),
        ("en", "The 故宫 there", "latin"),
        ("zh", "# 大标题", "headings"),
        ("en", "## One\n\n#### Three", "headings"),
        ("en", "See [here](https://example.org).", "link"),
    ],
)
def test_manners_are_advice_without_points(field, text, code):
    found = completeness("page", {"body": {"zh": "正文。", field: text}}).advice

    assert code in {advice.code for advice in found if not advice.points}
    assert f"body.{field}" in {advice.field for advice in found}


def test_good_manners_are_not_told():
    body = {
        "zh": "## 一\n\n### 二\n\n看[登记册](https://x)。",
        "en": "## One\n\nThe palace (故宫), see [the register](https://x).",
    }

    assert [a for a in completeness("page", {"body": body}).advice if not a.points] == []
