"""The interface's words for values that documents keep as English words: claims, modes, statuses, orders."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

LABELS: Final[dict[str, dict[str, LazyString]]] = {
    "claim": {"yes": _("yes"), "no": _("no"), "partly": _("partly"), "unknown": _("not known")},
    "access": {
        "indoor": _("Indoors"),
        "family": _("Good with children"),
        "elders": _("Easy for older people"),
        "barrier_free": _("Barrier-free"),
    },
    "mode": {
        "walk": _("on foot"),
        "cycle": _("by bicycle"),
        "drive": _("by car"),
        "transit": _("by public transport"),
    },
    "way": {
        "road": _("by road"),
        "walk": _("walking"),
        "rail": _("by train"),
        "straight": _("road not known"),
    },
    "suits": {
        "families": _("families with children"),
        "elders": _("older people"),
        "walkers": _("keen walkers"),
        "cyclists": _("cyclists"),
        "students": _("school and study groups"),
    },
    "effort": {"easy": _("easy"), "moderate": _("moderate"), "demanding": _("demanding")},
    "origin": {
        "published": _("Officially published"),
        "reported": _("Reported by the press"),
        "composed": _("Composed by our editors"),
    },
    "status": {
        "scheduled": _("announced"),
        "held": _("held"),
        "cancelled": _("cancelled"),
        "postponed": _("postponed"),
        "rescheduled": _("rescheduled"),
    },
    "state": {
        "open": _("open"),
        "suspended": _("suspended"),
        "closed": _("closed"),
        "unknown": _("not known whether open"),
    },
    "quality": {
        "point": _("the place itself"),
        "approx": _("approximate"),
        "none": _("not known"),
    },
    "fact": {
        "hours": _("Opening hours"),
        "price": _("Ticket"),
        "phone": _("Phone"),
        "booking": _("Booking"),
    },
    "navigation": {
        "gaode": _("Gaode (Amap)"),
        "baidu": _("Baidu"),
        "tencent": _("Tencent"),
        "apple": _("Apple Maps"),
    },
    "licence": {
        "CC0-1.0": _("CC0, free of any right"),
        "CC-BY-4.0": _("CC BY 4.0"),
        "CC-BY-SA-4.0": _("CC BY-SA 4.0"),
        "public-domain": _("public domain"),
        "by-permission": _("shown by permission"),
    },
    "severity": {"closure": _("Closed"), "warning": _("Warning"), "information": _("Notice")},
    "facet": {
        "season": _("Season"),
        "area": _("Area"),
        "theme": _("Theme"),
        "category": _("Kind of place"),
        "days": _("Days"),
        "suits": _("Suits"),
        "grade": _("A-level"),
        "kind": _("Kind"),
        "joint": _("Joint events"),
        "sport": _("Kind of event"),
        "month": _("Month"),
        "district": _("County or district"),
        "type": _("What for"),
        "indoor": _("Weather"),
        "mode": _("Getting about"),
        "effort": _("Effort"),
    },
    "sort": {
        "season": _("this month first"),
        "title": _("by name"),
        "length": _("shortest first"),
        "known": _("best known first"),
        "date": _("soonest first"),
        "relevance": _("best match first"),
        "distance": _("nearest first"),
    },
}
"""family -> value -> label."""


def label(family: str, value: str) -> str:
    """The label of a value. Raises KeyError for a value that nobody gave a label."""
    return str(LABELS[family][value])
