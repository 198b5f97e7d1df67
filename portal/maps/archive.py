"""A PMTiles archive: one file of vector tiles, of which a browser reads by HTTP ranges what it shows.

Sheets are given in lon, lat (WGS-84) and cut here into Web Mercator tiles. Nothing in the file depends on the clock or
on the order of hashes, so the same sheets give the same bytes.
"""

import gzip
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

EXTENT: Final = 4096
"""Units along a tile's side, as vector tiles have them."""

BUFFER: Final = 96
"""Units drawn beyond a tile's edge, so that a broad line does not end at a seam."""

PIXEL: Final = 8.0
"""Units that make a pixel where a tile is drawn 512 pixels wide, as the site does."""

Drawn = tuple[Any, Mapping[str, str | int]]
"""A shapely geometry and its properties."""

Sheet = Mapping[str, Sequence[Drawn]]
"""What one zoom shows, by layer."""


def write(path: Path, sheets: Iterable[tuple[int, Sheet]], bounds: Sequence[float], credit: str) -> int:
    """Write the archive of (zoom, sheet) in rising zooms; its size in bytes. `bounds`: west, south, east, north.

    A sheet's geometry is in units of its zoom, as `projected` gives them; what lies outside of `bounds` has to be left
    out by the caller.
    """
    zooms: list[int] = []
    layers: set[str] = set()
    with path.open("wb") as file:
        writer = Writer(file)
        for zoom, sheet in sheets:
            zooms.append(zoom)
            layers.update(sheet)
            for tile_id, body in sorted(_tiles(zoom, sheet)):
                writer.write_tile(tile_id, gzip.compress(body, 9, mtime=0))
        writer.finalize(
            _header(bounds, zooms),
            {
                "attribution": credit,
                "vector_layers": [
                    {"id": name, "fields": {}, "minzoom": min(zooms), "maxzoom": max(zooms)} for name in sorted(layers)
                ],
            },
        )
    return path.stat().st_size


def _header(bounds: Sequence[float], zooms: Sequence[int]) -> dict[str, Any]:
    west, south, east, north = (round(number * 1e7) for number in bounds)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(zooms),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def projected(geometry: Any, zoom: int) -> Any:
    """A geometry in lon, lat as one in units of that zoom: x to the east, y to the south, EXTENT to a tile.

    Web Mercator (EPSG:3857) on the unit square: x = (λ + π) / 2π, y = (π - artanh(sin φ)) / 2π.
    """
    whole = EXTENT * 2**zoom

    def mercator(lon_lat: Any) -> Any:
        x = (lon_lat[:, 0] + 180) / 360
        y = 0.5 - np.arctanh(np.sin(np.radians(lon_lat[:, 1]))) / (2 * math.pi)
        return np.column_stack([x, y]) * whole

    return shapely.transform(geometry, mercator)


def _tiles(zoom: int, sheet: Sheet) -> Iterator[tuple[int, bytes]]:
    """(tile id, encoded tile) of every tile that has anything in it."""
    every = [geometry for features in sheet.values() for geometry, _ in features]
    west, north, east, south = (int(edge // EXTENT) for edge in shapely.total_bounds(every))
    for x in range(west, east + 1):
        for y in range(north, south + 1):
            layers = [
                {"name": name, "features": found}
                for name, features in sorted(sheet.items())
                if (found := list(_clipped(features, x * EXTENT, y * EXTENT)))
            ]
            if layers:
                # Left to the encoder, rings are wound as for an upward axis, which is what the format wants downward.
                body = mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True, "extents": EXTENT})
                yield zxy_to_tileid(zoom, x, y), body


def _clipped(features: Sequence[Drawn], left: int, top: int) -> Iterator[dict[str, Any]]:
    """The features of a tile in the tile's own units; a point belongs to one tile alone."""
    bounds = shapely.bounds([geometry for geometry, _ in features])
    right, bottom = left + EXTENT, top + EXTENT
    near = (
        (bounds[:, 0] < right + BUFFER)
        & (bounds[:, 2] >= left - BUFFER)
        & (bounds[:, 1] < bottom + BUFFER)
        & (bounds[:, 3] >= top - BUFFER)
    )
    for at in np.flatnonzero(near).tolist():
        geometry, properties = features[at]
        if geometry.geom_type == "Point":
            cut = geometry if left <= geometry.x < right and top <= geometry.y < bottom else shapely.Point()
        else:
            cut = shapely.clip_by_rect(geometry, left - BUFFER, top - BUFFER, right + BUFFER, bottom + BUFFER)
        cut = _on_grid(cut, left, top)
        if not cut.is_empty:
            yield {"geometry": cut, "properties": properties}


def _on_grid(geometry: Any, left: int, top: int) -> Any:
    """Moved to the tile's corner and rounded to whole units; what becomes nothing by that is empty."""
    moved = shapely.transform(geometry, lambda xy: xy - (left, top))
    return shapely.normalize(shapely.set_precision(moved, 1))
