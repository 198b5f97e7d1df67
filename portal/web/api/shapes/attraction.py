"""An attraction, in a list and whole."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from portal.catalogue import details, pages
from portal.catalogue.cards import AttractionCard, Cards
from portal.documents.base import Claim
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
    Text,
    Values,
    named,
    notices,
    term,
    terms,
    text,
    texts,
)
from portal.web.api.shapes.thing import NUMBER, AttractionLinks, Thing, listed


class AttractionSummary(Thing):
    """An attraction as lists have it."""

    kind: Literal["attraction"] = "attraction"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    area: Term
    district: str | None
    district_lang: Lang
    categories: list[Term]
    grade: Literal["1A", "2A", "3A", "4A", "5A"] | None = Field(description="GB/T 17775.")
    advised_months: Months = Field(description=MONTHS)
    state: Literal["open", "suspended", "closed", "unknown"]
    closed: bool = Field(description=CLOSED)
    closed_until: date | None = Field(
        description="The last day of the closure that holds; null without one, and while its end is open."
    )
    position_quality: Literal["point", "approx", "none"] = Field(description=QUALITY)
    lat: float | None = Field(description=LAT)
    lon: float | None = Field(description=LON)
    route_count: int = Field(description="How many routes stop there.")
    pictures: list[Picture]
    links: AttractionLinks


class Access(BaseModel):
    """Whom it suits; unknown is not no."""

    indoor: Claim
    family: Claim
    elders: Claim
    barrier_free: Claim


class Fact(BaseModel):
    """A value somebody looked up; `text` is null when it is not known."""

    text: str | None
    lang: Lang
    checked: date | None = Field(description="When it was looked up.")


class Neighbour(Term):
    """An attraction nearby."""

    km: float = Field(description="In a straight line.")


class Attraction(AttractionSummary):
    """An attraction whole."""

    aliases: list[Text]
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    address: str | None
    address_lang: Lang
    era: str | None
    era_lang: Lang
    grade_year: int | None = Field(description="Of the award, or of the source that tells the grade.")
    protection: list[Text] = Field(description="Heritage and reserve titles, in the words of the lists.")
    advised_reason: str | None
    advised_reason_lang: Lang
    state_note: str | None
    state_note_lang: Lang
    position_note: str | None
    position_note_lang: Lang
    measured: Literal["WGS-84", "GCJ-02", "BD-09"] | None = Field(
        description="The datum of the source; `lat` and `lon` are WGS-84 in any case."
    )
    minutes: int | None = Field(description="The stay our editors suggest.")
    access: Access
    hours: Fact
    price: Fact
    phone: Fact
    booking: str | None = Field(description="Address of the booking page.")
    routes: list[Term]
    nearby: list[Neighbour]
    events: list[Term]
    notices: list[NoticeBrief]


def brief(cards: Cards, card: AttractionCard) -> AttractionSummary:
    """An attraction of a list."""
    return AttractionSummary(**_values(cards, card))


def whole(cards: Cards, key: str) -> Attraction:
    """An attraction whole. Raises NotFound."""
    page = details.attraction(cards, key)
    facts = {fact.name: fact for fact in page.facts}
    return Attraction(
        **_values(cards, page.card),
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
        access=Access(**page.access),
        booking=facts["booking"].url or None,
        routes=[named(one.key, one.title) for one in page.routes],
        nearby=[_neighbour(near) for near in page.nearby],
        events=[named(one.key, one.name) for one in page.events],
        notices=notices(page.notices),
    )


def _values(cards: Cards, card: AttractionCard) -> Values:
    document = cards.shelf.attractions[card.key]
    return {
        **listed(cards, "attraction", card, document, document.sources),
        **texts(district=card.district),
        "area": term(card.area),
        "categories": terms(card.categories),
        "grade": card.grade or None,
        "advised_months": card.months,
        "state": card.state,
        "closed": card.is_shut,
        "closed_until": card.closed_until,
        "position_quality": card.quality,
        "lat": card.lat,
        "lon": card.lon,
        "route_count": card.routes,
    }


def _fact(fact: pages.Fact) -> Fact:
    return Fact(text=fact.text.text or None, lang=fact.text.lang if fact.text else None, checked=fact.checked)


def _neighbour(near: pages.Near) -> Neighbour:
    name = near.attraction.name
    return Neighbour(key=near.attraction.key, name=name.text, name_lang=name.lang, km=round(near.km, 1))
