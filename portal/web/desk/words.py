"""The desk's words for what rows keep as English words, and for things and times."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from portal.documents.medium import ALLIANCE
from portal.extensions import db
from portal.kernel.season import SHANGHAI, today
from portal.model import LIVE, Area, Draft
from portal.publishing import uses
from portal.web.common import language
from portal.web.common.labels import LABELS

WORDS: Final[dict[str, dict[str, LazyString]]] = {
    "kind": {
        "attraction": _("Attraction"),
        "route": _("Route"),
        "event": _("Event"),
        "notice": _("Notice"),
        "page": _("Page"),
        "area": _("Area"),
        "medium": _("Picture"),
        "lexicon": _("Search words"),
        "vocabulary": _("Vocabulary"),
        "way": _("Way of a route"),
        "partner": _("Partner"),
        "person": _("Colleague"),
    },
    "draft": {
        "writing": _("being written"),
        "in_review": _("in review"),
        "returned": _("returned"),
        "approved": _("approved"),
        "published": _("published"),
        "dropped": _("put away"),
    },
    "standing": {
        "missing": _("missing"),
        "draft": _("in the draft"),
        "stale": _("older than the Chinese"),
        "ready": _("ready"),
    },
    "did": {
        "begun": _("began"),
        "saved": _("saved"),
        "set aside": _("came too late; the text was set aside"),
        "submitted": _("handed in"),
        "recalled": _("took back"),
        "approved": _("approved"),
        "settled": _("settled for another bureau"),
        "returned": _("returned"),
        "scheduled": _("set the timetable"),
        "published": _("published"),
        "withdrawn": _("withdrew"),
        "dropped": _("put the draft away"),
        "renamed": _("renamed"),
        "not published": _("could not publish"),
        "not withdrawn": _("could not withdraw"),
        "preview made": _("made a preview link"),
        "preview revoked": _("took a preview link back"),
        "lifted": _("lifted"),
        "merged": _("merged two texts"),
        "removed": _("took out"),
        "undone": _("took an import back"),
        "added": _("added"),
        "admitted": _("admitted"),
        "invited": _("invited"),
        "changed": _("changed"),
        "dismissed": _("dismissed"),
        "revoked": _("revoked"),
        "report taken": _("took up a report"),
        "report mended": _("mended what was reported"),
        "report declined": _("declined a report"),
    },
    "person": {
        "import": _("import from the content folder"),
        "clock": _("the clock"),
        "operator": _("whoever runs the site"),
    },
    "lang": {"zh": _("Chinese"), "en": _("English")},
    "field": {
        "title": _("Title"),
        "name": _("Name"),
        "full_name": _("Full name"),
        "aliases": _("Other names"),
        "summary": _("In a sentence"),
        "body": _("Text"),
        "advice": _("Advice"),
        "season": _("Season"),
        "themes": _("Themes"),
        "areas": _("Cities and zone"),
        "area": _("City or zone"),
        "district": _("County or district"),
        "categories": _("Kinds of place"),
        "kind": _("Kind of event"),
        "grade": _("A-level"),
        "level": _("Level"),
        "year": _("Year"),
        "protection": _("Protection"),
        "era": _("Era"),
        "address": _("Address"),
        "point": _("Position"),
        "quality": _("How well it is known"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
        "measured": _("Datum of the source"),
        "advised": _("Advised"),
        "months": _("Months"),
        "reason": _("Reason"),
        "access": _("Whom it suits"),
        "visit": _("For the visit"),
        "hours": _("Opening hours"),
        "price": _("Ticket"),
        "phone": _("Phone"),
        "booking": _("Booking"),
        "checked": _("looked up on"),
        "text": _("Text"),
        "state": _("Open to visitors"),
        "minutes": _("Minutes"),
        "note": _("Note"),
        "origin": _("Where the route comes from"),
        "origin_note": _("Where it comes from, in words"),
        "mode": _("Getting about"),
        "start": _("Start"),
        "finish": _("Finish"),
        "days": _("Days"),
        "stops": _("Stops"),
        "attraction": _("Place"),
        "attractions": _("Places"),
        "routes": _("Routes"),
        "effort": _("Effort"),
        "words": _("In words"),
        "suits": _("Suits"),
        "pictures": _("Pictures"),
        "sources": _("Sources"),
        "licence": _("Licence"),
        "number": _("Number"),
        "formerly": _("Former keys"),
        "joint": _("Held jointly"),
        "organisers": _("Organisers"),
        "usual": _("Usual time"),
        "official": _("Official page"),
        "occurrences": _("Dates and legs"),
        "edition": _("Edition"),
        "status": _("Status"),
        "starts": _("From"),
        "ends": _("Until"),
        "previous_start": _("First day before it was moved"),
        "when": _("What is known of the time"),
        "venue": _("Venue"),
        "severity": _("Severity"),
        "order": _("Order"),
        "document": _("The whole"),
        "alt": _("Description"),
        "decorative": _("Tells nothing"),
        "credit": _("Credit"),
        "permission": _("Permission"),
        "source": _("Source"),
        "until": _("May be shown until"),
        "focal": _("What must stay in sight"),
        "x": _("from the left"),
        "y": _("from the top"),
        "width": _("Width"),
        "height": _("Height"),
        "sha256": _("Checksum"),
        "bureau": _("Bureau"),
        "url": _("Address"),
    },
    "licence": LABELS["licence"],
}
"""family -> value -> word."""

REPORT_STATES: Final[dict[str, LazyString]] = {
    "new": _("new"),
    "taken": _("being looked into"),
    "mended": _("mended"),
    "declined": _("not changed"),
}


def word(words: Mapping[str, LazyString], value: str) -> str:
    """The word for a value; a value that has none says itself."""
    return str(words.get(value, value))


def said(texts: Mapping[str, str]) -> str:
    """A text in the reader's language, else in the first one it has."""
    return texts.get(language.current()) or next(iter(texts.values()), "")


def bureaus() -> dict[str, str]:
    """Bureau -> its name, in the alliance's order, the alliance last."""
    areas = sorted(db.session.scalars(select(Area)), key=lambda area: area.document.get("order", 0))
    return {**{area.key: said(area.document["name"]) for area in areas}, ALLIANCE: str(_("The alliance"))}


def title(kind: str, key: str) -> str:
    """What a thing is called where it is published, else in its draft, else its key."""
    if kind not in LIVE:
        return key
    document = db.session.scalar(select(LIVE[kind].document).where(LIVE[kind].key == key))
    if document is None:
        draft = db.session.scalars(select(Draft).where(Draft.kind == kind, Draft.key == key)).one_or_none()
        document = draft.head.document if draft else {}
    return said(uses.title_of(document)) or key


def page(kind: str, key: str) -> str:
    """The address of a thing's page for visitors; empty for what has none."""
    return url_for(f"site.{kind}", key=key) if kind in ("route", "attraction", "event", "area") else ""


def form(kind: str, key: str) -> str:
    """The address at which a thing is written."""
    return f"{url_for('desk.work')}{kind}/{key}/"


def moment(at: datetime) -> str:
    """A time in Shenyang."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def spoken() -> dict[str, Any]:
    """All of this for a template."""
    return {
        "kinds": WORDS["kind"],
        "report_states": REPORT_STATES,
        "word": word,
        "said": said,
        "bureaus": bureaus(),
        "title": title,
        "page_of": page,
        "form_of": form,
        "moment": moment,
        "day_of": today,
    }
