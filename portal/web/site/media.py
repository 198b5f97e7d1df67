"""The files of pictures: for ever the same under their address, and gone when their rights are."""

from datetime import datetime, time, timedelta
from typing import Final

from flask import request, send_file, url_for
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.images import store
from portal.kernel.errors import Gone, NotFound
from portal.kernel.season import SHANGHAI, today
from portal.web import now, settings
from portal.web.common.errors import MovedForEver
from portal.web.common.reading import is_kept
from portal.web.common.security import open_to_all

YEAR_SECONDS: Final = 31_536_000


def medium(key: str, width: int, suffix: str) -> Response:
    """One size of a picture. Raises NotFound, MovedForEver, or Gone when it may not be shown any more."""
    known = read.shelf(db.session).media.get(key)
    if known is None:
        now_called = read.why_missing(db.session, "medium", key)
        raise MovedForEver(url_for("files.medium", key=now_called, width=width, suffix=suffix))
    if not known.may_be_shown_on(today(now())):
        raise Gone(key)
    path = store.find(settings().media_dir.resolve(), key, width, suffix) if is_kept(key) else None
    if path is None:
        raise NotFound(key)
    answer = send_file(path, mimetype=store.TYPES[suffix], conditional=True, etag=f"{key}-{width}")
    if request.method == "HEAD" or not answer.response:
        answer.close()
    answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    if known.until:  # a cache in between must not show it for longer than we may
        ends = datetime.combine(known.until + timedelta(days=1), time(), SHANGHAI)
        seconds = int((ends - now()).total_seconds())
        answer.headers["Cache-Control"] = f"public, max-age={min(seconds, YEAR_SECONDS)}"
    return open_to_all(answer)
