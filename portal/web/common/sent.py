"""What people send, read in one place: without U+0000, which nobody types and PostgreSQL cannot keep."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

NUL: Final = "\0"


class Fields(ImmutableMultiDict[str, Any]):
    """The fields of a form or of a query, and files, which stay as they are."""

    def __init__(self, fields: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(_plain(name), _plain(value)) for name, value in iter_multi_items(fields or ())])


class Asked(Request):
    """A request whose `args`, `form` and `files` are `Fields`."""

    parameter_storage_class = Fields


def start(app: Flask) -> None:
    """Let every view of an application read so; an address with that sign in it is none of ours."""
    app.request_class = Asked

    @app.before_request
    def refuse() -> None:
        if NUL in request.path:
            abort(404)


def _plain(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
