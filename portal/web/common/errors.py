"""Error pages: what was wrong, in the reader's language, and the way on."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from flask import Flask, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.kernel.errors import Conflict, Gone, NotAllowed, NotFound, NotValid
from portal.web.common.templating import listed

Answer = tuple[str, int]
_log = logging.getLogger("portal")


class MovedForEver(Exception):
    """The thing has another key now; `address` is where. An answer, not a fault."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def start(app: Flask) -> None:
    """Translate every error into a page."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Gone, _gone)
    app.register_error_handler(NotValid, _not_valid)
    app.register_error_handler(NotAllowed, lambda _error: _page(403))
    app.register_error_handler(Conflict, lambda _error: _page(409))
    app.register_error_handler(MovedForEver, lambda moved: redirect(moved.address, 308))
    app.register_error_handler(HTTPException, _http)
    for away in (InterfaceError, OperationalError):
        app.register_error_handler(away, _away)
    app.register_error_handler(Exception, _broken)


PROBLEMS: Final = ("/api/", "/ogc", "/data/", "/oembed")
"""Addresses for programs, where an error is a problem document."""

SHOWN: Final = (400, 401, 403, 404, 405, 410, 413, 429)
"""Statuses that a page or a problem document explains; another fault of the asker's is told as 400."""

PASSED_ON: Final = ("Allow", "Retry-After", "WWW-Authenticate")
"""What an error has to say in headers."""


def _page(status: int, detail: str = "", parameter: str = "") -> Answer | Response:
    if request.path.startswith(PROBLEMS):
        return _problem(status, detail, parameter)
    if request.blueprint in ("desk", "security"):
        return render_template("desk/error.html", status=status, detail=detail), status
    return render_template("errors/error.html", status=status, detail=detail), status


def _problem(status: int, detail: str, parameter: str) -> Response:
    """RFC 9457. Without a `type` of its own, which means about:blank: the status says it all, `detail` says what. The
    title of about:blank is the status's own phrase, which may be translated (4.2.1).

    `parameter` names the one that is wrong, where one is.
    """
    more = {name: text for name, text in (("detail", detail), ("parameter", parameter)) if text}
    body = {"title": _titles().get(status, HTTPStatus(status).phrase), "status": status, **more}
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _titles() -> dict[int, str]:
    """The phrases of HTTP in the reader's language."""
    return {
        400: _("Bad Request"),
        401: _("Unauthorized"),
        404: _("Not Found"),
        405: _("Method Not Allowed"),
        410: _("Gone"),
        413: _("Content Too Large"),
        429: _("Too Many Requests"),
        500: _("Internal Server Error"),
        503: _("Service Unavailable"),
    }


def _not_found(error: NotFound) -> Answer | Response:
    given = error.given[:80]
    details = {
        "preview": _("This link to a preview leads nowhere. Please ask whoever sent it for a new one."),
        "page": _("There is no page %(given)s in this list.", given=given),
        "month": _("The calendar has no month %(given)s.", given=given),
        "lang": _("“%(given)s” is not a language of this site.", given=given),
    }
    return _page(404, details.get(error.field) or _("We have nothing under “%(given)s”.", given=given))


def _gone(error: Gone) -> Answer | Response:
    ended = _("This preview has ended. Please ask whoever sent the link for a new one.")
    return _page(410, ended if error.field == "preview" else "")


def _not_valid(error: NotValid) -> Answer | Response:
    given = error.given[:80]
    details = {
        "not right yet": _(
            "This draft cannot be shown yet: something in it is missing or wrong. Its writers see what."
        ),
        "ahead": _("“%(given)s” is ahead of what is published: begin again without “since”.", given=given),
        "not a box": _("“%(given)s” is no part of a map: write west,south,east,north in degrees.", given=given),
        "unknown parameter": _("There is no parameter “%(field)s”.", field=error.field[:80]),
        "not a time": _(
            "“%(given)s” is no time: write 2026-12-31, 2026-12-31T08:00:00Z or two with a slash, .. for an open end.",
            given=given,
        ),
        "not a limit": _("“%(given)s” is no limit: write a whole number from 1.", given=given),
        "given twice": _("“%(field)s” may be given once only.", field=error.field),
        "swapped": _("“%(given)s” has latitude before longitude: write west,south,east,north.", given=given),
        "not a day": _("“%(given)s” is no day: write year, month and day, such as 2026-05-01.", given=given),
        "outside": _("“%(given)s” lies outside of the region of this site.", given=given),
    }
    return _page(400, details.get(str(error)) or not_a_value(error), error.field)


def not_a_value(error: NotValid, values: Sequence[str] = ()) -> str:
    """What is wrong with a value that a parameter cannot be, and, where these few are given, which it can be."""
    wrong = str(_("“%(given)s” is not a value of “%(field)s”.", given=error.given[:80], field=error.field))
    return str(_("%(wrong)s It can be %(these)s.", wrong=wrong, these=listed(values, "or"))) if values else wrong


def _http(error: HTTPException) -> Answer | Response | HTTPException:
    # A redirect is no error; and who asks for bytes beyond the end is a program, which reads the headers.
    if error.code is None or error.code < 400 or error.code == 416:  # noqa: PLR2004
        return error
    details = {401: _("Nobody has this key."), 429: _("Too many requests. Please wait a little.")}
    answer = make_response(_page(error.code if error.code in SHOWN else 400, details.get(error.code, "")))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name in PASSED_ON)
    return answer


def _away(error: Exception) -> Response:
    """The database does not answer, which is not the asker's fault and will pass."""
    _log.error("%s %s has no database: %s", request.method, request.path, error)
    answer = make_response(_page(503))
    answer.headers["Retry-After"] = "60"
    return answer


def _broken(error: Exception) -> Answer | Response:
    _log.exception("%s %s failed", request.method, request.path, exc_info=error)
    try:
        return _page(500)
    except Exception:  # the template itself may be what is broken
        return "<!doctype html><html lang=zh-Hans><title>500</title><h1>出错了 Something broke</h1></html>", 500
