"""Routes to draw: subjects and words for pictures."""

from itertools import pairwise

from conftest import SITES

from portal.documents import Stretch, WayLeg
from portal.documents.way import straight
from portal.kernel.geo import Point, encoded
from portal.maps.pictures import Words
from portal.maps.plate import Stop, Subject

GEO = SITES / "good" / "geo"
SVG = "{http://www.w3.org/2000/svg}"
HERE, THERE, FAR = Point(41.80, 123.45), Point(41.83, 123.58), Point(41.30, 124.09)
STOPS = [(1, 1, HERE), (2, 1, THERE), (3, 2, FAR)]


def subject(stops=STOPS, season="spring", lang="zh", kind="straight"):
    """A route through stops given as (number, day, position)."""
    named = [Stop(number, day, f"站{number}", position) for number, day, position in stops]
    placed = [stop for stop in named if stop.position]
    stretches = [_stretch(a, b, kind) for a, b in pairwise(placed)]
    return Subject(season, lang, named, stretches)


def _stretch(a, b, kind):
    leg = straight("a", "b", a.position, b.position, "drive")
    if kind != "straight":
        bend = Point(a.position.lat, b.position.lon)
        leg = WayLeg(start="a", end="b", kind=kind, km=1, minutes=5, line=encoded([a.position, bend, b.position]))
    return Stretch(b.day, b.number, leg)


def words(**more):
    """What a picture says."""
    said = {
        "title": "故宫到福陵",
        "description": "各站：1 站1、2 站2。",
        "missing": "",
        "schematic": "虚线为直线示意",
        "credit": "GS(2024)0650号 · © OpenStreetMap",
        "season_name": "春暖花开",
        "season_title": "春暖花开",
        "emblem": '<circle fill="currentColor" cx="12" cy="12" r="9"/>',
        "facts": "2天 · 3站",
        "areas": "沈阳和本溪",
        "brand": "沈阳都市圈四季游",
        "days": [f"第{n}天" for n in range(1, 61)],
        "advised": "宜4月至5月",
        "months": [4, 5],
    }
    return Words(**{**said, **more})
