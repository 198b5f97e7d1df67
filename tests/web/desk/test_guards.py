"""Every address of the desk × everybody who could ask: to the sign-in page, refused, or let in, as its row declares.

Built from the door's table, so that a new row is walked by itself. The views are taken out of the application that
is asked here: what is told is what the door does, before any view.
"""

import inspect
from typing import Any

import pytest
from conftest import NOW, Site
from desk import Browser, Clerk, Colleague, make_person, worker
from factories import medium
from flask import url_for

from portal.extensions import db
from portal.model import ROLES, Partner, Report
from portal.publishing import actions
from portal.publishing.permissions import RIGHTS
from portal.web.desk.door import ROWS, Row

LEADING, PARTNER, STRANGE = "shenyang", "benxi", "tieling"
THINGS = {"kind": "event", "key": "ice-festival"}
"""Shenyang leads it and Benxi has a share in it; Tieling has nothing to do with it."""

VALUES: dict[str, Any] = {**THINGS, "bureau": LEADING, "suffix": "jpg"}
"""What stands in an address; in any other gap stands a 1."""

CAST: dict[str, dict[str, str] | None] = {
    "nobody": None,
    "somebody without a role": {},
    **{f"{role} of {bureau}": {bureau: role} for bureau in (LEADING, PARTNER, STRANGE) for role in ROLES[:3]},
    "administrator of the alliance": {"alliance": "administrator"},
    "coordinator": {"alliance": "coordinator"},
    "editor here, administrator there": {LEADING: "editor", STRANGE: "administrator"},
}

IN, OUT, SIGN_IN = "let in", "refused", "to the sign-in page"


@pytest.fixture(scope="module")
def door(office: Site) -> Site:
    """The desk's door with nothing behind it; a visitor's report, a partner and a picture, all the leading bureau's."""
    site = worker(office)
    _have_a_report_a_partner_and_a_picture(site)
    for row in ROWS:
        site.app.view_functions[f"desk.{row.endpoint}"] = lambda **_values: IN
    return site


def _have_a_report_a_partner_and_a_picture(site: Site) -> None:
    report = {"kind": "event", "key": "ice-festival", "lang": "zh", "text": "wrong", "at": NOW, "state": "new"}
    with site.app.app_context():
        clerk = actions.person(db.session, "guards: who gave the key", NOW)
        terms = {"name": "guards", "digest": "1", "origins": [], "quota": 1, "created": NOW, "created_by_id": clerk.id}
        db.session.add(Report(reference="1", bureau=LEADING, **report))
        db.session.add(Partner(hint="1", bureau=LEADING, **terms))
        actions.publish(db.session, clerk, NOW, "medium", THINGS["key"], medium(bureau=LEADING))
        db.session.commit()


@pytest.fixture(scope="module")
def browsers(office: Site, door: Site) -> dict[str, tuple[Browser, str]]:
    """Each with the token that forms in it carry, read where there still are pages."""
    people: dict[str, Colleague | None] = {
        who: None if roles is None else make_person(office, f"guards: {who}", roles) for who, roles in CAST.items()
    }
    opened = {who: Clerk(office, person) if person else Browser(office) for who, person in people.items()}
    tokens = {who: browser.token() for who, browser in opened.items()}
    return {who: (browser.move_to(door), tokens[who]) for who, browser in opened.items()}


def address(site: Site, row: Row) -> str:
    """The row's address with something in each gap."""
    with site.app.test_request_context():
        (rule,) = site.app.url_map.iter_rules(f"desk.{row.endpoint}")
        gaps = {name: VALUES.get(name, 1) for name in rule.arguments}
        return url_for(rule.endpoint, **gaps)


def is_enough(roles: dict[str, str], bureaus: set[str], verb: str) -> bool:
    """Whether somebody has the right for one of these bureaus: said here once more, in other words."""
    if roles.get("alliance") == "coordinator":
        return True
    return any(ROLES.index(role) >= ROLES.index(RIGHTS[verb]) for bureau, role in roles.items() if bureau in bureaus)


def declared(row: Row, roles: dict[str, str] | None) -> str:
    """What the row says should happen to somebody with these roles."""
    kind = row.guard.__qualname__.partition(".")[0]
    verb = inspect.getclosurevars(row.guard).nonlocals.get("verb", "")
    if kind == "stranger":
        return IN
    if roles is None:
        return SIGN_IN
    may = {
        "anybody": lambda: True,
        "staff": lambda: bool(roles),
        "anywhere": lambda: is_enough(roles, set(roles), verb),
        "may_begin": lambda: is_enough(roles, set(roles), "edit"),  # of an event
        "for_report": lambda: is_enough(roles, {LEADING}, verb),
        "for_partner": lambda: is_enough(roles, {LEADING}, verb),
        "for_the": lambda: is_enough(roles, {LEADING}, verb),
        "for_lead": lambda: is_enough(roles, {LEADING}, verb),
        "for_published_lead": lambda: is_enough(roles, {LEADING}, verb),
        "for_thing": lambda: is_enough(roles, {LEADING, PARTNER}, verb),
    }
    return IN if may[kind]() else OUT


def told(browser: Browser, token: str, path: str, method: str) -> str:
    """What happened."""
    answer = browser.post(path, token=token) if method == "POST" else browser.get(path)
    if answer.status_code == 403:
        return OUT
    if answer.status_code in (302, 303) and "/desk/sign-in?next=" in answer.location:
        return SIGN_IN
    return answer.text


CASES = [(row, method) for row in ROWS for method in row.methods]


@pytest.mark.parametrize(("row", "method"), CASES, ids=[f"{method} {row.rule}" for row, method in CASES])
def test_an_address_lets_in_whom_its_row_declares(door, browsers, row, method):
    path = address(door, row)

    assert {who: told(*browsers[who], path, method) for who in CAST} == {who: declared(row, CAST[who]) for who in CAST}


@pytest.mark.parametrize("kind", ["page", "area"])
def test_only_the_alliance_is_let_in_to_begin_a_page_or_an_area(browsers, kind):
    let_in = {who for who in CAST if told(*browsers[who], f"/desk/new/{kind}/", "GET") == IN}

    assert let_in == {"administrator of the alliance", "coordinator"}


def test_every_address_of_the_desk_is_a_row(office):
    ruled = {rule.endpoint for rule in office.app.url_map.iter_rules() if rule.endpoint.startswith("desk.")}

    assert ruled == {f"desk.{row.endpoint}" for row in ROWS}


def test_every_kind_of_guard_is_known_here():
    """A guard of a new kind has to be described in `declared` before its rows are walked."""
    assert {declared(row, {"alliance": "coordinator"}) for row in ROWS} == {IN}
