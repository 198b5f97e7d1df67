"""`portal user`: the people of the desk, from the machine. The first one is made here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import click
from flask import current_app
from sqlalchemy import select

from portal.accounts import Account, colleagues, links
from portal.cli.common import opened
from portal.extensions import db
from portal.kernel.errors import PortalError
from portal.model import ROLES, Person
from portal.model.people import OPERATOR
from portal.publishing import actions, people
from portal.settings import Settings

NOBODY: Final = "none"
AT_HOME: Final = "http://127.0.0.1:8000"
"""Where `portal run` serves, when PORTAL_BASE_URL says nothing else."""

BUREAU = click.option("--bureau", required=True, help="The area whose bureau it is, or `alliance`.")


@click.group()
def user() -> None:
    """People who work at the desk: add them, give them roles, let them in again."""


@contextmanager
def _acting() -> Iterator[tuple[Person, datetime]]:
    """The operator and the time, in a transaction; what a verb refuses is said, with exit code 1."""
    with opened().app_context():
        now = datetime.now(UTC)
        try:
            yield actions.person(db.session, OPERATOR, now), now
        except PortalError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        db.session.commit()


@user.command("add")
@click.argument("email")
@click.option("--name", help="As colleagues read it; nobody else may have it. Else what the address begins with.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@BUREAU
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (asked on a terminal).")
def add(email: str, name: str | None, role: str, bureau: str, password_stdin: bool) -> None:
    """Add a colleague, or give one a further role. Prints a one-time link by which they set their password."""
    name = name or email.partition("@")[0]
    with _acting() as (actor, now):
        account, is_new = colleagues.invite(db.session, actor, now, name=name, email=email, bureau=bureau, role=role)
        if password_stdin:
            links.use(db.session, links.make(db.session, account, now, actor), now, _password())
        elif is_new:
            _print_link(colleagues.link(db.session, actor, now, account))


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _print_link(token: str) -> None:
    settings: Settings = current_app.extensions["portal.settings"]
    click.echo(f"{settings.base_url.rstrip('/') or AT_HOME}/desk/link/{token}")
    click.echo("this link sets a password, once and within a day; it is not shown again", err=True)


@user.command("list")
def everybody() -> None:
    """Everybody: e-mail address, state, roles, name."""
    with opened().app_context():
        for account in db.session.scalars(select(Account).order_by(Account.email)):
            state = "disabled" if not account.active else "active" if account.password else "invited"
            roles = " ".join(f"{m.bureau}:{m.role}" for m in account.person.memberships) or "no role"
            click.echo(f"{account.email}  {state}  {roles}  {account.person.name}")


@user.command("role")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice((*ROLES, NOBODY)), help="`none` takes the role away.")
@BUREAU
def role(email: str, role: str, bureau: str) -> None:
    """Give somebody another role for a bureau, or take it away."""
    with _acting() as (actor, now):
        account = colleagues.by_email(db.session, email)
        if role == NOBODY:
            people.take_role(db.session, actor, now, account.person, bureau)
        else:
            colleagues.change_role(db.session, actor, now, account, bureau, role)


@user.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Let somebody sign in no more, and sign them out everywhere."""
    with _acting() as (actor, now):
        colleagues.disable(db.session, actor, now, colleagues.by_email(db.session, email))


@user.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let somebody sign in again."""
    with _acting() as (actor, now):
        colleagues.enable(db.session, actor, now, colleagues.by_email(db.session, email))


@user.command("link")
@click.argument("email")
@click.option("--no-code", is_flag=True, help="Ask for no code any more either: the phone is lost.")
def link(email: str, no_code: bool) -> None:
    """Print a one-time link by which somebody sets a new password."""
    with _acting() as (actor, now):
        account = colleagues.by_email(db.session, email)
        if no_code:
            colleagues.forget_second_step(db.session, actor, now, account)
        _print_link(colleagues.link(db.session, actor, now, account))
