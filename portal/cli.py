"""The program `portal`. Messages name file, line, field, problem and mend; exit code 0 only on success, 2 on misuse."""

import contextlib
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from flask import Flask, current_app
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from portal import __version__
from portal.app import create_app, join
from portal.catalogue import read
from portal.content import files, load
from portal.content.check import Problem
from portal.content.check import check as check_folder
from portal.content.dump import dump as dump_folder
from portal.content.load import Loaded
from portal.content.rules import strict
from portal.content.rules.prose import remember
from portal.extensions import db
from portal.kernel.errors import PortalError
from portal.kernel.season import today
from portal.maps import sketch, store
from portal.migrations import upgrade
from portal.model import Publication
from portal.publishing import actions
from portal.search import asked, generation, query
from portal.settings import Settings

MAX_PORT = 65535
FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for detail in error.errors():
            variable = "PORTAL_" + "_".join(str(step) for step in detail["loc"]).upper()
            click.echo(f"{variable}: {detail['msg']}", err=True)
        sys.exit(2)


def _open() -> Flask:
    """The application with a database at its newest migration."""
    app = create_app(_settings())
    join(app)
    with app.app_context():
        upgrade(db.engine)
    return app


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="portal")
def cli() -> None:
    """The Shenyang Metropolitan Area's portal of routes, attractions and events."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, MAX_PORT))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def run(host: str, port: int, workers: int) -> None:
    """Make ready what is missing (database, content, index, maps), then serve."""
    _require_port(host, port)
    _prepare(_open())
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
    app = create_app(_settings())
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

    settings: Settings = app.extensions["portal.settings"]
    with app.app_context():
        published = db.session.get(Publication, 1)
        if published is None or published.folder != load.digest(settings.content_dir):
            click.echo(f"loading {settings.content_dir}")
            report = _load(settings.content_dir, dry_run=False)
            _print_loaded(report)
            if report.problems and published is None:
                sys.exit(1)  # there is nothing older to serve
    for line in following.catch_up(app):
        click.echo(line)


def _serve(host: str, port: int, workers: int) -> None:
    from portal import serving  # noqa: PLC0415  the other commands need no server

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"serving on http://{shown}:{port}/ (stop with Ctrl+C)")
    serving.serve(host, port, workers, _settings())


@cli.command()
def follow() -> None:
    """Keep index and maps of this node at what any node published; `serve` does so by itself."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = _open()
    click.echo("following what is published (stop with Ctrl+C)")
    with contextlib.suppress(KeyboardInterrupt):
        following.watch(app)


@cli.command()
def check() -> None:
    """Check content, settings and what pages depend on; every problem in one report."""
    app = _open()
    settings: Settings = app.extensions["portal.settings"]
    problems = _print_checked(settings.content_dir)
    with app.app_context():
        states = {"index": generation.health(settings.search_dir, read.version(db.session))}
    states["maps"] = "ok" if store.find(settings.maps_dir, "explore") else "not built; run `portal maps build`"
    for name, state in states.items():
        click.echo(f"{name}: {state}")
    sys.exit(1 if problems or any(state != "ok" for state in states.values()) else 0)


@cli.group()
def content() -> None:
    """Content files: check, load, dump, format."""


@content.command("check")
@click.option("--strict", "is_strict", is_flag=True, help="Hold the folder to its promise and its style as well.")
@FOLDER
def content_check(folder: Path | None, *, is_strict: bool) -> None:
    """Report every mistake in FOLDER (default: the content folder)."""
    sys.exit(1 if _print_checked(folder or _settings().content_dir, is_strict=is_strict) else 0)


@content.command("seen")
@click.argument("texts", nargs=-1, required=True, type=click.File(encoding="utf-8"))
def content_seen(texts: tuple[TextIO, ...]) -> None:
    """Remember TEXTS that were read as sources, so that `check --strict` finds what was copied from them."""
    for text in texts:
        click.echo(f"{text.name}: {remember(_settings().content_dir, text.read())} new fingerprints")


def _print_checked(folder: Path, *, is_strict: bool = False) -> int:
    found = check_folder(folder)
    if is_strict:
        found.problems.extend(strict(found, folder))
    for problem in found.problems:
        click.echo(str(problem))
    for advice in found.advice:
        click.echo(f"advice: {advice}")
    click.echo(f"{len(found.documents)} documents, {len(found.problems)} problems, {len(found.advice)} advice")
    return len(found.problems)


