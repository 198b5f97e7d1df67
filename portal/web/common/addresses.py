"""Absolute addresses for the formats, which know no Flask."""

from flask import url_for

from portal.web.common import language


class Addresses:
    """`formats.provenance.Links` of this request: PORTAL_BASE_URL, else the host that was asked."""

    def home(self, lang: str) -> str:
        """The site's first page."""
        return language.absolute(url_for("site.home", lang=lang))

    def page(self, kind: str, key: str, lang: str) -> str:
        """The page of a route, an attraction, an event, an area, a season or a theme."""
        return language.absolute(url_for(f"site.{kind}", key=key, lang=lang))

    def file(self, kind: str, key: str, suffix: str, lang: str) -> str:
        """The file of that suffix beside the page."""
        return f"{self.page(kind, key, lang).removesuffix('/')}.{suffix}"

    def short(self, kind: str, number: int) -> str:
        """The short permanent link."""
        return language.absolute(url_for(f"files.short_{kind}", number=number))

    def medium(self, key: str, width: int, suffix: str) -> str:
        """A file of a picture."""
        return language.absolute(url_for("files.medium", key=key, width=width, suffix=suffix))
