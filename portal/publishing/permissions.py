"""Who may do what: one table. A right is held for a bureau, by a role or a higher one; the coordinator holds all."""

from collections.abc import Iterable
from typing import Final

from portal.documents.medium import ALLIANCE
from portal.kernel.errors import NotAllowed
from portal.model import ROLES, Person
from portal.model.people import OPERATOR

EDITOR, REVIEWER, ADMINISTRATOR, COORDINATOR = ROLES

RIGHTS: Final = {
    "see": EDITOR,
    "edit": EDITOR,
    "submit": EDITOR,
    "comment": EDITOR,
    "preview": EDITOR,
    "upload": EDITOR,
    "import": EDITOR,
    "answer": EDITOR,
    "review": REVIEWER,
    "publish": REVIEWER,
    "withdraw": REVIEWER,
    "warn": REVIEWER,
    "rename": ADMINISTRATOR,
    "people": ADMINISTRATOR,
    "partners": ADMINISTRATOR,
    "journal": ADMINISTRATOR,
    "settle": COORDINATOR,
}
"""Verb -> the least role that may. `warn` publishes a notice without review; `settle` approves in a bureau's place."""

WITHDRAWAL: Final = {
    "attraction": "withdraw",
    "route": "withdraw",
    "event": "withdraw",
    "notice": "withdraw",
    "page": "settle",
    "area": "settle",
}
"""Kind -> the verb whose right it takes to put one of it off the site. Pictures leave by `media.remove`, and what the
program itself cannot do without (vocabularies, say) by an import.
"""


def role_for(person: Person, bureau: str) -> str | None:
    """The person's role for a bureau; None for none. A coordinator is that for every bureau, and so is the operator."""
    if person.name == OPERATOR:
        return COORDINATOR
    roles = {membership.bureau: membership.role for membership in person.memberships}
    return COORDINATOR if roles.get(ALLIANCE) == COORDINATOR else roles.get(bureau)


def may(person: Person, verb: str, bureaus: Iterable[str]) -> bool:
    """Whether a person may do something that concerns these bureaus: for one of them at least."""
    least = ROLES.index(RIGHTS[verb])
    return any((role := role_for(person, bureau)) is not None and ROLES.index(role) >= least for bureau in bureaus)


def require(person: Person, verb: str, bureaus: Iterable[str]) -> None:
    """Raises NotAllowed unless the person may."""
    wanted = tuple(bureaus)
    if not may(person, verb, wanted):
        raise NotAllowed(f"{person.name} may not {verb} for {', '.join(wanted) or 'nobody'}", verb=verb)


def bureaus_where(person: Person, verb: str) -> list[str]:
    """The bureaus of the person's own memberships for which they may; the alliance for a coordinator."""
    return [m.bureau for m in person.memberships if may(person, verb, [m.bureau])]
