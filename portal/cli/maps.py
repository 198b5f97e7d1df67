"""`portal maps`: the published maps and the basemap that they are drawn on."""

from pathlib import Path

import click

from portal.cli.common import opened, settings
from portal.extensions import db


@click.group()
def maps() -> None:
    """Maps and the basemap."""


@maps.command("build")
def maps_build() -> None:
    """Build every map anew."""
    from portal import following  # noqa: PLC0415  see its first lines

    app = opened()
    with app.app_context():
        click.echo(following.rebuild_maps(app.extensions["portal.settings"], db.engine))


@maps.command("basemap")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
def maps_basemap(source: Path) -> None:
    """Make basemap (layers and archive of tiles) and road network of the content folder from the geodata in SOURCE."""
    from portal.maps import basemap, network  # noqa: PLC0415  no other command needs them

    target = settings().content_dir / "geo"
    for name, size in (*basemap.build(source, target).items(), (network.FILE, network.build(source, target))):
        click.echo(f"{name}: {size} bytes")
