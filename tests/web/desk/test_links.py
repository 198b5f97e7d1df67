"""One-time links: an administrator's, a mail's, and what they open."""

import re
import smtplib
import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from desk import Browser, Clerk, account_of, newcomer, worker

from portal.accounts import mail

NEW = "copper kettle evening"
LINK = re.compile(r"/desk/link/[\w-]+")


@pytest.fixture
def administrator(office):
    return Clerk(office, newcomer(office, {"shenyang": "administrator"}))


def link_for(administrator, person):
    return LINK.search(administrator.post(f"/desk/people/{person.id}/link").text)[0]


def set_password(browser, link, first=NEW, again=NEW):
    return browser.post(link, {"password": first, "again": again})


def test_a_link_sets_a_password_once_and_signs_every_browser_out(office, administrator):
    person = newcomer(office)
    clerk, link = Clerk(office, person), link_for(administrator, person)

    assert set_password(Browser(office), link).location == "/desk/sign-in"

    assert not clerk.is_signed_in
    assert Browser(office).sign_in(person.email, NEW).status_code == 302
    assert Browser(office).get(link).status_code == 404
    assert set_password(Browser(office), link).status_code == 404


def test_looking_at_a_link_does_not_use_it_up(office, administrator):
    person = newcomer(office)
    link = link_for(administrator, person)
    for _ in range(3):  # a messenger that shows a preview, for instance
        assert Browser(office).get(link).status_code == 200

    assert set_password(Browser(office), link).status_code == 303


def test_a_link_is_good_for_a_day(office, administrator):
    person = newcomer(office)
    link = link_for(administrator, person)

    assert Browser(worker(office, later=timedelta(hours=23))).get(link).status_code == 200
    assert Browser(worker(office, later=timedelta(hours=25))).get(link).status_code == 404


def test_a_newer_link_makes_the_older_one_worthless(office, administrator):
    person = newcomer(office)
    older, newer = link_for(administrator, person), link_for(administrator, person)

    assert [Browser(office).get(link).status_code for link in (older, newer)] == [404, 200]


@pytest.mark.parametrize(("first", "again"), [("short", "short"), (NEW, NEW + "!")])
def test_a_bad_password_is_said_and_the_link_stays_good(office, administrator, first, again):
    link = link_for(administrator, newcomer(office))

    answer = set_password(Browser(office), link, first, again)

    assert answer.status_code == 200
    assert 'id="password-wrong"' in answer.text
    assert set_password(Browser(office), link).status_code == 303


def test_a_lock_ends_with_a_link_and_the_second_step_does_not(office, administrator):
    person = newcomer(office)
    for _ in range(6):
        Browser(office).sign_in(person.email, "wrong words here")

    set_password(Browser(office), link_for(administrator, person))

    assert Browser(office).sign_in(person.email, NEW).status_code == 302


def test_whoever_is_disabled_has_no_use_of_a_link(office, administrator):
    person = newcomer(office)
    link = link_for(administrator, person)
    administrator.post(f"/desk/people/{person.id}/disable")

    assert Browser(office).get(link).status_code == 404


def test_without_a_mail_server_the_page_says_whom_to_ask_and_sends_nothing(office):
    browser, person = Browser(office), newcomer(office)

    assert "administrator" in browser.get("/desk/forgotten").text
    assert browser.post("/desk/forgotten", {"email": person.email}).status_code == 200


class Post(socketserver.ThreadingTCPServer):
    """A mail server on this machine (RFC 5321, as much as a sender needs) that keeps what it is given."""

    daemon_threads = True

    def __init__(self) -> None:
        self.mails, self.came = [], threading.Event()
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(message_from_bytes(body, policy=default))
                self.server.came.set()
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return


@pytest.fixture
def post():
    with Post() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def mailing(office, post):
    """A worker that can send mails."""
    return worker(office, mail_url=f"smtp://127.0.0.1:{post.server_address[1]}", base_url="http://portal.example/tour")


def test_a_forgotten_password_is_set_by_the_link_in_a_mail(office, mailing, post):
    person = newcomer(office)
    answer = Browser(mailing).post("/desk/forgotten", {"email": person.email.upper()})

    assert answer.status_code == 303
    assert post.came.wait(10)
    (mail,) = post.mails
    assert mail["To"] == person.email
    assert mail["From"] == "no-reply@portal.example"
    assert "http://portal.example/tour/desk/link/" in mail.get_content()
    assert set_password(Browser(office), LINK.search(mail.get_content())[0]).status_code == 303
    assert Browser(office).sign_in(person.email, NEW).status_code == 302


def test_known_unknown_and_disabled_addresses_are_answered_alike(office, mailing, post):
    known, disabled = newcomer(office), newcomer(office)
    Clerk(office, newcomer(office, {"shenyang": "administrator"})).post(f"/desk/people/{disabled.id}/disable")
    said = set()
    for email in (disabled.email, "nobody@bureau.example", "no address", known.email):
        browser = Browser(mailing)
        answer = browser.post("/desk/forgotten", {"email": email})
        said.add((answer.status_code, answer.location, "is on its way" in browser.get("/desk/sign-in").text))

    assert len(said) == 1
    assert post.came.wait(10)
    assert [mail["To"] for mail in post.mails] == [known.email]


def test_a_mail_that_anybody_asks_for_leaves_the_administrators_link_good(office, administrator, mailing, post):
    person = newcomer(office)
    invitation = link_for(administrator, person)
    Browser(mailing).post("/desk/forgotten", {"email": person.email})

    assert post.came.wait(10)
    mailed = LINK.search(post.mails[0].get_content())[0]
    assert [Browser(office).get(link).status_code for link in (invitation, mailed)] == [200, 200]
    set_password(Browser(office), mailed)
    assert Browser(office).get(invitation).status_code == 404


def test_a_password_for_the_mail_server_is_not_sent_in_clear_but_to_this_machine(post, monkeypatch):
    there = f"smtp://portal:secret@127.0.0.1:{post.server_address[1]}"
    with pytest.raises(smtplib.SMTPException, match="AUTH"):  # the server here knows nobody, but it was asked
        mail.send(there, "a@b.example", "c@d.example", "", "")
    monkeypatch.setattr(mail, "AT_HOME", ())

    with pytest.raises(smtplib.SMTPException, match="no encryption"):
        mail.send(there, "a@b.example", "c@d.example", "", "")
    assert post.mails == []


def test_a_mail_server_that_is_away_breaks_no_page(office):
    away = worker(office, mail_url="smtp://127.0.0.1:1", base_url="http://localhost")
    person = newcomer(office)

    assert Browser(away).post("/desk/forgotten", {"email": person.email}).status_code == 303
    assert account_of(office, person).active
