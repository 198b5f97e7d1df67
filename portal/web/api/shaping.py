"""From the catalogue's cards and pages to the API's shapes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for

from portal.catalogue import details, pages
from portal.catalogue.cards import (
    AreaCard,
    AttractionCard,
    Cards,
    EventCard,
    OccurrenceView,
    RouteCard,
)
from portal.catalogue.cards import Word as Named
from portal.catalogue.closures import NoticeCard
from portal.documents import Source as Cited
from portal.documents import Term as Defined
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE, PUBLISHER
from portal.kernel.locale import Said
from portal.web.api import answers
from portal.web.api import shapes as s
from portal.web.common.addresses import Addresses
from portal.web.common.language import absolute

TEXT_LICENCE = "CC-BY-4.0"
"""Of whatever the portal's editors wrote; documents that can have another one name it."""

COMMA = {"zh": "，", "en": ", "}

FILES = {"route": ("svg", "png", "gpx", "kml", "geojson", "ics", "pdf"), "attraction": ("svg",), "event": ("ics",)}
"""The files beside the page of each kind."""

Values = dict[str, Any]  # fields of a shape


def api_address(kind: str, key: str) -> str:
    """The address of one thing in the API."""
    return absolute(url_for(f"api.{kind}", key=key))


def texts(**some: Said) -> Values:
    """Each text under its name and its language under `<name>_lang`; null for what is not known."""
    return {
        name: value
        for field, said in some.items()
        for name, value in ((field, said.text or None), (f"{field}_lang", said.lang if said else None))
    }


def text(said: Said) -> s.Text:
    """A text by itself."""
    return s.Text(text=said.text, lang=said.lang)


def term(word: Named) -> s.Term:
    """A key with its name."""
    return s.Term(key=word.key, name=word.name.text, name_lang=word.name.lang)


def terms(words: Iterable[Named]) -> list[s.Term]:
    """The same for several."""
    return [term(word) for word in words]


def titled(cards: Iterable[RouteCard | EventCard]) -> list[s.Term]:
    """Routes or events by name alone."""
    named = [(card.key, card.title if isinstance(card, RouteCard) else card.name) for card in cards]
    return [s.Term(key=key, name=said.text, name_lang=said.lang) for key, said in named]


def _links(kind: str, key: str, number: int, lang: str) -> dict[str, str]:
    to = Addresses()
    files = {suffix: to.file(kind, key, suffix, lang) for suffix in FILES[kind]}
    return {
        "api": api_address(kind, key),
        "page": to.page(kind, key, lang),
        "short": to.short(kind, number),
        "embed": absolute(f"{url_for('files.root')}embed/v1/{kind}s/{key}?lang={lang}"),
        **files,
    }


def _provenance(cards: Cards, kind: str, key: str, licence: str, cited: Iterable[Cited]) -> Values:
    published: datetime | None = cards.shelf.published.get((kind, key))
    return {
        "key": key,
        "published": published,
        "sources": [s.Source(title=source.title, url=source.url) for source in cited],
        "licence": licence,
        "licence_url": LICENCES.get(licence),
        "attribution": f"{PUBLISHER[cards.lang]}{COMMA[cards.lang]}{licence.replace('CC-BY-', 'CC BY ')}",
    }


def _pictures(cards: Cards, keys: Iterable[str]) -> list[s.Picture]:
    return [
        s.Picture(
            url=Addresses().medium(shown.key, shown.largest.width, "jpg"),
            width=shown.largest.width,
            height=shown.largest.height,
            credit=shown.credit,
            licence=shown.licence,
            licence_url=LICENCES.get(shown.licence),
            **texts(alt=shown.alt),
        )
        for shown in cards.pictures(keys)
    ]


def _notices(some: Iterable[pages.Notice]) -> list[s.NoticeBrief]:
    return [s.NoticeBrief(severity=n.severity, ends=n.ends, **texts(title=n.title, body=n.body)) for n in some]


def _route(cards: Cards, card: RouteCard) -> Values:
    document = cards.shelf.routes[card.key]
    return {
        **_provenance(cards, "route", card.key, document.licence, cards.shelf.sources_of_route(card.key)),
        **texts(title=card.title, summary=card.summary),
        "number": card.number,
        "season": term(card.season),
        "themes": terms(card.themes),
        "areas": terms(card.areas),
        "advised_months": card.months,
        "day_count": card.days,
        "stop_count": card.stops,
        "km": _km(card.km),
        "mode": card.mode,
        "effort": card.effort,
        "suits": card.suits,
        "origin": card.origin,
        "closed": card.closed,
        "pictures": _pictures(cards, document.pictures),
        "links": _links("route", card.key, card.number, cards.lang),
    }


def _km(km: float | None) -> float | None:
    """To a hundred metres: estimates are no better."""
    return None if km is None else round(km, 1)


def route_summary(cards: Cards, card: RouteCard) -> s.RouteSummary:
    """A route of a list."""
    return s.RouteSummary(**_route(cards, card))


def route(cards: Cards, key: str) -> s.Route:
    """A route whole. Raises NotFound."""
    page = details.route(cards, key)
    has_line = bool(page.ways - {"straight"})
    return s.Route(
        **_route(cards, page.card),
        **texts(
            body=page.body,
            advice=page.advice,
            effort_note=page.effort_words,
            advised_reason=page.advised_reason,
            origin_note=page.origin_note,
            start=page.start,
            finish=page.finish,
        ),
        days=[_day(day) for day in page.days],
        travel_minutes=page.travel_minutes,
        stay_minutes=page.stay_minutes,
        line_licence=LINE_LICENCE if has_line else None,
        line_attribution=LINE_CREDIT if has_line else None,
        notices=_notices(page.notices),
    )


