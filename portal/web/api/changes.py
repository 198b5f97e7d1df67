"""/api/v1/changes: what a copy of the catalogue has to be told."""

import re
from datetime import UTC, datetime
from typing import Final

from flask import Response, url_for

from portal.catalogue import asking as lists_asking
from portal.catalogue import changed, read
from portal.extensions import db
from portal.kernel.errors import NotValid
from portal.web.api import answers, asking
from portal.web.api.shapes.thing import api_address
from portal.web.api.things import answered, start
from portal.web.common import language

USUAL: Final = 100
MOST: Final = 1000

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
"""A date-time of RFC 3339."""


def changes() -> Response:
    """Everything published, withdrawn or renamed since a version or a moment, oldest first, with tombstones."""
    args, _ = start()
    limit = asking.number(args, "limit", USUAL, MOST, least=1)
    since = _since(args)
    lists_asking.only(args, set())
    if since > read.version(db.session):  # a database made anew counts from the beginning
        raise NotValid("ahead", field="since", given=str(since))
    found, reached, more = changed.since(db.session, since, limit)
    token = str(reached)
    following = language.absolute(f"{url_for('api.changes')}?since={token}&limit={limit}") if more else None
    answer = answers.Changes(changes=[_shape(change) for change in found], next_since=token, more=more, next=following)
    response = answered(answer.model_dump(mode="json"))
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _shape(change: changed.Change) -> answers.Change:
    return answers.Change(
        change=change.what,
        kind=change.kind,
        key=change.key,
        now=change.now,
        at=change.at,
        version=change.version,
        api=api_address(change.kind, change.key) if change.what == "published" else None,
    )


def _since(args: asking.Args) -> int:
    """The version to begin after; -1 for the very beginning."""
    if "since" not in args:
        return -1
    given = args.pop("since")[-1]
    if re.fullmatch(r"[0-9]{1,9}", given):
        return int(given)
    moment = _moment(given)
    before = changed.version_before(db.session, moment)
    return read.version(db.session) if before is None else before


def _moment(given: str) -> datetime:
    # In an address an unescaped + means a space, and nobody escapes it.
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", given)
    try:
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # the 31st of February, or the year 0
        pass
    raise NotValid("neither a version nor a moment", field="since", given=given)
