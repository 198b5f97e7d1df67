"""iCalendar (RFC 5545, 7986): the dated occurrences of events, and a route as a plan from a day that the visitor names.

Whole days are DATE values, whose DTEND is the day after (RFC 5545, 3.6.1); times of a plan are in Asia/Shanghai.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vGeo, vText, vUri

from portal.catalogue.cards import Cards
from portal.documents import EventDocument, Occurrence
from portal.formats.journey import Halt, Journey, Words, both, differing, other_cards
from portal.formats.provenance import Links
from portal.kernel.geo import Point
from portal.kernel.markup import allowed
from portal.kernel.text import fold

ZONE: Final = ZoneInfo("Asia/Shanghai")
PRODID: Final = "-//shenyang-portal//Four Seasons around Shenyang//EN"
UID_SPACE: Final = "@shenyang-portal"
"""Part of every UID and no host: addresses of the portal may change, UIDs may not."""

SEQUENCE_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
DAY_STARTS: Final = time(9, 0)
COLOUR: Final = "darkgoldenrod"
"""A CSS colour name, as RFC 7986 wants it: the tiles of the band."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A calendar's own name, sentence and address (for subscribing again), and the page that shows the same."""

    name: str
    text: str
    source: str
    page: str


@dataclass(frozen=True, slots=True)
class EventWords:
    """In the reader's language: what stands before the name of an occurrence that was called off, by status; what an
    entry says of that; and the licence.
    """

    called_off: dict[str, str]
    notes: Callable[[Occurrence], Sequence[str]]
    licence: str


def events(cards: Cards, keys: Iterable[str], links: Links, heading: Heading, words: EventWords) -> bytes:
    """Every occurrence of these series that has a date; the others are on the page alone."""
    calendar = _calendar(heading)
    for key in keys:
        document = cards.shelf.events[key]
        for uid, occurrence in identified(document):
            if day := _day(occurrence):
                calendar.add_component(_occurrence(cards, key, (uid, occurrence, day), links, words))
    return _bytes(calendar)


def plan(journey: Journey, start: date, links: Links, heading: Heading, words: Words) -> bytes:
    """A route from a day on: an entry a stop, from nine o'clock with the stays and ways that we reckon.

    A day of which some stay or way is unknown, or which does not fit between nine and midnight, is one whole-day entry.
    """
    calendar = _calendar(heading)
    seen: dict[int, int] = {}
    for day in journey.own.days:
        on = start + timedelta(days=day.number - 1)
        halts = [halt for halt in journey.halts if halt.day == day.number]
        times = list(timetable(halts, on))
        stem = f"route-{journey.own.number}-{start:%Y%m%d}"
        if not times:
            entry = _entry(f"{stem}-day-{day.number}", journey.published)
            _whole_days(entry, on, on)
            _add(entry, "summary", journey.title(day, words))
            listed = [_marked(halt, halt.own.attraction.name.text, words) for halt in halts]
            _describe(entry, journey, links, [day.text.text, *listed, *words.notes], words)
            calendar.add_component(entry)
        for halt, begins, ends in times:
            number = halt.own.attraction.number
            seen[number] = seen.get(number, 0) + 1
            again = f"-{seen[number]}" if seen[number] > 1 else ""
            entry = _entry(f"{stem}-{number}{again}", journey.published)
            entry.add("dtstart", begins)
            entry.add("dtend", ends)
            name = both(halt.own.attraction.name, halt.other.attraction.name)
            _add(entry, "summary", _marked(halt, name, words))
            _place(entry, halt.own.attraction.name.text, halt.position)
            told = [journey.title(day, words), halt.own.note.text, *words.facts(halt.own), *words.notes]
            _describe(entry, journey, links, told, words)
            calendar.add_component(entry)
    return _bytes(calendar)


def _marked(halt: Halt, name: str, words: Words) -> str:
    """A stop's number and name, behind what keeps visitors out: a calendar may show no more than this."""
    shut = words.shut(halt.own)
    left, right = ("【", "】") if halt.own.attraction.name.wanted == "zh" else ("[", "] ")
    return f"{left}{shut}{right}{halt.own.number} {name}" if shut else f"{halt.own.number} {name}"


def timetable(halts: Sequence[Halt], on: date) -> Iterator[tuple[Halt, datetime, datetime]]:
    """(stop, from, to) of a day's stops in Shenyang's time; nothing where it cannot be reckoned to the end."""
    now = datetime.combine(on, DAY_STARTS, ZONE)
    found = []
    for at, halt in enumerate(halts):
        way = halt.own.travel_minutes if at else 0  # the way to a day's first stop starts wherever one slept
        if way is None or halt.own.minutes is None:
            return
        begins = now + timedelta(minutes=way)
        now = begins + timedelta(minutes=halt.own.minutes)
        if now.date() != on:
            return
        found.append((halt, begins, now))
    yield from found


