"""People administration: one's own bureaus, never a coordinator, never the last one, never another bureau's account."""

import re

import pytest
from conftest import NOW
from desk import PASSWORD, Browser, Clerk, account_of, make_person, newcomer
from reading import read
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import colleagues
from portal.extensions import db
from portal.kernel.errors import Conflict
from portal.model import JournalEntry, Membership, Person
from portal.publishing import people

BUREAU, OTHER = "shenyang", "benxi"


@pytest.fixture
def administrator(office):
    return Clerk(office, newcomer(office, {BUREAU: "administrator"}))


@pytest.fixture
def coordinator(office):
    return Clerk(office, newcomer(office, {"alliance": "coordinator"}))


def roles(site, person):
    with site.app.app_context():
        rows = db.session.scalars(select(Membership).where(Membership.person_id == person.id))
        return {row.bureau: row.role for row in rows}


def journal(site, person):
    with site.app.app_context():
        lines = select(JournalEntry.action).where(JournalEntry.kind == "person", JournalEntry.key == person.name)
        return list(db.session.scalars(lines.order_by(JournalEntry.id)))


def invite(clerk, name, email, *, bureau=BUREAU, role="editor"):
    return clerk.post("/desk/people/invite", {"name": name, "email": email, "bureau": bureau, "role": role})


def test_a_new_colleague_gets_a_link_sets_a_password_and_works(office, administrator):
    page = invite(administrator, "赵敏 <i>", "zhao@bureau.example").text
    assert "赵敏 &lt;i&gt;" in page
    link = re.search(r"http://localhost(/desk/link/[\w-]+)", page)[1]
    assert link not in administrator.get("/desk/people/").text

    browser = Browser(office)
    browser.post(link, {"password": PASSWORD, "again": PASSWORD})
    browser.sign_in("zhao@bureau.example")

    desk = browser.get("/desk/")
    assert desk.status_code == 200
    assert '<html lang="en"' in desk.text, "as the browser asks: nobody chose another language"
    assert browser.get("/desk/people/").status_code == 403
    browser.post("/desk/language", {"lang": "zh"})
    assert '<html lang="zh' in browser.get("/desk/").text


