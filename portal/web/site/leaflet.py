"""The words of a route's leaflet: the route's page, arranged for a sheet of paper."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.cards import Cards
from portal.catalogue.pages import RoutePage, StopView
from portal.documents import Source
from portal.formats.journey import Journey, differing
from portal.formats.pdf import Day, Leaflet, Stop
from portal.maps.pictures import Words
from portal.web.common import language
from portal.web.common.labels import label
from portal.web.common.templating import day, duration, km, listed
from portal.web.site import wording

REGIONS = {"zh": "CN", "en": "GB"}


def leaflet(shown: Cards, journey: Journey, words: Words) -> Leaflet:
    """Everything that the leaflet of a route says."""
    page, card = journey.own, journey.own.card
    link = language.absolute(url_for("files.short_route", number=page.number))
    return Leaflet(
        lang=journey.lang,
        region=REGIONS[journey.lang],
        other_lang=journey.other_lang,
        publisher=wording.publisher(),
        keywords=[word.name.text for word in (card.season, *card.themes, *card.areas)],
        kicker=" · ".join([card.season.name.text, *(theme.name.text for theme in card.themes), words.areas]),
        title=card.title.text,
        other_title=differing(card.title, journey.other.card.title),
        facts=" · ".join(_facts(journey)),
        summary=card.summary.text,
        months=card.months,
        advised=words.advised or _("Advised months: not known"),
        credit=" · ".join(text for text in (_legend(page), words.missing, words.credit) if text),
        days=_days(journey),
        notices=_notices(page),
        sections=_sections(journey),
        sources=[_source(source) for source in page.sources],
        legal=_legal(shown, journey),
        link=link,
        qr_alt=_("Code that leads to %(link)s", link=link),
        words={
            "stop": _("Stop"),
            "stay": _("Stay"),
            "way": _("Way there"),
            "comma": wording.comma(),
            "sources": _("Sources") if page.sources else _("Licence"),
        },
    )


def _notices(page: RoutePage) -> list[dict[str, str]]:
    """What a visitor has to know first: closures and warnings, then the stops that are shut."""
    told = []
    for notice in page.notices:
        ends = _("until %(day)s", day=day(notice.ends)) if notice.ends else ""
        told.append({"title": wording.notice_title(notice), "body": " ".join(t for t in (notice.body.text, ends) if t)})
    if page.shut:
        left, right = ("（", "）") if language.current() == "zh" else (" (", ")")
        stops = [f"{stop.number} {stop.attraction.name.text}{left}{wording.shut(stop)}{right}" for stop in page.shut]
        told.append({"title": wording.shut_stops(page), "body": listed(stops)})
    return told


def _legend(page: RoutePage) -> str:
    """What the lines on the map are, of those that are there."""
    known = [label("way", kind) for kind in ("road", "rail", "walk") if kind in page.ways]
    lines = [_("Unbroken line: %(ways)s", ways=listed(known))] if known else []
    if "straight" in page.ways:
        lines.append(_("Dashed: road not known, a straight line for orientation"))
    return wording.comma().join(lines)


def _facts(journey: Journey) -> list[str]:
    page, card = journey.own, journey.own.card
    told = [ngettext("%(num)s day", "%(num)s days", card.days), ngettext("%(num)s stop", "%(num)s stops", card.stops)]
    if page.km:
        told.append(_("about %(way)s", way=km(page.km)))
    if page.travel_minutes:
        mode = label("mode", card.mode)
        told.append(_("about %(time)s %(mode)s", time=duration(page.travel_minutes), mode=mode))
    return [*told, label("effort", card.effort)]


def _days(journey: Journey) -> list[Day]:
    found = []
    for own, other in zip(journey.own.days, journey.other.days, strict=True):
        sums = [_("about %(way)s on the way", way=km(own.km))] if own.km else []
        if own.stay_minutes:
            sums.append(_("%(time)s at the stops, as we suggest", time=duration(own.stay_minutes)))
        number = _("Day %(n)s", n=own.number) if len(journey.own.days) > 1 else ""
        title = " · ".join(text for text in (number, own.title.text) if text) or _("The stops")
        stops = [_stop(*pair) for pair in zip(own.stops, other.stops, strict=True)]
        found.append(Day(title, " · ".join(sums), own.text.text, stops))
    return found


def _stop(own: StopView, other: StopView) -> Stop:
    return Stop(
        number=own.number,
        name=own.attraction.name.text,
        other=differing(own.attraction.name, other.attraction.name),
        note=own.note.text,
        shut=wording.shut(own),
        mark=wording.mark(own),
        stay=duration(own.minutes) if own.minutes else _("not known"),
        way=wording.way_parts(own),
    )


def _sections(journey: Journey) -> list[dict[str, object]]:
    page = journey.own
    ends = [_("Start: %(place)s", place=page.start.text)] if page.start else []
    ends += [_("Finish: %(place)s", place=page.finish.text)] if page.finish else []
    unplaced = [word.name.text for word in page.unplaced]
    missing = (
        [_("Not on the map, because no position is known: %(names)s.", names=listed(unplaced))] if unplaced else []
    )
    before = [text for text in (*ends, page.advice.text, page.effort_words.text, *missing) if text]
    made = [f"{label('origin', page.card.origin)}{_stop_mark()}{page.origin_note.text}"]
    return [
        {"title": _("Why this way"), "texts": [page.body.text]},
        {"title": _("Before you go"), "texts": before},
        {"title": _("Who made this route"), "texts": made},
    ]


def _legal(shown: Cards, journey: Journey) -> list[str]:
    changed = [_("As published on %(day)s.", day=day(journey.published.date()))] if journey.published else []
    holds = _("Closures as of %(day)s; the link has what holds today.", day=day(shown.today))
    estimates = _("Distances and times are estimates for planning, not for navigation.")
    return [*changed, holds, estimates, f"{wording.licence()} {wording.line_credit()}"]


def _source(source: Source) -> str:
    return " ".join(part for part in (source.title, source.url) if part)


def _stop_mark() -> str:
    return "。" if language.current() == "zh" else ". "
