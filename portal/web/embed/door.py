"""The frames' addresses as one table."""

from typing import Final

from flask import Blueprint
from flask.typing import RouteCallable

from portal.web.embed import frames as f
from portal.web.embed import oembed
from portal.web.embed.component import component
from portal.web.embed.framed import framed

TABLE: Final[tuple[tuple[str, str, RouteCallable], ...]] = (
    ("/embed/v1/routes/<key>", "route", framed(f.route)),
    ("/embed/v1/attractions/<key>", "attraction", framed(f.attraction)),
    ("/embed/v1/events/<key>", "event", framed(f.event)),
    ("/embed/v1/map", "map", framed(f.overview)),
    ("/embed/v1/calendar", "calendar", framed(f.calendar)),
    ("/embed/v1/portal-embed.js", "component", component),
    ("/embed/v1/<path:rest>", "nothing", framed(f.nothing)),
    ("/oembed", "oembed", oembed.oembed),
)
"""(address, endpoint, view)."""

embed = Blueprint("embed", __name__)
for rule, endpoint, view in TABLE:
    embed.add_url_rule(rule, endpoint, view)
