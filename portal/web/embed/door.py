"""The frames' addresses as one table."""

from typing import Final

from flask import Blueprint
from flask.typing import RouteCallable

from portal.web.embed import oembed

TABLE: Final[tuple[tuple[str, str, RouteCallable], ...]] = (("/oembed", "oembed", oembed.oembed),)
"""(address, endpoint, view)."""

embed = Blueprint("embed", __name__)
for rule, endpoint, view in TABLE:
    embed.add_url_rule(rule, endpoint, view)
