"""The definition of /ogc in OpenAPI 3.0: every address, parameter and answer, in the reader's language."""

from typing import Any, Final

from flask_babel import gettext as _

from portal import __version__
from portal.catalogue import selecting
from portal.catalogue.cards import Cards
from portal.documents.base import KEY_PATTERN
from portal.formats import geojson
from portal.formats.dataset import COLLECTIONS
from portal.kernel.locale import LANGUAGES
from portal.web.api.ogc_links import FORMS, OPENAPI
from portal.web.common.labels import label
from portal.web.common.negotiation import HTML, JSON

Json = dict[str, Any]  # what becomes JSON

PROBLEM: Final = "application/problem+json"


def document(cards: Cards, title: str, description: str, root: str) -> Json:
    """The whole definition; `root` is the absolute address of the landing page."""
    paths = {
        "/": _get("landing", _("What there is, and the way to it"), "Landing", JSON),
        "/api": _get("api", _("What can be asked, for programs (OpenAPI 3.0)"), "Definition", OPENAPI),
        "/conformance": _get("conformance", _("What of the standard is kept"), "Conformance", JSON),
        "/collections": _get("collections", _("The collections"), "Collections", JSON),
    }
    for name, collection in COLLECTIONS.items():
        one = f"/collections/{name}"
        paths[one] = _get(f"describe-{name}", _("One collection: “%(name)s”", name=name), "Collection", JSON)
        paths[f"{one}/items"] = _get(
            f"get-{name}",
            _("Features of “%(name)s”, a portion at a time", name=name),
            "FeatureCollection",
            geojson.MEDIA_TYPE,
            [*(_ref("parameters", each) for each in selecting.PARAMETERS), *_filters(cards, collection.kind)],
        )
        paths[f"{one}/items/{{featureId}}"] = _get(
            f"get-{name}-one",
            _("One feature of “%(name)s”", name=name),
            "Feature",
            geojson.MEDIA_TYPE,
            [_ref("parameters", "featureId")],
            {"308": {"description": _("It has another key now.")}, "404": _problem(_("It never was."))}
            | {"410": _problem(_("It has been withdrawn."))},
        )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "version": __version__,
            "description": description,
            "license": {"name": "CC BY 4.0, ODbL 1.0"},  # the description says what is under which
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"parameters": _parameters(), "schemas": _schemas()},
    }


def _get(  # noqa: PLR0913, PLR0917  what the operations differ in
    name: str, summary: str, schema: str, kind: str, more: list[Json] | None = None, answers: Json | None = None
) -> Json:
    said = {kind: {"schema": _ref("schemas", schema)}, HTML: {"schema": {"type": "string"}}}
    return {
        "get": {
            "operationId": name,
            "summary": str(summary),
            "parameters": [*(more or []), _ref("parameters", "f"), _ref("parameters", "lang")],
            "responses": {
                "200": {"description": str(summary), "content": said},
                "400": _problem(_("A parameter or its value is unknown.")),
                **(answers or {}),
                "default": _problem(_("Anything else that went wrong.")),
            },
        }
    }


def _problem(description: str) -> Json:
    return {"description": str(description), "content": {PROBLEM: {"schema": _ref("schemas", "Problem")}}}


def _ref(family: str, name: str) -> Json:
    return {"$ref": f"#/components/{family}/{name}"}


def _query(name: str, description: str, schema: Json, *, explode: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(description),
        "schema": schema,
        "style": "form",
        "explode": explode,
    }


def _filters(cards: Cards, kind: str) -> list[Json]:
    """A parameter for each filter; its values are alternatives, each a parameter of its own."""
    found = []
    for axis in selecting.axes(cards, kind):
        said = _("%(what)s; may be given several times, and any of the values fits", what=label("facet", axis.name))
        values: Json = {"type": "string", "enum": list(axis.labels)}
        found.append(_query(axis.name, said, {"type": "array", "minItems": 1, "items": values}, explode=True))
    return found


def _parameters() -> Json:
    most = selecting.MOST
    return {
        "limit": _query(
            "limit",
            _("How many features at most; more than %(most)s are %(most)s.", most=most),
            {"type": "integer", "minimum": 1, "maximum": most, "default": selecting.USUAL},
        ),
        "bbox": _query(
            "bbox",
            _(
                "West, south, east, north in degrees of WGS-84, or six numbers with heights. Where west is more than"
                " east, the box crosses the date line. Features without geometry fit every box."
            ),
            {
                "type": "array",
                "items": {"type": "number"},
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            },
        ),
        "datetime": _query(
            "datetime",
            _(
                "A day or a moment (RFC 3339), or two with a slash between, two dots for an open end. A day is one in"
                " Shenyang. Features without a date fit every time."
            ),
            {"type": "string"},
        ),
        "after": _query(
            "after",
            _("Where a portion begins: take it from the link `next` of the portion before."),
            {"type": "string", "pattern": KEY_PATTERN, "maxLength": 80},
        ),
        "f": _query("f", _("The form of the answer, whatever Accept says."), {"type": "string", "enum": list(FORMS)}),
        "lang": _query(
            "lang",
            _("The language of titles, pages and errors, whatever Accept-Language says; features have both."),
            {"type": "string", "enum": list(LANGUAGES)},
        ),
        "featureId": {
            "name": "featureId",
            "in": "path",
            "required": True,
            "description": str(_("The key of a feature, as in the addresses of the site.")),
            "schema": {"type": "string", "pattern": KEY_PATTERN, "maxLength": 80},
        },
    }


def _object(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "required": required, "properties": properties}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _schemas() -> Json:
    text: Json = {"type": "string"}
    count: Json = {"type": "integer", "minimum": 0}
    links = _list(_ref("schemas", "Link"))
    feature = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": text,
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "additionalProperties": True},
        "links": links,
    }
    return {
        "Link": _object(["rel", "href", "type"], rel=text, href=text, type=text, title=text, hreflang=text),
        "Landing": _object(["title", "links"], title=text, description=text, links=links),
        "Definition": _object(
            ["openapi", "info", "paths"], openapi=text, info={"type": "object"}, paths={"type": "object"}
        ),
        "Conformance": _object(["conformsTo"], conformsTo=_list(text), links=links),
        "Collections": _object(["links", "collections"], links=links, collections=_list(_ref("schemas", "Collection"))),
        "Collection": _object(
            ["id", "links"],
            id=text,
            title=text,
            description=text,
            itemType=text,
            crs=_list(text),
            extent={"type": "object"},
            links=links,
        ),
        "Feature": _object(["type", "id", "geometry", "properties"], **feature),
        "FeatureCollection": _object(
            ["type", "features", "links"],
            type={"type": "string", "enum": ["FeatureCollection"]},
            timeStamp={"type": "string", "format": "date-time"},
            numberMatched=count,
            numberReturned=count,
            links=links,
            features=_list(_ref("schemas", "Feature")),
        ),
        "Problem": _object(["title", "status"], type=text, title=text, status=count, detail=text),
    }
