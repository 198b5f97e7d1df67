"""A page together with its structured data: in it for browsers, by itself for programs that ask for JSON-LD."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from portal.catalogue.cards import Cards
from portal.formats import jsonld
from portal.web.common import discovery, labels, language, negotiation
from portal.web.common.addresses import Addresses
from portal.web.common.security import open_to_all
from portal.web.site.trails import Trail


def answer(
    shown: Cards, template: str, page: Any, trail: Trail, *, nodes: Sequence[jsonld.Node] = (), **more: Any
) -> Response:
    """The page, or its graph where Accept prefers `application/ld+json`. What is wrong is an HTML page for both.

    `nodes` are the graph of a page that is no `jsonld.Page`, such as `jsonld.dataset` makes.
    """
    graph = jsonld.graph(nodes or page, sheet(shown, trail))
    made: Response
    if negotiation.wanted() == negotiation.JSON_LD:
        made = Response(json.dumps(graph, ensure_ascii=False), mimetype=negotiation.JSON_LD)
        open_to_all(made)
    else:
        made = Response(render_template(template, page=page, trail=trail, graph=graph, **more))
    for kind, address in discovery.links():
        made.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind}"')
    made.vary.add("Accept")
    return made


def sheet(shown: Cards, trail: Trail) -> jsonld.Sheet:
    """What the graph of this request's page needs to know of it."""
    links, here = Addresses(), _canonical()
    steps = [(text, language.absolute(path) if path else here) for text, path in trail]
    return jsonld.Sheet(shown, here, [(_("Home"), links.home(shown.lang)), *steps], links, labels.label)


def _canonical() -> str:
    """The address that the page names as its canonical one."""
    path = language.same_page(request.endpoint or "", request.view_args or {}, language.current())
    return language.absolute(path)
