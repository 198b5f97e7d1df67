"""`portal content`: check, load, dump, format, trace."""

import sys
from pathlib import Path
from typing import TextIO

import click

from portal.cli.common import load_folder, opened, print_checked, print_loaded, settings
from portal.content import files
from portal.content.check import check as check_folder
from portal.content.dump import dump as dump_folder
from portal.content.rules.prose import remember
from portal.extensions import db
from portal.settings import Settings

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)


@click.group()
def content() -> None:
    """Content files: check, load, dump, format, trace."""


@content.command("check")
@click.option("--strict", "is_strict", is_flag=True, help="Hold the folder to its promise and its style as well.")
@FOLDER
def content_check(folder: Path | None, *, is_strict: bool) -> None:
    """Report every mistake in FOLDER (default: the content folder)."""
    sys.exit(1 if print_checked(folder or settings().content_dir, is_strict=is_strict) else 0)


@content.command("seen")
@click.argument("texts", nargs=-1, required=True, type=click.File(encoding="utf-8"))
def content_seen(texts: tuple[TextIO, ...]) -> None:
    """Remember TEXTS that were read as sources, so that `check --strict` finds what was copied from them."""
    for text in texts:
        click.echo(f"{text.name}: {remember(settings().content_dir, text.read())} new fingerprints")


@content.command("load")
@click.option("--dry-run", is_flag=True, help="Print the changes and make none.")
@FOLDER
def content_load(folder: Path | None, *, dry_run: bool) -> None:
    """Publish what FOLDER holds, all of it or nothing, by the user `import`."""
    app = opened()
    with app.app_context():
        chosen: Settings = app.extensions["portal.settings"]
        report = load_folder(folder or chosen.content_dir, dry_run=dry_run)
        print_loaded(report, in_full=dry_run)
    sys.exit(0 if report.is_good else 1)


@content.command("dump")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def content_dump(folder: Path) -> None:
    """Write what is published into FOLDER, which has to be new or empty."""
    app = opened()
    with app.app_context():
        count = dump_folder(db.session, folder, app.extensions["portal.settings"].content_dir)
    click.echo(f"{count} documents written to {folder}")


@content.command("format")
@FOLDER
def content_format(folder: Path | None) -> None:
    """Write the files of FOLDER in the portal's own form; comments are not kept, so move them into fields first."""
    folder = folder or settings().content_dir
    found = check_folder(folder)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    for advice in found.advice:
        identity = next(i for i, path in found.paths.items() if path == advice.file)
        (folder / advice.file).write_bytes(files.write(found.documents[identity]).encode())
        click.echo(f"formatted {advice.file}")
    sys.exit(1 if found.problems else 0)


@content.command("trace")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--line", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="GeoJSON of one measured line."
)
@click.option("--datum", default="WGS-84", show_default=True, type=click.Choice(["WGS-84", "GCJ-02", "BD-09"]))
def content_trace(keys: tuple[str, ...], line: Path | None, datum: str) -> None:
    """Compute the ways of routes (default: all) along roads and write them into ways/.

    With --line the way of one route is the line in that file, cut at its stops; --datum says what it was drawn on.
    """
    from portal.content import trace  # noqa: PLC0415  no other command needs a road graph

    chosen = settings()
    found = check_folder(chosen.content_dir)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    if found.problems:
        sys.exit(1)
    routes = {key for kind, key in found.documents if kind == "route"}
    if unknown := sorted(set(keys) - routes):
        click.echo(f"there is no route {', '.join(unknown)}", err=True)
        sys.exit(2)
    if line and len(keys) != 1:
        click.echo("--line is the way of one route; name its key", err=True)
        sys.exit(2)
    if line:
        said = trace.measure(chosen.content_dir, found.documents, keys[0], line, datum)
    else:
        said = trace.trace_folder(chosen.content_dir, found.documents, keys, chosen.router)
    for words in said:
        click.echo(words)