@content.command("load")
@click.option("--dry-run", is_flag=True, help="Print the changes and make none.")
@FOLDER
def content_load(folder: Path | None, *, dry_run: bool) -> None:
    """Publish what FOLDER holds, all of it or nothing, by the user `import`."""
    app = _open()
    with app.app_context():
        settings: Settings = app.extensions["portal.settings"]
        report = _load(folder or settings.content_dir, dry_run=dry_run)
        _print_loaded(report, in_full=dry_run)
    sys.exit(0 if report.is_good else 1)


def _load(folder: Path, *, dry_run: bool) -> Loaded:
    settings: Settings = current_app.extensions["portal.settings"]
    if missing := sketch.missing_layers(settings.content_dir / "geo"):
        mend = "make it with `portal maps basemap SOURCE`"
        return Loaded(problems=[Problem(name, 1, "", "the basemap layer is missing", mend) for name in missing])
    report = load.load(db.session, datetime.now(UTC), folder)
    if dry_run or report.problems:
        db.session.rollback()
    else:
        # What the configured folder looks like now, whichever folder was loaded: `run` must not undo this load.
        actions.publication(db.session, datetime.now(UTC)).folder = load.digest(settings.content_dir)
        db.session.commit()
    return report


def _print_loaded(report: Loaded, *, in_full: bool = False) -> None:
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


@content.command("dump")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def content_dump(folder: Path) -> None:
    """Write what is published into FOLDER, which has to be new or empty."""
    app = _open()
    with app.app_context():
        count = dump_folder(db.session, folder, app.extensions["portal.settings"].content_dir)
    click.echo(f"{count} documents written to {folder}")


@content.command("format")
@FOLDER
def content_format(folder: Path | None) -> None:
    """Write the files of FOLDER in the portal's own form; comments are not kept, so move them into fields first."""
    folder = folder or _settings().content_dir
    found = check_folder(folder)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    for advice in found.advice:
        identity = next(i for i, path in found.paths.items() if path == advice.file)
        (folder / advice.file).write_bytes(files.write(found.documents[identity]).encode())
        click.echo(f"formatted {advice.file}")
    sys.exit(1 if found.problems else 0)


@cli.group()
def index() -> None:
    """The search index."""


@index.command("rebuild")
def index_rebuild() -> None:
    """Build the search index anew beside the one in use, then swap."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = _open()
    with app.app_context():
        click.echo(following.rebuild_index(app.extensions["portal.settings"], db.engine))


@index.command("verify")
def index_verify() -> None:
    """Compare the index with what is published: what is missing, too much, or out of date."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = _open()
    with app.app_context():
        settings: Settings = app.extensions["portal.settings"]
        shelf = read.shelf(db.session)
        state = generation.health(settings.search_dir, shelf.version)
        differences = following.index_differences(settings, shelf)
    for difference in differences:
        click.echo(difference)
    click.echo(state)
    sys.exit(0 if state == "ok" and not differences else 1)


@cli.group()
def search() -> None:
    """What people ask of the search."""


@search.command("asked")
@click.option("--weeks", default=4, show_default=True, type=click.IntRange(1, 26))
@click.option("--least", default=3, show_default=True, type=click.IntRange(1), help="How often at least.")
def search_asked(weeks: int, least: int) -> None:
    """What finds nothing now, and what finds something that hardly anybody opens: words for content/lexicon/."""
    app = _open()
    with app.app_context():
        settings: Settings = app.extensions["portal.settings"]
        for wish in asked.wishes(db.session, today(), weeks=weeks, least=least):
            found = query.search(settings.search_dir, query.Ask(wish.text, month=today().month, limit=1))
            state = "nothing" if not found.total else "hardly opened" if wish.opened * 10 < wish.times else "well"
            corrected = f" (read as {found.corrected})" if found.corrected else ""
            click.echo(f"{state:<14}{wish.times:>6} asked{wish.opened:>6} opened  {wish.lang}  {wish.text}{corrected}")


@cli.group()
def maps() -> None:
    """Maps and the basemap."""


@maps.command("build")
def maps_build() -> None:
    """Build every map anew."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = _open()
    with app.app_context():
        click.echo(following.rebuild_maps(app.extensions["portal.settings"], db.engine))


@maps.command("basemap")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
def maps_basemap(source: Path) -> None:
    """Make the offline basemap layers of the content folder from the geodata in SOURCE."""
    from portal.maps import basemap  # noqa: PLC0415  no other command needs it

    for name, size in basemap.build(source, _settings().content_dir / "geo").items():
        click.echo(f"{name}: {size} bytes")


def main() -> None:
    """Run a command; what we know how to say is said in one line, without a traceback."""
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        cli(standalone_mode=True)
    except (PortalError, generation.Unavailable, OSError, SQLAlchemyError) as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
