"""The program `portal`. Messages name file, line, field, problem and mend; exit code 0 only on success, 2 on misuse."""

import contextlib
import os
import socket
import sys

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal import __version__
from portal.app import create_app
from portal.catalogue import read
from portal.cli.common import NO_APPROVAL, load_folder, opened, print_checked, print_loaded, settings
from portal.cli.content import content
from portal.cli.doctor import doctor
from portal.cli.index import index, search
from portal.cli.maps import maps
from portal.cli.partners import partner
from portal.cli.users import user
from portal.content import load
from portal.extensions import db
from portal.kernel.errors import PortalError
from portal.maps import store
from portal.model import Publication
from portal.search import generation
from portal.settings import Settings

MAX_PORT = 65535


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="portal")
def cli() -> None:
    """The Shenyang Metropolitan Area's portal of routes, attractions and events."""


for command in (content, doctor, index, search, maps, partner, user):
    cli.add_command(command)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, MAX_PORT))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def run(host: str, port: int, workers: int) -> None:
    """Make ready what is missing (database, content, index, maps), then serve."""
    _require_port(host, port)
    _prepare(opened(follows=False))
    _serve(host, port, workers)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, MAX_PORT))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve what is there; the production command."""
    _require_port(host, port)
    _require_content()
    _serve(host, port, workers)


def _require_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = port + 1 if port < MAX_PORT else port - 1
            problem = f"{host}:{port} cannot be used ({error.strerror})"
            click.echo(f"{problem}; try another one: make run PORT={other}", err=True)
            sys.exit(1)


def _require_content() -> None:
    app = create_app(settings())
    with app.app_context():
        try:
            version = read.version(db.session)
        except SQLAlchemyError as error:
            click.echo(f"the database does not answer ({type(error).__name__}); run `portal run` once first", err=True)
            sys.exit(1)
    if not version:
        click.echo("nothing is published; run `portal run` or `portal content load` once first", err=True)
        sys.exit(1)


def _prepare(app: Flask) -> None:
    from portal import following  # noqa: PLC0415  see its first lines

    chosen: Settings = app.extensions["portal.settings"]
    with app.app_context():
        published = db.session.get(Publication, 1)
        if published is None or published.folder != load.digest(chosen.content_dir):
            click.echo(f"loading {chosen.content_dir}")
            report = load_folder(chosen.content_dir, dry_run=False)
            print_loaded(report)
            if report.problems and published is None:
                sys.exit(1)  # there is nothing older to serve
    for line in following.catch_up(app):
        click.echo(line)


def _serve(host: str, port: int, workers: int) -> None:
    from portal import serving  # noqa: PLC0415  the other commands need no server

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"serving on http://{shown}:{port}/ (stop with Ctrl+C)")
    serving.serve(host, port, workers, settings())


@cli.command()
def follow() -> None:
    """Keep index and maps of this node at what any node published; `serve` does so by itself."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = opened()
    click.echo("following what is published (stop with Ctrl+C)")
    with contextlib.suppress(KeyboardInterrupt):
        following.watch(app)


@cli.command()
def check() -> None:
    """Check content, settings and what pages depend on; every problem in one report."""
    app = opened()
    chosen: Settings = app.extensions["portal.settings"]
    problems = print_checked(chosen.content_dir)
    with app.app_context():
        states = {"index": generation.health(chosen.search_dir, read.version(db.session))}
    states["maps"] = "ok" if store.find(chosen.maps_dir, "explore") else "not built; run `portal maps build`"
    if not (chosen.map_approval or chosen.development):
        states["approval"] = NO_APPROVAL.format(chosen.tiles)
    for name, state in states.items():
        click.echo(f"{name}: {state}")
    sys.exit(1 if problems or any(state != "ok" for state in states.values()) else 0)


def main() -> None:
    """Run a command; what we know how to say is said in one line, without a traceback."""
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        cli(standalone_mode=True)
    except (PortalError, generation.Unavailable, OSError, SQLAlchemyError) as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
