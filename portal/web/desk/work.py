"""The work list: what waits for whoever signs in, one verb each."""

from typing import Final

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.season import today
from portal.publishing import facts, quality, states, waiting
from portal.web import now
from portal.web.desk.doing import done, given
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

SHOWN: Final = 12
"""Of a long section; the rest is counted, and stands on a page of its own where there is one."""


def show() -> str:
    """What waits for me."""
    session, me, day = db.session, actor(), today(now())
    published = read.shelf(session).documents
    mine = waiting.bureaus_of(me, published)
    scheduled = waiting.scheduled(session, mine)
    rows = quality.translations(session, published, mine)
    return render_template(
        "desk/work.html",
        naming=naming(),
        bureaus=mine,
        returned=waiting.written_by(session, me, states.RETURNED),
        typed=waiting.typed_by(session, me),
        writing=waiting.written_by(session, me, states.WRITING),
        submitted=waiting.submitted_by(session, me),
        reviews=waiting.for_review(session, me, day),
        ready=waiting.ready(session, me),
        scheduled=scheduled,
        coming=waiting.coming(scheduled, published, mine, day),
        stale=waiting.stale_facts(session, published, mine, day),
        behind=[row for row in rows if row.standings["en"] in (quality.MISSING, quality.STALE)],
        reports=waiting.reports(session, mine),
        rights=waiting.ending_rights(published, mine, day),
        shown=SHOWN,
    )


def still_true(key: str) -> Response:
    """Old facts of a place are as they were: dated today, and handed in."""

    def act() -> str:
        draft = facts.still_true(db.session, actor(), now(), key, given("head"))
        name = naming().rough(draft.head.document, key)
        return str(_("%(name)s: dated today and handed in for review.", name=name))

    return done(act, url_for("desk.work") + "#stale")
