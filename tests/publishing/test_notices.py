"""A notice is on the site a moment after somebody who may warn wrote it, and goes when they lift it."""

from datetime import date

import factories
import pytest

from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.model import JournalEntry
from portal.publishing import drafts, notices, reviews, states, writing

FROM = date(2026, 12, 1)


def about(*attractions, **more):
    return factories.notice(starts=FROM, attractions=list(attractions), **more)


def test_a_reviewer_warns_without_review(alliance, person, now):
    reviewer = person("李强", fushun="reviewer")

    draft = notices.warn(alliance, reviewer, now, about("lake"))

    assert drafts.live(alliance, "notice", draft.key).document["attractions"] == ["lake"]
    assert (draft.key, draft.state, draft.bureau) == ("2026-12-01-lake", states.PUBLISHED, "fushun")
    line = alliance.query(JournalEntry).filter_by(kind="notice", action="published").one()
    assert line.actor.name == "李强"


def test_a_second_notice_about_the_same_place_and_day_gets_a_key_of_its_own(alliance, person, now):
    reviewer = person("李强", fushun="reviewer")

    keys = [notices.warn(alliance, reviewer, now, about("lake")).key for _ in range(3)]

    assert keys == ["2026-12-01-lake", "2026-12-01-lake-2", "2026-12-01-lake-3"]


def test_an_editor_may_not_warn_and_hands_it_to_the_reviewers_instead(alliance, person, now):
    editor = person("王芳", fushun="editor")

    with pytest.raises(NotAllowed):
        notices.warn(alliance, editor, now, about("lake"))
    draft = notices.propose(alliance, editor, now, about("lake"))

    assert draft.state == states.IN_REVIEW
    assert drafts.live(alliance, "notice", draft.key) is None


def test_nobody_warns_about_a_place_of_another_bureau_alone(alliance, person, now):
    with pytest.raises(NotAllowed):
        notices.warn(alliance, person("李强", fushun="reviewer"), now, about("palace"))


@pytest.mark.parametrize("named", [{"attractions": ["palace", "lake"]}, {"routes": ["joint"]}])
def test_a_notice_across_a_border_is_for_both_bureaus(alliance, person, now, named):
    notice = factories.notice(starts=FROM, **named)
    reviewer = person("李强", fushun="reviewer")

    assert not notices.may_warn(alliance, reviewer, notice)
    with pytest.raises(NotAllowed):
        notices.warn(alliance, reviewer, now, notice)
    proposed = notices.propose(alliance, reviewer, now, notice)
    assert sorted(reviews.missing(alliance, proposed)) == ["fushun", "shenyang"]
    both = person("周全", shenyang="reviewer", fushun="reviewer")
    shown = notices.warn(alliance, both, now, notice)
    assert shown.state == states.PUBLISHED
    with pytest.raises(NotAllowed):
        notices.withdraw(alliance, reviewer, now, shown.key, "我们这边通了")
    notices.end(alliance, both, now, shown.key)


def test_a_notice_about_another_bureaus_place_asks_that_bureau(alliance, person, now):
    writer = person("王芳", shenyang="editor")
    rough = about("lake").model_dump(mode="json", exclude_defaults=True)

    draft = writing.begin(alliance, writer, now, "notice", "ice", rough, "shenyang")

    assert reviews.missing(alliance, draft) == ["shenyang", "fushun"]


@pytest.mark.parametrize("attractions", [[], ["atlantis"]])
def test_a_notice_about_nothing_that_is_published_is_refused(alliance, person, now, attractions):
    with pytest.raises(NotValid):
        notices.warn(alliance, person("张", alliance="coordinator"), now, about(*attractions))


def test_today_can_be_made_its_last_day(alliance, person, now):
    reviewer = person("李强", fushun="reviewer")
    key = notices.warn(alliance, reviewer, now, about("lake")).key

    notices.end(alliance, reviewer, now, key, "雪停")

    assert drafts.live(alliance, "notice", key).document["ends"] == "2026-12-01"
    assert drafts.head(alliance, "notice", key).document["ends"] == "2026-12-01"
    with pytest.raises(NotValid):
        notices.end(alliance, reviewer, now, key)


def test_it_can_go_at_once_with_a_reason(alliance, person, now):
    reviewer = person("李强", fushun="reviewer")
    key = notices.warn(alliance, reviewer, now, about("lake")).key

    with pytest.raises(NotValid):
        notices.withdraw(alliance, reviewer, now, key, "  ")
    notices.withdraw(alliance, reviewer, now, key, "写错了")

    assert drafts.live(alliance, "notice", key) is None
    assert drafts.require(alliance, "notice", key).state == states.DROPPED


def test_only_whom_it_concerns_lifts_it(alliance, person, now):
    key = notices.warn(alliance, person("李强", fushun="reviewer"), now, about("lake")).key

    with pytest.raises(NotAllowed):
        notices.end(alliance, person("赵", shenyang="reviewer"), now, key)
    with pytest.raises(NotFound):
        notices.end(alliance, person("张", alliance="coordinator"), now, "nothing")
