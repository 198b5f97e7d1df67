"""What the desk asks about each kind of thing: one table a kind, from top to bottom as it stands on the page."""

from typing import Final

from flask_babel import lazy_gettext as _

from portal.web.desk.forms.common import (
    ADVISED,
    ALIASES,
    AREAS,
    LICENCE,
    PICTURES,
    SOURCES,
)
from portal.web.desk.forms.fields import Field, Form, Section

ATTRACTION: Final[Form] = (
    Section(
        "what",
        _("What it is"),
        (
            Field(
                "name",
                "line",
                _("Name"),
                _("The full name in common use. English: the name's own part in pinyin, the rest translated."),
            ),
            ALIASES,
            Field("area", "key", _("City or zone"), options="area"),
            Field("district", "line", _("County or district")),
            Field(
                "categories",
                "choices",
                _("Kinds of place"),
                _("One to three."),
                options="categories",
            ),
            Field("grade.level", "choice", _("A-level"), _("Only if the official list has it."), options="grade"),
            Field("grade.year", "number", _("Year of the award or of the list")),
            Field(
                "protection",
                "parts",
                _("Protection"),
                _("As a heritage site or a reserve, in the words of the list."),
                fields=(
                    Field("title", "line", _("Title")),
                    Field("level", "choice", _("Level"), options="protection"),
                    Field("batch", "number", _("Batch")),
                ),
                entry=_("Protection"),
                add=_("Add a protection"),
            ),
            Field("era", "short", _("Era"), _("When it was built or laid out, as a source says it.")),
        ),
    ),
    Section(
        "where",
        _("Where it is"),
        (
            Field("address", "short", _("Address")),
            Field(
                "point.quality",
                "choice",
                _("Position"),
                _("How well it is known. “Not known” is an honest answer."),
                options="quality",
                drawn="point",
            ),
            Field("point.lat", "decimal", _("Latitude"), _("Degrees in WGS-84, such as 41.7966."), drawn="point"),
            Field("point.lon", "decimal", _("Longitude"), _("Degrees in WGS-84, such as 123.4506."), drawn="point"),
            Field(
                "point.measured",
                "choice",
                _("Datum of the source"),
                _("What the source gave before it was converted to WGS-84."),
                options="datum",
                drawn="point",
            ),
            Field("point.note", "short", _("Note on the position"), drawn="point"),
        ),
    ),
    Section(
        "text",
        _("The text"),
        (
            Field(
                "summary",
                "prose",
                _("In a sentence"),
                _("For a card: what is there and why one goes. 30 to 60 characters."),
            ),
            Field(
                "body",
                "prose",
                _("Text"),
                _("What is there, when it is best, how long one stays, what goes well with it. 90 to 200 characters."),
            ),
        ),
    ),
    Section(
        "visit",
        _("For the visit"),
        (
            *ADVISED,
            Field(
                "visit.hours.text",
                "prose",
                _("Opening hours"),
                _("Only what somebody looked up. Unknown stays empty: the page then says “not known”."),
            ),
            Field("visit.hours.checked", "day", _("Opening hours looked up on")),
            Field("visit.price.text", "prose", _("Ticket"), _("Prices with what they include. Unknown stays empty.")),
            Field("visit.price.checked", "day", _("Ticket looked up on")),
            Field("visit.phone.text", "short", _("Phone"), _("With the area code, such as 024-2484 3819.")),
            Field("visit.phone.checked", "day", _("Phone looked up on")),
            Field("visit.booking", "url", _("Booking"), _("An address that begins with https://")),
            Field("minutes", "number", _("Stay in minutes"), _("What our editors suggest, 5 to 1440.")),
            Field("access.indoor", "claim", _("Indoors")),
            Field("access.family", "claim", _("Good with children")),
            Field("access.elders", "claim", _("Easy for older people")),
            Field("access.barrier_free", "claim", _("Barrier-free"), _("Unknown is different from no.")),
            Field("state.state", "choice", _("Open to visitors"), options="state"),
            Field("state.note", "prose", _("How we know")),
        ),
    ),
    Section("behind", _("Pictures and sources"), (PICTURES, SOURCES, LICENCE)),
)

