"""Graphs of one thing: a route, an attraction, an area."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from portal.catalogue.pages import AreaPage, AttractionPage, Notice, RoutePage, StopView
from portal.documents import Source
from portal.formats.jsonld import nodes
from portal.formats.jsonld.nodes import Node, Sheet, node, ref, several, text, web_page
from portal.formats.provenance import LICENCES
from portal.kernel.markup import prose

_WIKIDATA: Final = re.compile(r"https?://www\.wikidata\.org/(wiki|entity)/Q[0-9]+")


def route(page: RoutePage, sheet: Sheet) -> list[Node]:
    """A TouristTrip. Nobody runs it, so it has no `provider`; schema.org knows no length or position of a trip."""
    card = page.card
    stops = list(chain.from_iterable(day.stops for day in page.days))
    picture = sheet.links.file("route", card.key, "png", sheet.lang)
    trip = node(
        "TouristTrip",
        sheet.thing("route", card.key),
        name=text(card.title),
        description=text(card.summary),
        url=sheet.page("route", card.key),
        identifier=sheet.links.short("route", page.number),
        image=[*(nodes.picture(sheet, shown) for shown in page.pictures), picture, f"{picture}?shape=square"],
        touristType=[sheet.label("suits", suit) for suit in card.suits],
        tripOrigin=node("Place", name=page.start.text) if page.start else None,
        itinerary=_itinerary(stops, sheet),
        mainEntityOfPage={"@id": sheet.address},
    )
    announced = announcements(page.notices, sheet)
    found = web_page(
        sheet,
        license=LICENCES.get(page.licence),
        name=text(card.title),
        description=text(card.summary),
        keywords=[text(word.name) for word in (card.season, *card.themes)],
        spatialCoverage=[nodes.area(sheet, word) for word in card.areas],
        mainEntity=ref(trip),
        mentions=[ref(each) for each in announced],
        citation=nodes.citations(page.sources),
        dateModified=nodes.changed(sheet, "route", card.key),
    )
    return [found, trip, *announced]


def _itinerary(stops: Sequence[StopView], sheet: Sheet) -> Node:
    """The stops in order; the note of a stop belongs to the stop, not to the place."""
    return node(
        "ItemList",
        numberOfItems=len(stops),
        itemListOrder="https://schema.org/ItemListOrderAscending",
        itemListElement=[
            node(
                "ListItem",
                position=stop.number,
                description=text(stop.note),
                item=nodes.place(sheet, stop.attraction),
            )
            for stop in stops
        ],
    )


def attraction(page: AttractionPage, sheet: Sheet) -> list[Node]:
    """A TouristAttraction. Opening hours and prices are prose here, which the properties for them do not take."""
    card, facts = page.card, {fact.name: fact for fact in page.facts}
    picture = sheet.links.file("attraction", card.key, "svg", sheet.lang)
    place = nodes.place(sheet, card)
    place |= node(
        "TouristAttraction",
        description=text(card.summary),
        alternateName=[text(alias) for alias in page.aliases],
        identifier=sheet.links.short("attraction", page.number),
        address=nodes.address([card.area], sheet, page.address),
        containedInPlace=_within(page, sheet),
        telephone=several([text(facts["phone"].text)]) if "phone" in facts else None,
        tourBookingPage=facts["booking"].url if "booking" in facts else None,
        publicAccess=False if card.state in ("closed", "suspended") else None,
        keywords=[text(word.name) for word in card.categories],
        amenityFeature=_amenities(page, sheet),
        image=[nodes.picture(sheet, shown) for shown in page.pictures],
        additionalProperty=_grade(page, sheet),
        hasMap=picture if card.lat is not None else None,
        sameAs=same_as(page.sources),
        mainEntityOfPage={"@id": sheet.address},
    )
    announced = announcements(page.notices, sheet)
    found = web_page(
        sheet,
        license=LICENCES.get(page.licence),
        name=text(card.name),
        description=text(card.summary),
        mainEntity=ref(place),
        mentions=[ref(each) for each in announced],
        citation=nodes.citations(page.sources),
        dateModified=nodes.changed(sheet, "attraction", card.key),
    )
    return [found, place, *announced]


def _within(page: AttractionPage, sheet: Sheet) -> Node:
    """The district, where it is known, and the area."""
    city, district = nodes.area(sheet, page.card.area), page.card.district
    return node("AdministrativeArea", name=text(district), containedInPlace=city) if district else city


def _amenities(page: AttractionPage, sheet: Sheet) -> list[Node]:
    """What is known of whom it suits; unknown is left out, because it is not no."""
    values = {"yes": True, "no": False, "partly": sheet.label("claim", "partly")}
    return [
        node("LocationFeatureSpecification", name=sheet.label("access", name), value=values[claim])
        for name, claim in page.access.items()
        if claim in values
    ]


def _grade(page: AttractionPage, sheet: Sheet) -> Node | None:
    grade = page.card.grade
    return node("PropertyValue", name=sheet.label("facet", "grade"), value=grade) if grade else None


def area(page: AreaPage, sheet: Sheet) -> list[Node]:
    """A City, or an AdministrativeArea that is none."""
    key = page.card.key
    place = nodes.area(sheet, sheet.cards.area_word(key))
    place |= {
        "alternateName": text(page.full_name),
        "description": text(page.card.summary),
        "mainEntityOfPage": {"@id": sheet.address},
    }
    announced = announcements(page.notices, sheet)
    found = web_page(
        sheet,
        name=text(page.card.name),
        description=text(page.card.summary),
        mainEntity=ref(place),
        mentions=[ref(each) for each in announced],
        citation=nodes.citations(page.sources),
        dateModified=nodes.changed(sheet, "area", key),
    )
    return [found, place, *announced]


def announcements(notices: Iterable[Notice], sheet: Sheet) -> list[Node]:
    """The closures and warnings of a page, with their last day where there is one."""
    return [
        node(
            "SpecialAnnouncement",
            f"{sheet.address}#notice-{number}",
            name=text(notice.title),
            text=text(replace(notice.body, text=prose(notice.body.text).striptags())),
            category=sheet.label("severity", notice.severity),
            expires=notice.ends.isoformat() if notice.ends else None,
        )
        for number, notice in enumerate(notices, 1)
    ]


def same_as(sources: Iterable[Source]) -> str | list[str] | None:
    """The Wikidata items among the sources: the one catalogue whose entries are the things themselves."""
    found: str | list[str] | None = several(s.url for s in sources if s.url and _WIKIDATA.fullmatch(s.url))
    return found
