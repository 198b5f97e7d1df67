"""The search page."""

import logging

from flask import Response, make_response, render_template

from portal.catalogue import asking, found
from portal.search import query
from portal.search.index import Unavailable
from portal.web import settings
from portal.web.site.pages import asked, cards

_log = logging.getLogger("portal")


def search() -> Response:
    """Results of a query; by names alone, and saying so, while the index is away."""
    shown, args = cards(), asked()
    text = asking.words(args)
    try:
        answer = query.search(settings().search_dir, text)
    except Unavailable as error:
        _log.warning("search answers by names alone: %s", error)
        page = found.page(shown, args, found.scan(shown, text), [], is_degraded=True)
    else:
        page = found.page(shown, args, [(hit.kind, hit.key) for hit in answer.hits], answer.terms, is_degraded=False)
    made = make_response(render_template("site/search.html", page=page))
    if page.is_degraded:
        made.headers["Cache-Control"] = "no-store"
    return made
