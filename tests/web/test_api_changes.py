"""A partner keeps a copy: it asks what changed since, and is told what came, what went and what was renamed."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from conftest import NOW, Site
from factories import attraction, notice

from portal.catalogue import changed
from portal.documents import Document
from portal.extensions import db
from portal.publishing import actions
from portal.web.api.kinds import KINDS


def act(site: Site, verb: str, kind: str, key: str, document: Document | None = None, *, later: int = 0) -> None:
    """Publish or withdraw as the desk does, some minutes later than the load."""
    with site.app.app_context():
        moment = NOW + timedelta(minutes=later)
        somebody = actions.person(db.session, "tester", moment)
        getattr(actions, verb)(db.session, somebody, moment, kind, key, *([document] if document else []))
        db.session.commit()


def ask(site: Site, query: str = "") -> dict[str, Any]:
    answer = site.client().get(f"/api/v1/changes?{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def now(site: Site) -> str:
    """The token of whoever has seen everything."""
    return str(ask(site, "limit=1000")["next_since"])


def told(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change["change"], change["kind"], change["key"]) for change in answer["changes"]]


def copied(site: Site, limit: int = 1000) -> dict[tuple[str, str], str]:
    """What a partner who follows the changes from the beginning has: (kind, key) -> address."""
    have: dict[tuple[str, str], str] = {}
    address = f"/api/v1/changes?limit={limit}"
    while address:
        answer = site.client().get(address.removeprefix("http://localhost")).json
        for change in answer["changes"]:
            if change["change"] == "published":
                have[change["kind"], change["key"]] = change["api"]
            else:
                have.pop((change["kind"], change["key"]), None)
        address = answer["next"]
    return have


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_from_the_beginning_everything_published_comes(small, limit):
    have = copied(small, limit)

    assert set(have) == {(name, key) for name, kind in KINDS.items() for key in kind.published(small.shelf)}
    for (_, key), address in have.items():
        assert small.client().get(address.removeprefix("http://localhost")).json["key"] == key


def test_changes_come_oldest_first_and_then_nothing_more(small):
    answer = ask(small, "limit=1000")
    versions = [change["version"] for change in answer["changes"]]

    assert versions == sorted(versions)
    assert (answer["more"], answer["next"]) == (False, None)
    assert told(ask(small, f"since={answer['next_since']}")) == []


def test_what_was_published_since_is_told_once(own):
    since = now(own)
    act(own, "publish", "attraction", "new-place", attraction(901))
    act(own, "publish", "notice", "new-notice", notice(starts=NOW.date(), attractions=["new-place"]))
    answer = ask(own, f"since={since}")

    assert told(answer) == [("published", "attraction", "new-place"), ("published", "notice", "new-notice")]
    assert told(ask(own, f"since={answer['next_since']}")) == []


def test_what_was_withdrawn_leaves_a_tombstone(own):
    since = now(own)
    act(own, "withdraw", "event", "temple-fair", later=5)
    (grave,) = ask(own, f"since={since}")["changes"]

    assert (grave["change"], grave["kind"], grave["key"], grave["api"]) == ("withdrawn", "event", "temple-fair", None)
    assert grave["at"] == "2026-11-23T04:05:00Z"
    assert ("event", "temple-fair") not in copied(own)


def test_what_came_back_is_published_again(own):
    document = own.shelf.events["temple-fair"]
    act(own, "withdraw", "event", "temple-fair")
    since = now(own)
    act(own, "publish", "event", "temple-fair", document)

    assert told(ask(own, f"since={since}")) == [("published", "event", "temple-fair")]


@pytest.mark.parametrize("limit", [1, 100])
def test_what_was_renamed_says_where_it_is_now(own, limit):
    since = now(own)
    renamed = own.shelf.events["temple-fair"].model_copy(update={"formerly": ["temple-fair"]})
    act(own, "publish", "event", "temple-market", renamed)
    act(own, "publish", "attraction", "new-place", attraction(901))
    answer = ask(own, f"since={since}&limit={limit}")
    moved, published = answer["changes"][:2]

    assert (moved["change"], moved["key"], moved["now"]) == ("moved", "temple-fair", "temple-market")
    assert (published["change"], published["key"]) == ("published", "temple-market")
    assert answer["more"] == (limit == 1)
    assert {("event", "temple-market"), ("attraction", "new-place")} <= set(copied(own, limit))
    assert ("event", "temple-fair") not in copied(own, limit)


def test_kinds_that_the_api_does_not_show_are_not_told(own):
    since = now(own)
    act(own, "publish", "area", "benxi", own.shelf.areas["benxi"])

    assert told(ask(own, f"since={since}")) == []


def test_a_new_line_is_a_change_of_its_route(own):
    since = now(own)
    act(own, "publish", "way", "palace-and-tomb", own.shelf.ways["palace-and-tomb"])

    assert told(ask(own, f"since={since}")) == [("published", "route", "palace-and-tomb")]


@pytest.mark.parametrize(
    "moment",
    ["2026-11-23T04:03:00Z", "2026-11-23T12:03:00+08:00", "2026-11-23 04:03:00.5z", quote("2026-11-23T12:03:00+08:00")],
)
def test_a_moment_says_since_when_as_well(own, moment):
    act(own, "publish", "attraction", "earlier", attraction(901), later=2)
    act(own, "publish", "attraction", "later", attraction(902), later=4)

    assert told(ask(own, f"since={moment}")) == [("published", "attraction", "later")]


def test_after_the_last_moment_there_is_nothing_but_a_token_for_later(own):
    answer = ask(own, "since=2027-01-01T00:00:00Z")
    act(own, "publish", "attraction", "new-place", attraction(901))

    assert answer["changes"] == []
    assert told(ask(own, f"since={answer['next_since']}")) == [("published", "attraction", "new-place")]


def test_a_token_of_a_database_that_is_no_more_is_told_to_begin_again(own):
    answer = own.client().get("/api/v1/changes?since=999999999&lang=en")

    assert (answer.status_code, answer.json["parameter"]) == (400, "since")
    assert "begin again" in answer.json["detail"]


def test_what_is_published_while_the_kinds_are_read_comes_next_time(own, monkeypatch):
    before = now(own)
    act(own, "publish", "attraction", "first", attraction(98, name="先", en="First"))
    really = changed._rows

    def interrupted(session, kind, version, top):
        if kind == "attraction":
            act(own, "publish", "attraction", "second", attraction(99, name="后", en="Second"))
            act(own, "publish", "notice", "third", notice(starts=NOW.date(), areas=["shenyang"]))
        yield from really(session, kind, version, top)

    monkeypatch.setattr(changed, "_rows", interrupted)
    answer = ask(own, f"since={before}")
    monkeypatch.setattr(changed, "_rows", really)
    later = ask(own, f"since={answer['next_since']}")

    assert told(answer) == [("published", "attraction", "first")]
    assert told(later) == [("published", "attraction", "second"), ("published", "notice", "third")]


def test_a_route_changes_when_one_of_its_stops_does(own):
    before = now(own)
    palace = own.shelf.attractions["imperial-palace"]
    act(own, "publish", "attraction", "imperial-palace", palace.model_copy(update={"name": {"zh": "新名"}}))

    assert ("published", "route", "palace-and-tomb") in told(ask(own, f"since={before}"))


def test_a_former_key_that_is_in_use_again_is_no_tombstone(own):
    before = now(own)
    act(own, "publish", "attraction", "renamed", attraction(98, name="改", en="New", formerly=["early"]))
    act(own, "publish", "attraction", "early", attraction(99, name="新", en="Another"))

    found = told(ask(own, f"since={before}"))
    assert ("published", "attraction", "early") in found
    assert not [change for change in found if change[0] == "moved"]


def test_the_next_page_is_a_header_too(small):
    answer = small.client().get("/api/v1/changes?limit=2")

    assert answer.headers["Link"] == f'<{answer.json["next"]}>; rel="next"'
