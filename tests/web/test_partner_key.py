"""The page for partners with a key: what they were counted, and a key without a bureau where the operator allows it."""

import pytest
from conftest import NOW, SITES
from reading import read

from portal.catalogue import partners as seen
from portal.extensions import db
from portal.publishing import actions, partners
from portal.web.common import counting

PAGE = "/en/partners/key/"


@pytest.fixture
def open_site(make_site):
    """A site whose operator lets anybody register."""
    return make_site(SITES / "good", partner_registration=True)


@pytest.fixture
def key(own) -> str:
    with own.app.app_context():
        clerk = actions.person(db.session, "沈阳文旅", NOW)
        _row, given = partners.register(
            db.session, clerk, NOW, name="Palace Hotel", bureau="shenyang", origins=["https://hotel.example"]
        )
        db.session.commit()
        return given


def counted(site) -> list[tuple[str, str, int]]:
    with site.app.app_context():
        counting.write(db.engine, site.app.extensions["portal.tally"], NOW.date())
        return [(what, host, times) for _day, what, host, times in seen.used(db.session, NOW.date())]


def test_a_frame_is_counted_by_the_host_that_shows_it_even_when_it_was_kept(own):
    for _ in range(3):
        own.client().get(
            "/embed/v1/routes/cave-and-maples", headers={"Referer": "https://hotel.example/rooms?guest=Wang"}
        )
    own.client().get("/embed/v1/routes/cave-and-maples")

    assert counted(own) == [("embed", "", 1), ("embed", "hotel.example", 3)]


def test_our_own_preview_is_not_counted(own):
    own.client().get("/embed/v1/routes/cave-and-maples", headers={"Referer": "http://localhost/en/partners/"})

    assert counted(own) == []


def test_data_is_counted_by_key_and_not_without_one(own, key):
    own.client().get("/api/v1/routes")
    own.client().get("/api/v1/routes", headers={"X-Api-Key": key})
    own.client().get("/ogc/collections", headers={"X-Api-Key": key})

    assert counted(own) == [("api", "", 2)]


def test_a_partner_sees_their_own_counts(own, key):
    own.client().get(f"/embed/v1/map?key={key[:9]}", headers={"Referer": "https://hotel.example/"})
    own.client().get("/embed/v1/map", headers={"Referer": "https://other.example/"})
    counted(own)

    answer = own.client().post(PAGE, data={"key": key})

    page = read(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Palace Hotel" in page.text
    assert [cell.text for cell in page.all("td")][1:] == ["frame shown", "hotel.example", "1"]


def test_a_key_that_nobody_has_is_said_beside_the_field_and_stays_there(own):
    answer = own.client().post(PAGE, data={"key": "sy_<b>wrong"})

    field = read(answer.text).one("input", name="key")
    assert answer.status_code == 400
    assert field.attributes["value"] == "sy_<b>wrong"
    assert field.attributes["aria-invalid"] == "true"


def test_nobody_registers_where_the_operator_has_not_allowed_it(own):
    answer = own.client().post(PAGE, data={"name": "Hotel", "bureau": "shenyang", "origins": ""})

    assert answer.status_code == 405
    assert "bureau of your area" in own.client().get(PAGE).text
    assert "Name of your organisation" not in own.client().get(PAGE).text


def test_where_it_is_allowed_a_key_is_shown_once_and_works(open_site):
    sent = {"name": "Registered Hotel", "bureau": "benxi", "origins": "https://a.example\r\nhttps://b.example"}
    answer = open_site.client().post(PAGE, data=sent)

    given = read(answer.text).one("code").text
    with open_site.app.app_context():
        found = seen.find(db.session, given)
    assert found.origins == ("https://a.example", "https://b.example")
    policy = open_site.client().get(f"/embed/v1/map?key={given[:9]}").headers["Content-Security-Policy"]
    assert "frame-ancestors https://a.example https://b.example" in policy


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("bureau", "dalian"),
        ("bureau", "alliance"),
        ("origins", "https://a.example/path https://b.example"),
    ],
)
def test_a_refused_field_is_named_and_nothing_typed_is_lost(open_site, field, value):
    sent = {"name": f"Hotel {field}", "bureau": "benxi", "origins": "https://c.example", field: value}
    answer = open_site.client().post("/zh/partners/key/", data=sent)

    page = read(answer.text)
    assert answer.status_code == 400
    assert page.one("p", id=f"wrong-{field}").text
    assert page.one("input", name="name").attributes["value"] == sent["name"]
    assert page.one("textarea", name="origins").text.strip() == sent["origins"]


def test_a_body_that_is_too_long_is_refused(own):
    assert own.client().post(PAGE, data={"key": "x" * 20_000}).status_code == 413


def test_other_pages_still_take_no_body(own):
    assert own.client().post("/en/about/", data={"key": "x"}).status_code == 405


def test_one_address_cannot_send_forms_without_end(make_site):
    client = make_site(SITES / "good").client()
    statuses = [client.post(PAGE, data={"key": "x"}).status_code for _ in range(31)]

    assert statuses[:30] == [400] * 30
    assert statuses[30] == 429