STOP: Final = (
    Field("attraction", "key", _("Place"), _("Begin to type its name, in Chinese."), options="attraction"),
    Field("minutes", "number", _("Minutes there")),
    Field("note", "short", _("What to do there"), _("In one breath: 登西阁看瓦檐，留四十分钟.")),
)

ROUTE: Final[Form] = (
    Section(
        "what",
        _("What it is"),
        (
            Field(
                "title",
                "line",
                _("Title"),
                _("A place or a thing one does, and what holds it together: 浑河两岸，一天看完三座陵."),
            ),
            Field("season", "choice", _("Season"), options="season"),
            Field("themes", "choices", _("Themes"), _("One to three."), options="themes"),
            AREAS,
            Field("mode", "choice", _("Getting about"), options="mode"),
            Field("origin", "choice", _("Where the route comes from"), options="origin"),
            Field(
                "origin_note",
                "prose",
                _("Why so (in words)"),
                _("Who published or reported it, or why our editors put these places together."),
            ),
        ),
    ),
    Section(
        "way",
        _("Days and stops"),
        (
            Field("start", "line", _("Start"), _("Empty where the first stop is the start.")),
            Field("finish", "line", _("Finish")),
            Field(
                "days",
                "parts",
                _("Days"),
                _("Kilometres and travel times are computed from the stops."),
                fields=(
                    Field("title", "line", _("Title of the day")),
                    Field(
                        "text",
                        "prose",
                        _("The day’s rhythm"),
                        _("What comes first, where to rest, in which town to sleep."),
                    ),
                    Field(
                        "stops", "parts", _("Stops"), fields=STOP, entry=_("Stop"), add=_("Add a stop"), drawn="stops"
                    ),
                ),
                entry=_("Route day"),
                add=_("Add a day"),
            ),
        ),
    ),
    Section(
        "text",
        _("The text"),
        (
            Field(
                "summary", "prose", _("In a sentence"), _("For a card: where one goes and why. 30 to 60 characters.")
            ),
            Field("body", "prose", _("Text"), _("What the day is like and why in this order. 90 to 220 characters.")),
            Field("advice", "prose", _("Advice"), _("What to book, to bring, to leave out when time is short.")),
        ),
    ),
    Section(
        "whom",
        _("When and for whom"),
        (
            *ADVISED,
            Field("effort.level", "choice", _("Effort"), options="effort"),
            Field("effort.words", "short", _("Effort in words"), _("How far on foot, how many steps, how cold.")),
            Field("suits", "choices", _("Suits"), options="suits"),
        ),
    ),
    Section("behind", _("Pictures and sources"), (PICTURES, SOURCES, LICENCE)),
)

OCCURRENCE: Final = (
    Field("number", "kept"),
    Field("edition", "line", _("Edition"), _("Such as 2026沈阳马拉松.")),
    Field("status", "choice", _("Status"), options="status"),
    Field("starts", "day", _("First day"), _("A published date alone; otherwise empty.")),
    Field("ends", "day", _("Last day")),
    Field("previous_start", "day", _("First day before it was moved")),
    Field("when", "short", _("What is known of the time"), _("Where no date is published: “early September”.")),
    Field("venue", "line", _("Venue")),
    Field("attraction", "key", _("Place in the register"), options="attraction"),
    Field(
        "areas",
        "keys",
        _("Cities and zone of this date"),
        options="area",
        entry=_("City or zone"),
        add=_("Add a city or the zone"),
    ),
    Field("note", "prose", _("Note")),
)

