"""Where a program that was given an address finds its frame: oEmbed's discovery, on pages and in frames."""

from typing import Final
from urllib.parse import urlencode

from flask import request, url_for

from portal.web.common import language
from portal.web.common.frame_options import CHOICES

FRAMED: Final = ("site.route", "site.attraction", "site.event", "site.explore", "site.calendar")
"""Endpoints of pages that have a frame."""

FORMATS: Final = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def links() -> list[tuple[str, str]]:
    """(media type, absolute address) of what oEmbed says about this page or frame, in each format; empty where it has
    none."""
    endpoint, is_frame = request.endpoint or "", request.blueprint == "embed"
    if endpoint not in FRAMED and not is_frame:
        return []
    query = language.untagged(request.args)
    if is_frame:  # where the address names no language this reader's is meant, and not the asking program's
        said = {name: values for name, values in query.items() if values[-1] != CHOICES.get(name, ("",))[0]}
        query = {**said, "lang": [language.current()]}
    here = url_for(endpoint, **(request.view_args or {}))
    asked = language.absolute(here) + (f"?{urlencode(query, doseq=True)}" if query else "")
    door = language.absolute(url_for("embed.oembed"))
    return [(kind, f"{door}?{urlencode({'url': asked, 'format': name})}") for name, kind in FORMATS.items()]
