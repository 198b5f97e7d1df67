"""`portal doctor`: whether this machine can serve the portal, one line for each thing it needs, with the mend.

It migrates and builds nothing; a data folder that is not there is made, as every command makes it. A new thing to look
at is a function and its place in `EXAMINATIONS`.
"""

import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal import __version__
from portal.app import create_app
from portal.catalogue import read
from portal.cli.common import NO_APPROVAL, settings
from portal.extensions import db
from portal.images import store as files_of_pictures
from portal.maps import providers, raster, store
from portal.migrations import is_newest
from portal.search import generation
from portal.settings import Settings, home

TILE: Final = (8, 215, 95)
"""z, x, y of the tile with Shenyang in it."""

PATIENCE_SECONDS: Final = 5
MIB: Final = 2**20
FULL_MIB, SCARCE_MIB = 100, 1024
"""A rebuild keeps the old index and maps beside the new, some hundred MiB."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is ok, warn or fail; `text` says what was found and, unless it is ok, the mend."""

    name: str
    state: str
    text: str


def _python(_: Settings) -> Finding:
    return Finding("program", "ok", f"portal {__version__}, Python {sys.version.split()[0]}")


def _database(_: Settings) -> Finding:
    try:
        if is_newest(db.engine):
            return Finding("database", "ok", f"{db.engine.dialect.name}, migrated")
    except SQLAlchemyError as error:
        return Finding("database", "fail", f"does not answer ({type(error).__name__}); look at PORTAL_DATABASE_URL")
    return Finding("database", "fail", "not at the newest migration; run `portal run` or `portal content load`")


def _content(_: Settings) -> Finding:
    if version := _version():
        shelf = read.shelf(db.session)
        count = f"{len(shelf.routes)} routes, {len(shelf.attractions)} places, {len(shelf.events)} events"
        return Finding("content", "ok", f"version {version}: {count}")
    return Finding("content", "fail", "nothing is published; run `portal content load`")


def _index(chosen: Settings) -> Finding:
    state = generation.health(chosen.search_dir, _version())
    return Finding("index", "ok" if state == "ok" else "fail", state)


def _maps(chosen: Settings) -> Finding:
    made = store.made_from(chosen.maps_dir)
    if not made:
        return Finding("maps", "fail", "not built; run `portal maps build`")
    if made != store.source(chosen.content_dir / "geo", _version(), chosen.provider):
        return Finding(
            "maps", "warn", "older than content or settings; `portal serve` or `portal maps build` mends that"
        )
    return Finding("maps", "ok", str(chosen.maps_dir))


def _media(chosen: Settings) -> Finding:
    if not _version():
        return Finding("media", "ok", "nothing is published")
    keys = read.shelf(db.session).media
    missing = files_of_pictures.missing(chosen.media_dir, keys)
    if missing:
        mend = f"pages leave them out; copy {chosen.media_dir} from the node they were uploaded to, or from a backup"
        return Finding("media", "warn", f"{len(missing)} of {len(keys)} pictures have no files here; {mend}")
    return Finding("media", "ok", f"{len(keys)} pictures")


def _data_folder(chosen: Settings) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=chosen.data_dir):
            return Finding("data folder", "ok", f"{chosen.data_dir} can be written")
    except OSError as error:
        return _unusable(chosen, error)


def _unusable(chosen: Settings, error: OSError) -> Finding:
    mend = f"make {chosen.data_dir} writable or set PORTAL_DATA_DIR"
    return Finding("data folder", "fail", f"{error.strerror}; {mend}")


def _disk(chosen: Settings) -> Finding:
    free = shutil.disk_usage(chosen.data_dir).free // MIB
    state = "fail" if free < FULL_MIB else "warn" if free < SCARCE_MIB else "ok"
    mend = "" if state == "ok" else "; index and maps are built beside the old ones: make room"
    return Finding("disk", state, f"{free} MiB free{mend}")


def _tiles(chosen: Settings) -> Finding:
    wanted = providers.named(chosen.tiles)
    if wanted == providers.OFFLINE:
        return Finding("tiles", "ok", "offline: our own basemap, nobody is asked")
    if wanted.needs_key and not chosen.tiles_key:
        return Finding("tiles", "warn", f"{_FALLS_BACK}: {chosen.tiles} needs a key; set PORTAL_TILES_KEY")
    for layer in chosen.provider.layers:
        if trouble := _trouble(layer.address(*TILE), chosen.base_url):
            return Finding("tiles", "warn", f"{_FALLS_BACK}: {trouble}; look at PORTAL_TILES and PORTAL_TILES_KEY")
    key = ", key given" if chosen.tiles_key else ""
    return Finding("tiles", "ok", f"{chosen.tiles} in {chosen.provider.datum}{key}, a tile came")


_FALLS_BACK: Final = "falls back to the offline basemap"


def _trouble(address: str, referer: str) -> str:
    """What is wrong with a tile, empty when it comes."""
    # A browser's key is bound to the site that it is used on, and refuses what does not call itself a browser.
    headers = {"User-Agent": "Mozilla/5.0 (portal doctor)", **({"Referer": referer} if referer else {})}
    try:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310  providers.named lets only http(s) through
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            kind = answer.headers.get_content_type()
            return "" if kind.startswith("image/") else f"the tile is {kind}"
    except HTTPError as error:
        with error:
            return f"HTTP {error.code} {error.reason}"
    except URLError as error:
        return str(error.reason)
    except (OSError, HTTPException, ValueError) as error:
        return str(error) or type(error).__name__


def _approval(chosen: Settings) -> Finding:
    if chosen.map_approval:
        return Finding("approval", "ok", chosen.map_approval)
    return Finding("approval", "warn" if chosen.development else "fail", NO_APPROVAL.format(chosen.tiles))


def _base_url(chosen: Settings) -> Finding:
    if chosen.base_url or chosen.development:
        return Finding("base url", "ok", chosen.base_url or "the request's")
    return Finding("base url", "warn", "the request's host stands in links and sitemap; set PORTAL_BASE_URL")


def _pictures(_: Settings) -> Finding:
    """One line of text as a PNG, which needs the renderer and the portal's own face."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text y="15">沈阳</text></svg>'
    try:
        raster.png(drawing, home("static") / "fonts")
    except (ImportError, OSError, ValueError) as error:
        return Finding("pictures", "fail", f"cards cannot be drawn ({error}); install the package anew")
    return Finding("pictures", "ok", "cards can be drawn")


EXAMINATIONS: Final[tuple[Callable[[Settings], Finding], ...]] = (
    _python,
    _database,
    _content,
    _index,
    _maps,
    _pictures,
    _media,
    _data_folder,
    _disk,
    _tiles,
    _approval,
    _base_url,
)
"""What is looked at, in this order; each runs inside the application."""


def _version() -> int:
    try:
        return read.version(db.session)
    except SQLAlchemyError:
        db.session.rollback()
        return 0


def examine(app: Flask) -> list[Finding]:
    """Every finding about this machine."""
    with app.app_context():
        return [examination(app.extensions["portal.settings"]) for examination in EXAMINATIONS]


@click.command()
def doctor() -> None:
    """Whether this machine can serve: one line for each thing, ok, warn or fail, with the mend."""
    chosen = settings()
    try:
        findings = examine(create_app(chosen))
    except OSError as error:
        findings = [_unusable(chosen, error)]
    for finding in findings:
        click.echo(f"{finding.state:<5} {finding.name}: {finding.text}")
    sys.exit(1 if any(finding.state == "fail" for finding in findings) else 0)
