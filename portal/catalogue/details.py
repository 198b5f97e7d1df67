"""Pages of one thing: a route, an attraction, an event, an area, a season, a theme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard, Word
from portal.catalogue.pages import (
    AreaPage,
    AttractionPage,
    DayView,
    EventPage,
    Fact,
    Near,
    Notice,
    RoutePage,
    StopView,
    TopicPage,
)
from portal.documents import AttractionDocument, NoticeDocument, RouteDocument
from portal.kernel.errors import NotFound
from portal.kernel.locale import Said
from portal.kernel.season import MONTHS, seasons_of

SHOWN_ROUTES = 6
SHOWN_EVENTS = 4
SHOWN_ATTRACTIONS = 12

Thing = TypeVar("Thing")


def notices(cards: Cards, documents: Iterable[NoticeDocument]) -> list[Notice]:
    """Notices in the reader's language."""
    return [Notice.of(d, cards.say(d.title), cards.say(d.body)) for d in documents]


def neighbours(keys: Iterable[str], key: str) -> tuple[str | None, str | None]:
    """The keys before and after one in a sequence that holds it."""
    row = list(keys)
    at = row.index(key)
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


def route(cards: Cards, key: str) -> RoutePage:
    """The page of a route. Raises NotFound."""
    shelf = cards.shelf
    document = _get(shelf.routes, key)
    days = _days(cards, key, document)
    season = [k for k, d in shelf.routes.items() if d.season == document.season]
    before, after = neighbours(season, key)
    stops = [stop.attraction for stop in document.stops()]
    return RoutePage(
        card=cards.route(key),
        number=document.number,
        body=cards.say(document.body),
        advice=cards.say(document.advice),
        effort_words=cards.say(document.effort.words),
        advised_reason=cards.say(document.advised.reason),
        origin_note=cards.say(document.origin_note),
        start=cards.say(document.start),
        finish=cards.say(document.finish),
        days=days,
        km=sum(day.km for day in days),
        travel_minutes=sum(day.travel_minutes for day in days),
        stay_minutes=sum(day.stay_minutes for day in days),
        ways={kind for stretch in shelf.stretches(key) for kind, _ in stretch.leg.pieces()},
        unplaced=[cards.attraction_word(s) for s in stops if shelf.attractions[s].point.position is None],
        notices=notices(cards, shelf.notices_for(cards.today, attractions=stops, routes=[key])),
        events=_events_during(cards, document.areas, document.advised.months),
        before=cards.route(before) if before else None,
        after=cards.route(after) if after else None,
        alike=_alike(cards, key, document),
        sources=shelf.sources_of_route(key),
        licence=document.licence,
        pictures=cards.pictures(document.pictures),
    )


def _days(cards: Cards, key: str, document: RouteDocument) -> list[DayView]:
    legs = cards.shelf.legs[key]
    days = []
    for number, chapter in enumerate(document.days, 1):
        mine = [leg for leg in legs if leg.day == number]
        stops = [
            StopView(
                leg.number,
                cards.attraction(stop.attraction),
                stop.minutes,
                cards.say(stop.note),
                leg.way,
                leg.km,
                leg.travel_minutes,
            )
            for leg, stop in zip(mine, chapter.stops, strict=True)
        ]
        days.append(
            DayView(
                number,
                cards.say(chapter.title),
                cards.say(chapter.text),
                stops,
                sum(s.km or 0 for s in stops),
                sum(s.travel_minutes or 0 for s in stops),
                sum(s.minutes or 0 for s in stops),
            )
        )
    return days


def _alike(cards: Cards, key: str, document: RouteDocument) -> list[RouteCard]:
    """Routes that share a theme or an area, most shared first, those of the same season before others."""

    def shared(other: RouteDocument) -> int:
        return 2 * len({*document.themes} & {*other.themes}) + len({*document.areas} & {*other.areas})

    found = [
        (-shared(other) - (other.season == document.season), other_key)
        for other_key, other in cards.shelf.routes.items()
        if other_key != key and shared(other)
    ]
    return [cards.route(k) for _, k in sorted(found)[:3]]


