"""/data/latest: everything of a kind in one file under an address that stays, and a manifest with checksums."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.catalogue import asking, selecting
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.formats import dataset, geojson, tables
from portal.formats.dataset import COLLECTIONS, MEDIA_TYPES, File
from portal.formats.rows import COLUMNS, Row, row
from portal.kernel.errors import NotFound
from portal.web.api import ogc_links as links
from portal.web.common.addresses import Addresses
from portal.web.common.reading import asked, cards


def file(name: str, suffix: str) -> Response:
    """Every route, attraction or event. Raises NotFound for another name."""
    asking.only(asked(), set())
    if name not in COLLECTIONS or suffix not in MEDIA_TYPES:
        raise NotFound("no such file", given=f"{name}.{suffix}")
    answer = Response(_made(name, suffix), mimetype=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return answer


def beginning() -> AnyResponse:
    """To the manifest, which leads to everything below /data."""
    return redirect(url_for("ogc.manifest"))


def manifest() -> Response:
    """What there is to download: sizes, SHA-256 of the bytes as they are uncompressed, licences, dates."""
    asking.only(asked(), set())
    shown = cards()
    files = {
        name: [File(links.address("file", name=name, suffix=s), s, _made(name, s)) for s in MEDIA_TYPES]
        for name in COLLECTIONS
    }
    changed = max(shown.shelf.published.values(), default=None)
    version = f"{shown.shelf.version}.{shown.today:%Y%m%d}"
    body = dataset.manifest(links.address("manifest"), Addresses().home("zh"), version, changed, files)
    return Response(geojson.encoded(body), mimetype="application/ld+json")


def _made(name: str, suffix: str) -> bytes:
    shown = cards()
    return _kept(shown.shelf, shown.today, Addresses().home("zh"), name, suffix)


@lru_cache(maxsize=12)  # two addresses or two versions of the six files
def _kept(shelf: Shelf, today: date, _home: str, name: str, suffix: str) -> bytes:
    """The bytes for one version, day (which occurrence comes next) and address; all six together take a second."""
    makers: dict[str, Callable[[Cards, str], bytes]] = {"geojson": _geojson, "csv": _csv}
    return makers[suffix](Cards(shelf, "zh", today), COLLECTIONS[name].kind)


def _geojson(shown: Cards, kind: str) -> bytes:
    pages = Addresses()
    features = (geojson.feature(shown, kind, key, pages) for key in selecting.keys(shown, kind))
    return geojson.encoded(geojson.collection(features, licence=geojson.licence()))


def _csv(shown: Cards, kind: str) -> bytes:
    pages = Addresses()
    rows = (_placed(shown, kind, key, pages) for key in selecting.keys(shown, kind))
    return tables.encoded(["key", "lon", "lat", *COLUMNS[kind]], rows)


def _placed(shown: Cards, kind: str, key: str, pages: Addresses) -> Row:
    """A row with its key and its position in front: of a route, where it begins."""
    line: Any = selecting.position(shown, kind, key)
    here = {"lon": round(line[0].lon, 5), "lat": round(line[0].lat, 5)} if line else {"lon": None, "lat": None}
    return {"key": key, **here, **row(shown, kind, key, pages)}
