"""A route, in a list and whole."""

from typing import Literal

from pydantic import BaseModel, Field

from portal.catalogue import details, pages
from portal.catalogue.cards import Cards, RouteCard
from portal.formats.provenance import LINE_CREDIT, LINE_LICENCE
from portal.web.api.shapes.parts import (
    CLOSED,
    LAT,
    LON,
    MONTHS,
    QUALITY,
    Lang,
    Months,
    NoticeBrief,
    Picture,
    Term,
    Values,
    notices,
    term,
    terms,
    texts,
)
from portal.web.api.shapes.thing import NUMBER, RouteLinks, Thing, listed


class RouteSummary(Thing):
    """A route as lists have it."""

    kind: Literal["route"] = "route"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    season: Term
    themes: list[Term]
    areas: list[Term]
    advised_months: Months = Field(description=MONTHS)
    day_count: int
    stop_count: int
    km: float | None = Field(
        description="The whole way, estimated, kilometres; null when a stop's position is unknown."
    )
    mode: Literal["walk", "cycle", "drive", "transit"]
    effort: Literal["easy", "moderate", "demanding"]
    suits: list[str]
    origin: Literal["published", "reported", "composed"] = Field(
        description="published: an official list names it; reported: the press; composed: put together by our editors."
    )
    closed: bool = Field(description="Whether a closure that holds today, or a closed or suspended stop, touches it.")
    pictures: list[Picture]
    links: RouteLinks


class Stop(BaseModel):
    """A stop, and the estimated way to it from the stop before."""

    number: int = Field(description="From 1, through all days.")
    key: str = Field(description="The attraction's key.")
    title: str
    title_lang: str
    lat: float | None = Field(description=LAT)
    lon: float | None = Field(description=LON)
    position_quality: Literal["point", "approx", "none"] = Field(description=QUALITY)
    state: Literal["open", "suspended", "closed", "unknown"]
    closed: bool = Field(description=CLOSED)
    minutes: int | None = Field(description="The stay our editors suggest.")
    note: str | None
    note_lang: Lang
    way: str | None = Field(description="road, walk, rail or straight (no way known: great circle × 1.4).")
    km: float | None
    travel_minutes: int | None


class RouteDay(BaseModel):
    """A day of a route."""

    number: int
    title: str | None
    title_lang: Lang
    text: str | None
    text_lang: Lang
    stops: list[Stop]
    km: float = Field(description="Over the ways that are known.")
    travel_minutes: int
    stay_minutes: int


class Route(RouteSummary):
    """A route whole."""

    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    advice: str | None
    advice_lang: Lang
    effort_note: str | None
    effort_note_lang: Lang
    advised_reason: str | None
    advised_reason_lang: Lang
    origin_note: str | None = Field(description="Which list, which paper, or how it was composed.")
    origin_note_lang: Lang
    start: str | None
    start_lang: Lang
    finish: str | None
    finish_lang: Lang
    days: list[RouteDay]
    travel_minutes: int = Field(description="Estimated, over the ways that are known.")
    stay_minutes: int
    line_licence: str | None = Field(description="SPDX identifier for the line in gpx, kml, geojson; null without one.")
    line_attribution: str | None
    notices: list[NoticeBrief]


def brief(cards: Cards, card: RouteCard) -> RouteSummary:
    """A route of a list."""
    return RouteSummary(**_values(cards, card))


def whole(cards: Cards, key: str) -> Route:
    """A route whole. Raises NotFound."""
    page = details.route(cards, key)
    has_line = bool(page.ways - {"straight"})
    return Route(
        **_values(cards, page.card),
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
        notices=notices(page.notices),
    )


def _values(cards: Cards, card: RouteCard) -> Values:
    return {
        **listed(cards, "route", card, cards.shelf.routes[card.key], cards.shelf.sources_of_route(card.key)),
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
    }


def _day(day: pages.DayView) -> RouteDay:
    return RouteDay(
        number=day.number,
        **texts(title=day.title, text=day.text),
        stops=[_stop(stop) for stop in day.stops],
        km=round(day.km, 1),
        travel_minutes=day.travel_minutes,
        stay_minutes=day.stay_minutes,
    )


def _stop(stop: pages.StopView) -> Stop:
    place = stop.attraction
    return Stop(
        number=stop.number,
        key=place.key,
        **texts(title=place.name, note=stop.note),
        lat=place.lat,
        lon=place.lon,
        position_quality=place.quality,
        state=place.state,
        closed=place.is_shut,
        minutes=stop.minutes,
        way=stop.way,
        km=_km(stop.km),
        travel_minutes=stop.travel_minutes,
    )


def _km(km: float | None) -> float | None:
    """To a hundred metres: estimates are no better."""
    return None if km is None else round(km, 1)