def _events_during(cards: Cards, areas: Iterable[str], months: Iterable[int]) -> list[EventCard]:
    """Series in these areas in these months; those tied to few areas first."""
    wanted_areas, wanted_months = set(areas), set(months)
    found = [cards.event(k) for k, d in cards.shelf.events.items() if wanted_areas & set(d.areas)]
    found = [card for card in found if wanted_months & set(card.months)]
    return sorted(found, key=lambda c: (len(c.areas), c.shown is None, c.key))[:SHOWN_EVENTS]


def attraction(cards: Cards, key: str) -> AttractionPage:
    """The page of an attraction. Raises NotFound."""
    shelf = cards.shelf
    document = _get(shelf.attractions, key)
    area = [k for k, d in shelf.attractions.items() if d.area == document.area]
    before, after = neighbours(area, key)
    here = [k for k, d in shelf.events.items() if any(o.attraction == key for o in d.occurrences)]
    return AttractionPage(
        card=cards.attraction(key),
        number=document.number,
        aliases=_aliases(document.aliases, cards.lang, cards.say(document.name)),
        body=cards.say(document.body),
        address=cards.say(document.address),
        era=cards.say(document.era),
        grade_year=document.grade.year if document.grade else None,
        protection=[cards.say(p.title) for p in document.protection],
        advised_reason=cards.say(document.advised.reason),
        state_note=cards.say(document.state.note),
        point_note=cards.say(document.point.note),
        measured=document.point.measured or "",
        minutes=document.minutes,
        access=document.access.model_dump(),
        facts=_facts(cards, document),
        notices=notices(cards, shelf.notices_for(cards.today, attractions=[key], areas=[document.area])),
        routes=[cards.route(k) for k in shelf.routes_through.get(key, ())],
        nearby=[Near(cards.attraction(k), km) for k, km in shelf.nearby(key)],
        events=[cards.event(k) for k in here][:SHOWN_EVENTS],
        before=cards.attraction_word(before) if before else None,
        after=cards.attraction_word(after) if after else None,
        sources=document.sources,
        licence=document.licence,
        pictures=cards.pictures(document.pictures),
    )


def _facts(cards: Cards, document: AttractionDocument) -> list[Fact]:
    visit = document.visit
    looked_up = [("hours", visit.hours), ("price", visit.price), ("phone", visit.phone)]
    facts = [Fact(name, cards.say(v.text if v else None), v.checked if v else None) for name, v in looked_up]
    return [*facts, Fact("booking", cards.say(None), None, visit.booking or "")]


def _aliases(aliases: Mapping[str, list[str]], lang: str, name: Said) -> list[Said]:
    """Other names, the reader's language first, each once, without the one that is the title."""
    found = {other: key for key in (*reversed(list(aliases)), lang) for other in aliases.get(key, ())}
    ordered = dict.fromkeys(other for key in (lang, *aliases) for other in aliases.get(key, ()))
    return [Said(other, found[other], lang) for other in ordered if other != name.text]


def event(cards: Cards, key: str) -> EventPage:
    """The page of a series. Raises NotFound."""
    shelf = cards.shelf
    document = _get(shelf.events, key)
    before, after = neighbours(shelf.events, key)
    card = cards.event(key)
    routes = [
        k for k, d in shelf.routes.items() if {*d.areas} & {*document.areas} and {*d.advised.months} & {*card.months}
    ]
    return EventPage(
        card=card,
        number=document.number,
        aliases=_aliases(document.aliases, cards.lang, cards.say(document.name)),
        body=cards.say(document.body),
        organisers=[cards.say(name) for name in document.organisers],
        usual_months=document.usual.months,
        usual_note=cards.say(document.usual.note),
        official=document.official or "",
        occurrences=[cards.occurrence(o) for o in reversed(document.occurrences)],
        routes=[cards.route(k) for k in sorted(routes, key=lambda k: (len(shelf.routes[k].areas), k))[:3]],
        before=_event_word(cards, before),
        after=_event_word(cards, after),
        sources=document.sources,
        licence=document.licence,
        pictures=cards.pictures(document.pictures),
    )


