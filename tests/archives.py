"""Vector tiles for tests: reading an archive, and making the small ones of the small sites from their GeoJSON layers.

.venv/bin/python tests/archives.py          makes them anew
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry import shape

from portal.maps import archive
from portal.maps.scales import FIRST, LAST

LAYERS = {"areas": "land", "water": "water", "roads": "roads", "districts": "borders", "places": "places"}
KINDS = {"areas": "area", "districts": "district", "places": "place"}
BOUNDS = (122.4, 40.9, 124.6, 43.0)


def header(path: Path) -> dict[str, Any]:
    """What the archive says about itself."""
    with path.open("rb") as file:
        return dict(Reader(MmapSource(file)).header())


def tiles(path: Path) -> Iterator[tuple[tuple[int, int, int], dict[str, list[dict[str, Any]]]]]:
    """((z, x, y), {layer: features in the tile's units, y to the north}) of every tile."""
    with path.open("rb") as file:
        for place, body in all_tiles(MmapSource(file)):
            decoded = mapbox_vector_tile.decode(gzip.decompress(body))
            yield place, {name: layer["features"] for name, layer in decoded.items()}


def small_sheets(geo: Path) -> Iterator[tuple[int, archive.Sheet]]:
    """The layers of a small site as they are, the same at every zoom."""
    for zoom in range(FIRST, LAST + 1):
        sheet: dict[str, list[archive.Drawn]] = {}
        for name, layer in LAYERS.items():
            for feature in json.loads((geo / f"{name}.geojson").read_text(encoding="utf-8"))["features"]:
                said = {"kind": KINDS.get(name, ""), **feature["properties"]}
                said["kind"] = said.pop("class", said["kind"])
                sheet.setdefault(layer, []).append((archive.projected(shape(feature["geometry"]), zoom), said))
        yield zoom, sheet


if __name__ == "__main__":
    for site in ("good", "hostile"):
        folder = Path(__file__).parent / "content" / site / "geo"
        archive.write(folder / "basemap.pmtiles", small_sheets(folder), BOUNDS, "test")
