"""Spreadsheets: out as a file, in by a dry run, and back again."""

import unicodedata
from typing import Any, Final

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from portal import web
from portal.content.sheets import MOST_BYTES as MOST_FILE_BYTES
from portal.content.sheets import SHEETS, TABLES, filename, keeping, planning
from portal.content.sheets.planning import Planned
from portal.extensions import db
from portal.kernel.errors import Conflict, NotValid
from portal.publishing import sheets
from portal.web.common import language
from portal.web.common.templating import listed
from portal.web.desk import guards, sheet_words
from portal.web.desk.naming import naming

MOST_BYTES: Final = MOST_FILE_BYTES + 64 * 1024
"""Of the form around the file."""

TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST_NAMED: Final = 10
MOST_PROBLEMS: Final = 300
"""On a page; whoever has more has made one mistake many times."""


def show() -> str:
    """What can go out and come in, and the newest imports."""
    return _front()


def export() -> Response:
    """A table as a file."""
    given = {name: request.args.get(name, "") for name in ("table", "form", "bureau")}
    if given["table"] not in TABLES:
        raise NotValid("unknown table", field="table", given=given["table"])
    if given["form"] not in TYPES:
        raise NotValid("unknown form", field="form", given=given["form"])
    if given["bureau"] and given["bureau"] not in naming().every_bureau():
        raise NotValid("unknown bureau", field="bureau", given=given["bureau"])
    data = planning.written(db.session, guards.actor(), **given, lang=language.current())
    name = filename(given["table"], given["form"], web.now().date())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, content_type=TYPES[given["form"]], headers=headers)


def upload() -> Answer | tuple[str, int]:
    """Look at a file; nothing is written but the file itself, which is kept for a day."""
    sent = request.files.get("file")
    data, name = (sent.read(), _plain(sent.filename)) if sent else (b"", "")
    try:
        planned = planning.plan(db.session, guards.actor(), data, name)
    except NotValid as error:
        return _front(sheet_words.refused(error)), 422
    kept = keeping.Kept(guards.actor().id, name, planned.bases)
    token = keeping.keep(_folder(), web.now(), data, kept)
    return redirect(url_for("desk.sheets_check", token=token), 303)


def check(token: str) -> str:
    """The dry run: what would change, and which rows are wrong."""
    planned, kept = _planned(token)
    plan = planned.plan
    return render_template(
        "desk/sheets_check.html",
        name=kept.name,
        naming=naming(plan.kind),
        plan=plan,
        token=token,
        rows=[(row, sheet_words.told(plan.kind, row)) for row in plan.changed],
        problems=[(problem, sheet_words.said(plan.kind, problem)) for problem in plan.problems[:MOST_PROBLEMS]],
    )


def write(token: str) -> Answer:
    """Make every changed row that the dry run has shown a draft."""
    planned, kept = _planned(token)
    kind, rows = planned.plan.kind, planned.rows(kept.bases)
    done = sheets.write(db.session, guards.actor(), web.now(), kept.name, kind, rows)
    left = sorted({*done.left, *(kept.bases.keys() - rows.keys())})
    number = done.batch.id if done.batch else None
    db.session.commit()
    keeping.forget(_folder(), token)
    if left:
        flash(_("Left as they are, because somebody has changed them since: %(keys)s", keys=_some(kind, left)), "error")
    return redirect(url_for("desk.sheets_batch", number=number) if number else url_for("desk.sheets"), 303)


def batch(number: int) -> str:
    """One import: which drafts it wrote."""
    found = sheets.batch(db.session, guards.actor(), number)
    return render_template("desk/sheets_batch.html", batch=found, naming=naming())


def undo(number: int) -> Answer:
    """Bring the drafts of an import back to what they were."""
    try:
        found = sheets.batch(db.session, guards.actor(), number)
        kind = found.written[0][0] if found.written else ""
        left = sheets.undo(db.session, guards.actor(), web.now(), number)
    except Conflict:
        flash(_("This import has been undone before."), "error")
    else:
        db.session.commit()
        flash(_("The drafts are back to the texts that they had before this import."), "success")
        if left:
            some = _some(kind, left)
            flash(_("Left as they are, because somebody has worked on them since: %(keys)s", keys=some), "error")
    return redirect(url_for("desk.sheets_batch", number=number), 303)


def _front(wrong: str = "") -> str:
    return render_template(
        "desk/sheets.html",
        tables=[(table, SHEETS[table][language.current() != "zh"]) for table in TABLES],
        bureaus=naming().every_bureau(),
        naming=naming(),
        batches=sheets.batches(db.session, guards.actor()),
        wrong=wrong,
        most=MOST_FILE_BYTES // 2**20,
    )


def _planned(token: str) -> tuple[Planned, keeping.Kept]:
    data, kept = keeping.find(_folder(), web.now(), token, guards.actor().id)
    return planning.plan(db.session, guards.actor(), data, kept.name), kept


def _folder() -> Any:
    return web.settings().data_dir / "sheets"


def _plain(name: str | None) -> str:
    """A file's name without what cannot be seen."""
    seen = (sign for sign in name or "" if unicodedata.category(sign)[0] != "C")
    return "".join(seen).strip()[:200] or "sheet"


def _some(kind: str, keys: list[str]) -> str:
    more, names = len(keys) - MOST_NAMED, naming()
    named = listed([names.called(kind, key) for key in keys[:MOST_NAMED]])
    return ngettext("%(keys)s and %(num)s more", "%(keys)s and %(num)s more", more, keys=named) if more > 0 else named
