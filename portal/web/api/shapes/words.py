"""Areas, and the words of the vocabularies that filters take."""

from pydantic import BaseModel

from portal.catalogue.cards import AreaCard, Cards
from portal.documents import Term
from portal.web.api.shapes.parts import Lang, texts
from portal.web.common.addresses import Addresses


class Area(BaseModel):
    """One of the seven cities, or the zone."""

    key: str
    title: str
    title_lang: str
    summary: str
    summary_lang: Lang
    route_count: int
    attraction_count: int
    event_count: int
    page: str


def area(cards: Cards, card: AreaCard) -> Area:
    """An area with its counts."""
    return Area(
        key=card.key,
        **texts(title=card.name, summary=card.summary),
        route_count=card.routes,
        attraction_count=card.attractions,
        event_count=card.events,
        page=Addresses().page("area", card.key, cards.lang),
    )


class Word(BaseModel):
    """A value that filters take: of seasons, themes, categories or kinds of events."""

    key: str
    title: str
    title_lang: str
    summary: str | None
    summary_lang: Lang


def word(cards: Cards, defined: Term) -> Word:
    """A term of a vocabulary."""
    return Word(key=defined.key, **texts(title=cards.say(defined.name), summary=cards.say(defined.summary)))
