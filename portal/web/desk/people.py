"""The people of one's bureaus: who serves, in which role, and how they get in."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.accounts import Account, colleagues
from portal.extensions import db
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import ROLES, Person
from portal.publishing import people, permissions
from portal.publishing.permissions import COORDINATOR
from portal.web import now
from portal.web.common import language
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line of the list: what the actor may do with it is said in it."""

    person: Person
    account: Account
    may_all: bool
    is_self: bool
    roles: list[tuple[str, str, bool]]
    """(bureau, role, whether the actor may change it)."""


def show(new_link: tuple[Account, str] | None = None, typed: dict[str, str] | None = None, wrong: str = "") -> str:
    """Everybody within reach; `new_link` is shown this once, `wrong` is a field of the form, `typed` its words."""
    return render_template(
        "desk/people.html",
        colleagues=_listed(),
        bureaus=people.bureaus(db.session, actor()),
        roles=_grantable(),
        naming=naming(),
        new_link=new_link and (new_link[0], language.absolute(url_for("desk.link", token=new_link[1]))),
        typed=typed or {},
        wrong=wrong,
    )


def invite() -> str | Response | tuple[str, int]:
    """Add a colleague; who is new gets a one-time link, shown once."""
    words = {name: request.form.get(name, "") for name in ("name", "email", "bureau", "role")}
    try:
        account, is_new = colleagues.invite(db.session, actor(), now(), **words)
        token = colleagues.link(db.session, actor(), now(), account) if is_new else ""
    except (NotValid, Conflict) as error:
        db.session.rollback()
        return show(typed=words, wrong=getattr(error, "field", "") or "email"), 422
    db.session.commit()
    return show((account, token)) if token else _done(_("%(name)s has the role now.", name=account.person.name))


def role(person: int) -> Response:
    """Give somebody a role for a bureau."""
    account = colleagues.of(db.session, person)
    bureau, wanted = request.form.get("bureau", ""), request.form.get("role", "")
    return _try(
        lambda: colleagues.change_role(db.session, actor(), now(), account, bureau, wanted), _("The role is changed.")
    )


def dismiss(person: int) -> Response:
    """Take a role away."""
    found, bureau = colleagues.of(db.session, person).person, request.form.get("bureau", "")
    return _try(lambda: people.take_role(db.session, actor(), now(), found, bureau), _("The role is taken away."))


def disable(person: int) -> Response:
    """Let somebody sign in no more."""
    account = colleagues.of(db.session, person)
    return _try(
        lambda: colleagues.disable(db.session, actor(), now(), account),
        _("%(name)s is signed out everywhere and cannot sign in any more.", name=account.person.name),
    )


def enable(person: int) -> Response:
    """Let somebody sign in again."""
    account = colleagues.of(db.session, person)
    return _try(
        lambda: colleagues.enable(db.session, actor(), now(), account),
        _("%(name)s can sign in again.", name=account.person.name),
    )


def second_step(person: int) -> Response:
    """Ask somebody for no code any more, because their phone is lost."""
    account = colleagues.of(db.session, person)
    return _try(
        lambda: colleagues.forget_second_step(db.session, actor(), now(), account),
        _("%(name)s signs in with the password alone now.", name=account.person.name),
    )


def link(person: int) -> str | Response:
    """A one-time link to hand over, shown once."""
    account = colleagues.of(db.session, person)
    try:
        token = colleagues.link(db.session, actor(), now(), account)
    except Conflict:
        return _refused(_("This account is disabled. Enable it first."))
    db.session.commit()
    return show((account, token))


def _try(act: Callable[[], None], done: str) -> Response:
    """Act, commit and say so; or say why it cannot be. Raises NotAllowed."""
    try:
        act()
    except Conflict:
        return _refused(
            _("The alliance needs a coordinator who can sign in: name another one first, then take this role away.")
        )
    except (NotFound, NotValid):
        return _refused(_("That has changed meanwhile. Please look again."))
    db.session.commit()
    return _done(done)


def _done(said: str) -> Response:
    flash(said, "success")
    return redirect(_where_one_may_be(), 303)


def _where_one_may_be() -> str:
    """This page; or, for who has just given up their own role, what is still theirs."""
    if permissions.bureaus_where(actor(), "people"):
        return url_for("desk.people")
    return url_for("desk.work" if actor().memberships else "desk.account")


def _refused(said: str) -> Response:
    db.session.rollback()
    flash(said, "error")
    return redirect(url_for("desk.people"), 303)


def _grantable() -> list[str]:
    return [role for role in ROLES if role != COORDINATOR or people.is_coordinator(actor())]


def _listed() -> list[Colleague]:
    found = {person.id: person for person in people.within_reach(db.session, actor())}
    accounts = db.session.scalars(select(Account).where(Account.person_id.in_(found)))
    by_person = {account.person_id: account for account in accounts}
    return [
        Colleague(
            person=person,
            account=by_person[person.id],
            may_all=people.may_whole(actor(), person),
            is_self=person.id == actor().id,
            roles=[(m.bureau, m.role, people.may_for(actor(), person, m.bureau)) for m in person.memberships],
        )
        for person in found.values()
        if person.id in by_person
    ]
