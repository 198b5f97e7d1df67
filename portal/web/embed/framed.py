"""What surrounds every frame: its language, its options, its headers, and what it says when something is wrong.

When the database does not answer, a frame is made from the last good snapshot and says so: it stands in somebody else's
page, which must not break because ours does.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from flask import g, make_response, redirect, render_template, request
from flask.typing import RouteCallable
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.catalogue import read, snapshot
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.kernel.errors import Gone, NotFound, NotValid
from portal.kernel.season import SHANGHAI, today
from portal.web import now, settings
from portal.web.common import frame_options as options
from portal.web.common import language, outage, partner, preview
from portal.web.common.errors import MovedForEver, not_a_value
from portal.web.common.frame_options import HEIGHTS_PX, Args, Options, TooFaint
from portal.web.common.reading import asked, is_kept
from portal.web.embed.frames import Frame

View = Callable[..., Frame]
_log = logging.getLogger("portal")

ANY_PAGE: Final = "*"
SHORTLY: Final = "private, max-age=60"
NEVER: Final = "no-store"


def framed(view: View) -> RouteCallable:
    """The view as Flask calls it: it gets the catalogue, what the address asks of it, and the key."""

    @wraps(view)
    def answer(**values: Any) -> Response:
        args = asked()
        g.lang = language.preferred(request)
        try:
            made = _frame(view, args, values)
        except MovedForEver as moved:
            made = redirect(moved.address, HTTPStatus.PERMANENT_REDIRECT)
            made.headers["Content-Security-Policy"] = _policy(ANY_PAGE)
        except (NotFound, NotValid) as error:
            made = _problem(error)
        except SQLAlchemyError as error:
            _log.warning("a frame has no database and no snapshot: %s", type(error).__name__)
            made = _unavailable()
        if "lang" not in args:
            made.headers["Vary"] = "Accept-Language"
        return made

    return answer


def _frame(view: View, args: Args, values: dict[str, Any]) -> Response:
    g.lang = options.language(args, g.lang)
    wanted = options.read(args)
    shelf, as_of = _shelf()
    ancestors = partner.frame_ancestors() if as_of is None else ANY_PAGE
    frame = view(Cards(shelf, g.lang, today(now()), is_kept), options.others(args), **values)
    has_map = frame.map is not None and wanted.view != "list"
    text = render_template(
        frame.template,
        page=frame.page,
        frame=frame,
        map=frame.map if has_map else None,
        options=wanted,
        as_of=as_of.astimezone(SHANGHAI).date() if as_of else None,
    )
    made = make_response(text)
    made.headers["Content-Security-Policy"] = _policy(ancestors, wanted, has_map=has_map)
    if as_of:
        made.headers["Cache-Control"] = NEVER
    elif "key" in args:  # the page cache does not keep these, because a key may be revoked
        made.headers["Cache-Control"] = SHORTLY
    return made


def _shelf() -> tuple[Shelf, datetime | None]:
    """What is published; where the database does not answer, the last that it said, and when."""
    seen = None
    if outage.is_noted():
        seen = _last()
    if seen is None:
        try:
            return preview.shelf(read.shelf(db.session)), None
        except SQLAlchemyError as error:
            outage.note()
            db.session.rollback()
            seen = _last()
            if seen is None:
                raise
            _log.warning("frames are made from the last snapshot: %s", type(error).__name__)
    return seen


def _last() -> snapshot.Seen | None:
    return read.last(db.session) or snapshot.find(settings().snapshot_dir)


def _policy(ancestors: str, wanted: Options | None = None, *, has_map: bool = False) -> str:
    """The policy of one frame: our own files, the tile provider where a map is, and the one rule with the accent.

    `'self'` is our address in a sandbox too, whose own origin is opaque: CSP 3 takes it from where the page came from.
    """
    style = [wanted.accent.source] if wanted and wanted.accent else []
    hosts = settings().provider.hosts if has_map else ()
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", *style],
        "img-src": ["'self'", "data:", *hosts],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": [ancestors],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def _problem(error: NotFound | NotValid) -> Response:
    status = 400 if isinstance(error, NotValid) else 410 if isinstance(error, Gone) else 404
    made = make_response(
        render_template(
            "embed/problem.html",
            status=status,
            detail=_detail(error),
            nearest=error.nearest if isinstance(error, TooFaint) else "",
            mended=_with_colour(error.nearest) if isinstance(error, TooFaint) else "",
            options=Options(appearance=options.appearance(asked())),
        ),
        status,
    )
    made.headers["Content-Security-Policy"] = _policy(ANY_PAGE)
    return made


def _detail(error: NotFound | NotValid) -> str:
    """What was wrong, in the reader's language; empty where the title says it all."""
    given = error.given[:80]
    if isinstance(error, TooFaint):
        return str(
            _(
                "The colour %(given)s has a contrast of %(ratio)s to 1 on the paper here; to be read it needs 4.5.",
                given=given,
                ratio=f"{error.ratio:.1f}",
            )
        )
    if isinstance(error, Gone):
        return ""
    if isinstance(error, NotFound):
        return str(_("We have nothing under “%(given)s”.", given=given))
    details = {
        "unknown parameter": _("“%(field)s” is not an option of this frame.", field=error.field[:80]),
        "not a height": _(
            "“%(given)s” is not a height: write whole pixels from %(least)s to %(most)s.",
            given=given,
            least=HEIGHTS_PX[0],
            most=HEIGHTS_PX[1],
        ),
        "not a colour": _("“%(given)s” is not a colour: write six hexadecimal digits, such as 1f6b4f.", given=given),
        "no such partner key": _("Nobody has this partner's key, or it was revoked."),
    }
    return str(details.get(str(error)) or not_a_value(error, options.CHOICES.get(error.field, ())))


def _with_colour(colour: str) -> str:
    """This frame's address with another colour."""
    query = {**request.args.to_dict(), "color": colour.removeprefix("#")}
    return f"{request.script_root}{request.path}?{urlencode(query)}"


def _unavailable() -> Response:
    made = make_response(
        render_template(
            "embed/problem.html",
            status=503,
            detail="",
            nearest="",
            mended="",
            options=Options(appearance=options.appearance(asked())),
        ),
        503,
    )
    made.headers["Content-Security-Policy"] = _policy(ANY_PAGE)
    made.headers["Retry-After"] = "60"
    made.headers["Cache-Control"] = NEVER
    return made
