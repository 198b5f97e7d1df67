"""The search page."""

from flask import Response, make_response, render_template

from portal.catalogue import found, wish
from portal.web.common import searching
from portal.web.common.reading import asked, cards


def search() -> Response:
    """Results of a query; by names alone, and saying so, while the index is away."""
    shown, args = cards(), asked()
    wanted = wish.read(shown, args)
    page = found.page(shown, wanted, searching.answer(shown, wanted))
    made = make_response(render_template("site/search.html", page=page))
    if page.is_degraded:
        made.headers["Cache-Control"] = "no-store"
    return made
