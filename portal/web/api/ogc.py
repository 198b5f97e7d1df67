"""OGC API - Features 1.0 (17-069r4): core, GeoJSON, HTML and OpenAPI 3.0 over what is published. Read-only."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _

from portal.catalogue import asking, read, selecting
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.formats import geojson
from portal.formats.dataset import COLLECTIONS
from portal.formats.provenance import PUBLISHER
from portal.formats.rows import row
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.geo import Point
from portal.kernel.interval import Interval
from portal.kernel.locale import LANGUAGES
from portal.web import now
from portal.web.api import ogc_links as links
from portal.web.api import ogc_openapi
from portal.web.api.ogc_links import FORMS, OPENAPI
from portal.web.common import language
from portal.web.common.addresses import Addresses
from portal.web.common.errors import MovedForEver
from portal.web.common.negotiation import HTML, JSON, wanted
from portal.web.common.reading import cards

Args = dict[str, list[str]]
Json = dict[str, Any]  # what becomes JSON

CONFORMS: Final = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "html", "oas30")
]
CRS: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def landing() -> Response:
    """What there is, and the way to it."""
    asking.only(_asked(), set())
    body = {"title": title(), "description": _description(), "links": links.of_landing()}
    shown = cards()
    counts = {name: len(selecting.keys(shown, held.kind)) for name, held in COLLECTIONS.items()}
    return _answer(body, "landing", counts=counts, root=links.address("landing"), titles=titles())


def api() -> Response:
    """The definition of this interface."""
    asking.only(_asked(), set())
    body = ogc_openapi.document(cards(), title(), _description(), links.address("landing"))
    return _answer(body, "api", OPENAPI)


def conformance() -> Response:
    """The parts of the standard that are kept."""
    asking.only(_asked(), set())
    return _answer({"conformsTo": CONFORMS, "links": links.own(JSON)}, "conformance")


def collections() -> Response:
    """Every collection."""
    asking.only(_asked(), set())
    shown = cards()
    found = [_collection(shown, name) for name in COLLECTIONS]
    return _answer({"links": links.own(JSON), "collections": found}, "collections")


def collection(name: str) -> Response:
    """One collection."""
    asking.only(_asked(), set())
    shown, _kind = _having(name)
    body = _collection(shown, name)
    body["links"] = [*links.own(JSON), *body["links"]]
    return _answer(body, "collection")


def items(name: str) -> Response:
    """A portion of the features of a collection, narrowed by the address."""
    args = _asked()
    shown, kind = _having(name)
    portion = selecting.select(shown, kind, selecting.read(shown, kind, args))
    found = links.own(geojson.MEDIA_TYPE)
    found.append(links.link("collection", links.address("collection", name=name), JSON, titles()[name]))
    if portion.after is not None:
        found.append(links.link("next", links.here(after=portion.after), geojson.MEDIA_TYPE, _("The next ones")))
    if portion.before is not None:
        back = links.here(after=portion.before or None)
        found.append(links.link("prev", back, geojson.MEDIA_TYPE, _("The ones before")))
    body = geojson.collection(
        (geojson.feature(shown, kind, key, Addresses()) for key in portion.keys),
        timeStamp=now().isoformat(timespec="seconds"),
        numberMatched=portion.total,
        numberReturned=len(portion.keys),
        links=found,
    )
    return _answer(body, "items", geojson.MEDIA_TYPE, name=name, titles=titles())


def item(name: str, key: str) -> Response:
    """One feature. A renamed one leads on by 308, a withdrawn one answers 410."""
    asking.only(_asked(), set())
    shown, kind = _having(name)
    if key not in selecting.keys(shown, kind):
        raise MovedForEver(url_for("ogc.item", name=name, key=read.why_missing(db.session, kind, key)))
    pages = Addresses()
    body = geojson.feature(shown, kind, key, pages)
    body["links"] = [
        *links.own(geojson.MEDIA_TYPE),
        links.link("collection", links.address("collection", name=name), JSON, titles()[name]),
        *(links.link("canonical", pages.page(kind, key, lang), HTML) | {"hreflang": lang} for lang in LANGUAGES),
    ]
    picture = url_for(f"site.{kind}_picture", key=key) if kind != "event" and body["geometry"] else ""
    return _answer(
        body,
        "item",
        geojson.MEDIA_TYPE,
        name=name,
        kind=kind,
        key=key,
        picture=picture,
        titles=titles(),
        row=row(shown, kind, key, pages),
    )


def title() -> str:
    """The name of the interface in the reader's language."""
    return str(_("%(portal)s: open data", portal=PUBLISHER[g.lang]))


def titles() -> dict[str, str]:
    """Collection -> its name in the reader's language."""
    return {name: held.title[g.lang] for name, held in COLLECTIONS.items()}


def _description() -> str:
    return str(
        _(
            "Routes, places and joint events of the Shenyang Metropolitan Area by OGC API – Features. Texts are"
            " CC BY 4.0; the lines of routes and positions from OpenStreetMap are ODbL 1.0 (© OpenStreetMap"
            " contributors, OpenMapTiles), as `geometry_licence` says of each. No key is needed."
        )
    )


def _collection(shown: Cards, name: str) -> Json:
    held = COLLECTIONS[name]
    return {
        "id": name,
        "title": held.title[g.lang],
        "description": held.description[g.lang],
        "itemType": "feature",
        "crs": [CRS],
        "extent": _extent(shown, held.kind),
        "links": links.of_collection(name),
    }


def _extent(shown: Cards, kind: str) -> Json:
    """Around everything with a place, and from the first day to the last; what has none is left out."""
    keys = selecting.keys(shown, kind)
    points: list[Point] = [point for key in keys for point in selecting.position(shown, kind, key)]
    days = [held for key in keys for held in selecting.days(shown, kind, key)]
    found: Json = {}
    if box := geojson.bbox(points):
        found["spatial"] = {"bbox": [box], "crs": CRS}
    if days:
        around = Interval.of(min(first for first, _last in days), max(last for _first, last in days))
        found["temporal"] = {"interval": [around.in_utc()]}
    return found


def _having(name: str) -> tuple[Cards, str]:
    """The catalogue, and the kind that a collection holds. Raises NotFound where there is no such collection."""
    if name not in COLLECTIONS:
        raise NotFound("no such collection", given=name)
    return cards(), COLLECTIONS[name].kind


def _asked() -> Args:
    """The query without `f` and `lang`, which decide how the answer is told. Raises NotValid for unknown values."""
    args: Args = request.args.to_dict(flat=False)
    given = selecting.only_one(args, "lang")
    if "lang" in args and given not in LANGUAGES:
        raise NotValid("no such language", field="lang", given=given)
    g.lang = given or language.current()
    form = selecting.only_one(args, "f")
    if "f" in args and form not in FORMS:
        raise NotValid("unknown value", field="f", given=form)
    g.form = FORMS.get(form) or (HTML if wanted() == HTML else JSON)
    return {name: values for name, values in args.items() if name not in ("lang", "f")}


def _answer(body: Json, template: str, json_type: str = JSON, **more: Any) -> Response:
    """The body as JSON of some type, or the page of it that `f` or Accept asks for."""
    if g.form == HTML:
        page = render_template(
            f"ogc/{template}.html", body=body, as_json=links.here(f="json"), json_type=json_type, **more
        )
        answer = make_response(page)
    else:
        answer = Response(geojson.encoded(body), HTTPStatus.OK, content_type=json_type)
    answer.vary.update(("Accept", "Accept-Language"))
    return answer
