"""Signing in: who may, who may not, and what a stranger learns by trying."""

from datetime import timedelta

import pytest
from desk import PASSWORD, Browser, Clerk, account_of, newcomer, worker
from sqlalchemy import select

from portal.accounts import rows
from portal.extensions import db
from portal.model import JournalEntry, Person
from portal.publishing import actions

WRONG = "some other words"


def said(answer):
    """What a page says is wrong."""
    return answer.text.split('role="alert">')[1].split("</p>")[0]


def test_the_right_password_opens_the_desk_and_sign_out_closes_it(office):
    clerk = Clerk(office, newcomer(office))
    assert clerk.get("/desk/").status_code == 200

    assert clerk.post("/desk/sign-out").location == "/desk/sign-in"
    assert clerk.get("/desk/").location == "/desk/sign-in?next=/desk/"


def test_what_happened_three_times_is_said_once(office):
    browser = Browser(office)
    for _ in range(3):
        browser.post("/desk/route/palace-and-tomb/submit/", {"head": "1"})

    assert browser.get("/desk/sign-in").text.count("You were signed out, so that was not done.") == 1


def test_signing_out_wants_a_post(office):
    clerk = Clerk(office, newcomer(office))

    assert clerk.get("/desk/sign-out").status_code == 405
    assert clerk.is_signed_in


def test_an_address_is_the_same_in_capitals(office):
    person = newcomer(office)

    assert Browser(office).sign_in(person.email.upper()).status_code == 302


def test_after_signing_in_one_is_where_one_wanted_to_be(office):
    browser = Browser(office)
    asked = browser.get("/desk/people/?area=benxi").location

    answer = browser.sign_in(newcomer(office, {"shenyang": "administrator"}).email, path=asked)

    assert answer.location == "/desk/people/?area=benxi"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/desk/",
        "//evil.example/desk/",
        "/\\evil.example/desk/",
        "/en/",
        "/desk/../en/",
        "javascript:alert(1)",
        "/desk/\n",
    ],
)
def test_no_link_sends_somebody_elsewhere_after_signing_in(office, elsewhere):
    browser = Browser(office)
    token = browser.token()

    for data, query in (({"next": elsewhere}, {}), ({}, {"next": elsewhere})):
        form = {"email": newcomer(office).email, "password": PASSWORD, **data}
        assert browser.post("/desk/sign-in", form, token=token, query_string=query).status_code == 400


