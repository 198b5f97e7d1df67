"""Tile providers: which picture lies under our lines, in which datum, with whose credit and whose review number.

`OFFLINE` is none: the vector basemap of our own. Imports no Folium, so that settings and doors may ask too.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlsplit

from portal.kernel.datum import GCJ02, WGS84

OFFLINE_MAX_ZOOM: Final = 14
"""The offline basemap has nothing more to tell beyond."""

_PLACES: Final = {"s", "x", "y", "z", "key"}
_TEMPLATE: Final = re.compile(r"https?://[a-z0-9.{}-]+(:\d+)?/[^\s\"'<>\\]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TileLayer:
    """`url` with {z} {x} {y} and perhaps {s} and {key}; `subdomains` are what {s} may be, a character each."""

    url: str
    subdomains: str = ""
    max_zoom: int = 18

    def address(self, z: int, x: int, y: int) -> str:
        """Where one tile lies, on the first of the subdomains."""
        places = {"s": self.subdomains[:1], "z": str(z), "x": str(x), "y": str(y)}
        return re.sub(r"{(\w+)}", lambda found: places[found[1]], self.url)


@dataclass(frozen=True, slots=True)
class Provider:
    """Layers from the ground up (none: offline). `approval` is the 审图号 of the provider's picture, where we know it.

    `attribution` is HTML of ours; `datum` is the one that the tiles are drawn in.
    """

    name: str
    layers: tuple[TileLayer, ...] = ()
    datum: str = WGS84
    attribution: str = ""
    approval: str = ""

    @property
    def needs_key(self) -> bool:
        """Whether an address still waits for a key."""
        return any("{key}" in layer.url for layer in self.layers)

    @property
    def max_zoom(self) -> int:
        """The deepest zoom at which the map has something to show."""
        return max((layer.max_zoom for layer in self.layers), default=OFFLINE_MAX_ZOOM)

    @property
    def hosts(self) -> list[str]:
        """The origins that tiles come from, as a content security policy spells them."""
        found = {}
        for layer in self.layers:
            parts = urlsplit(layer.url)
            for s in layer.subdomains if "{s}" in parts.netloc else " ":
                found[f"{parts.scheme}://{parts.netloc.replace('{s}', s)}".lower()] = True
        return list(found)

    def with_key(self, key: str) -> "Provider":
        """The same with a browser's key in its addresses; anybody who looks at the map can read it."""
        layers = (replace(layer, url=layer.url.replace("{key}", quote(key, safe=""))) for layer in self.layers)
        return replace(self, layers=tuple(layers))


def _tianditu(layer: str) -> TileLayer:
    return TileLayer(
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}",
        "01234567",
    )


# The outlines of the offline basemap are Tianditu's, and so is the number.
OFFLINE: Final = Provider("offline", approval="GS(2024)0650号")

# CGCS2000 differs from WGS-84 by centimetres.
TIANDITU: Final = Provider(
    "tianditu",
    (_tianditu("vec"), _tianditu("cva")),
    attribution='© <a href="https://www.tianditu.gov.cn/" rel="noopener">天地图</a>',
    approval=OFFLINE.approval,
)
GAODE: Final = Provider(
    "gaode",
    (
        TileLayer(
            "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}", "1234"
        ),
    ),
    datum=GCJ02,
    attribution='© <a href="https://www.amap.com/" rel="noopener">高德地图</a>',
)
OSM: Final = Provider(
    "osm",
    (TileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", max_zoom=19),),
    attribution='© <a href="https://www.openstreetmap.org/copyright" rel="noopener">openstreetmap.org</a>',
)
KNOWN: Final = {provider.name: provider for provider in (OFFLINE, TIANDITU, GAODE, OSM)}


def named(tiles: str, datum: str = WGS84) -> Provider:
    """The provider of that name, or of that URL template, whose tiles are in `datum`.

    A template is credited by its host. Raises ValueError that says what is wrong and what would be right.
    """
    if tiles in KNOWN:
        return KNOWN[tiles]
    if "://" not in tiles:
        raise ValueError(f"this is neither one of {', '.join(KNOWN)} nor a URL template with {{z}}, {{x}} and {{y}}")
    if not _TEMPLATE.fullmatch(tiles):
        raise ValueError("a URL template is http(s)://host/path without spaces, quotes or angle brackets")
    places = re.findall(r"{([^{}]*)}", tiles)
    if unknown := sorted({*places} - _PLACES):
        raise ValueError(f"{{{unknown[0]}}} means nothing here; use {{z}}, {{x}}, {{y}} and perhaps {{s}} and {{key}}")
    if missing := sorted({"x", "y", "z"} - {*places}):
        raise ValueError(f"{{{missing[0]}}} is missing in the URL template")
    host = urlsplit(tiles).netloc
    if {*re.findall(r"{[^{}]*}", host)} - {"{s}"} or re.search(r"[{}]", re.sub(r"{\w+}", "", tiles)):
        raise ValueError("only {s} may stand in the host of a URL template, and braces only in pairs")
    return Provider("template", (TileLayer(tiles, "abc"),), datum, attribution=f"© {host.replace('{s}.', '')}")


def chosen(tiles: str, key: str = "", datum: str = WGS84) -> Provider:
    """The provider that maps are drawn with: as `named`, with its key; offline where it needs a key and has none."""
    provider = named(tiles, datum).with_key(key) if key else named(tiles, datum)
    return OFFLINE if provider.needs_key else provider
