"""The journal at the desk: who did what, when and why, narrowed by the address; and as a file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import Response, render_template, request, url_for

from portal.extensions import db
from portal.formats import tables
from portal.kernel.errors import NotValid
from portal.kernel.season import SHANGHAI, today
from portal.publishing import journal
from portal.publishing.journal import A_PAGE, Wanted
from portal.web import now
from portal.web.desk import words
from portal.web.desk.doing import number
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

COLUMNS: Final = ("id", "at", "who", "action", "kind", "key", "changes", "why", "revision")
NARROWING: Final = ("kind", "key", "person", "bureau", "action", "day")
"""What narrows; in the order of `Wanted`, the day last."""


def show() -> str:
    """A page of lines, the newest first."""
    given = _given()
    before = request.args.get("before", "")
    line = number(before)
    if before and not line:
        raise NotValid("not a line", field="before", given=before)
    found = journal.page(db.session, _wanted(given), line or None)
    lines = found[:A_PAGE]
    return render_template(
        "desk/journal.html",
        lines=lines,
        readable=journal.readable(db.session, actor(), lines),
        given=given,
        older=url_for("desk.journal", before=lines[-1].id, **given) if len(found) > A_PAGE else "",
        people=journal.people(db.session),
        done=journal.actions(db.session),
        naming=naming(),
        kinds=words.WORDS["kind"],
        bureaus=naming().every_bureau(),
    )


def as_csv() -> Response:
    """Every line that is asked for, for a spreadsheet."""
    return _file(tables.encoded(COLUMNS, _rows()), "text/csv", "csv")


def as_jsonl() -> Response:
    """Every line that is asked for, for programs: one JSON object a line."""
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows())
    return _file(body.encode(), "application/jsonl", "jsonl")


def _rows() -> Iterator[dict[str, Any]]:
    for lines in journal.everything(db.session, _wanted(_given())):
        readable = journal.readable(db.session, actor(), lines)
        for line in lines:
            yield {
                "id": line.id,
                "at": line.at.isoformat(),
                "who": line.actor.name,
                "action": line.action,
                "kind": line.kind,
                "key": line.key,
                "changes": line.changes if line.id in readable else "",
                "why": line.why if line.id in readable else "",
                "revision": line.revision_id,
            }


def _file(body: bytes, mimetype: str, suffix: str) -> Response:
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="journal-{today(now())}.{suffix}"'
    return answer


def _given() -> dict[str, Any]:
    """The words of the address, without those that are empty."""
    return {name: value for name in NARROWING if (value := request.args.get(name, "").strip())}


def _wanted(given: Mapping[str, str]) -> Wanted:
    """Raises NotValid for a day that is none."""
    kind, key, person, bureau, action = (given.get(name, "") for name in NARROWING[:-1])
    wanted = Wanted(kind, key, person, bureau, action)
    if "day" not in given:
        return wanted
    try:
        day = datetime.combine(date.fromisoformat(given["day"]), time(), SHANGHAI).astimezone(UTC)
        return replace(wanted, since=day, until=day + timedelta(days=1))
    except (ValueError, OverflowError) as error:
        raise NotValid("not a day", field="day", given=given["day"]) from error
