"""Pages about many things: home, the month's calendar, prose and about."""

from calendar import Calendar
from collections import Counter
from collections.abc import Container
from datetime import date, timedelta

from portal.catalogue.cards import AttractionCard, Cards, EventCard, RouteCard
from portal.catalogue.details import notices
from portal.catalogue.pages import AboutPage, CalendarDay, CalendarPage, HomePage, ProsePage, SeasonTile
from portal.kernel.errors import NotFound
from portal.kernel.season import season_of

HOME_ROUTES = 6
HOME_EVENTS = 4
HOME_PLACES = 8
MONTHS_AHEAD = 24
"""How far the calendar can be leafed forward; beyond it there is nothing but empty tables for robots."""


def home(cards: Cards) -> HomePage:
    """The home page of today."""
    shelf, month = cards.shelf, cards.today.month
    season = season_of(month)
    events = [cards.event(key) for key in shelf.events]
    coming = [e for e in events if e.shown and e.shown.starts and not e.shown.is_past]
    coming.sort(key=lambda e: (e.shown.starts if e.shown and e.shown.starts else date.max, e.key))
    soon = {month, month % 12 + 1}
    usual = [e for e in events if soon & set(e.months) and e not in coming]
    usual.sort(key=lambda e: (month not in e.months, e.joint != "yes", e.shown is None, e.key))
    term = shelf.words("seasons").get(season)
    return HomePage(
        month=month,
        season=cards.word("seasons", season),
        season_title=cards.say((term.title or term.name) if term else None),
        season_summary=cards.say(term.summary if term else None),
        routes=_varied(cards, month, ()),
        soon=_varied(cards, month % 12 + 1, (month,)),
        places=_places(cards),
        coming=coming[:HOME_EVENTS],
        usual=usual[:HOME_EVENTS],
        areas=[cards.area(key) for key in shelf.areas],
        seasons=_seasons(cards),
        counts={"routes": len(shelf.routes), "attractions": len(shelf.attractions), "events": len(shelf.events)},
        notices=notices(cards, (n for n in shelf.notices.values() if n.holds_on(cards.today))),
    )


def _varied(cards: Cards, month: int, but_not: Container[int]) -> list[RouteCard]:
    """Routes advised in a month and not already in another, an area that has not been shown yet before one that has."""
    left = [
        card
        for card in cards.routes_in_season(month)
        if month in card.months and not card.closed and not any(m in but_not for m in card.months)
    ]
    taken: list[RouteCard] = []
    seen: set[str] = set()
    while left and len(taken) < HOME_ROUTES:
        card = next((c for c in left if not {a.key for a in c.areas} & seen), left[0])
        left.remove(card)
        taken.append(card)
        seen |= {a.key for a in card.areas}
    return taken


def _places(cards: Cards) -> list[AttractionCard]:
    """Open places advised this month: those for few months of the year first, one of each area."""
    month = cards.today.month
    found = [cards.attraction(k) for k, d in cards.shelf.attractions.items() if month in d.advised.months]
    found = [card for card in found if card.state == "open" and not card.is_shut]
    found.sort(key=lambda c: (len(c.months), -int(c.grade[:1] or 0), -c.routes, c.key))
    by_area = {card.area.key: card for card in reversed(found)}
    return [by_area[key] for key in cards.shelf.areas if key in by_area][:HOME_PLACES]


def _seasons(cards: Cards) -> list[SeasonTile]:
    counts = Counter[str](route.season for route in cards.shelf.routes.values())
    return [
        SeasonTile(key, cards.say(t.name), cards.say(t.title or t.name), cards.say(t.summary), counts[key])
        for key, t in cards.shelf.words("seasons").items()
    ]


def calendar(cards: Cards, year: int, month: int) -> CalendarPage:
    """The calendar of a month. Raises NotFound outside the months that hold or may come to hold events."""
    if not 1 <= month <= 12:  # noqa: PLR2004  months of the year
        raise NotFound("the calendar has no such month", field="month", given=f"{year}-{month:02d}")
    first = date(year, month, 1) if date.min.year < year < date.max.year else date.min
    earliest, latest = _calendar_range(cards)
    if not earliest <= first <= latest:
        raise NotFound("the calendar has no such month", field="month", given=f"{year}-{month:02d}")
    following = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    found = cards.shelf.occurrences(first, following - timedelta(days=1))
    dated = {key for key, _ in found}
    return CalendarPage(
        first=first,
        weeks=[[_day(cards, day, first) for day in week] for week in Calendar().monthdatescalendar(year, month)],
        listed=[(cards.event(key), cards.occurrence(occurrence)) for key, occurrence in found],
        usual=[c for k in cards.shelf.events if k not in dated and month in (c := cards.event(k)).months],
        previous=before if before >= earliest else None,
        next=following if following <= latest else None,
    )


def _calendar_range(cards: Cards) -> tuple[date, date]:
    starts = [o.starts for event in cards.shelf.events.values() for o in event.occurrences if o.starts]
    earliest = min([*starts, cards.today]).replace(day=1)
    ahead = (cards.today.replace(day=1) + timedelta(days=31 * MONTHS_AHEAD)).replace(day=1)
    return earliest, max([ahead, *(start.replace(day=1) for start in starts)])


def _day(cards: Cards, day: date, first: date) -> CalendarDay:
    is_inside = day.month == first.month
    events: list[tuple[EventCard, bool]] = []
    if is_inside:
        for key, occurrence in cards.shelf.occurrences(day, day):
            goes_on = occurrence.starts != day and day.weekday() > 0 and day != first
            events.append((cards.event(key), goes_on))
    return CalendarDay(day, is_inside, day == cards.today, events)


def prose(cards: Cards, key: str) -> ProsePage:
    """A page of prose. Raises NotFound."""
    document = cards.shelf.pages.get(key)
    if document is None:
        raise NotFound(key)
    return ProsePage(cards.say(document.title), cards.say(document.summary), cards.say(document.body), document.sources)


def about(cards: Cards) -> AboutPage:
    """The about page, with what the catalogue really holds. Raises NotFound when nobody wrote its text."""
    shelf = cards.shelf
    cited = Counter(
        source.title or source.url or ""
        for documents in (shelf.attractions, shelf.routes, shelf.events)
        for document in documents.values()
        for source in document.sources
    )
    return AboutPage(
        prose=prose(cards, "about"),
        counts={"routes": len(shelf.routes), "attractions": len(shelf.attractions), "events": len(shelf.events)},
        origins=dict(Counter(route.origin for route in shelf.routes.values())),
        qualities=dict(Counter(a.point.quality for a in shelf.attractions.values())),
        areas=[cards.area(key) for key in shelf.areas],
        sources=[(name, count) for name, count in cited.most_common(12)],
    )
