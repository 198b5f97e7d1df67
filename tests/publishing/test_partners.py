"""Partners: a bureau gives a key, sees it used, and takes it back."""

from datetime import timedelta

import factories as make
import pytest
from conftest import NOW
from sqlalchemy import select

from portal.catalogue import partners as seen
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.model import JournalEntry, Membership, Partner, Person, Used
from portal.publishing import actions, partners
from portal.settings import Settings

TODAY = NOW.date()


@pytest.fixture
def clerk(session) -> Person:
    clerk = actions.person(session, "本溪文旅", NOW)
    clerk.memberships = [Membership(bureau="alliance", role="coordinator")]
    actions.publish(session, clerk, NOW, "area", "benxi", make.area("本溪", "Benxi"))
    return clerk


@pytest.fixture
def admit(session, clerk):
    def let_in(name="水洞宾馆", **more):
        return partners.admit(session, clerk, NOW, **{"name": name, "bureau": "benxi", **more})

    return let_in


def test_a_key_leads_to_its_partner(session, admit):
    _row, key = admit(origins=["https://hotel.example"], quota=50)

    found = seen.find(session, key)

    assert (found.name, found.bureau, found.origins, found.quota) == (
        "水洞宾馆",
        "benxi",
        ("https://hotel.example",),
        50,
    )


def test_the_key_itself_is_nowhere_in_the_database(session, admit):
    row, key = admit()

    kept = [str(value) for value in vars(row).values()]
    assert not any(key in value for value in kept)
    assert key.startswith(row.hint)


def test_no_two_keys_are_alike(admit):
    assert admit("甲酒店")[1] != admit("乙酒店")[1]


@pytest.mark.parametrize("key", ["", "sy_", "sy_wrongwrongwrongwrongwrong"])
def test_a_key_that_nobody_has_is_refused(session, admit, key):
    admit()

    with pytest.raises(NotValid):
        seen.find(session, key)


def test_a_revoked_key_is_refused_from_then_on(session, clerk, admit):
    row, key = admit()

    partners.revoke(session, clerk, NOW, row.hint)

    with pytest.raises(NotValid):
        seen.find(session, key)


def test_origins_and_quota_can_be_changed(session, clerk, admit):
    row, key = admit()

    partners.change(session, clerk, NOW, row.hint, origins=["https://a.example"], quota=7)
    partners.change(session, clerk, NOW, row.hint, quota=8)

    assert (seen.find(session, key).origins, seen.find(session, key).quota) == (("https://a.example",), 8)


def test_only_the_bureau_whose_partner_it_is_gives_changes_and_takes_a_key(session, admit):
    row, key = admit(quota=50)
    other = actions.person(session, "沈阳文旅", NOW)
    other.memberships = [Membership(bureau="shenyang", role="administrator")]

    with pytest.raises(NotAllowed):
        partners.admit(session, other, NOW, name="甲酒店", bureau="benxi")
    with pytest.raises(NotAllowed):
        partners.change(session, other, NOW, row.hint, quota=7)
    with pytest.raises(NotAllowed):
        partners.revoke(session, other, NOW, row.hint)
    assert seen.find(session, key).quota == 50


def test_whoever_does_it_stands_in_the_journal(session, clerk, admit):
    row, _key = admit()
    partners.change(session, clerk, NOW, row.hint, quota=7)
    partners.revoke(session, clerk, NOW, row.hint)
    partners.revoke(session, clerk, NOW, row.hint)

    lines = session.scalars(select(JournalEntry).where(JournalEntry.kind == "partner").order_by(JournalEntry.id)).all()

    assert [(line.action, line.actor_id, line.key) for line in lines] == [
        (action, clerk.id, row.hint) for action in ("admitted", "changed", "revoked")
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://hotel.example/", "https://hotel.example"),
        (" HTTPS://WWW.Hotel.Example:8443 ", "https://www.hotel.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_an_origin_is_kept_as_policies_write_it(admit, given, kept):
    assert admit(origins=[given, kept])[0].origins == [kept]


@pytest.mark.parametrize(
    "origin",
    ["hotel.example", "http://hotel.example", "https://hotel.example/path", "https://*", "https://a b.example",
     "https://hotel.example; script-src *", "https://me@hotel.example", "https://hotel.example:99999", "data:x", "",
     "https://hotel.example?x", "https://[::1"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(session, admit, origin):
    with pytest.raises(NotValid) as refused:
        admit(origins=[origin])

    assert refused.value.field == "origins"
    assert session.scalars(select(Partner)).all() == []


@pytest.mark.parametrize(
    ("field", "value"), [("name", "x"), ("name", "长" * 201), ("bureau", "dalian"), ("quota", 0), ("quota", 10**9)]
)
def test_a_wrong_field_is_named(admit, field, value):
    with pytest.raises(NotValid) as refused:
        admit(**{"name": "酒店", field: value})

    assert refused.value.field == field


def test_a_name_is_given_once(admit):
    admit("酒店")

    with pytest.raises(NotValid) as refused:
        admit(" 酒店 ")
    assert refused.value.field == "name"


def test_the_alliance_gives_keys_too(admit):
    assert admit(bureau="alliance")[0].bureau == "alliance"


def test_a_hint_that_nobody_has_is_not_found(session, clerk):
    with pytest.raises(NotFound):
        partners.revoke(session, clerk, NOW, "sy_nobody")


def test_counts_of_a_day_add_up_by_host_and_key(session):
    partners.record(session, TODAY, {("embed", "a.example", ""): 2, ("embed", "a.example", "sy_1"): 1})
    partners.record(session, TODAY, {("embed", "a.example", "sy_1"): 4, ("api", "", "sy_1"): 9})

    assert seen.used(session, TODAY) == [(TODAY, "api", "", 9), (TODAY, "embed", "a.example", 7)]
    assert seen.used(session, TODAY, "sy_1") == [(TODAY, "api", "", 9), (TODAY, "embed", "a.example", 5)]


def test_old_counts_are_forgotten(session):
    partners.record(session, TODAY, {("embed", "a.example", ""): 2})
    partners.record(session, TODAY + timedelta(days=partners.KEPT_DAYS + 1), {("embed", "b.example", ""): 1})

    assert session.scalars(select(Used.host)).all() == ["b.example"]


def test_invented_hosts_cannot_fill_the_table(session, monkeypatch):
    monkeypatch.setattr(partners, "MOST_HOSTS_A_DAY", 3)
    partners.record(session, TODAY, {("embed", f"h{n}.example", ""): 1 for n in range(9)})

    assert len(session.scalars(select(Used.host)).all()) <= 4
    assert sum(times for *_, times in seen.used(session, TODAY)) == 9


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Hotel.Example:8443/rooms?guest=Wang#x", "hotel.example"),
        ("", ""),
        ("null", ""),
        ("https://[::1", ""),
        ("https://a_b<script>/", ""),
        (f"https://{'a' * 300}.example/", ""),
    ],
)
def test_of_a_referer_only_the_host_is_kept(address, host):
    assert partners.host_of(address) == host


def test_the_beginning_of_a_key_says_whose_frame_it_is_and_opens_nothing(session, clerk, admit):
    row, key = admit(origins=["https://hotel.example"])

    assert seen.of_frame(session, row.hint).origins == ("https://hotel.example",)
    with pytest.raises(NotValid):
        seen.find(session, row.hint)
    with pytest.raises(NotValid):
        seen.of_frame(session, key)


def test_a_key_gives_more_than_no_key():
    amount, _, window = Settings(_env_file=None).api_limit.partition(" per ")

    assert int(amount) * {"minute": 60, "hour": 1}[window] < partners.USUAL_QUOTA