def _day(day: pages.DayView) -> s.RouteDay:
    return s.RouteDay(
        number=day.number,
        **texts(title=day.title, text=day.text),
        stops=[_stop(stop) for stop in day.stops],
        km=round(day.km, 1),
        travel_minutes=day.travel_minutes,
        stay_minutes=day.stay_minutes,
    )


def _stop(stop: pages.StopView) -> s.Stop:
    place = stop.attraction
    return s.Stop(
        number=stop.number,
        key=place.key,
        **texts(title=place.name, note=stop.note),
        lat=place.lat,
        lon=place.lon,
        position_quality=place.quality,
        state=place.state,
        minutes=stop.minutes,
        way=stop.way,
        km=_km(stop.km),
        travel_minutes=stop.travel_minutes,
    )


def _attraction(cards: Cards, card: AttractionCard) -> Values:
    document = cards.shelf.attractions[card.key]
    return {
        **_provenance(cards, "attraction", card.key, document.licence, document.sources),
        **texts(title=card.name, summary=card.summary, district=card.district),
        "number": card.number,
        "area": term(card.area),
        "categories": terms(card.categories),
        "grade": card.grade or None,
        "advised_months": card.months,
        "state": card.state,
        "position_quality": card.quality,
        "lat": card.lat,
        "lon": card.lon,
        "route_count": card.routes,
        "pictures": _pictures(cards, document.pictures),
        "links": _links("attraction", card.key, card.number, cards.lang),
    }


def attraction_summary(cards: Cards, card: AttractionCard) -> s.AttractionSummary:
    """An attraction of a list."""
    return s.AttractionSummary(**_attraction(cards, card))


def attraction(cards: Cards, key: str) -> s.Attraction:
    """An attraction whole. Raises NotFound."""
    page = details.attraction(cards, key)
    facts = {fact.name: fact for fact in page.facts}
    return s.Attraction(
        **_attraction(cards, page.card),
        **texts(
            body=page.body,
            address=page.address,
            era=page.era,
            advised_reason=page.advised_reason,
            state_note=page.state_note,
            position_note=page.point_note,
        ),
        **{name: _fact(facts[name]) for name in ("hours", "price", "phone")},
        aliases=[text(alias) for alias in page.aliases],
        grade_year=page.grade_year,
        protection=[text(title) for title in page.protection],
        measured=page.measured or None,
        minutes=page.minutes,
        access=s.Access(**page.access),
        booking=facts["booking"].url or None,
        routes=titled(page.routes),
        nearby=[_neighbour(near) for near in page.nearby],
        events=titled(page.events),
        notices=_notices(page.notices),
    )


def _fact(fact: pages.Fact) -> s.Fact:
    return s.Fact(text=fact.text.text or None, lang=fact.text.lang if fact.text else None, checked=fact.checked)


def _neighbour(near: pages.Near) -> s.Neighbour:
    name = near.attraction.name
    return s.Neighbour(key=near.attraction.key, name=name.text, name_lang=name.lang, km=round(near.km, 1))


def _event(cards: Cards, card: EventCard) -> Values:
    document = cards.shelf.events[card.key]
    return {
        **_provenance(cards, "event", card.key, document.licence, document.sources),
        **texts(title=card.name, summary=card.summary),
        "number": document.number,
        "event_kind": term(card.kind),
        "areas": terms(card.areas),
        "joint": card.joint,
        "months": card.months,
        "occurrence": _occurrence(card.shown) if card.shown else None,
        "pictures": _pictures(cards, document.pictures),
        "links": _links("event", card.key, document.number, cards.lang),
    }


def event_summary(cards: Cards, card: EventCard) -> s.EventSummary:
    """A series of a list."""
    return s.EventSummary(**_event(cards, card))


def event(cards: Cards, key: str) -> s.Event:
    """A series whole. Raises NotFound."""
    page = details.event(cards, key)
    return s.Event(
        **_event(cards, page.card),
        **texts(body=page.body, usual_note=page.usual_note),
        aliases=[text(alias) for alias in page.aliases],
        organisers=[text(name) for name in page.organisers],
        official=page.official or None,
        occurrences=[_occurrence(occurrence) for occurrence in page.occurrences],
    )


def _occurrence(one: OccurrenceView) -> s.Occurrence:
    return s.Occurrence(
        **texts(edition=one.edition, when=one.when, venue=one.venue, note=one.note),
        number=one.number,
        starts=one.starts,
        ends=one.ends,
        previous_start=one.previous,
        attraction=term(one.attraction) if one.attraction else None,
        areas=terms(one.areas),
        status=one.status,
        is_past=one.is_past,
    )


def notice(cards: Cards, card: NoticeCard) -> s.Notice:
    """A notice whole."""
    return s.Notice(
        **_provenance(cards, "notice", card.key, TEXT_LICENCE, card.sources),
        **texts(title=card.title, body=card.body),
        severity=card.severity,
        starts=card.starts,
        ends=card.ends,
        in_force=card.in_force,
        attractions=terms(card.attractions),
        routes=terms(card.routes),
        areas=terms(card.areas),
        links=s.NoticeLinks(api=api_address("notice", card.key)),
    )


def area(cards: Cards, card: AreaCard) -> answers.Area:
    """An area with its counts."""
    return answers.Area(
        key=card.key,
        **texts(title=card.name, summary=card.summary),
        route_count=card.routes,
        attraction_count=card.attractions,
        event_count=card.events,
        page=Addresses().page("area", card.key, cards.lang),
    )


def word(cards: Cards, defined: Defined) -> answers.Word:
    """A term of a vocabulary."""
    return answers.Word(key=defined.key, **texts(title=cards.say(defined.name), summary=cards.say(defined.summary)))
