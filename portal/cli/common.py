"""What every command begins with: the settings, the application, and the report on a folder."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from flask import Flask, current_app
from pydantic import ValidationError

from portal.app import create_app, join
from portal.content import load
from portal.content.check import Problem
from portal.content.check import check as check_folder
from portal.content.load import Loaded
from portal.content.rules import strict
from portal.extensions import db
from portal.maps import sketch
from portal.migrations import upgrade
from portal.publishing import actions
from portal.settings import Settings

NO_APPROVAL: Final = "maps on {} show no 审图号; set PORTAL_MAP_APPROVAL to the provider's"


def settings() -> Settings:
    """The settings; a bad one is said by its variable's name, with exit code 2."""
    try:
        return Settings()
    except ValidationError as error:
        for detail in error.errors():
            variable = "PORTAL_" + "_".join(str(step) for step in detail["loc"]).upper()
            click.echo(f"{variable}: {detail['msg']}", err=True)
        sys.exit(2)


def opened(*, follows: bool = True) -> Flask:
    """The application with a database at its newest migration. What a command publishes is followed before it ends.

    `follows=False` is for who serves afterwards: workers are forked from this process, and one that followed by itself
    would keep a clerk waiting until index and maps are built.
    """
    app = create_app(settings())
    if follows:
        join(app)
    with app.app_context():
        upgrade(db.engine)
    return app


def print_checked(folder: Path, *, is_strict: bool = False) -> int:
    """Print every problem of a folder; how many there are."""
    found = check_folder(folder)
    if is_strict:
        found.problems.extend(strict(found, folder))
    for problem in found.problems:
        click.echo(str(problem))
    for advice in found.advice:
        click.echo(f"advice: {advice}")
    click.echo(f"{len(found.documents)} documents, {len(found.problems)} problems, {len(found.advice)} advice")
    return len(found.problems)


def load_folder(folder: Path, *, dry_run: bool) -> Loaded:
    """Publish a folder and commit, or only say what would change; problems publish nothing."""
    chosen: Settings = current_app.extensions["portal.settings"]
    if missing := sketch.missing_layers(chosen.content_dir / "geo"):
        mend = "make it with `portal maps basemap SOURCE`"
        return Loaded(problems=[Problem(name, 1, "", "the basemap layer is missing", mend) for name in missing])
    report = load.load(db.session, datetime.now(UTC), folder)
    if dry_run or report.problems:
        db.session.rollback()
    else:
        # What the configured folder looks like now, whichever folder was loaded: `run` must not undo this load.
        actions.publication(db.session, datetime.now(UTC)).folder = load.digest(chosen.content_dir)
        db.session.commit()
    return report


def print_loaded(report: Loaded, *, in_full: bool = False) -> None:
    """Print what a load did."""
    for problem in report.problems:
        click.echo(str(problem), err=True)
    for conflict in report.conflicts:
        click.echo(f"conflict: {conflict}", err=True)
    if in_full:
        for (kind, key), changes in report.changed.items():
            click.echo(f"{kind} {key}")
            for change in changes:
                click.echo(f"  {change}")
        for kind, key in report.withdrawn:
            click.echo(f"{kind} {key}\n  withdrawn")
    if report.problems:
        click.echo(f"{len(report.problems)} problems; nothing was changed", err=True)
    else:
        click.echo(f"{len(report.changed)} changed, {len(report.withdrawn)} withdrawn, {report.unchanged} unchanged")
