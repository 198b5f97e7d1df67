"""The OpenAPI 3.1 document, made from the table of operations, the shapes and what is published."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal import __version__
from portal.catalogue.cards import Cards
from portal.formats.provenance import LICENCES, PUBLISHER
from portal.web.api import answers
from portal.web.api.kinds import KINDS
from portal.web.api.operations import OPERATIONS, Operation
from portal.web.api.parameters import KEY, Parameter
from portal.web.common import partner

MEDIA: Final = "application/json"
"""And not application/vnd.oai.openapi+json, which browsers save to a file instead of showing it."""

Json = dict[str, Any]
Example = Callable[[Operation], Any]


def document(cards: Cards, server: str, contact: str, example: Example) -> Json:
    """The document in the language of `cards`; `server` is the address of the API, `contact` of a page for people.

    `example` gives an operation's answer, from what is published, or None.
    """
    models = dict.fromkeys([operation.answer for operation in OPERATIONS] + [answers.Problem])
    _unused, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{PUBLISHER[cards.lang]} API",
            "version": __version__,
            "description": _description(),
            "license": {"name": "CC BY 4.0", "url": LICENCES["CC-BY-4.0"]},
            "contact": {"name": PUBLISHER[cards.lang], "url": contact},
        },
        "servers": [{"url": server}],
        "security": [{}, {"key": []}],
        "tags": [{"name": name} for name in dict.fromkeys(str(operation.group) for operation in OPERATIONS)],
        "paths": {
            path(operation): {"get": _operation(cards, operation, example(operation))} for operation in OPERATIONS
        },
        "components": {
            "schemas": _partial(schemas["$defs"]),
            "responses": {str(status): _problem(status, text) for status, text in problems().items()},
            "headers": _headers(),
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": partner.HEADER}},
        },
    }


def path(operation: Operation) -> str:
    """The address as OpenAPI writes it: /routes/{key}."""
    return operation.rule.replace("<", "{").replace(">", "}")


def _description() -> str:
    return "\n\n".join(str(text) for text in principles())


def principles() -> list[str]:
    """What holds for every address, one paragraph each."""
    return [
        _("Read-only, without a key, from any page. Texts are under CC BY 4.0: show the attribution of what you use."),
        _("A text stands beside the language it is really in (`title_lang`). What is not known is null."),
        _(
            "Lists give `limit` things a page and the address of the next page (`next`, and a Link header). In the "
            "order of keys, which is the usual one, whatever stays published comes exactly once, even if something is "
            "published while you page through. In another order, what changes its place may come twice or not at all."
        ),
        _("An unknown parameter or value is a 400 that names it. Every error is a problem document (RFC 9457)."),
        _(
            "Answers have an ETag: send it back in If-None-Match, and what has not changed is a 304. Every answer says "
            "in RateLimit headers how much is left; beyond that comes a 429 with Retry-After."
        ),
        _("Within v1, names may be added; nothing is renamed or taken away."),
    ]


def problems() -> dict[int, str]:
    """Status -> when it comes."""
    return {
        308: _("It has another key now; Location is the new address."),
        400: _("A parameter or a value that there is not; `parameter` names it."),
        401: _("Nobody has this key."),
        404: _("There is no such thing."),
        410: _("It was published once and has been withdrawn."),
        429: _("Too many requests; try again after Retry-After seconds."),
    }


SHARED: Final = (401, 429)
"""What every address may answer."""


def _operation(cards: Cards, operation: Operation, example: Any) -> Json:
    content: Json = {"schema": {"$ref": f"#/components/schemas/{operation.answer.__name__}"}}
    if example is not None:
        content["example"] = example
    usual = {
        name: {"$ref": f"#/components/headers/{name}"} for name in _headers() if name not in ("Retry-After", "Link")
    }
    if "next" in operation.answer.model_fields:
        usual["Link"] = {"$ref": "#/components/headers/Link"}
    return {
        "operationId": operation.name,
        "summary": str(operation.text),
        "tags": [str(operation.group)],
        "parameters": [_parameter(cards, parameter) for parameter in operation.parameters],
        "responses": {
            "200": {"description": str(operation.text), "headers": usual, "content": {MEDIA: content}},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (*operation.errors, *SHARED)},
        },
    }


def _parameter(cards: Cards, parameter: Parameter) -> Json:
    schema = parameter.schema(cards)
    described: Json = {
        "name": parameter.name,
        "in": parameter.where,
        "description": str(parameter.text),
        "schema": schema,
    }
    if parameter is KEY:
        described["required"] = True
    if schema.get("type") == "array":
        described |= {"style": "form", "explode": not parameter.is_joined}
    return described


def _problem(status: int, text: str) -> Json:
    if status == HTTPStatus.PERMANENT_REDIRECT:
        return {"description": text, "headers": {"Location": {"schema": {"type": "string"}}}}
    extra = (
        {"Retry-After": {"$ref": "#/components/headers/Retry-After"}} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
    )
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "headers": extra, "content": {"application/problem+json": {"schema": schema}}}


def _headers() -> Json:
    whole = {"type": "integer", "minimum": 0}
    texts = {
        "RateLimit-Limit": (_("Requests in the window."), whole),
        "RateLimit-Remaining": (_("How many are left."), whole),
        "RateLimit-Reset": (_("Seconds until the window ends."), whole),
        "RateLimit-Policy": (_("The window: requests;w=seconds."), {"type": "string"}),
        "Retry-After": (_("Seconds to wait."), whole),
        "Link": (_("The next page, as rel=next."), {"type": "string"}),
    }
    return {name: {"description": text, "schema": schema} for name, (text, schema) in texts.items()}


def _partial(schemas: Json) -> Json:
    """Things without `required`: `fields` may leave any of their names out."""
    things: Iterable[type[BaseModel]] = [shape for kind in KINDS.values() for shape in (kind.summary, kind.whole)]
    names = {shape.__name__ for shape in things}
    return {
        name: {key: value for key, value in schema.items() if key != "required" or name not in names}
        for name, schema in schemas.items()
    }
