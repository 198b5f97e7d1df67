"""`portal partner`: keys for partners, as a bureau gives them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy import select

from portal.catalogue import partners as seen
from portal.cli.common import opened
from portal.extensions import db
from portal.kernel.errors import PortalError
from portal.kernel.season import today
from portal.model import Partner, Person
from portal.model.people import OPERATOR
from portal.publishing import actions, partners

ORIGINS = click.option("--origin", "origins", multiple=True, help="Where the frames may stand; repeat for several.")


@click.group()
def partner() -> None:
    """Partners with a key: where their frames may stand, how much they may ask, how often they are seen."""


@contextmanager
def _acting() -> Iterator[Person]:
    """The operator, in a transaction; what a verb refuses is said, with exit code 1."""
    with opened().app_context():
        try:
            yield actions.person(db.session, OPERATOR, datetime.now(UTC))
        except PortalError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        db.session.commit()


@partner.command("add")
@click.argument("name")
@click.option("--bureau", required=True, help="The area whose bureau gives the key, or `alliance`.")
@ORIGINS
@click.option("--quota", default=partners.USUAL_QUOTA, show_default=True, help="Requests an hour.")
def add(name: str, bureau: str, origins: tuple[str, ...], quota: int) -> None:
    """Give a partner a key, which is shown once."""
    with _acting() as actor:
        _row, key = partners.admit(
            db.session, actor, datetime.now(UTC), name=name, bureau=bureau, origins=origins, quota=quota
        )
    click.echo(key)
    click.echo("this key is not shown again; `portal partner list` shows its beginning", err=True)


@partner.command("list")
def everybody() -> None:
    """Every partner: the beginning of the key, bureau, quota, origins, name."""
    with opened().app_context():
        for row in db.session.scalars(select(Partner).order_by(Partner.bureau, Partner.name)):
            state = "revoked" if row.revoked else f"{row.quota}/h"
            where = " ".join(row.origins) or "any origin"
            click.echo(f"{row.hint}  {row.bureau:<10} {state:>10}  {row.name}  {where}")


@partner.command("change")
@click.argument("hint")
@ORIGINS
@click.option("--quota", type=int, help="Requests an hour.")
def change(hint: str, origins: tuple[str, ...], quota: int | None) -> None:
    """Give a partner other origins or another quota; HINT is the beginning of the key."""
    with _acting() as actor:
        partners.change(db.session, actor, datetime.now(UTC), hint, origins=origins or None, quota=quota)


@partner.command("revoke")
@click.argument("hint")
def revoke(hint: str) -> None:
    """Let a key count no more; HINT is its beginning."""
    with _acting() as actor:
        partners.revoke(db.session, actor, datetime.now(UTC), hint)


@partner.command("used")
@click.argument("hint", required=False)
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, partners.KEPT_DAYS))
def used(hint: str | None, days: int) -> None:
    """Daily counts by host: how often frames were shown and keys asked. Of one partner with HINT."""
    with opened().app_context():
        for day, what, host, times in seen.used(db.session, today() - timedelta(days=days), hint):
            click.echo(f"{day}  {what:<6}{times:>8}  {host or 'no host named'}")