def test_wrong_unknown_disabled_locked_and_never_set_are_answered_alike(office):
    right, disabled, locked, invited = (newcomer(office) for _ in range(4))
    with office.app.app_context():
        for person in (disabled, locked, invited):
            account = db.session.merge(account_of(office, person))
            account.active = person is not disabled
            account.password = None if person is invited else account.password
            if person is locked:
                account.failures, account.failed = 9, office.app.extensions["portal.clock"]()
        db.session.commit()

    answers = [
        Browser(office).sign_in(right.email, WRONG),
        Browser(office).sign_in("nobody@bureau.example", WRONG),
        Browser(office).sign_in("no address", WRONG),
        *(Browser(office).sign_in(email, "x" * 10_000) for email in (right.email, "x" * 10_000)),
        *(Browser(office).sign_in(person.email) for person in (disabled, locked, invited)),
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({said(answer) for answer in answers}) == 1


def test_five_wrong_passwords_lock_an_account_for_a_minute_and_more_for_longer(office):
    person = newcomer(office)
    for _ in range(5):
        Browser(office).sign_in(person.email, WRONG)

    assert Browser(office).sign_in(person.email).status_code == 200
    half_a_minute, a_minute = (worker(office, later=timedelta(seconds=s)) for s in (30, 61))
    assert Browser(half_a_minute).sign_in(person.email).status_code == 200
    assert Browser(a_minute).sign_in(person.email).status_code == 302
    assert account_of(office, person).failures == 0


def test_each_further_failure_doubles_the_wait_up_to_an_hour():
    minutes = [rows.wait_after(n) / timedelta(minutes=1) for n in (4, 5, 6, 7, 10, 11, 99)]

    assert minutes == [0, 1, 2, 4, 32, 60, 60]


def test_who_is_signed_in_stays_so_while_strangers_try_their_password(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    for _ in range(6):
        Browser(office).sign_in(person.email, WRONG)

    assert clerk.is_signed_in


def test_one_address_may_try_so_often_and_may_look_as_often_as_it_likes(office):
    limited = worker(office, sign_in_limit="2 per minute")
    browser, person = Browser(limited), newcomer(office)
    answers = [browser.sign_in(person.email, WRONG).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert browser.get("/desk/sign-in").status_code == 200


def test_a_sign_in_form_that_was_open_too_long_says_so_and_stands_there_again(office):
    browser = Browser(office)
    browser.get("/desk/sign-in")

    answer = browser.post("/desk/sign-in?next=/desk/people/", {"email": "a@b.example"}, token="old")

    assert (answer.status_code, answer.location) == (303, "/desk/sign-in?next=/desk/people/")
    assert "open too long" in browser.get(answer.location).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_a_token(office, headers):
    clerk = Clerk(office, newcomer(office))

    assert clerk.post("/desk/account/end-others", headers=headers).status_code == 403
    assert clerk.post("/desk/account/end-others", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_form_without_its_token_changes_nothing(office):
    person = newcomer(office)
    first, second = Clerk(office, person), Clerk(office, person)

    assert first.post("/desk/account/end-others", token="").status_code == 303

    assert second.is_signed_in


def test_the_way_by_mail_and_the_choice_of_ways_are_shut(office):
    for path in ("/desk/code-help", "/desk/code-choice"):
        assert Browser(office).get(path).status_code == 404


def test_the_desk_speaks_the_persons_language_and_before_that_the_browsers(office):
    browser = Browser(office)
    assert "Sign in" in browser.get("/desk/sign-in").text
    assert '<html lang="zh' in browser.get("/desk/sign-in?lang=zh").text

    clerk = Clerk(office, newcomer(office, lang="zh"))
    assert '<html lang="zh' in clerk.get("/desk/").text
    answer = clerk.post("/desk/language", {"lang": "en", "back": "/desk/account/"})
    assert answer.location == "/desk/account/"
    assert '<html lang="en' in clerk.get("/desk/").text
    assert clerk.post("/desk/language", {"lang": "xx"}).status_code == 400
    assert clerk.post("/desk/language", {"lang": "en", "back": "https://evil.example/"}).location == "/desk/"


def test_a_language_chosen_on_the_sign_in_page_holds_after_signing_in_and_out_by_time(office):
    person, english = newcomer(office, lang="en"), newcomer(office, lang="en")
    browser = Browser(office)
    browser.sign_in(person.email, path="/desk/sign-in?lang=zh")
    assert '<html lang="zh' in browser.get("/desk/").text
    assert account_of(office, person).lang == "zh"

    browser.move_to(worker(office, later=timedelta(hours=13)))
    assert '<html lang="zh' in browser.get(browser.get("/desk/").location).text

    browser.sign_in(english.email)
    assert account_of(office, english).lang == "en", "only spoken here, not chosen"


def test_flask_securitys_own_sentences_are_ours(office):
    person = newcomer(office, lang="en")
    clerk = Clerk(office, person)

    for wrong in (WRONG, "x" * 10_000):
        form = {"password": wrong, "new_password": "x" * 12, "new_password_confirm": "x" * 12}
        assert "This is not your password." in clerk.post("/desk/change-password", form).text


@pytest.mark.parametrize("password", ["short", "王" * 11, "{name} and more words", "{local} and more words", "x" * 201])
def test_a_password_that_is_short_long_or_ones_own_name_is_refused(office, password):
    person = newcomer(office)
    clerk = Clerk(office, person)
    new = password.format(name=person.name.upper(), local=person.email.partition("@")[0])

    answer = clerk.post(
        "/desk/change-password", {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    )

    assert answer.status_code == 200
    assert 'id="new-wrong"' in answer.text


def test_no_password_is_kept_as_it_was_typed(office):
    person = newcomer(office)
    Browser(office).sign_in(person.email)

    assert account_of(office, person).password.startswith("$argon2id$")


def test_who_wrote_a_revision_may_not_read_what_is_not_theirs_in_words(office):
    clerk = Clerk(office, newcomer(office))

    answer = clerk.get("/desk/people/")

    assert answer.status_code == 403
    assert "This is not yours to do" in answer.text
    assert "desk-menu" in answer.text


def test_the_operator_is_nobody_who_can_sign_in(office):
    with office.app.app_context():
        operator = actions.person(db.session, "operator", office.app.extensions["portal.clock"]())
        db.session.commit()
        assert operator.memberships == []
        assert db.session.scalars(select(Person).where(Person.name == "operator")).one()
        assert db.session.scalars(select(JournalEntry).where(JournalEntry.actor_id == operator.id)).all() == []
