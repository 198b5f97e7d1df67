"""What every format says beside its content: whose it is, under which licence, and where it can be found."""

from typing import Final, Protocol

PUBLISHER: Final = {"zh": "沈阳都市圈四季游", "en": "Four Seasons around Shenyang"}
"""The portal's own name, as `schema.org/publisher`, GPX author, Atom author."""

LICENCES: Final = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public-domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
"""SPDX identifier -> address of the licence."""

LINE_LICENCE: Final = "ODbL-1.0"
LINE_CREDIT: Final = "© OpenStreetMap contributors, OpenMapTiles"
"""Ways were computed on OpenStreetMap's roads; whoever passes on a line passes on this."""


class Links(Protocol):
    """Absolute addresses of this portal. `kind` is route, attraction or event; `lang` a language of the site.

    Pages have the kinds area, season and theme too.
    """

    def home(self, lang: str) -> str:
        """The site's first page."""

    def page(self, kind: str, key: str, lang: str) -> str:
        """The page of a thing."""

    def file(self, kind: str, key: str, suffix: str, lang: str) -> str:
        """A file beside the page: `suffix` is gpx, kml, geojson, ics, pdf, svg or png, where the kind has it."""

    def short(self, kind: str, number: int) -> str:
        """The short permanent link."""

    def medium(self, key: str, width: int, suffix: str) -> str:
        """A file of a picture: avif, webp or jpg."""
