"""The verbs about people: who serves which bureau, and in which role.

An administrator has their own bureaus' people, and nobody who is the alliance's coordinator; the coordinator has all.
What touches a whole person (their way in, for instance) wants the right for every bureau that the person serves:
otherwise whoever administers one bureau could take over an account of another.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.changes import Change
from portal.documents.medium import ALLIANCE
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.kernel.text import printable
from portal.model import ROLES, Area, Membership, Person
from portal.model.base import write_alone
from portal.model.people import RESERVED
from portal.publishing import actions, permissions
from portal.publishing.permissions import COORDINATOR

LONGEST_NAME: Final = 60


def admit(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session, actor: Person, now: datetime, *, name: str, bureau: str, role: str
) -> Person:
    """A new person with a role for a bureau. Raises NotAllowed, or NotValid for a field that is wrong or taken."""
    write_alone(session)
    name = printable(name)
    if not 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004  a name has two characters
        raise NotValid("a name has 2 to 60 characters", field="name", given=name)
    if name in RESERVED or session.scalar(select(Person.id).where(Person.name == name)):
        raise NotValid("another person has this name; add the bureau in brackets", field="name", given=name)
    person = Person(name=name, created=now)
    session.add(person)
    session.flush()
    _set(session, actor, person, bureau, role)
    note(session, actor, now, "admitted", person, Change(f"role.{bureau}", None, role))
    return person


def give_role(  # noqa: PLR0913, PLR0917  who, when and what
    session: Session, actor: Person, now: datetime, person: Person, bureau: str, role: str
) -> None:
    """Give a person a role for a bureau, or another one. Raises NotAllowed, NotValid, Conflict (last coordinator)."""
    write_alone(session)
    before = _set(session, actor, person, bureau, role)
    if before != role:
        note(session, actor, now, "changed", person, Change(f"role.{bureau}", before, role))


def take_role(session: Session, actor: Person, now: datetime, person: Person, bureau: str) -> None:
    """Let a person serve a bureau no more. Raises NotAllowed, NotFound, Conflict for the last coordinator."""
    write_alone(session)
    _require(actor, person, bureau)
    held = next((m for m in person.memberships if m.bureau == bureau), None)
    if held is None:
        raise NotFound(f"{person.name} does not serve {bureau}", given=bureau)
    if held.role == COORDINATOR:
        _require_another(session, person)
    person.memberships.remove(held)
    session.flush()
    note(session, actor, now, "dismissed", person, Change(f"role.{bureau}", held.role, None))


def note(  # noqa: PLR0913, PLR0917  as above
    session: Session, actor: Person, now: datetime, action: str, person: Person, change: Change | None = None
) -> None:
    """A line of the journal about a person. Everybody at the desk reads it, so it holds no e-mail address."""
    actions.note(session, actor, now, action, "person", person.name, changes=str(change or ""))


def require_whole(actor: Person, person: Person) -> None:
    """Raises NotAllowed unless the actor has the right over people in every bureau that the person serves.

    Nobody has it over themselves: a session that was left open must not become a new password.
    """
    if actor.id == person.id:
        raise NotAllowed("your own way in is under your account", verb="people")
    if not person.memberships:
        permissions.require(actor, "settle", [ALLIANCE])
    for membership in person.memberships:
        _require(actor, person, membership.bureau)


def may_whole(actor: Person, person: Person) -> bool:
    """Whether they have."""
    try:
        require_whole(actor, person)
    except NotAllowed:
        return False
    return True


def may_for(actor: Person, person: Person, bureau: str) -> bool:
    """Whether the actor may give and take the person's role for a bureau."""
    try:
        _require(actor, person, bureau)
    except NotAllowed:
        return False
    return True


def within_reach(session: Session, actor: Person) -> list[Person]:
    """The people of the bureaus whose people the actor administers, by name; a coordinator's everybody."""
    query = select(Person).options(selectinload(Person.memberships)).order_by(Person.name)
    if permissions.role_for(actor, ALLIANCE) != COORDINATOR:
        bureaus = permissions.bureaus_where(actor, "people")
        query = query.where(Person.memberships.any(Membership.bureau.in_(bureaus)))
    return [person for person in session.scalars(query) if person.name not in RESERVED]


def bureaus(session: Session, actor: Person) -> list[str]:
    """The bureaus to which the actor may admit people."""
    if permissions.role_for(actor, ALLIANCE) == COORDINATOR:
        return [*session.scalars(select(Area.key).where(Area.withdrawn.is_(None)).order_by(Area.id)), ALLIANCE]
    return permissions.bureaus_where(actor, "people")


def is_coordinator(person: Person) -> bool:
    """Whether the person coordinates the alliance."""
    return any(m.role == COORDINATOR for m in person.memberships)


def _set(session: Session, actor: Person, person: Person, bureau: str, role: str) -> str | None:
    """Set the role; which it was before."""
    if role not in ROLES:
        raise NotValid("there is no such role", field="role", given=role)
    if bureau != ALLIANCE and not session.scalar(select(Area.id).where(Area.key == bureau)):
        raise NotValid("there is no such bureau", field="bureau", given=bureau)
    if role == COORDINATOR and bureau != ALLIANCE:
        raise NotValid("a coordinator belongs to the alliance", field="role", given=role)
    _require(actor, person, bureau)
    if role == COORDINATOR:
        permissions.require(actor, "settle", [ALLIANCE])
    held = next((m for m in person.memberships if m.bureau == bureau), None)
    before = held.role if held else None
    if before == COORDINATOR != role:
        _require_another(session, person)
    if held:
        held.role = role
    else:
        person.memberships.append(Membership(bureau=bureau, role=role))
    session.flush()
    return before


def _require(actor: Person, person: Person, bureau: str) -> None:
    permissions.require(actor, "people", [bureau])
    if is_coordinator(person):
        permissions.require(actor, "settle", [ALLIANCE])


def _require_another(session: Session, person: Person) -> None:
    """Raises Conflict where the alliance would have no coordinator. The verbs write alone: two cannot leave at once."""
    coordinators = select(Membership).where(Membership.role == COORDINATOR)
    if all(m.person_id == person.id for m in session.scalars(coordinators)):
        raise Conflict("the alliance needs a coordinator: name another one first")
