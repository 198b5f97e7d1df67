"""KML 2.2 (OGC 07-147r2) and KMZ: a route day by day, all routes as links that stay right, places by area.

Google Earth reads a description as HTML, so text from people is escaped twice: once for that, once for XML.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from portal.catalogue.cards import AttractionCard, RouteCard
from portal.formats.journey import Halt, Journey, Words, both, differing
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE, Links
from portal.formats.xml import put, root, say, written
from portal.kernel.geo import Point
from portal.kernel.markup import xml_text
from portal.maps.plate import COLOURS

NAMESPACES: Final = {"": "http://www.opengis.net/kml/2.2", "atom": "http://www.w3.org/2005/Atom"}
DAY_SECONDS: Final = 86_400
SHOWN_AT_ONCE: Final = 12
"""A collection of more routes opens with none ticked, lest a program fetches a hundred files."""

ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a ZIP entry can have."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What a file of many things says of itself: its address, title, sentences, and who publishes it."""

    address: str
    title: str
    notes: Sequence[str]
    publisher: str
    lang: str


def route(journey: Journey, links: Links, words: Words) -> bytes:
    """A route: a folder a day with its stops and its line; a line that nobody traced is thin, and says so."""
    card, season = journey.own.card, journey.own.card.season.key
    page = links.page("route", journey.key, journey.lang)
    document = _document(both(card.title, journey.other.card.title), page, words.publisher)
    put(document, "description", _html([card.summary.text, *words.notes, words.licence, words.credit], page))
    _styles(document, season)
    _data(document, _route_data(journey, links))
    for day in journey.own.days:
        folder = put(document, "Folder", id=f"day-{day.number}")
        put(folder, "name", " · ".join(part for part in (words.day(day.number), day.title.text) if part))
        say(folder, "description", xml_text(day.text.text))
        for halt in journey.halts:
            if halt.day == day.number and halt.position:
                _halt(folder, halt, journey, links, words)
        for at, (kind, points) in enumerate(journey.pieces(day.number), 1):
            _line(folder, f"line-{day.number}-{at}", kind, points, words)
    return _written(document)


def zipped(kml: bytes, changed: datetime | None) -> bytes:
    """A KMZ: the file as `doc.kml` in a ZIP, the same bytes for the same content."""
    moment = changed.astimezone(UTC).timetuple()[:6] if changed else ZIP_EPOCH
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", moment), kml, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def routes(cards: Sequence[RouteCard], links: Links, about: Collection) -> bytes:
    """Routes as network links by season: a program fetches each anew every day, so a saved file stays right."""
    document = _document(about.title, about.address, about.publisher)
    put(document, "description", _html(about.notes, about.address))
    folders: dict[str, Element] = {}
    for card in cards:
        if card.season.key not in folders:
            folders[card.season.key] = put(document, "Folder", id=card.season.key)
            put(folders[card.season.key], "name", card.season.name.text)
        link = put(folders[card.season.key], "NetworkLink", id=f"route-{card.number}")
        put(link, "name", card.title.text)
        put(link, "visibility", "1" if len(cards) <= SHOWN_AT_ONCE else "0")
        put(link, "description", _html([card.summary.text], links.page("route", card.key, about.lang)))
        source = put(link, "Link")
        put(source, "href", links.file("route", card.key, "kml", about.lang))
        put(source, "refreshMode", "onInterval")
        put(source, "refreshInterval", str(DAY_SECONDS))
    return _written(document)


def attractions(pairs: Iterable[tuple[AttractionCard, AttractionCard]], links: Links, about: Collection) -> bytes:
    """Places as (own language, other language), a folder an area; those of unknown position cannot be in it."""
    document = _document(about.title, about.address, about.publisher)
    put(document, "description", _html(about.notes, about.address))
    folders: dict[str, Element] = {}
    for own, other in pairs:
        if own.lat is None or own.lon is None:
            continue
        if own.area.key not in folders:
            folders[own.area.key] = put(document, "Folder", id=own.area.key)
            put(folders[own.area.key], "name", own.area.name.text)
        mark = put(folders[own.area.key], "Placemark", id=f"attraction-{own.number}")
        put(mark, "name", own.name.text)
        put(mark, "description", _html([own.summary.text], links.page("attraction", own.key, about.lang)))
        _data(mark, {f"name_{about.lang}": own.name.text, **_names(own, other), "grade": own.grade, "state": own.state})
        put(put(mark, "Point"), "coordinates", _coordinates([Point(own.lat, own.lon)]))
    return _written(document)


