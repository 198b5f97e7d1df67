"""A visitor says what is wrong on a page, without an account, a cookie or a name, and sees later what became of it."""

from dataclasses import dataclass
from typing import Final

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.catalogue import asking, read
from portal.extensions import db
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.locale import Said
from portal.kernel.season import today
from portal.publishing import reports
from portal.web import now
from portal.web.common import language
from portal.web.common.reading import asked, cards
from portal.web.site import trails

MAX_BYTES: Final = 32_768
TRAP: Final = "website"
"""A field that nobody sees: programs fill it in."""


@dataclass(frozen=True, slots=True)
class About:
    """The page that a report is about."""

    kind: str
    key: str
    name: Said
    address: str


def show() -> Response:
    """The form."""
    args = asked()
    asking.only(args, {"about"})
    return _form(_about((args.get("about") or [""])[-1]))


def submit() -> Response:
    """Keep the report and show its reference; a text that is refused stays in the form."""
    request.max_content_length = MAX_BYTES
    about = _about(request.form.get("about", ""))
    text = request.form.get("text", "")
    if request.form.get(TRAP):
        return _form(about, text, TRAP)
    try:
        report = reports.send(db.session, now(), kind=about.kind, key=about.key, lang=language.current(), text=text)
    except NotValid as error:
        return _form(about, text, error.field)
    db.session.commit()
    return redirect(url_for("site.report_state", reference=report.reference), 303)


def state(reference: str) -> Response:
    """What became of a report; its text is not shown, it is for the bureau. Raises NotFound."""
    asking.only(asked(), set())
    report = reports.find(db.session, reference)
    shown = cards()
    try:
        about = _about(f"{report.kind}:{report.key}")
    except NotFound:  # withdrawn since
        about = None
    trail = trails.report(about.name, about.address) if about else trails.report(None, "")
    return _kept_nowhere(
        render_template("site/report_state.html", report=report, about=about, shown=shown, trail=trail, day_of=today)
    )


def _about(given: str) -> About:
    """The page that `kind:key` names. Raises NotFound, Gone."""
    kind, _colon, key = given.partition(":")
    if kind not in reports.KINDS:
        raise NotFound("no such page", given=given)
    shown = cards()
    things = {
        "route": {k: d.title for k, d in shown.shelf.routes.items()},
        "attraction": {k: d.name for k, d in shown.shelf.attractions.items()},
        "event": {k: d.name for k, d in shown.shelf.events.items()},
    }[kind]
    if key not in things:
        key = read.why_missing(db.session, kind, key)  # renamed while somebody was writing
    return About(kind, key, shown.say(things[key]), url_for(f"site.{kind}", key=key))


def _form(about: About, text: str = "", wrong: str = "") -> Response:
    page = render_template(
        "site/report.html",
        about=about,
        typed=text,
        wrong=wrong,
        trap=TRAP,
        least=reports.LEAST,
        most=reports.MOST,
        shown=cards(),
        trail=trails.report(about.name, about.address),
    )
    return _kept_nowhere(page, 400 if wrong else 200)


def _kept_nowhere(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
