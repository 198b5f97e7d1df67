"""`portal index` and `portal search`: the index, and what people ask of it."""

import sys

import click

from portal.catalogue import read
from portal.cli.common import opened
from portal.extensions import db
from portal.kernel.season import today
from portal.search import asked, generation, query
from portal.settings import Settings


@click.group()
def index() -> None:
    """The search index."""


@index.command("rebuild")
def index_rebuild() -> None:
    """Build the search index anew beside the one in use, then swap."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = opened()
    with app.app_context():
        click.echo(following.rebuild_index(app.extensions["portal.settings"], db.engine))


@index.command("verify")
def index_verify() -> None:
    """Compare the index with what is published: what is missing, too much, or out of date."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = opened()
    with app.app_context():
        chosen: Settings = app.extensions["portal.settings"]
        shelf = read.shelf(db.session)
        state = generation.health(chosen.search_dir, shelf.version)
        differences = following.index_differences(chosen, shelf)
    for difference in differences:
        click.echo(difference)
    click.echo(state)
    sys.exit(0 if state == "ok" and not differences else 1)


@click.group()
def search() -> None:
    """What people ask of the search."""


@search.command("asked")
@click.option("--weeks", default=4, show_default=True, type=click.IntRange(1, 26))
@click.option("--least", default=3, show_default=True, type=click.IntRange(1), help="How often at least.")
def search_asked(weeks: int, least: int) -> None:
    """What finds nothing now, and what finds something that hardly anybody opens: words for content/lexicon/."""
    app = opened()
    with app.app_context():
        chosen: Settings = app.extensions["portal.settings"]
        for wish in asked.wishes(db.session, today(), weeks=weeks, least=least):
            found = query.search(chosen.search_dir, query.Ask(wish.text, month=today().month, limit=1))
            state = "nothing" if not found.total else "hardly opened" if wish.opened * 10 < wish.times else "well"
            corrected = f" (read as {found.corrected})" if found.corrected else ""
            click.echo(f"{state:<14}{wish.times:>6} asked{wish.opened:>6} opened  {wish.lang}  {wish.text}{corrected}")
