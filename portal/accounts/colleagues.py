"""The verbs about a colleague's way in: invite, disable, enable, a one-time link, the second step.

Each asks `publishing.people` whether the actor may, writes the journal, and does not commit.
"""

from datetime import datetime
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import links, signing
from portal.accounts.rows import Account
from portal.kernel.errors import Conflict, NotFound, NotValid
from portal.model import Person
from portal.model.base import write_alone
from portal.publishing import people


def invite(  # noqa: PLR0913  who, when and what
    session: Session, actor: Person, now: datetime, *, name: str, email: str, bureau: str, role: str
) -> tuple[Account, bool]:
    """A new colleague with an account that has no password yet, and whether they are new.

    Somebody who has an account is given the role, and their name stays. Raises NotAllowed, NotValid for a wrong field,
    Conflict for a disabled account.
    """
    write_alone(session)
    email = address(email)
    account = session.scalars(select(Account).where(Account.email == email)).one_or_none()
    if account:
        change_role(session, actor, now, account, bureau, role)
        return account, False
    person = people.admit(session, actor, now, name=name, bureau=bureau, role=role)
    account = Account(person=person, email=email, fs_uniquifier=uuid4().hex, created=now)
    session.add(account)
    session.flush()
    return account, True


def address(email: str) -> str:
    """An e-mail address in small letters, as accounts keep it. Raises NotValid."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise NotValid("this is no e-mail address", field="email", given=email) from error


def of(session: Session, person_id: int) -> Account:
    """A person's account. Raises NotFound."""
    account = session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()
    if account is None:
        raise NotFound("there is no such person", given=str(person_id))
    return account


def by_email(session: Session, email: str) -> Account:
    """The account with an e-mail address. Raises NotFound."""
    account = session.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()
    if account is None:
        raise NotFound(f"nobody has the address {email}", field="email", given=email)
    return account


def disable(session: Session, actor: Person, now: datetime, account: Account) -> None:
    """Let somebody sign in no more, and sign them out everywhere. Raises NotAllowed, Conflict for a coordinator.

    Because no coordinator can be disabled, whoever counts coordinators counts people who can act.
    """
    write_alone(session)
    people.require_whole(actor, account.person)
    if people.is_coordinator(account.person):
        raise Conflict("a coordinator cannot be disabled: take that role away first")
    if account.active:
        account.active = False
        signing.end_all(session, account, now)
        people.note(session, actor, now, "disabled", account.person)


def enable(session: Session, actor: Person, now: datetime, account: Account) -> None:
    """Let somebody sign in again. Raises NotAllowed."""
    write_alone(session)
    people.require_whole(actor, account.person)
    if not account.active:
        account.active = True
        people.note(session, actor, now, "enabled", account.person)


def link(session: Session, actor: Person, now: datetime, account: Account) -> str:
    """The token of a one-time link by which the colleague sets a password. Raises NotAllowed, Conflict if disabled."""
    write_alone(session)
    people.require_whole(actor, account.person)
    if not account.active:
        raise Conflict("this account is disabled: enable it first")
    people.note(session, actor, now, "linked", account.person)
    return links.make(session, account, now, actor)


def forget_second_step(session: Session, actor: Person, now: datetime, account: Account) -> None:
    """For somebody whose phone is lost: the password alone opens again, on new browsers only. Raises NotAllowed."""
    write_alone(session)
    people.require_whole(actor, account.person)
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    signing.end_all(session, account, now)
    people.note(session, actor, now, "unlocked", account.person)


def change_role(  # noqa: PLR0913, PLR0917  who, when and what
    session: Session, actor: Person, now: datetime, account: Account, bureau: str, role: str
) -> None:
    """Give somebody a role for a bureau. Raises NotAllowed, NotValid, Conflict for a disabled account."""
    write_alone(session)
    if not account.active:
        raise Conflict("this account is disabled: enable it first")
    people.give_role(session, actor, now, account.person, bureau, role)
