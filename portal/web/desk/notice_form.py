"""The one-screen form of a notice: what stands in it, and the document it makes."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from portal.documents import NoticeDocument
from portal.kernel.geo import REGION, Point
from portal.web.desk import finding
from portal.web.desk.wordings import WORDINGS

SPANS: Final = {"0": 0, "2": 2, "6": 6}
"""Days after the first one until which a notice holds; `open` has no end, `date` is the day typed beside it."""

NAMED: Final = ("attractions", "routes", "areas")
WIDEST_KM: Final = finding.WIDEST_KM


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """The fields as they were typed."""

    severity: str = "warning"
    title: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)
    starts: str = ""
    until: str = "2"
    ends: str = ""
    attractions: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    q: str = ""
    lat: str = ""
    lon: str = ""
    km: str = ""

    @classmethod
    def of(cls, fields: MultiDict[str, str]) -> "NoticeForm":
        """What came with a request."""
        plain: dict[str, Any] = {
            name: fields.get(name, "").strip() for name in ("severity", "starts", "until", "ends", "q")
        }
        where: dict[str, Any] = {name: fields.get(name, "").strip() for name in ("lat", "lon", "km")}
        named: dict[str, Any] = {name: tuple(dict.fromkeys(fields.getlist(name))) for name in NAMED}
        texts: dict[str, Any] = {
            name: {lang: fields.get(f"{name}.{lang}", "").replace("\r\n", "\n").strip() for lang in ("zh", "en")}
            for name in ("title", "body")
        }
        return cls(**plain, **where, **named, **texts)

    def worded(self, name: str) -> "NoticeForm":
        """With one of our wordings in it."""
        if name not in WORDINGS:
            return self
        wording = WORDINGS[name]
        return replace(self, severity=wording.severity, title=wording.title, body=wording.body)

    def with_circle(self) -> "NoticeForm":
        """With every place ticked that lies in the circle. Nothing more where there is none."""
        centre, km = self.circle or (None, 0.0)
        inside = [choice.key for choice in finding.around(centre, km)] if centre else []
        return replace(self, attractions=tuple(dict.fromkeys((*self.attractions, *inside))))

    @property
    def circle(self) -> tuple[Point, float] | None:
        """Centre and kilometres; None where they are none, or lie outside of the region."""
        try:
            lat, lon, km = float(self.lat), float(self.lon), float(self.km or "5")
        except ValueError:
            return None
        centre = Point(lat, lon)
        return (centre, km) if REGION.holds(centre) and math.isfinite(km) and 0 < km <= WIDEST_KM else None

    def last_day(self) -> str | None:
        """The last day as it would be kept; None for an open end."""
        if self.until == "open":
            return None
        if self.until == "date":
            return self.ends or "?"
        try:
            return (date.fromisoformat(self.starts) + timedelta(SPANS.get(self.until, 0))).isoformat()
        except (ValueError, OverflowError):
            return None

    def document(self) -> tuple[NoticeDocument | None, dict[str, str]]:
        """The notice, and what is wrong with the fields, a sentence a field."""
        rough: dict[str, Any] = {
            "severity": self.severity,
            "starts": self.starts,
            **{name: {lang: text for lang, text in getattr(self, name).items() if text} for name in ("title", "body")},
            **{name: list(getattr(self, name)) for name in NAMED},
        }
        if last := self.last_day():
            rough["ends"] = last
        problems = {}
        if not any(getattr(self, name) for name in NAMED):
            problems["attractions"] = _("Say which places, routes or areas it is about.")
        try:
            return NoticeDocument.model_validate_json(json.dumps(rough)), problems
        except ValidationError as error:
            for detail in error.errors():
                problems.setdefault(*_told(".".join(map(str, detail["loc"]))))
            return None, problems


def _told(path: str) -> tuple[str, str]:
    """(the field at which it is said, a sentence)."""
    name = path.split(".", maxsplit=1)[0]
    sentences = {
        "title": ("title.zh", _("A title in Chinese is needed: one line of at most 200 characters.")),
        "body": ("body.zh", _("A text in Chinese is needed, of at most 6,000 characters.")),
        "starts": ("starts", _("The first day is no date.")),
        "ends": ("ends", _("The last day is no date.")),
        "severity": ("severity", _("Choose how serious it is.")),
        "": ("ends", _("It would end before it starts.")),
    }
    return sentences.get(name, (name, _("Something here cannot be taken.")))
