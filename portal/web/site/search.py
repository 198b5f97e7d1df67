"""The search page."""

from flask import Response

from portal.catalogue import found, wish
from portal.web.common import searching
from portal.web.common.reading import asked, cards
from portal.web.site import linked, trails


def search() -> Response:
    """Results of a query; by names alone, and saying so, while the index is away."""
    shown, args = cards(), asked()
    wanted = wish.read(shown, args)
    page = found.page(shown, wanted, searching.answer(shown, wanted))
    made = linked.answer(shown, "site/search.html", page, trails.search())
    if page.is_degraded:
        made.headers["Cache-Control"] = "no-store"
    return made
