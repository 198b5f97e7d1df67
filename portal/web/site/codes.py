"""The short permanent links as codes to scan: for signs, for paper, and for articles that take pictures alone."""

from io import BytesIO

import segno
from flask import url_for
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.errors import NotFound
from portal.web.common import language
from portal.web.common.security import PICTURE_POLICY

PIXELS_A_MODULE = 12
QUIET_MODULES = 4
"""ISO/IEC 18004 wants four modules of paper around a code."""


def route_code(number: int, suffix: str) -> Response:
    """/r/12.svg, /r/12.png"""
    return _code("route", number, suffix)


def attraction_code(number: int, suffix: str) -> Response:
    """/a/65.svg, /a/65.png"""
    return _code("attraction", number, suffix)


def event_code(number: int, suffix: str) -> Response:
    """/e/6.svg, /e/6.png"""
    return _code("event", number, suffix)


def _code(kind: str, number: int, suffix: str) -> Response:
    if read.shelf(db.session).key_of(kind, number) is None:
        raise NotFound("no such number", given=str(number))
    link = language.absolute(url_for(f"files.short_{kind}", number=number))
    code, picture = segno.make(link, error="m", micro=False), BytesIO()
    if suffix == "png":
        code.save(picture, kind="png", scale=PIXELS_A_MODULE, border=QUIET_MODULES, dark="#23211c", light="#fff")
        return Response(picture.getvalue(), mimetype="image/png")
    code.save(picture, kind="svg", border=QUIET_MODULES, dark="#23211c", light="#fff", title=link, omitsize=True)
    answer = Response(picture.getvalue(), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    return answer
