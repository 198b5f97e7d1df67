"""Partner keys at the desk: given, changed and taken back by the bureau they belong to."""

import pytest
from desk import Clerk, make_person
from reading import read

from portal.catalogue import partners as seen
from portal.extensions import db
from portal.kernel.errors import NotValid

SENT = {"name": "水洞宾馆", "bureau": "benxi", "origins": "https://hotel.example", "quota": "500"}


def clerk(site, bureau: str = "benxi", role: str = "administrator") -> Clerk:
    return Clerk(site, make_person(site, f"{bureau} {role}", {bureau: role}))


def admit(boss: Clerk, **other: str) -> str:
    """The key that the page shows."""
    return read(boss.post("/desk/partners/admit", {**SENT, **other}).text).one("code").text


def found(site, key: str) -> seen.PartnerView:
    with site.app.app_context():
        return seen.find(db.session, key)


def test_a_key_is_shown_once_and_works(own):
    boss = clerk(own)
    key = admit(boss)

    partner = found(own, key)
    assert (partner.name, partner.origins, partner.quota) == ("水洞宾馆", ("https://hotel.example",), 500)
    later = boss.get("/desk/partners/").text
    assert key not in later
    assert key[:9] in later


def test_terms_are_changed_and_the_key_is_revoked(own):
    boss = clerk(own)
    key = admit(boss)
    boss.post(f"/desk/partners/{key[:9]}/change", {"origins": "https://a.example\r\nhttps://b.example", "quota": "7"})
    partner = found(own, key)
    assert (partner.origins, partner.quota) == (("https://a.example", "https://b.example"), 7)

    boss.post(f"/desk/partners/{key[:9]}/revoke")

    with pytest.raises(NotValid):
        found(own, key)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "x"), ("origins", "http://plain.example"), ("quota", "many"), ("quota", "0")]
)
def test_a_refused_field_is_named_and_nothing_typed_is_lost(own, field, value):
    answer = clerk(own).post("/desk/partners/admit", {**SENT, field: value})

    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id=f"wrong-{field}").text
    assert page.one("textarea", id="p-origins").text.strip() == {**SENT, field: value}["origins"]


def test_a_bureau_gives_and_takes_no_keys_of_another(own):
    key = admit(clerk(own))
    other = clerk(own, "shenyang")

    assert other.post("/desk/partners/admit", {**SENT, "name": "Other"}).status_code == 403
    assert other.post(f"/desk/partners/{key[:9]}/revoke").status_code == 403
    assert "水洞宾馆" not in other.get("/desk/partners/").text
    assert found(own, key)


def test_the_coordinator_sees_every_partner(own):
    admit(clerk(own))

    assert "水洞宾馆" in clerk(own, "alliance", "coordinator").get("/desk/partners/").text


def test_editors_have_nothing_to_do_there(own):
    assert clerk(own, role="editor").get("/desk/partners/").status_code == 403
