"""Ways from a route server that speaks OSRM's HTTP interface (project-osrm.org, “route service”, v1)."""

import json
import logging
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from portal.kernel.geo import Point, decoded
from portal.maps.network import ACCESS_KM, Found

TIMEOUT_SECONDS: Final = 10
PROFILES: Final = {"walk": "foot", "cycle": "bike", "drive": "driving", "transit": "driving"}
"""Our modes, and the profiles that the demo server and most others are built with."""


class Server:
    """A route server by its base address; after a first failure it is not asked again, and says once why."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self.trouble = ""

    def ask(self, a: Point, b: Point, mode: str) -> Found | None:
        """The way between two points (WGS-84); None when the server knows none, does not answer, or no road is near."""
        if self.trouble:
            return None
        # OSRM wants lon, lat; polyline answers hold lat, lon with five decimals.
        pair = f"{a.lon:.6f},{a.lat:.6f};{b.lon:.6f},{b.lat:.6f}"
        address = f"{self._base}/route/v1/{PROFILES[mode]}/{pair}?overview=full&geometries=polyline"
        try:
            with urlopen(Request(address), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  http or https, by the setting
                found = json.load(answer)
            if found["code"] != "Ok":
                return None
            route = found["routes"][0]
            first, last = (waypoint["distance"] / 1000 for waypoint in found["waypoints"])
            if max(first, last) > ACCESS_KM:
                return None
            points = [a, *decoded(route["geometry"]), b]
            return Found(points, route["distance"] / 1000, route["duration"] / 60, (first, last))
        except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
            if getattr(error, "code", 0) == 400:  # noqa: PLR2004  how OSRM says NoRoute and NoSegment
                return None
            self.trouble = f"{urlsplit(self._base).netloc} does not answer as a route server: {error}"
            logging.getLogger("portal").warning("%s; ways are looked for on our own roads", self.trouble)
            return None
