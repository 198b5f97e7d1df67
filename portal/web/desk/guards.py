"""Who may enter: a guard a row of the door's table, asked before the view runs. Each raises NotAllowed or NotFound."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import g

from portal.extensions import db
from portal.kernel.errors import NotAllowed
from portal.model import Person
from portal.publishing import partners, permissions, reports, shares

Guard = Callable[[Mapping[str, Any]], None]
"""Takes the values of the address."""


def actor() -> Person:
    """Who is signed in. Only behind a guard: raises AttributeError where nobody is."""
    return cast(Person, g.actor)


def stranger(_values: Mapping[str, Any]) -> None:
    """Everybody, also who is not signed in: the address itself holds the secret, or there is none."""


def anybody(_values: Mapping[str, Any]) -> None:
    """Everybody who is signed in, even who serves no bureau any more."""


def staff(_values: Mapping[str, Any]) -> None:
    """Anybody who serves some bureau."""
    if not actor().memberships:
        raise NotAllowed("you serve no bureau", verb="see")


def anywhere(verb: str) -> Guard:
    """Who may do this for some bureau; the verb itself asks for which."""

    def guard(_values: Mapping[str, Any]) -> None:
        if not permissions.bureaus_where(actor(), verb):
            raise NotAllowed(f"you may not {verb} for any bureau", verb=verb)

    return guard


def for_thing(verb: str) -> Guard:
    """Who may do this with the thing whose kind and key stand in the address; any bureau that has a share will do."""

    def guard(values: Mapping[str, Any]) -> None:
        permissions.require(actor(), verb, shares.involved(db.session, values["kind"], values["key"]))

    return guard


def for_lead(verb: str) -> Guard:
    """The same, for the leading bureau alone."""

    def guard(values: Mapping[str, Any]) -> None:
        permissions.require(actor(), verb, [shares.lead(db.session, values["kind"], values["key"])])

    return guard


def for_published_lead(verb: str) -> Guard:
    """The same, for the bureau that leads what visitors see."""

    def guard(values: Mapping[str, Any]) -> None:
        permissions.require(actor(), verb, [shares.published_lead(db.session, values["kind"], values["key"])])

    return guard


def for_the(kind: str, verb: str) -> Guard:
    """The same, where the address has the key alone, because all things below it are of one kind."""
    return lambda values: for_lead(verb)({"kind": kind, "key": values["key"]})


def for_report(verb: str) -> Guard:
    """The same, for the bureau of the visitor's report whose reference stands in the address."""

    def guard(values: Mapping[str, Any]) -> None:
        permissions.require(actor(), verb, [reports.find(db.session, values["reference"]).bureau])

    return guard


def for_partner(verb: str) -> Guard:
    """The same, for the bureau of the partner whose key begins as the address says."""

    def guard(values: Mapping[str, Any]) -> None:
        permissions.require(actor(), verb, [partners.find(db.session, values["hint"]).bureau])

    return guard
