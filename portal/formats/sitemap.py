"""A sitemap with alternates (sitemaps.org 0.9, xhtml:link as Google documents it)."""

from collections.abc import Sequence

from portal.kernel.markup import xml_text

MAX_ADDRESSES = 50_000


def write(entries: Sequence[Sequence[tuple[str, str]]]) -> bytes:
    """The XML for pages, each given as its [(hreflang, absolute address), …]; the first is x-default too.

    Raises ValueError above the 50,000 addresses that one file may hold.
    """
    if sum(map(len, entries)) > MAX_ADDRESSES:
        raise ValueError("a sitemap holds 50,000 addresses at most; split it")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for languages in entries:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{xml_text(address)}"/>'
            for tag, address in [*languages, ("x-default", languages[0][1])]
        )
        lines += [f"<url><loc>{xml_text(address)}</loc>{links}</url>" for _tag, address in languages]
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()