def _event_word(cards: Cards, key: str | None) -> Word | None:
    return Word(key, cards.say(cards.shelf.events[key].name)) if key else None


def area(cards: Cards, key: str) -> AreaPage:
    """The page of an area. Raises NotFound."""
    shelf = cards.shelf
    document = _get(shelf.areas, key)
    places = [cards.attraction(k) for k, d in shelf.attractions.items() if d.area == key]
    places.sort(key=lambda c: (-int(c.grade[:1] or 0), -c.routes, c.key))
    events = [cards.event(k) for k, d in shelf.events.items() if key in d.areas]
    events.sort(key=lambda c: (len(c.areas), c.key))
    routes = [k for k, d in shelf.routes.items() if key in d.areas]
    return AreaPage(
        card=cards.area(key),
        full_name=cards.say(document.full_name),
        body=cards.say(document.body),
        notices=notices(cards, shelf.notices_for(cards.today, areas=[key])),
        routes=cards.routes_in_season(cards.today.month, routes)[:SHOWN_ROUTES],
        attractions=places[:SHOWN_ATTRACTIONS],
        events=events[:SHOWN_EVENTS],
        areas=[cards.area(k) for k in shelf.areas],
        sources=document.sources,
    )


def season(cards: Cards, key: str) -> TopicPage:
    """The page of a season. Raises NotFound."""
    months = MONTHS.get(key, ())
    routes = [k for k, d in cards.shelf.routes.items() if d.season == key]
    places = [cards.attraction(k) for k, d in cards.shelf.attractions.items() if key in seasons_of(d.advised.months)]
    # Places that are good in this season and not in all four say more about it.
    places.sort(key=lambda c: (len(seasons_of(c.months)), -int(c.grade[:1] or 0), -c.routes, c.key))
    events = [card for k in cards.shelf.events if set(months) & set((card := cards.event(k)).months)]
    return _topic(cards, "seasons", key, _Members(routes, places, events, list(months)))


def theme(cards: Cards, key: str) -> TopicPage:
    """The page of a theme. Raises NotFound."""
    shelf = cards.shelf
    routes = [k for k, d in shelf.routes.items() if key in d.themes]
    stops = dict.fromkeys(stop.attraction for k in routes for stop in shelf.routes[k].stops())
    places = [cards.attraction(k) for k in stops]
    places.sort(key=lambda c: (-c.routes, c.key))
    return _topic(cards, "themes", key, _Members(routes, places))


@dataclass(frozen=True, slots=True)
class _Members:
    """What belongs to a season or a theme; routes as keys, because their order depends on the day."""

    routes: list[str]
    places: list[AttractionCard]
    events: list[EventCard] = field(default_factory=list)
    months: list[int] = field(default_factory=list)


def _topic(cards: Cards, vocabulary: str, key: str, members: _Members) -> TopicPage:
    term = _get(cards.shelf.words(vocabulary), key)
    return TopicPage(
        kind=vocabulary,
        word=cards.word(vocabulary, key),
        title=cards.say(term.title or term.name),
        summary=cards.say(term.summary),
        body=cards.say(term.body),
        months=members.months,
        routes=cards.routes_in_season(cards.today.month, members.routes),
        attractions=members.places[:SHOWN_ATTRACTIONS],
        events=sorted(members.events, key=lambda c: (c.joint != "yes", c.key))[: 2 * SHOWN_EVENTS],
        others=[cards.word(vocabulary, k) for k in cards.shelf.words(vocabulary) if k != key],
    )


def _get(things: Mapping[str, Thing], key: str) -> Thing:
    if key not in things:
        raise NotFound(key)
    return things[key]