def identified(document: EventDocument) -> Iterator[tuple[str, Occurrence]]:
    """Each occurrence with what its UID begins with: the numbers of the series and of the occurrence, which survive
    every edit.

    One that nobody numbered is known by its edition, else by the day first announced, and a second one of the same is
    counted: its UID survives a new place, day or neighbour, but not other words for its edition.
    """
    seen: dict[str, int] = {}
    for occurrence in document.occurrences:
        if occurrence.number:
            yield f"event-{document.number}-{occurrence.number}", occurrence
            continue
        first = occurrence.previous_start or occurrence.starts
        if occurrence.edition:
            name = hashlib.sha256(fold(occurrence.edition["zh"]).encode()).hexdigest()[:12]
        else:
            name = f"{first:%Y%m%d}" if first else "undated"
        seen[name] = seen.get(name, 0) + 1
        again = f"-{seen[name]}" if seen[name] > 1 else ""
        yield f"event-{document.number}-{name}{again}", occurrence


def _day(occurrence: Occurrence) -> date | None:
    """The day under which it stands: its own, else the one on which it was to be."""
    return occurrence.starts or occurrence.previous_start


def is_off(occurrence: Occurrence) -> bool:
    """Whether nothing takes place on the day under which it stands.

    True of what was cancelled, and of what was postponed and has no new day: TENTATIVE would tell a subscriber that it
    may still be held then. A new day makes it CONFIRMED under the same UID.
    """
    has_new_day = bool(occurrence.previous_start and occurrence.starts)
    return occurrence.status == "cancelled" or (occurrence.status == "postponed" and not has_new_day)


def _occurrence(cards: Cards, key: str, found: tuple[str, Occurrence, date], links: Links, words: EventWords) -> Event:
    uid, occurrence, day = found
    own, other = cards.event(key), other_cards(cards).event(key)
    view = cards.occurrence(occurrence)
    published = cards.shelf.published
    entry = _entry(uid, published.get(("event", key)), published.get(("attraction", occurrence.attraction or "")))
    _whole_days(entry, day, occurrence.ends or day)
    off = words.called_off[occurrence.status] if is_off(occurrence) else ""
    _add(entry, "summary", off + " · ".join(text for text in (own.name.text, view.edition.text) if text))
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")  # a festival of three weeks must not make anybody busy
    place = cards.shelf.attractions[occurrence.attraction].point.position if occurrence.attraction else None
    venue = view.venue.text or (view.attraction.name.text if view.attraction else "")
    _place(entry, venue or "、".join(area.name.text for area in view.areas), place)
    page = links.page("event", key, cards.lang)
    entry.add("url", vUri(page))
    entry.add("categories", [allowed(own.kind.name.text)])
    told = [differing(own.name, other.name), own.summary.text, view.note.text, *words.notes(occurrence), page]
    _add(entry, "description", "\n".join(text for text in (*told, words.licence) if text))
    return entry


def _calendar(heading: Heading) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):  # RFC 7986 names what programs have long called X-WR-
        _add(made, name, heading.name)
    for name in ("description", "x-wr-caldesc"):
        _add(made, name, heading.text)
    made.add("x-wr-timezone", ZONE.key)
    made.add("refresh-interval", vDuration(timedelta(days=1)), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "P1D")
    made.add("source", vUri(heading.source), parameters={"VALUE": "URI"})
    made.add("url", vUri(heading.page))
    made.add("color", COLOUR)
    made.add_component(_zone())
    return made


def _zone() -> Timezone:
    """China has had one time without summer time since 1991. Always there, because a calendar may not be empty."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1991, 9, 15, 1))
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _entry(uid: str, *published: datetime | None) -> Event:
    """An entry as of the latest moment at which something that it tells of was published.

    SEQUENCE counts seconds up to then, so it grows with each publishing, also in a database that was made anew.
    """
    moment = max((known.astimezone(UTC) for known in published if known), default=SEQUENCE_EPOCH)
    entry = Event()
    entry.add("uid", uid + UID_SPACE)
    entry.add("dtstamp", moment)
    entry.add("last-modified", moment)
    entry.add("sequence", max(0, int((moment - SEQUENCE_EPOCH).total_seconds())))
    return entry


def _whole_days(entry: Event, first: date, last: date) -> None:
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))


def _place(entry: Event, name: str, point: Point | None) -> None:
    _add(entry, "location", name)
    if point:
        entry.add("geo", vGeo((round(point.lat, 6), round(point.lon, 6))))


def _describe(entry: Event, journey: Journey, links: Links, told: Iterable[str], words: Words) -> None:
    page = links.page("route", journey.key, journey.lang)
    entry.add("url", vUri(page))
    _add(entry, "description", "\n".join([*filter(None, told), page, words.licence]))


def _add(component: Calendar | Event, name: str, text: str) -> None:
    """A text property, escaped by the library; none where there is no text."""
    if text:
        component.add(name, vText(allowed(text).replace("\r", "")))


def _bytes(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical(sorted=False))
