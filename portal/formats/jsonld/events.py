"""Graphs of event series, and of their occurrences wherever they are shown."""

from typing import Final

from portal.catalogue.cards import EventCard, OccurrenceView
from portal.catalogue.pages import EventPage
from portal.formats.jsonld import nodes
from portal.formats.jsonld.nodes import Node, Sheet, node, ref, several, text, web_page
from portal.formats.jsonld.things import same_as
from portal.formats.provenance import LICENCES

TYPES: Final = frozenset({"Event", "Festival", "FoodEvent", "MusicEvent", "SportsEvent"})
"""What content/kinds.yaml may name as `schema_type`; whatever else it names is an Event."""

STATUS: Final = {
    "scheduled": "EventScheduled",
    "held": "EventScheduled",
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
    "rescheduled": "EventRescheduled",
}
"""schema.org has no word for held: its EventScheduled “is taking place or has taken place on the startDate”."""


def event(page: EventPage, sheet: Sheet) -> list[Node]:
    """A series of the type of its kind, with an event for each occurrence."""
    card = page.card
    series = node(
        _type(card, sheet),
        sheet.thing("event", card.key),
        name=text(card.name),
        alternateName=[text(alias) for alias in page.aliases],
        description=text(card.summary),
        url=sheet.page("event", card.key),
        identifier=sheet.links.short("event", page.number),
        sport=_sport(card, sheet),
        keywords=text(card.kind.name),
        image=[nodes.picture(sheet, picture) for picture in page.pictures],
        organizer=[nodes.organisation(name) for name in page.organisers],
        subEvent=[_occurrence(card, o, sheet) for o in page.occurrences],
        sameAs=several([page.official, same_as(page.sources)]),
        mainEntityOfPage={"@id": sheet.address},
    )
    found = web_page(
        sheet,
        license=LICENCES.get(page.licence),
        name=text(card.name),
        description=text(card.summary),
        spatialCoverage=[nodes.area(sheet, word) for word in card.areas],
        mainEntity=ref(series),
        citation=nodes.citations(page.sources),
        dateModified=nodes.changed(sheet, "event", card.key),
    )
    return [found, series]


def _occurrence(card: EventCard, shown: OccurrenceView, sheet: Sheet) -> Node:
    """One occurrence on the page of its series; one without a number has no @id, for its place in the list changes."""
    series = sheet.thing("event", card.key)
    identity = {"@id": f"{series}-{shown.number}"} if shown.number else {}
    return occurrence(card, shown, sheet) | identity | {"superEvent": {"@id": series}}


def occurrence(card: EventCard, shown: OccurrenceView, sheet: Sheet) -> Node:
    """One occurrence. Dates are days; the edition tells it apart from the others of its series."""
    series = sheet.thing("event", card.key)
    return node(
        _type(card, sheet),
        name=text(card.name),
        disambiguatingDescription=text(shown.edition),
        description=several([text(shown.when) if not shown.starts else None, text(shown.note)]),
        url=sheet.page("event", card.key),
        startDate=shown.starts.isoformat() if shown.starts else None,
        endDate=shown.ends.isoformat() if shown.ends else None,
        previousStartDate=shown.previous.isoformat() if shown.previous else None,
        eventStatus=_status(shown),
        location=_location(shown, sheet),
        sport=_sport(card, sheet),
        superEvent=node(_type(card, sheet), series, name=text(card.name), url=sheet.page("event", card.key)),
    )


def _type(card: EventCard, sheet: Sheet) -> str:
    term = sheet.cards.shelf.words("kinds").get(card.kind.key)
    return term.schema_type if term and term.schema_type in TYPES else "Event"


def _sport(card: EventCard, sheet: Sheet) -> str | None:
    """The sport, of a SportsEvent alone: no other type has the property."""
    term = sheet.cards.shelf.words("kinds").get(card.kind.key)
    return term.sport if term and _type(card, sheet) == "SportsEvent" else None


def _status(shown: OccurrenceView) -> str | None:
    """Unknown where a date has passed and nobody reported that it was held, or where nobody knows the date."""
    if shown.status == "scheduled" and shown.is_past is not False:
        return None
    return f"https://schema.org/{STATUS[shown.status]}"


def _location(shown: OccurrenceView, sheet: Sheet) -> Node | list[Node] | None:
    """The venue in its own words and the place of the catalogue; else the areas; None when nothing is known."""
    where = nodes.address(shown.areas, sheet) if shown.areas else None
    venue = node("Place", name=text(shown.venue), address=where) if shown.venue else None
    place = nodes.place(sheet, sheet.cards.attraction(shown.attraction.key)) if shown.attraction else None
    known: Node | list[Node] | None = several([venue, place])
    return known or several(nodes.area(sheet, word) | {"address": where} for word in shown.areas)
