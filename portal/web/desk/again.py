"""A form that was refused, because its session had ended: what was written in it is shown, and can be sent again."""

from collections.abc import Iterator

from flask import Response, make_response, render_template, request

from portal.publishing import typing

REFUSED = 403


def written() -> list[str]:
    """What somebody may have written in the form: all that it says but for numbers, which buttons send too."""
    return [value for _name, value in _said() if value.strip() and not value.isdigit()]


def page(told: str) -> Response:
    """The form as it was sent, with a token of today; `told` says why it was refused. Who is signed out, signs in
    beside it. A page cannot send somebody's file again, so with a file there are only the words, to be copied.
    """
    shown = render_template(
        "desk/again.html",
        told=told,
        written=written(),
        fields=[*_said(), *(("do", do) for do in request.form.getlist("do"))],
        address=request.script_root + request.full_path.rstrip("?"),
        has_file=any(file.filename for file in request.files.values()),
    )
    return make_response(shown, REFUSED)


def _said() -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in request.form.items(multi=True) if name not in typing.NOT_TYPED)
