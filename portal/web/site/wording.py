"""What files say beside their content, in the words and the language of the pages."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.pages import Notice, RoutePage, StopView
from portal.documents import Occurrence
from portal.formats.ics import EventWords, is_off
from portal.formats.journey import Words
from portal.formats.provenance import LINE_CREDIT
from portal.web.common import language, templating
from portal.web.common.labels import label
from portal.web.common.templating import day, duration, km, months_text


def publisher() -> str:
    """The portal's own name."""
    return str(_("Four Seasons around Shenyang"))


def licence() -> str:
    """The licence of the portal's texts."""
    return str(_("Texts: CC BY 4.0, %(publisher)s.", publisher=publisher()))


def line_credit() -> str:
    """The licence of the lines and whose roads they follow."""
    return str(_("Lines: ODbL, %(credit)s.", credit=LINE_CREDIT))


def of_route(page: RoutePage, on: date | None = None) -> Words:
    """The words for the files of a route; `on` is the day when a plan begins."""
    card = page.card
    named = [card.season, *card.themes, *card.areas]
    return Words(
        publisher=publisher(),
        day=lambda number: _("Day %(n)s", n=number),
        shut=partial(shut, on=on),
        facts=facts,
        notes=[*notices(page), *notes(page)],
        keywords=[word.name.text for word in named],
        schematic=_("road not known"),
        untracked=untracked() if "straight" in page.ways else "",
        licence=licence(),
        credit=line_credit(),
    )


def notices(page: RoutePage) -> list[str]:
    """The closures and warnings that hold today, and that stops are closed, a line each."""
    told = [notice_title(notice) for notice in page.notices]
    return [*told, shut_stops(page)] if page.shut else told


def notice_title(notice: Notice) -> str:
    """What a notice is, and its title."""
    return f"{label('severity', notice.severity)}{_colon()}{notice.title.text}"


def shut_stops(page: RoutePage) -> str:
    """How many stops are closed or suspended."""
    return str(
        ngettext(
            "%(num)s stop of this route is closed or suspended; see the stops below.",
            "%(num)s stops of this route are closed or suspended; see the stops below.",
            len(page.shut),
        )
    )


def notes(page: RoutePage) -> list[str]:
    """When one would go, who made the route, and what its figures are."""
    months = page.card.months
    return [
        *([_("Advised: %(months)s", months=months_text(months))] if months else []),
        label("origin", page.card.origin),
        _("Distances and times are estimates for planning, not for navigation."),
    ]


def facts(stop: StopView) -> list[str]:
    """The way to a stop, the stay, and whether its position is certain."""
    return [text for text in (way(stop), stay(stop), mark(stop)) if text]


def stay(stop: StopView) -> str:
    """How long one stays, as our editors suggest; empty where they do not."""
    return _("stay %(time)s", time=duration(stop.minutes)) if stop.minutes else ""


def shut(stop: StopView, on: date | None = None) -> str:
    """That nobody gets in today, or on the day of a plan; empty where one does, as far as anybody knows."""
    return templating.shut(stop.attraction, on)


def mark(stop: StopView) -> str:
    """What is not certain about where a stop is."""
    where = {"approx": _("position approximate"), "none": _("position not known, not on the map")}
    return str(where.get(stop.attraction.quality, ""))


def way(stop: StopView) -> str:
    """The way from the stop before; empty for the first stop."""
    return comma().join(way_parts(stop))


def way_parts(stop: StopView) -> list[str]:
    """The way from the stop before: its kind, how far, how long; empty for the first stop."""
    if stop.number == 1:
        return []
    if stop.km is None or stop.way is None:
        return [_("way not known")]
    return [label("way", stop.way), _("about %(way)s", way=km(stop.km)), duration(stop.travel_minutes or 0)]


def untracked() -> str:
    """What is not in a track."""
    return str(_("Stretches whose road is not known are not in the track, only between the route's points."))


def of_events() -> EventWords:
    """The words for calendars."""
    off = {"cancelled": label("status", "cancelled"), "postponed": label("status", "postponed")}
    called_off = {status: f"{word}{_colon()}".capitalize() for status, word in off.items()}
    return EventWords(called_off, _event_notes, licence())


def _event_notes(occurrence: Occurrence) -> Sequence[str]:
    if occurrence.status == "cancelled":
        return [_("It will not take place.")]
    if is_off(occurrence):
        return [_("It has been postponed, and no new date is known.")]
    if occurrence.previous_start and occurrence.previous_start != occurrence.starts:
        return [_("first announced for %(day)s", day=day(occurrence.previous_start))]
    return []


def comma() -> str:
    """As the language writes it."""
    return "，" if language.current() == "zh" else ", "


def _colon() -> str:
    return "：" if language.current() == "zh" else ": "
