"""`portal user`: the operator makes the first person, and helps where nobody else can."""

import io

import pytest
from desk import PASSWORD
from sqlalchemy import select

from portal.accounts import Account, OneTimeLink
from portal.model import JournalEntry

WANG = ("wang@bureau.example", "--name", "王伟", "--role", "coordinator", "--bureau", "alliance")


@pytest.fixture
def filled(portal, loaded, monkeypatch):
    """The program over a site with areas."""
    monkeypatch.setenv("PORTAL_PASSWORD_MEMORY", "1024")
    return portal


def account(database):
    return database.scalars(select(Account)).one()


def test_the_first_person_gets_a_link_that_is_shown_once_and_kept_as_a_digest(filled, database):
    said = filled("user", "add", *WANG)

    assert said.code == 0
    assert said.out.startswith("http://127.0.0.1:8000/desk/link/")
    assert "not shown again" in said.err
    kept = database.scalars(select(OneTimeLink)).one()
    assert kept.digest not in said.out
    assert "wang@bureau.example  invited  alliance:coordinator  王伟" in filled("user", "list").out


def test_without_a_name_one_is_called_what_the_address_begins_with(filled):
    said = filled("user", "add", "zhao@bureau.example", "--role", "editor", "--bureau", "benxi")

    assert said.code == 0
    assert "zhao@bureau.example  invited  benxi:editor  zhao\n" in filled("user", "list").out


def test_a_link_is_printed_with_the_portals_own_address(filled, monkeypatch):
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portal.example/tour")

    assert filled("user", "add", *WANG).out.startswith("https://portal.example/tour/desk/link/")


def test_a_password_may_come_from_standard_input(filled, database, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    assert filled("user", "add", *WANG, "--password-stdin").out == ""
    assert account(database).password.startswith("$argon2id$")


def test_a_short_password_makes_nobody(filled, database, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    said = filled("user", "add", *WANG, "--password-stdin")

    assert said.code == 1
    assert "12" in said.err
    assert filled("user", "list").out == ""


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("wang", "--name", "王伟", "--role", "editor", "--bureau", "benxi"), "no e-mail address"),
        (("w@b.example", "--name", "王", "--role", "editor", "--bureau", "benxi"), "2 to 60"),
        (("w@b.example", "--name", "王伟", "--role", "editor", "--bureau", "paris"), "no such bureau"),
        (("w@b.example", "--name", "王伟", "--role", "coordinator", "--bureau", "benxi"), "belongs to the alliance"),
        (("w@b.example", "--name", "operator", "--role", "editor", "--bureau", "benxi"), "another person"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(filled, words, problem):
    said = filled("user", "add", *words)

    assert said.code == 1
    assert problem in said.err
    assert filled("user", "list").out == ""


def test_the_same_address_takes_a_second_role_and_keeps_its_name(filled, database):
    filled("user", "add", "li@b.example", "--name", "李娜", "--role", "editor", "--bureau", "benxi")
    filled("user", "add", "LI@b.example", "--name", "别人", "--role", "reviewer", "--bureau", "shenyang")

    assert "benxi:editor shenyang:reviewer  李娜" in filled("user", "list").out


def test_roles_change_and_go_and_the_journal_says_so(filled, database):
    filled("user", "add", "li@b.example", "--name", "李娜", "--role", "editor", "--bureau", "benxi")

    assert filled("user", "role", "li@b.example", "--role", "reviewer", "--bureau", "benxi").code == 0
    assert filled("user", "role", "li@b.example", "--role", "none", "--bureau", "benxi").code == 0

    lines = database.execute(select(JournalEntry.action, JournalEntry.key).where(JournalEntry.kind == "person")).all()
    assert [(action, key) for action, key in lines] == [
        ("admitted", "李娜"),
        ("linked", "李娜"),
        ("changed", "李娜"),
        ("dismissed", "李娜"),
    ]


def test_the_last_coordinator_stays(filled):
    filled("user", "add", *WANG)

    for words in (("role", WANG[0], "--role", "none", "--bureau", "alliance"), ("disable", WANG[0])):
        said = filled("user", *words)
        assert said.code == 1
        assert "coordinator" in said.err


def test_who_is_disabled_gets_no_link_until_they_are_enabled(filled):
    filled("user", "add", "li@b.example", "--name", "李娜", "--role", "editor", "--bureau", "benxi")
    assert filled("user", "disable", "li@b.example").code == 0

    assert filled("user", "link", "li@b.example").code == 1
    assert filled("user", "enable", "li@b.example").code == 0
    assert "/desk/link/" in filled("user", "link", "li@b.example", "--no-code").out


def test_nobody_known_is_said(filled):
    assert "nobody has the address" in filled("user", "disable", "x@b.example").err
