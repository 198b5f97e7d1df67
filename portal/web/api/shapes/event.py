"""A series of events, in a list and whole."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from portal.catalogue import details
from portal.catalogue.cards import Cards, EventCard, OccurrenceView
from portal.documents.event import Status
from portal.web.api.shapes.parts import MONTHS, Lang, Months, Picture, Term, Text, Values, term, terms, text, texts
from portal.web.api.shapes.thing import NUMBER, EventLinks, Thing, listed


class Occurrence(BaseModel):
    """One edition or leg of a series. Dates are days in +08:00; a date that was not published is null."""

    number: int | None = Field(description="Permanent within its series; null for one that nobody numbered.")
    edition: str | None
    edition_lang: Lang
    starts: date | None
    ends: date | None = Field(description="The last day, which still belongs to it; null for one day.")
    previous_start: date | None = Field(description="Where it was put off or brought forward.")
    when: str | None = Field(description="What is known of the time in words.")
    when_lang: Lang
    venue: str | None
    venue_lang: Lang
    attraction: Term | None
    areas: list[Term]
    status: Status
    note: str | None
    note_lang: Lang
    is_past: bool | None = Field(description="Null where the day is not known.")


class EventSummary(Thing):
    """A series of events as lists have it."""

    kind: Literal["event"] = "event"
    number: int = Field(description=NUMBER)
    summary: str
    summary_lang: Lang
    event_kind: Term = Field(description="What the filter `kind` asks for.")
    areas: list[Term]
    joint: Literal["yes", "partly", "no"] = Field(description="Whether the metropolitan area holds it together.")
    months: Months = Field(description="When it is usually held. " + MONTHS)
    occurrence: Occurrence | None = Field(description="The next one, else the latest past one.")
    pictures: list[Picture]
    links: EventLinks


class Event(EventSummary):
    """A series of events whole."""

    aliases: list[Text]
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    organisers: list[Text]
    usual_note: str | None
    usual_note_lang: Lang
    official: str | None = Field(description="Address of the organisers' own page.")
    occurrences: list[Occurrence] = Field(description="The last one listed first.")


def brief(cards: Cards, card: EventCard) -> EventSummary:
    """A series of a list."""
    return EventSummary(**_values(cards, card))


def whole(cards: Cards, key: str) -> Event:
    """A series whole. Raises NotFound."""
    page = details.event(cards, key)
    return Event(
        **_values(cards, page.card),
        **texts(body=page.body, usual_note=page.usual_note),
        aliases=[text(alias) for alias in page.aliases],
        organisers=[text(name) for name in page.organisers],
        official=page.official or None,
        occurrences=[_occurrence(occurrence) for occurrence in page.occurrences],
    )


def _values(cards: Cards, card: EventCard) -> Values:
    document = cards.shelf.events[card.key]
    return {
        **listed(cards, "event", card, document, document.sources),
        "event_kind": term(card.kind),
        "areas": terms(card.areas),
        "joint": card.joint,
        "months": card.months,
        "occurrence": _occurrence(card.shown) if card.shown else None,
    }


def _occurrence(one: OccurrenceView) -> Occurrence:
    return Occurrence(
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