def test_somebody_who_serves_another_bureau_is_given_a_role_and_keeps_name_and_password(office, administrator):
    person = newcomer(office, {OTHER: "reviewer"})

    assert invite(administrator, "another name", person.email).status_code == 303

    assert roles(office, person) == {OTHER: "reviewer", BUREAU: "editor"}
    assert Browser(office).sign_in(person.email).status_code == 302


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": "王"}, "i-name"),
        ({"name": "import"}, "i-name"),
        ({"email": "no address"}, "i-email"),
        ({"bureau": "paris"}, "i-bureau"),
        ({"role": "emperor"}, "i-role"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_what_was_typed_stays(office, administrator, words, field):
    given = {"name": "孙丽", "email": "sun@bureau.example", "bureau": BUREAU, "role": "editor", **words}

    answer = administrator.post("/desk/people/invite", given)

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert f'value="{given["email"]}"' in answer.text
    with office.app.app_context():
        assert db.session.scalars(select(Person).where(Person.name == "孙丽")).all() == []


def test_an_administrator_sees_the_people_of_the_own_bureau_alone_and_the_coordinator_all(
    office, administrator, coordinator
):
    mine, theirs = newcomer(office, {BUREAU: "editor"}), newcomer(office, {OTHER: "editor"})

    seen, all_seen = (clerk.get("/desk/people/").text for clerk in (administrator, coordinator))

    assert mine.name in seen
    assert theirs.name not in seen
    assert mine.name in all_seen
    assert theirs.name in all_seen


ACTS = {
    "role": {"bureau": BUREAU, "role": "reviewer"},
    "dismiss": {"bureau": BUREAU},
    "disable": {},
    "enable": {},
    "link": {},
    "second-step": {},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_administrator_does_with_own_people_what_the_page_offers(office, administrator, act):
    person = newcomer(office, {BUREAU: "editor"})

    assert administrator.post(f"/desk/people/{person.id}/{act}", ACTS[act]).status_code in (200, 303)


@pytest.mark.parametrize("act", ["disable", "enable", "link", "second-step"])
@pytest.mark.parametrize("held", [{OTHER: "editor"}, {BUREAU: "editor", OTHER: "administrator"}, {}])
def test_an_account_that_serves_another_bureau_too_is_not_an_administrators_to_open(office, administrator, act, held):
    person = newcomer(office, held)
    before = account_of(office, person)

    assert administrator.post(f"/desk/people/{person.id}/{act}").status_code == 403

    after = account_of(office, person)
    assert (after.active, after.password) == (before.active, before.password)
    assert journal(office, person) == []


@pytest.mark.parametrize("act", ACTS)
def test_no_administrator_touches_a_coordinator(office, administrator, act):
    person = newcomer(office, {"alliance": "coordinator", BUREAU: "editor"})

    assert administrator.post(f"/desk/people/{person.id}/{act}", ACTS[act]).status_code == 403
    assert roles(office, person) == {"alliance": "coordinator", BUREAU: "editor"}


@pytest.mark.parametrize(
    ("bureau", "role", "status"),
    [
        (OTHER, "editor", 403),
        ("alliance", "editor", 403),
        ("alliance", "coordinator", 403),
        (BUREAU, "coordinator", 422),
    ],
)
def test_an_administrator_gives_no_role_beyond_the_own_bureau(office, administrator, bureau, role, status):
    email = f"{bureau}-{role}@bureau.example"

    assert invite(administrator, f"{bureau} {role}", email, bureau=bureau, role=role).status_code == status

    with office.app.app_context():
        assert db.session.scalars(select(Person).where(Person.name == f"{bureau} {role}")).all() == []


def test_a_role_is_changed_and_taken_away_and_the_journal_knows(office, administrator):
    person = newcomer(office, {BUREAU: "editor"})
    administrator.post(f"/desk/people/{person.id}/role", {"bureau": BUREAU, "role": "reviewer"})
    assert roles(office, person) == {BUREAU: "reviewer"}
    administrator.post(f"/desk/people/{person.id}/dismiss", {"bureau": BUREAU})

    assert roles(office, person) == {}
    assert journal(office, person) == ["changed", "dismissed"]
    told = read(administrator.get(f"/desk/journal/?kind=person&key={person.name}").text).text
    assert "Role · Shenyang: “editor” → “reviewer”" in told
    assert "Role · Shenyang: removed “reviewer”" in told
    assert Clerk.get(Browser(office).move_to(office), "/desk/").status_code == 302


def test_who_serves_no_bureau_any_more_still_reaches_the_own_account_and_nothing_else(office, administrator):
    person = newcomer(office, {BUREAU: "editor"})
    clerk = Clerk(office, person)
    administrator.post(f"/desk/people/{person.id}/dismiss", {"bureau": BUREAU})

    assert clerk.get("/desk/").status_code == 403
    assert clerk.is_signed_in


@pytest.mark.parametrize(("more", "left"), [({}, "/desk/account/"), ({OTHER: "editor"}, "/desk/")])
def test_who_gives_up_the_own_role_is_asked_and_lands_on_what_is_still_theirs(office, more, left):
    clerk = Clerk(office, newcomer(office, {BUREAU: "administrator", **more}))
    address = f"/desk/people/{clerk.person.id}/dismiss"

    (button,) = read(clerk.get("/desk/people/").text).all("form", action=address)
    answer = clerk.post(address, {"bureau": BUREAU})

    assert "details" in button.within, "it is folded away, behind what it means"
    assert answer.location == left
    assert "The role is taken away" in clerk.get(left).text


def test_who_is_disabled_is_out_at_once_everywhere_and_comes_back_when_enabled(office, administrator):
    person = newcomer(office, {BUREAU: "editor"})
    clerk = Clerk(office, person)

    page = read(administrator.get("/desk/people/").text)
    (button,) = page.all("form", action=f"/desk/people/{person.id}/disable")
    assert "details" in button.within, "it is folded away, behind what it means"
    assert f"{person.name} is signed out everywhere at once" in page.text
    administrator.post(button.attributes["action"])
    assert not clerk.is_signed_in
    assert Browser(office).sign_in(person.email).status_code == 200
    administrator.post(f"/desk/people/{person.id}/enable")

    assert not clerk.is_signed_in
    assert Browser(office).sign_in(person.email).status_code == 302
    assert journal(office, person) == ["disabled", "enabled"]


def test_a_coordinator_is_not_disabled_before_that_role_is_gone(office, coordinator):
    person = newcomer(office, {"alliance": "coordinator"})
    coordinator.post(f"/desk/people/{person.id}/disable")
    assert account_of(office, person).active

    coordinator.post(f"/desk/people/{person.id}/role", {"bureau": "alliance", "role": "editor"})
    coordinator.post(f"/desk/people/{person.id}/disable")

    assert not account_of(office, person).active


def test_the_last_coordinator_stays_one(own):
    one, two = (newcomer(own, {"alliance": "coordinator"}) for _ in range(2))
    clerk = Clerk(own, one)
    clerk.post(f"/desk/people/{two.id}/role", {"bureau": "alliance", "role": "editor"})
    assert roles(own, two) == {"alliance": "editor"}

    clerk.post(f"/desk/people/{one.id}/role", {"bureau": "alliance", "role": "editor"})
    clerk.post(f"/desk/people/{one.id}/dismiss", {"bureau": "alliance"})

    assert roles(own, one) == {"alliance": "coordinator"}
    assert "name another one first" in clerk.get("/desk/people/").text


def test_nobody_who_is_disabled_is_given_a_role(office, administrator):
    person = newcomer(office, {BUREAU: "editor"})
    administrator.post(f"/desk/people/{person.id}/disable")

    administrator.post(f"/desk/people/{person.id}/role", {"bureau": BUREAU, "role": "administrator"})

    assert roles(office, person) == {BUREAU: "editor"}


@pytest.mark.parametrize("act", ["disable", "link", "second-step"])
def test_nobody_opens_or_shuts_the_own_account_from_the_list(office, coordinator, act):
    """Or who finds a browser signed in could set a new password without knowing the old one."""
    assert coordinator.post(f"/desk/people/{coordinator.person.id}/{act}").status_code == 403
    assert coordinator.is_signed_in


def test_who_was_invited_elsewhere_and_has_no_password_yet_takes_a_role_and_no_link(office, administrator, coordinator):
    invite(coordinator, "周强", "zhou@bureau.example", bureau=OTHER)

    answer = invite(administrator, "周强", "zhou@bureau.example")

    assert answer.status_code == 303
    assert "/desk/link/" not in administrator.get("/desk/people/").text


def test_a_person_who_is_not_there_is_not_found(office, administrator):
    assert administrator.post("/desk/people/999999/disable").status_code == 404


def test_a_lost_phone_is_forgotten_by_an_administrator(office, administrator):
    person = newcomer(office, {BUREAU: "editor"})
    clerk = Clerk(office, person)
    with office.app.app_context():
        account = db.session.merge(account_of(office, person))
        account.tf_primary_method = "authenticator"
        account.tf_totp_secret = office.app.extensions["security"].totp_factory.generate_totp_secret()
        db.session.commit()
    assert Browser(office).sign_in(person.email).location == "/desk/code?next=/desk/"

    administrator.post(f"/desk/people/{person.id}/second-step")

    assert Browser(office).sign_in(person.email).location == "/desk/"
    assert not clerk.is_signed_in


def test_who_became_coordinator_in_the_same_moment_is_not_disabled(own):
    boss, clerk = (
        make_person(own, "周总", {"alliance": "coordinator"}),
        make_person(own, "客人", {"shenyang": "editor"}),
    )
    with own.app.app_context(), Session(db.engine) as other:
        account = colleagues.of(db.session, clerk.id)
        actor = db.session.get_one(Person, boss.id)
        assert not people.is_coordinator(account.person)
        chief, new = other.get_one(Person, boss.id), other.get_one(Person, clerk.id)
        people.give_role(other, chief, NOW, new, "alliance", "coordinator")
        other.commit()

        with pytest.raises(Conflict):
            colleagues.disable(db.session, actor, NOW, account)
