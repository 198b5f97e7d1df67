"""All that ever happened to a thing as one time line; any two of its texts compared; an old one written anew."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.model import JournalEntry, Revision
from portal.publishing import drafts, journal, writing
from portal.web import now
from portal.web.desk.compared import compared, revision
from portal.web.desk.doing import done, given, number, said
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the journal; `text` is the revision that was written then, None where none was."""

    line: JournalEntry
    text: Revision | None
    is_published: bool
    is_newest: bool


def show(kind: str, key: str) -> str:
    """The time line, the newest first, and two texts compared if the address names them."""
    head = drafts.head(db.session, kind, key)
    row = drafts.live(db.session, kind, key)
    moments = _moments(kind, key, head.id, row.revision_id if row else 0)
    a, b = (number(request.args.get(name, "")) for name in ("a", "b"))
    older, newer = (revision(kind, key, number) for number in sorted((a, b))) if a and b else (None, None)
    marked = (older.id, newer.id) if older and newer else _last_two(moments)
    return render_template(
        "desk/history.html",
        naming=naming(kind),
        kind=kind,
        key=key,
        head=head,
        moments=moments,
        older=older,
        newer=newer,
        marked=marked,
        compared=compared(kind, key, older, newer) if newer else None,
    )


def restore(kind: str, key: str) -> Response:
    """Write an old text anew, as the newest of the draft."""

    def act() -> str:
        writing.restore(db.session, actor(), now(), kind, key, given("revision"), given("head"), said("why"))
        return str(_("The old text is the newest of the draft now. Nothing is published yet."))

    return done(act, url_for("desk.history", kind=kind, key=key))


def _last_two(moments: list[Moment]) -> tuple[int, int]:
    """The newest text and the last one before it that says something else, the older first; 0 for none."""
    texts = [then.text for then in moments if then.text]
    other = next((text for text in texts if not drafts.same(text.document, texts[0].document)), None)
    return other.id if other else 0, texts[0].id if texts else 0


def _moments(kind: str, key: str, head: int, published: int) -> list[Moment]:
    return [
        Moment(line, text, bool(text and text.id == published), bool(text and text.id == head))
        for line, text in reversed(journal.history(db.session, kind, key))
    ]
