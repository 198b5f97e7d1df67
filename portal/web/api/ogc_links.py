"""Addresses below /ogc and /data, and the links that every answer there carries, each with `rel` and `type`."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from portal.formats import geojson
from portal.formats.dataset import COLLECTIONS
from portal.formats.provenance import LICENCES, LINE_LICENCE
from portal.kernel.locale import BCP47, LANGUAGES
from portal.web.common import language
from portal.web.common.negotiation import HTML, JSON

Link = dict[str, str]

OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
FORMS: Final = {"json": JSON, "html": HTML}
"""Value of `f` -> media type; `json` is GeoJSON where there are features and OpenAPI where there is the definition."""


def address(endpoint: str, **values: Any) -> str:
    """An absolute address of this door."""
    return language.absolute(url_for(f"ogc.{endpoint}", **values))


def here(**changes: str | None) -> str:
    """The asked address with some parameters changed, or left out by None."""
    query: dict[str, Any] = {**request.args.to_dict(flat=False), **changes}
    text = urlencode({name: value for name, value in query.items() if value is not None}, doseq=True)
    return language.absolute(request.script_root + request.path) + (f"?{text}" if text else "")


def link(rel: str, href: str, kind: str, title: str = "") -> Link:
    """One link."""
    return {"rel": rel, "href": href, "type": kind, **({"title": title} if title else {})}


def own(json_type: str) -> list[Link]:
    """To this answer and to its other form, in its own language and in the others."""
    others = [
        link("alternate", here(f="html", lang=lang), HTML, _("This as a page")) | {"hreflang": BCP47[lang]}
        for lang in LANGUAGES
    ]
    return [link("self", here(), json_type, _("This document")), *others]


def of_landing() -> list[Link]:
    """What the landing page leads to."""
    return [
        *own(JSON),
        link("service-desc", address("api"), OPENAPI, _("What can be asked, for programs (OpenAPI 3.0)")),
        link("service-doc", address("api", f="html"), HTML, _("What can be asked, for people")),
        link("conformance", address("conformance"), JSON, _("What of the standard is kept")),
        link("data", address("collections"), JSON, _("The collections")),
        link("describedby", address("manifest"), "application/ld+json", _("Files to download, with their checksums")),
    ]


def of_collection(name: str) -> list[Link]:
    """What one collection leads to, wherever it is described."""
    items = address("items", name=name)
    said = {"CC-BY-4.0": _("Licence of the texts"), LINE_LICENCE: _("Licence of geometry from OpenStreetMap")}
    return [
        link("items", items, geojson.MEDIA_TYPE, _("Its features as GeoJSON")),
        link("items", f"{items}?f=html", HTML, _("Its features as pages")),
        *(link("license", LICENCES[licence], HTML, said[licence]) for licence in COLLECTIONS[name].licences),
        link("enclosure", address("file", name=name, suffix="geojson"), geojson.MEDIA_TYPE, _("All of it as GeoJSON")),
        link("enclosure", address("file", name=name, suffix="csv"), "text/csv", _("All of it as a table (CSV)")),
    ]
