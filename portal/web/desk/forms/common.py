"""Fields that several kinds share, and the words for their fixed values."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from portal.web.common.labels import LABELS
from portal.web.desk.forms.fields import Field, Words

ALIASES: Final = Field(
    "aliases", "lines", _("Other names"), _("One a line: what people also call it, so that a search finds it.")
)

AREAS: Final = Field(
    "areas",
    "keys",
    _("Cities and zone"),
    _("The first one leads; each of the others approves its own share."),
    options="area",
    entry=_("City or zone"),
    add=_("Add a city or the zone"),
)

ADVISED: Final = (
    Field(
        "advised.months",
        "months",
        _("Good months"),
        _("When one would advise it. Closures are notices."),
        required=True,
    ),
    Field("advised.reason", "prose", _("Why then")),
)

PICTURES: Final = Field(
    "pictures",
    "keys",
    _("Pictures"),
    _("From the library; the first one is shown on cards."),
    options="medium",
    entry=_("Picture"),
    add=_("Add a picture"),
    drawn="pictures",
)

SOURCES: Final = Field(
    "sources",
    "parts",
    _("Sources"),
    _("Where the facts come from: a title, an address, or both."),
    fields=(Field("title", "plain", _("Title")), Field("url", "url", _("Web address"))),
    entry=_("Source"),
    add=_("Add a source"),
)

LICENCE: Final = Field("licence", "plain", _("Licence"), _("CC-BY-4.0 unless the text came with another."))

_SAME: Final = {value: value for value in ("1A", "2A", "3A", "4A", "5A", "WGS-84", "GCJ-02", "BD-09")}

WORDS: Final[dict[str, Mapping[str, Words]]] = {
    **{
        family: LABELS[family]
        for family in ("claim", "mode", "suits", "effort", "origin", "status", "state", "quality", "severity")
    },
    "joint": {value: LABELS["claim"][value] for value in ("yes", "partly", "no")},
    "grade": {level: _SAME[level] for level in ("5A", "4A", "3A", "2A", "1A")},
    "datum": {datum: _SAME[datum] for datum in ("WGS-84", "GCJ-02", "BD-09")},
    "protection": {
        "national": _("national"),
        "provincial": _("provincial"),
        "municipal": _("municipal"),
        "other": _("other"),
    },
    "season": {"spring": _("Spring"), "summer": _("Summer"), "autumn": _("Autumn"), "winter": _("Winter")},
}
"""Family -> value -> word, of the values that documents fix."""
