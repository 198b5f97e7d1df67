"""Values that no page of ours sends: numbers that no database holds, a sign that PostgreSQL cannot keep."""

import pytest
from desk import Clerk, newcomer
from forms import filled
from sqlalchemy import select

from portal.extensions import db
from portal.model import Comment, Typed
from portal.publishing import drafts

EVENT = "/desk/event/ice-festival/"
LONG = "1" + "0" * 24


@pytest.fixture(scope="module")
def clerk(office):
    return Clerk(office, newcomer(office, {"alliance": "coordinator"}))


@pytest.mark.parametrize(
    "path",
    [
        f"{EVENT}merge/{LONG}/",
        f"{EVENT}change-0-{LONG}.svg",
        f"{EVENT}legs/{LONG}/",
        f"/desk/sheets/{LONG}/",
        f"/desk/sheets/{'9' * 5000}/",
        f"/r/{LONG}",
    ],
)
def test_a_page_with_a_number_that_no_row_can_have_is_none(clerk, path):
    assert clerk.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"/desk/account/end/{LONG}", f"/desk/people/{LONG}/disable"])
def test_a_form_about_a_number_that_no_row_can_have_finds_nobody(clerk, path):
    assert clerk.post(path).status_code == 404


def test_a_history_between_numbers_that_no_row_can_have_compares_nothing(clerk):
    assert clerk.get(f"{EVENT}history/?a={LONG}&b={'9' * 5000}").status_code == 200


def test_a_new_edition_of_dates_with_endless_numbers_has_none(clerk):
    chosen = {"wanted": ["9" * 5000, LONG], "dated": "9" * 5000, "base": "9" * 5000}

    assert clerk.post(f"{EVENT}new-edition/", chosen).status_code == 422


def test_the_sign_that_postgresql_cannot_keep_is_left_out_of_texts(office, clerk):
    form = filled(clerk.get(EVENT).text)
    typed = {**form.to_dict(flat=False), "name.zh": "冰\0雪节", "summary.zh": "一\0\r\n二", "do": "save"}
    assert clerk.post(EVENT, typed).status_code == 303
    clerk.post(f"{EVENT}comments/", {"field": "name", "text": "改\0好了"})
    clerk.post(f"{EVENT}typed/", {**typed, "name.zh": "还\0没存", "na\0me": "x"})

    with office.app.app_context():
        (kept,) = db.session.scalars(select(Typed.fields).where(Typed.person_id == clerk.person.id))
        head = drafts.head(db.session, "event", "ice-festival").document
        texts = db.session.scalars(select(Comment.text)).all()
    assert (head["name"]["zh"], head["summary"]["zh"]) == ("冰雪节", "一\n二")
    assert "改好了" in texts
    assert ["name.zh", "还没存"] in kept
    assert ["name", "x"] in kept
    assert "\0" not in str(kept)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/desk/event/ice%00festival/", 404), ("/zh/routes/a%00b/", 404), ("/desk/journal/?q=a%00b&who=%00", 200)],
)
def test_an_address_with_that_sign_is_none_and_a_question_with_it_is_asked_without(clerk, path, status):
    assert clerk.get(path).status_code == status
    assert clerk.post("/desk/sign-in", {"email": "a\0@bureau.example", "password": "a\0"}).status_code < 500
