"""The API's own pages: where one begins, the OpenAPI document, and the documentation for people."""

from typing import Any

from flask import Response, g, make_response, render_template, url_for

from portal.catalogue import asking as lists_asking
from portal.catalogue.cards import Cards
from portal.web.api import openapi as described
from portal.web.api.kinds import KINDS
from portal.web.api.operations import OPERATIONS, Operation
from portal.web.api.things import answered, start
from portal.web.common import language


def root() -> Response:
    """Where everything is."""
    args, _ = start()
    lists_asking.only(args, set())
    addresses = {operation.name: operation.rule for operation in OPERATIONS if "<" not in operation.rule}
    here = _here()
    links = {"openapi": f"{here}/openapi.json", "docs": f"{here}/docs"}
    return answered({"links": {**links, **{name: here + rule for name, rule in addresses.items()}}})


def _here() -> str:
    return language.absolute(url_for("api.root")).rstrip("/")


def openapi() -> Response:
    """The OpenAPI 3.1 document, its words in the language that `lang` names."""
    args, shown = start()
    lists_asking.only(args, set())
    contact = language.absolute(url_for("site.about", lang=shown.lang))
    return answered(described.document(shown, _here(), contact, lambda operation: _example(shown, operation)))


def _example(shown: Cards, operation: Operation) -> Any:
    """The first thing of a kind whole; lists have none, because it would be the same again."""
    kind = KINDS.get(operation.name)
    key = next(iter(kind.published(shown.shelf)), None) if kind else None
    return kind.full(shown, key).model_dump(mode="json") if kind and key else None


def page() -> Response:
    """Every operation for people; with scripts, a place to try them."""
    args, shown = start()
    lists_asking.only(args, set())
    response = make_response(
        render_template(
            "api/docs.html",
            operations=OPERATIONS,
            path=described.path,
            values={o.name: {p.name: _values(p.schema(shown)) for p in o.parameters} for o in OPERATIONS},
            principles=described.principles(),
            problems=described.problems(),
            address=_here(),
        )
    )
    response.vary.add("Accept-Language")
    g.lang = shown.lang
    return response


def _values(schema: dict[str, Any]) -> list[str]:
    """What may stand in a parameter, where that can be listed: `1–100` for a range."""
    if "maximum" in schema:
        return [f"{schema['minimum']}–{schema['maximum']}"]
    return [*schema.get("items", schema).get("enum", ())]
