"""What partners may rely on: what changed when, and how a version of the interface says goodbye.

A version that has a successor answers for at least twelve more months. It says so in each answer: `Deprecation`
(RFC 9745), `Sunset` (RFC 8594) and a link to the page of changes. Nothing has a successor yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from flask import Flask, Response, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from werkzeug.http import http_date

from portal.web.common import language


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what partners use, newest first in `CHANGES`."""

    day: date
    what: LazyString


CHANGES: Final = (
    Change(
        date(2026, 11, 30),
        _("Data: an API, map features for GIS programs, daily files, feeds and calendars."),
    ),
    Change(
        date(2026, 11, 30), _("v1 of the frames: route, place, event, map and calendar; oEmbed and a web component.")
    ),
)


@dataclass(frozen=True, slots=True)
class Farewell:
    """Since when a version is not to be used for anything new, and until when it answers at least; both UTC."""

    deprecated: datetime
    sunset: datetime


FAREWELLS: Final[Mapping[str, Farewell]] = {}
"""Beginning of an address, such as `/embed/v1/` -> its end."""


def start(app: Flask, farewells: Mapping[str, Farewell] = FAREWELLS) -> None:
    """Let each answer of a version that has a successor say so."""

    @app.after_request
    def announce(response: Response) -> Response:
        ends = next((end for prefix, end in farewells.items() if request.path.startswith(prefix)), None)
        if ends and "Sunset" not in response.headers:  # a kept answer has said it already
            page = language.absolute(url_for("site.partners_changes"))
            response.headers["Deprecation"] = f"@{int(ends.deprecated.astimezone(UTC).timestamp())}"
            response.headers["Sunset"] = http_date(ends.sunset)
            response.headers.add("Link", f'<{page}>; rel="deprecation"; type="text/html"')
            response.headers.add("Link", f'<{page}>; rel="sunset"; type="text/html"')
        return response
