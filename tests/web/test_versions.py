"""A version that has a successor says so in each answer; none has yet."""

from datetime import UTC, datetime, timedelta

import pytest
from reading import read

from portal.app import create_app
from portal.web.common import versions
from portal.web.common.versions import CHANGES, FAREWELLS, Farewell

END = Farewell(datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))


@pytest.fixture
def outdated(small):
    """The small site on a day when v1 of the frames has a successor."""
    app = create_app(small.settings, clock=small.app.extensions["portal.clock"])
    versions.start(app, {"/embed/v1/": END})
    return app.test_client(use_cookies=False)


def test_nothing_says_goodbye_today(client):
    answer = client.get("/embed/v1/calendar")

    assert not FAREWELLS
    assert not {"Deprecation", "Sunset", "Link"} & set(answer.headers.keys())


@pytest.mark.parametrize("address", ["/embed/v1/calendar", "/embed/v1/routes/nowhere", "/embed/v1/portal-embed.js"])
def test_an_outdated_version_names_both_days_and_the_page_that_explains(outdated, address):
    for _ in range(2):  # made, and kept
        answer = outdated.get(address)
        assert answer.headers["Deprecation"] == "@1830297600"  # RFC 9745: a date as RFC 9651 writes one
        assert answer.headers["Sunset"] == "Mon, 01 Jan 2029 00:00:00 GMT"  # RFC 8594: an HTTP date
        links = answer.headers.getlist("Link")
        assert [link.split("; ")[1] for link in links] == ['rel="deprecation"', 'rel="sunset"']
        page = links[0].split(">")[0].removeprefix("<http://localhost")
        assert outdated.get(page).status_code == 200


def test_what_is_not_outdated_says_nothing(outdated):
    assert "Sunset" not in outdated.get("/en/partners/").headers


def test_every_goodbye_is_at_least_a_year_long():
    assert all(end.sunset - end.deprecated >= timedelta(days=365) for end in [END, *FAREWELLS.values()])


def test_the_page_of_changes_lists_every_change_newest_first(client, lang):
    page = read(client.get(f"/{lang}/partners/changes/").text)
    days = [e.attributes["datetime"] for e in page.all("time")]

    assert days == sorted((change.day.isoformat() for change in CHANGES), reverse=True)
