"""A sitemap with alternates and times of change (sitemaps.org 0.9, xhtml:link as Google documents it)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.kernel.markup import xml_text

MAX_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its [(hreflang, absolute address), …], the first being x-default too; and when it last changed, if
    anybody knows.
    """

    addresses: Sequence[tuple[str, str]]
    changed: datetime | None = None


def write(pages: Sequence[Page]) -> bytes:
    """The XML. Raises ValueError above the 50,000 addresses that one file may hold."""
    if sum(len(page.addresses) for page in pages) > MAX_ADDRESSES:
        raise ValueError("a sitemap holds 50,000 addresses at most; split it")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in pages:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{xml_text(address)}"/>'
            for tag, address in [*page.addresses, ("x-default", page.addresses[0][1])]
        )
        changed = f"<lastmod>{_moment(page.changed)}</lastmod>" if page.changed else ""
        lines += [f"<url><loc>{xml_text(address)}</loc>{changed}{links}</url>" for _tag, address in page.addresses]
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def _moment(changed: datetime) -> str:
    """A W3C date and time."""
    return changed.astimezone(UTC).isoformat(timespec="seconds")
