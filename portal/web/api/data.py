"""/data/latest: everything of a kind in one file under an address that stays, and a manifest with checksums."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Final

from flask import Response

from portal.catalogue import asking, selecting
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.formats import dataset, geojson, tables
from portal.formats.dataset import Dataset, File
from portal.formats.rows import Row, row
from portal.kernel.errors import NotFound
from portal.web.api import ogc_links as links
from portal.web.api.ogc_links import KINDS
from portal.web.common import language
from portal.web.common.addresses import Addresses
from portal.web.common.reading import asked, cards

TITLES: Final = {
    "routes": {"zh": "线路", "en": "Routes"},
    "attractions": {"zh": "景点", "en": "Places"},
    "events": {"zh": "赛事活动", "en": "Events"},
}
LICENCES: Final = {
    "routes": ("CC-BY-4.0", "ODbL-1.0"),
    "attractions": ("CC-BY-4.0", "ODbL-1.0"),
    "events": ("CC-BY-4.0", "ODbL-1.0"),
}
MEDIA_TYPES: Final = {"geojson": geojson.MEDIA_TYPE, "csv": "text/csv"}


def file(name: str, suffix: str) -> Response:
    """Every route, attraction or event. Raises NotFound for another name."""
    asking.only(asked(), set())
    if name not in KINDS or suffix not in MEDIA_TYPES:
        raise NotFound("no such file", given=f"{name}.{suffix}")
    answer = Response(_made(name, suffix), mimetype=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return answer


def manifest() -> Response:
    """What there is to download: sizes, SHA-256 of the bytes as they are uncompressed, licences, dates."""
    asking.only(asked(), set())
    shown = cards()
    sets = [
        Dataset(
            name,
            TITLES[name],
            LICENCES[name],
            [
                File(links.address("file", name=name, suffix=suffix), kind, _made(name, suffix))
                for suffix, kind in MEDIA_TYPES.items()
            ],
        )
        for name in KINDS
    ]
    changed = max(shown.shelf.published.values(), default=None)
    version = f"{shown.shelf.version}.{shown.today:%Y%m%d}"
    body = dataset.manifest(Addresses().home("zh"), version, changed, sets)
    return Response(geojson.encoded(body), mimetype="application/ld+json")


def _made(name: str, suffix: str) -> bytes:
    shown = cards()
    return _kept(shown.shelf, shown.today, language.absolute("/"), name, suffix)


@lru_cache(maxsize=12)
def _kept(shelf: Shelf, today: date, _address: str, name: str, suffix: str) -> bytes:
    """The bytes for one version, day (which occurrence comes next) and address; all six together take a second."""
    makers: dict[str, Callable[[Cards, str], bytes]] = {"geojson": _geojson, "csv": _csv}
    return makers[suffix](Cards(shelf, "zh", today), KINDS[name])


def _geojson(shown: Cards, kind: str) -> bytes:
    pages = Addresses()
    features = (geojson.feature(shown, kind, key, pages) for key in selecting.keys(shown, kind))
    return geojson.encoded(geojson.collection(features, licence=geojson.licence()))


def _csv(shown: Cards, kind: str) -> bytes:
    pages = Addresses()
    return tables.encoded([_placed(shown, kind, key, pages) for key in selecting.keys(shown, kind)])


def _placed(shown: Cards, kind: str, key: str, pages: Addresses) -> Row:
    """A row with its key and its position in front: of a route, where it begins."""
    line: Any = selecting.position(shown, kind, key)
    here = {"lon": round(line[0].lon, 5), "lat": round(line[0].lat, 5)} if line else {"lon": None, "lat": None}
    return {"key": key, **here, **row(shown, kind, key, pages)}
