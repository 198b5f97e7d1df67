"""Where a program that was given a page's address finds its frame: oEmbed's discovery."""

from typing import Final
from urllib.parse import urlencode

from flask import request, url_for

from portal.web.common import language

KINDS: Final = {"site.route": "route", "site.attraction": "attraction", "site.event": "event"}
"""Endpoints of pages that have a frame of their own."""

FORMATS: Final = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def links() -> list[tuple[str, str]]:
    """(media type, absolute address) of what oEmbed says about this page, in each format; empty where it has none."""
    if request.endpoint not in KINDS or not request.view_args:
        return []
    page = language.absolute(url_for(request.endpoint, **request.view_args))
    door = language.absolute(url_for("embed.oembed"))
    return [(kind, f"{door}?{urlencode({'url': page, 'format': name})}") for name, kind in FORMATS.items()]
