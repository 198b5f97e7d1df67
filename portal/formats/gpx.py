"""GPX 1.1 (topografix.com/GPX/1/1/gpx.xsd, strict about the order of elements).

A place is a `wpt`; the planned stops of a day are a `rte`, which a device leads along; what is really known of the way
is a `trk`. Straight legs are in none of them: a device would draw them through a lake.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from portal.formats.journey import Halt, Journey, Words, differing
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE, PUBLISHER, Links
from portal.formats.xml import put, root, say, written
from portal.kernel import geo
from portal.kernel.geo import Point

NAMESPACE = "http://www.topografix.com/GPX/1/1"


def write(journey: Journey, links: Links, words: Words) -> bytes:
    """The file: points in WGS-84, names in the journey's language with the other one as `cmt`."""
    top = root("gpx", {"": NAMESPACE}, version="1.1", creator=PUBLISHER["en"])
    _metadata(top, journey, links, words)
    for halt in _places(journey):
        told = [words.shut(halt.own), halt.own.note.text]
        _point(top, "wpt", halt, links.page("attraction", halt.key, journey.lang), told)
    for day in journey.own.days:
        halts = [halt for halt in journey.halts if halt.day == day.number and halt.position]
        if halts:
            way = _way(top, "rte", journey, links, (day.number, journey.title(day, words), day.text.text))
            for halt in halts:
                told = [words.shut(halt.own), halt.own.note.text, *words.facts(halt.own)]
                _point(way, "rtept", halt, links.page("attraction", halt.key, journey.lang), told)
    for day in journey.own.days:
        if lines := journey.lines(day.number):
            track = _way(top, "trk", journey, links, (day.number, journey.title(day, words), ""))
            for line in lines:
                segment = put(track, "trkseg")
                for point in line:
                    put(segment, "trkpt", **_at(point))
    return written(top)


def _places(journey: Journey) -> Iterator[Halt]:
    """Each place of known position once, however often the route comes by."""
    seen = set()
    for halt in journey.halts:
        if halt.position and halt.key not in seen:
            seen.add(halt.key)
            yield halt


def _metadata(top: Element, journey: Journey, links: Links, words: Words) -> None:
    page, data = journey.own, put(top, "metadata")
    has_line = any(journey.lines(day.number) for day in page.days)
    put(data, "name", page.card.title.text)
    other = differing(page.card.title, journey.other.card.title)
    told = [other, page.card.summary.text, *words.notes, words.untracked, words.licence]
    put(data, "desc", "\n".join(text for text in told if text))
    author = put(data, "author")
    put(author, "name", words.publisher)
    _link(author, links.home(journey.lang), words.publisher)
    holders = f"{words.publisher}; {LINE_CREDIT}" if has_line else words.publisher
    copyright_ = put(data, "copyright", author=holders)
    if journey.published:
        put(copyright_, "year", str(journey.published.year))
    say(copyright_, "license", LICENCES[LINE_LICENCE] if has_line else LICENCES.get(page.licence))
    _link(data, links.page("route", journey.key, journey.lang), page.card.title.text)
    _link(data, links.page("route", journey.key, journey.other_lang), journey.other.card.title.text)
    _link(data, links.short("route", page.number), "")
    say(data, "time", _time(journey.published))
    say(data, "keywords", ", ".join(words.keywords))
    lines = [line for day in page.days for line in journey.lines(day.number)]
    points = [p for halt in journey.halts if (p := halt.position)] + [point for line in lines for point in line]
    if points:
        low, high = geo.bounds(points)
        box = {"minlat": low.lat, "minlon": low.lon, "maxlat": high.lat, "maxlon": high.lon}
        put(data, "bounds", **{name: f"{value:.6f}" for name, value in box.items()})


def _point(parent: Element, tag: str, halt: Halt, page: str, told: Sequence[str]) -> None:
    if not halt.position:
        return
    card = halt.own.attraction
    point = put(parent, tag, **_at(halt.position))
    put(point, "name", card.name.text)
    say(point, "cmt", differing(card.name, halt.other.attraction.name))
    say(point, "desc", "\n".join(text for text in told if text))
    _link(point, page, card.name.text)
    put(point, "sym", "Scenic Area")
    put(point, "type", "attraction")


def _way(top: Element, tag: str, journey: Journey, links: Links, said: tuple[int, str, str]) -> Element:
    number, name, text = said
    way = put(top, tag)
    put(way, "name", name)
    say(way, "cmt", differing(journey.own.card.title, journey.other.card.title))
    say(way, "desc", text)
    if tag == "trk":
        put(way, "src", f"{LINE_CREDIT}, {LINE_LICENCE}")
    _link(way, links.page("route", journey.key, journey.lang), "")
    put(way, "number", str(number))
    put(way, "type", journey.own.card.mode)
    return way


def _link(parent: Element, address: str, text: str) -> None:
    link = put(parent, "link", href=address)
    say(link, "text", text)
    put(link, "type", "text/html")


def _at(point: Point) -> dict[str, str]:
    """The schema wants longitudes from -180, included, to 180, excluded."""
    return {"lat": f"{point.lat:.6f}", "lon": f"{(point.lon + 180) % 360 - 180:.6f}"}


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