def _document(name: str, address: str, publisher: str) -> Element:
    document = Element("Document")
    put(document, "name", name)
    put(document, "open", "1")
    put(put(document, "atom:author"), "atom:name", publisher)
    put(document, "atom:link", href=address)
    return document


def _written(document: Element) -> bytes:
    top = root("kml", NAMESPACES)
    top.append(document)
    return written(top)


def _styles(document: Element, season: str) -> None:
    line, deep = COLOURS[season][:2]
    for name, colour, opacity, width in (("way", line, "ff", 4), ("schematic", line, "66", 2)):
        style = put(put(document, "Style", id=name), "LineStyle")
        put(style, "color", _colour(colour, opacity))
        put(style, "width", str(width))
    put(put(put(document, "Style", id="stop"), "IconStyle"), "color", _colour(deep, "ff"))


def _colour(web: str, opacity: str) -> str:
    """#rrggbb in KML's order: aabbggrr."""
    return opacity + web[5:7] + web[3:5] + web[1:3]


def _route_data(journey: Journey, links: Links) -> dict[str, str]:
    card = journey.own.card
    return {
        f"title_{journey.lang}": card.title.text,
        f"title_{journey.other_lang}": differing(card.title, journey.other.card.title),
        "season": card.season.key,
        "mode": card.mode,
        "advised_months": " ".join(map(str, card.months)),
        "origin": card.origin,
        "short_link": links.short("route", journey.own.number),
        "published": journey.published.astimezone(UTC).isoformat(timespec="seconds") if journey.published else "",
        "licence": LICENCES.get(journey.own.licence, journey.own.licence),
        "licence_of_the_line": f"{LINE_CREDIT}, {LICENCES[LINE_LICENCE]}",
    }


def _halt(folder: Element, halt: Halt, journey: Journey, links: Links, words: Words) -> None:
    card, page = halt.own.attraction, links.page("attraction", halt.key, journey.lang)
    mark = put(folder, "Placemark", id=f"stop-{halt.own.number}")
    put(mark, "name", f"{halt.own.number} {card.name.text}")
    put(mark, "description", _html([words.shut(halt.own), halt.own.note.text, *words.facts(halt.own)], page))
    put(mark, "styleUrl", "#stop")
    names = {f"name_{journey.lang}": card.name.text, **_names(card, halt.other.attraction)}
    stay = str(halt.own.minutes or "")
    _data(mark, {"day": str(halt.day), "stop": str(halt.own.number), **names, "stay_minutes": stay})
    if halt.position:
        put(put(mark, "Point"), "coordinates", _coordinates([halt.position]))


def _names(own: AttractionCard, other: AttractionCard) -> dict[str, str]:
    return {f"name_{other.name.wanted}": differing(own.name, other.name), "position": own.quality}


def _line(folder: Element, name: str, kind: str, points: Sequence[Point], words: Words) -> None:
    mark = put(folder, "Placemark", id=name)
    put(mark, "name", words.schematic if kind == "straight" else LINE_CREDIT)
    put(mark, "styleUrl", "#schematic" if kind == "straight" else "#way")
    line = put(mark, "LineString")
    put(line, "tessellate", "1")
    put(line, "coordinates", _coordinates(points))


def _data(parent: Element, values: dict[str, str]) -> None:
    """Named values; what is not known is left out."""
    extended = put(parent, "ExtendedData")
    for name, value in values.items():
        if value:
            put(put(extended, "Data", name=name), "value", value)


def _html(paragraphs: Iterable[str], address: str) -> str:
    told = "".join(f"<p>{xml_text(text)}</p>" for text in paragraphs if text)
    return f'{told}<p><a href="{xml_text(address)}">{xml_text(address)}</a></p>'


def _coordinates(points: Iterable[Point]) -> str:
    return " ".join(f"{point.lon:.6f},{point.lat:.6f}" for point in points)