EVENT: Final[Form] = (
    Section(
        "what",
        _("What it is"),
        (
            Field("name", "line", _("Name"), _("The name of the series, without a year.")),
            ALIASES,
            Field("kind", "key", _("Kind of event"), options="kinds"),
            Field("joint", "choice", _("Held jointly by the metropolitan area"), options="joint"),
            AREAS,
            Field(
                "organisers",
                "parts",
                _("Organisers"),
                fields=(Field("", "line", _("Organiser")),),
                entry=_("Organiser"),
                add=_("Add an organiser"),
            ),
            Field("official", "url", _("Official page"), _("An address that begins with https://")),
        ),
    ),
    Section(
        "dates",
        _("Dates"),
        (
            Field("usual.months", "months", _("Usual months"), _("An expectation, not a date.")),
            Field("usual.note", "prose", _("When it is usually held")),
            Field(
                "occurrences",
                "parts",
                _("Dates and legs"),
                _("One entry for each edition or leg. What has been held stays."),
                fields=OCCURRENCE,
                entry=_("Date"),
                add=_("Add a date"),
            ),
        ),
    ),
    Section(
        "text",
        _("The text"),
        (
            Field("summary", "prose", _("In a sentence"), _("For a card: what happens there. 30 to 60 characters.")),
            Field(
                "body",
                "prose",
                _("Text"),
                _("What one sees or does, who takes part, how to enter. 80 to 200 characters."),
            ),
        ),
    ),
    Section("behind", _("Pictures and sources"), (PICTURES, SOURCES, LICENCE)),
)

NOTICE: Final[Form] = (
    Section(
        "what",
        _("What holds"),
        (
            Field("severity", "choice", _("Severity"), options="severity"),
            Field("title", "line", _("Title"), _("What is closed or to be expected, in a few words.")),
            Field("body", "prose", _("Text"), _("What a visitor should do now.")),
            Field("starts", "day", _("From")),
            Field("ends", "day", _("Until"), _("The last day, included. Empty while nobody knows the end.")),
        ),
    ),
    Section(
        "where",
        _("Where it holds"),
        (
            Field(
                "attractions",
                "keys",
                _("Places"),
                _("It shows itself on every route through them too."),
                options="attraction",
                entry=_("Place"),
                add=_("Add a place"),
            ),
            Field("routes", "keys", _("Routes"), options="route", entry=_("Route"), add=_("Add a route")),
            Field(
                "areas",
                "keys",
                _("Cities and zone"),
                options="area",
                entry=_("City or zone"),
                add=_("Add a city or the zone"),
            ),
        ),
    ),
    Section("behind", _("Sources"), (SOURCES,)),
)

PAGE: Final[Form] = (
    Section(
        "text",
        _("The text"),
        (
            Field("title", "line", _("Title")),
            Field("summary", "prose", _("In a sentence")),
            Field(
                "body", "prose", _("Text"), _("Markdown: ## for a heading, - for a list, [words](address) for a link.")
            ),
        ),
    ),
    Section("behind", _("Sources"), (SOURCES,)),
)

AREA: Final[Form] = (
    Section(
        "what",
        _("What it is"),
        (
            Field("name", "line", _("Name"), _("The short name: 沈阳.")),
            Field("full_name", "line", _("Full name"), _("The official name: 沈阳市.")),
            Field("order", "number", _("Place in the alliance’s order")),
            Field("adcode", "plain", _("Administrative code"), _("Six digits of GB/T 2260; empty for the zone.")),
        ),
    ),
    Section("text", _("The text"), (Field("summary", "prose", _("In a sentence")), Field("body", "prose", _("Text")))),
    Section("behind", _("Sources"), (SOURCES,)),
)

FORMS: Final[dict[str, Form]] = {
    "attraction": ATTRACTION,
    "route": ROUTE,
    "event": EVENT,
    "notice": NOTICE,
    "page": PAGE,
    "area": AREA,
}

KEPT: Final = {
    "attraction": ("number", "formerly"),
    "route": ("number", "formerly"),
    "event": ("number", "formerly"),
    "notice": ("formerly",),
    "page": ("formerly",),
    "area": ("formerly",),
}
"""What no form shows, because nobody may change it by hand; it stays as it is."""

TITLES: Final = {kind: "title" if kind in ("route", "notice", "page") else "name" for kind in FORMS}
"""Kind -> the field that a thing is called by."""

SEVERAL: Final = {
    "attraction": _("Attractions"),
    "route": _("Routes"),
    "event": _("Events"),
    "notice": _("Notices"),
    "page": _("Pages"),
    "area": _("Cities and zone"),
}
