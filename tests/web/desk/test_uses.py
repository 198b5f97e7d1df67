"""Before a thing gets another key or goes off the site, the desk shows where it is named."""

import re

import pytest
from conftest import NOW
from desk import Clerk, make_person
from reading import read
from sqlalchemy import select

from portal.extensions import db
from portal.kernel.errors import NotAllowed
from portal.model import LIVE, Person
from portal.publishing import actions, reviews

USES = "/desk/attraction/benxi-water-cave/uses/"


def clerk(site, role: str, bureau: str = "benxi") -> Clerk:
    return Clerk(site, make_person(site, f"{bureau} {role}", {bureau: role}))


def test_every_use_is_listed_with_a_link(own):
    links = read(clerk(own, "editor").get(USES).text).links

    assert "/desk/route/cave-and-maples/" in links
    assert "/desk/notice/cave-closed/" in links
    assert "/en/routes/cave-and-maples/" in links


def test_what_is_named_cannot_be_taken_off(own):
    reviewer = clerk(own, "reviewer")
    assert "uses/withdraw" not in reviewer.get(USES).text

    answer = reviewer.post(f"{USES}withdraw", {"why": "closed for good"}, follow_redirects=True)

    assert "Something names it now" in answer.text
    assert own.client().get("/en/attractions/benxi-water-cave/").status_code == 200


def test_what_nothing_names_goes_off_with_a_reason(own):
    reviewer = clerk(own, "coordinator", "alliance")
    address = "/desk/notice/cave-closed/uses/"
    assert reviewer.post(f"{address}withdraw", {"why": " "}).status_code == 422

    reviewer.post(f"{address}withdraw", {"why": "repaired"})

    with own.app.app_context():
        row = actions.find(db.session, "notice", "cave-closed")
        assert row is not None
        assert row.withdrawn
    assert "repaired" in reviewer.get("/desk/journal/?kind=notice").text


def test_a_new_key_lets_every_old_address_lead_on(own):
    boss = clerk(own, "administrator")

    answer = boss.post(f"{USES}rename", {"new_key": "benxi-cave"})

    assert (answer.status_code, answer.location) == (303, "/desk/attraction/benxi-cave/uses/")
    old = own.client().get("/en/attractions/benxi-water-cave/")
    assert (old.status_code, old.location) == (308, "/en/attractions/benxi-cave/")
    assert own.client().get("/en/attractions/benxi-cave/").status_code == 200
    late = boss.post("/desk/attraction/benxi-water-cave/still-true/", {"head": "1"})
    assert (late.status_code, late.location) == (308, "/desk/attraction/benxi-cave/still-true/")
    assert "/en/attractions/benxi-cave/" in read(own.client().get("/en/routes/cave-and-maples/").text).links


@pytest.mark.parametrize("key", ["Benxi", "guanmen-mountain", "<script>"])
def test_a_key_that_is_refused_stays_in_the_form(own, key):
    answer = clerk(own, "administrator").post(f"{USES}rename", {"new_key": key})

    assert answer.status_code == 422
    assert read(answer.text).one("input", name="new_key").attributes["value"] == key


def test_only_an_administrator_renames_and_no_editor_withdraws(own):
    way = re.compile(rf'<a class="button" href="{USES}">([^<]+)</a>')
    roles = ("editor", "reviewer", "administrator")
    promised = {role: way.search(clerk(own, role).get(USES[:-5]).text)[1] for role in roles}
    assert promised == {
        "editor": "Where it is named",
        "reviewer": "Where it is named and withdrawing",
        "administrator": "Where it is named, another key and withdrawing",
    }
    page = clerk(own, "editor").get(USES).text
    assert "given by an administrator of Benxi" in page
    assert "taken off the site by a reviewer of Benxi" in page
    assert "given by an administrator" not in clerk(own, "administrator").get(USES).text
    assert clerk(own, "reviewer").post(f"{USES}rename", {"new_key": "other"}).status_code == 403
    assert clerk(own, "editor").post(f"{USES}withdraw", {"why": "gone"}).status_code == 403
    assert clerk(own, "administrator", "shenyang").get(USES).status_code == 403


def test_what_the_program_needs_and_pictures_are_not_taken_off_here(own):
    coordinator = clerk(own, "coordinator", "alliance")
    with own.app.app_context():
        things = [
            (kind, key)
            for kind in ("vocabulary", "medium", "way")
            for key in db.session.scalars(select(LIVE[kind].key))
        ]
    assert {kind for kind, _key in things} >= {"vocabulary", "way"}
    for kind, key in things:
        address = f"/desk/{kind}/{key}/uses/"
        assert "uses/withdraw" not in coordinator.get(address).text
        assert coordinator.post(f"{address}withdraw", {"why": "away"}).status_code == 404


def test_an_area_is_taken_off_by_the_coordinator_alone(own):
    for role in ("reviewer", "administrator"):
        with own.app.app_context():
            me = db.session.get_one(Person, make_person(own, f"benxi {role}", {"benxi": role}).id)
            with pytest.raises(NotAllowed):
                reviews.withdraw(db.session, me, NOW, "area", "benxi", "away")
