"""The addresses of OGC API Features and of the bulk files as one table."""

from typing import Final

from flask import Blueprint
from flask.typing import RouteCallable

TABLE: Final[tuple[tuple[str, str, RouteCallable], ...]] = ()
"""(address, endpoint, view)."""

ogc = Blueprint("ogc", __name__)
for rule, endpoint, view in TABLE:
    ogc.add_url_rule(rule, endpoint, view)
