"""`portal partner`: a bureau's administrator gives keys from a terminal."""

import pytest

from portal.catalogue import partners as seen
from portal.kernel.errors import NotValid
from portal.kernel.season import today
from portal.publishing import partners


@pytest.fixture
def filled(portal, loaded):
    """The program over a site with areas."""
    return portal


def test_a_key_is_printed_alone_on_standard_output(filled, database):
    said = filled("partner", "add", "水洞宾馆", "--bureau", "benxi", "--origin", "https://hotel.example")

    assert said.code == 0
    assert "not shown again" in said.err
    assert seen.find(database, said.out.strip()).origins == ("https://hotel.example",)


def test_the_list_shows_the_beginning_of_a_key_and_never_the_key(filled):
    key = filled("partner", "add", "水洞宾馆", "--bureau", "benxi").out.strip()

    listed = filled("partner", "list").out

    assert key[: partners.HINT_LENGTH] in listed
    assert key not in listed
    assert "水洞宾馆" in listed


def test_a_wrong_origin_is_said_and_nothing_is_made(filled):
    said = filled("partner", "add", "水洞宾馆", "--bureau", "benxi", "--origin", "hotel.example")

    assert said.code == 1
    assert "https://" in said.err
    assert filled("partner", "list").out == ""


def test_a_key_is_changed_and_revoked_by_its_beginning(filled, database):
    key = filled("partner", "add", "水洞宾馆", "--bureau", "benxi").out.strip()
    hint = key[: partners.HINT_LENGTH]

    assert filled("partner", "change", hint, "--quota", "9").code == 0
    assert seen.find(database, key).quota == 9
    assert filled("partner", "revoke", hint).code == 0
    with pytest.raises(NotValid):
        seen.find(database, key)
    assert "revoked" in filled("partner", "list").out


def test_a_beginning_that_is_no_keys_is_said(filled):
    assert filled("partner", "revoke", "sy_nobody").code == 1


def test_counts_are_shown_by_day_and_host(filled, database):
    partners.record(database, today(), {("embed", "hotel.example", ""): 12, ("api", "", "sy_abc"): 3})
    database.commit()

    assert [line.split()[1:] for line in filled("partner", "used").out.splitlines()] == [
        ["api", "3", "no", "host", "named"],
        ["embed", "12", "hotel.example"],
    ]
    assert "hotel.example" not in filled("partner", "used", "sy_abc").out
