"""The addresses of OGC API Features and of the bulk files as one table."""

from typing import Final

from flask import Blueprint, Response
from flask.typing import RouteCallable

from portal.web.api import data as d
from portal.web.api import ogc as o
from portal.web.api.door import API_POLICY, open_to_programs
from portal.web.common.negotiation import HTML

TABLE: Final[tuple[tuple[str, str, RouteCallable], ...]] = (
    ("/ogc", "landing", o.landing),
    ("/ogc/api", "api", o.api),
    ("/ogc/conformance", "conformance", o.conformance),
    ("/ogc/collections", "collections", o.collections),
    ("/ogc/collections/<name>", "collection", o.collection),
    ("/ogc/collections/<name>/items", "items", o.items),
    ("/ogc/collections/<name>/items/<key>", "item", o.item),
    ("/data", "data", d.beginning),
    ("/data/latest/manifest.json", "manifest", d.manifest),
    ("/data/latest/<name>.<suffix>", "file", d.file),
)
"""(address, endpoint, view). GDAL asks without a slash at the end, others with one; neither should need a redirect."""

ogc = Blueprint("ogc", __name__)
for rule, endpoint, view in TABLE:
    ogc.add_url_rule(rule, endpoint, view, strict_slashes=False)


@ogc.after_request
def finish(response: Response) -> Response:
    """Any page may read it, with a partner's key too; only its pages are meant to be shown."""
    open_to_programs(response)
    if response.mimetype != HTML:
        response.headers["Content-Security-Policy"] = API_POLICY
    return response
