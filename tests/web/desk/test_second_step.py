"""The code from a phone: switched on with a real authenticator's arithmetic, asked for, replaced by recovery codes."""

import base64
import hmac
import re
import struct
import time
from datetime import timedelta

import pytest
from desk import PASSWORD, Browser, Clerk, account_of, newcomer, worker
from sqlalchemy import select

from portal.accounts import Account
from portal.extensions import db

KEY = re.compile(r'<code class="figures">([A-Z2-7 -]+)</code>')
CODE = re.compile(r"<li><code>([0-9a-f-]+)</code></li>")


class Phone:
    """An authenticator (RFC 6238), written from the standard."""

    def __init__(self, key: str) -> None:
        plain = re.sub(r"[ -]", "", key)
        self.key = base64.b32decode(plain + "=" * (-len(plain) % 8))

    def code(self, *, steps: int = 0) -> str:
        mac = hmac.digest(self.key, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1")
        at = mac[-1] & 15
        return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def begun(clerk):
    """The page with the picture, of a clerk who begins to set up a phone."""
    return clerk.post("/desk/second-step", {"setup": "authenticator"})


def key_on(page):
    return KEY.search(page.text)[1]


def confirmed(clerk, page, code):
    """The answer to a first code."""
    return clerk.post(re.search(r'action="(/desk/second-step/[^"]+)"', page.text)[1], {"code": code})


def switched_on(clerk):
    """The phone of a clerk who has just switched the code on."""
    page = begun(clerk)
    phone = Phone(key_on(page))
    assert confirmed(clerk, page, phone.code()).location == "/desk/recovery-codes"
    return phone


def test_with_a_code_one_gets_in_and_with_the_password_alone_one_does_not(office):
    person = newcomer(office)
    phone = switched_on(Clerk(office, person))

    browser = Browser(office)
    asked = browser.sign_in(person.email, path="/desk/sign-in?next=/desk/account/")
    assert asked.location == "/desk/code?next=/desk/account/"
    assert not browser.is_signed_in
    code = phone.code(steps=1)
    assert browser.post(asked.location, {"code": f"{code[:3]} {code[3:]}"}).location == "/desk/account/"
    assert browser.is_signed_in


def test_without_a_wish_one_comes_to_the_work_list_by_every_step(office):
    person = newcomer(office)
    phone = switched_on(Clerk(office, person))
    browser = Browser(office)
    step = browser.sign_in(person.email).location

    assert browser.get(step).status_code == 200
    assert browser.post(step, {"code": phone.code(steps=1)}).location == "/desk/"


def test_a_code_opens_once_whichever_worker_is_asked(office):
    person = newcomer(office)
    phone = switched_on(Clerk(office, person))
    first, onlooker, later = Browser(office), Browser(worker(office)), Browser(worker(office))
    code = phone.code(steps=1)
    for browser in (first, onlooker, later):
        browser.sign_in(person.email)

    assert first.post("/desk/code", {"code": code}).status_code == 302
    assert onlooker.post("/desk/code", {"code": code}).status_code == 200
    assert later.post("/desk/code", {"code": phone.code()}).status_code == 200
    assert [browser.is_signed_in for browser in (first, onlooker, later)] == [True, False, False]


def test_two_workers_that_are_asked_at_the_same_moment_take_a_code_once(office):
    person = newcomer(office)
    code = switched_on(Clerk(office, person)).code(steps=1)

    def opens(site):
        account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
        yield
        yield site.app.extensions["security"].totp_factory.verify_totp(code, account.tf_totp_secret, account, 30)

    other = worker(office)
    with office.app.app_context():
        slower = opens(office)
        next(slower)
        with other.app.app_context():
            assert list(opens(other))[-1]
        assert not next(slower)


def test_a_wrong_first_code_leaves_the_picture_as_it_was_and_no_code_is_asked_for(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    page = begun(clerk)
    phone = Phone(key_on(page))

    again = clerk.get(confirmed(clerk, page, "abc").location)

    assert "This code is not right." in again.text
    assert key_on(again) == key_on(page) == key_on(begun(clerk))
    assert Browser(office).sign_in(person.email).location == "/desk/"
    assert confirmed(clerk, again, phone.code()).location == "/desk/recovery-codes"
    assert not KEY.search(clerk.get("/desk/second-step").text)


def test_who_cancels_or_signs_out_gives_the_picture_up(office):
    clerk = Clerk(office, newcomer(office))
    first = key_on(begun(clerk))

    assert not KEY.search(clerk.post("/desk/second-step", {"setup": "cancel"}).text)
    second = key_on(begun(clerk))
    clerk.post("/desk/sign-out")
    clerk.sign_in(newcomer(office).email)

    assert not KEY.search(clerk.get("/desk/second-step").text)
    assert len({first, second, key_on(begun(clerk))}) == 3


def test_an_old_code_and_a_wrong_one_open_nothing(office):
    person = newcomer(office)
    phone = switched_on(Clerk(office, person))
    browser = Browser(office)
    browser.sign_in(person.email)

    for code in (phone.code(steps=-20), "12", ""):
        assert browser.post("/desk/code", {"code": code}).status_code == 200

    assert not browser.is_signed_in


def test_guessing_codes_locks_the_account_too_and_the_right_one_then_waits(office):
    person = newcomer(office)
    phone = switched_on(Clerk(office, person))
    browser = Browser(office)
    browser.sign_in(person.email)
    for _ in range(5):
        browser.post("/desk/code", {"code": "000000" if phone.code() != "000000" else "111111"})

    assert account_of(office, person).failures == 5
    code = phone.code(steps=1)
    assert browser.post("/desk/code", {"code": code}).status_code == 200
    browser.move_to(worker(office, later=timedelta(minutes=2)))
    assert browser.post("/desk/code", {"code": code}).status_code == 302


def test_a_recovery_code_opens_once(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    switched_on(clerk)
    codes = CODE.findall(clerk.post("/desk/recovery-codes").text)
    assert len(set(codes)) == 8

    first, again = Browser(office), Browser(office)
    first.sign_in(person.email)
    assert first.post("/desk/recovery-code", {"code": codes[3].upper()}).status_code == 302
    assert first.is_signed_in
    again.sign_in(person.email)
    assert again.post("/desk/recovery-code", {"code": codes[3]}).status_code == 200
    assert not again.is_signed_in
    assert account_of(office, person).failures == 1


def test_new_recovery_codes_make_the_old_ones_worthless(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    switched_on(clerk)
    old = CODE.findall(clerk.post("/desk/recovery-codes").text)
    clerk.post("/desk/recovery-codes")

    browser = Browser(office)
    browser.sign_in(person.email)

    assert browser.post("/desk/recovery-code", {"code": old[0]}).status_code == 200


def test_secrets_are_not_kept_as_they_are_shown(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    phone = switched_on(clerk)
    codes = CODE.findall(clerk.post("/desk/recovery-codes").text)

    account = account_of(office, person)
    assert base64.b32encode(phone.key).decode().rstrip("=") not in account.tf_totp_secret
    assert not set(codes) & set(account.mf_recovery_codes)


@pytest.mark.parametrize("path", ["/desk/code", "/desk/recovery-code"])
def test_without_a_password_there_is_no_page_for_a_code(office, path):
    assert Browser(office).get(path).location.startswith("/desk/sign-in")


def test_it_is_switched_off_by_whoever_is_signed_in_and_shows_the_password(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    switched_on(clerk)
    with clerk.session_transaction(path="/desk/") as session:
        session["fs_paa"] = time.time() - 3 * 3600
        session.pop("fs_gexp", None)

    asked = clerk.post("/desk/second-step", {"setup": "disable"}).location
    assert asked.startswith("/desk/password-again?next=")
    assert clerk.post(asked, {"password": PASSWORD}).location == "/desk/second-step"
    clerk.post("/desk/second-step", {"setup": "disable"})

    assert Browser(office).sign_in(person.email).location == "/desk/"
