"""What WordPress makes of HTML of a provider that it does not know: its `wp_filter_oembed_result`, in our own words.

- `wp_kses` keeps `a[href]`, `blockquote` and `iframe` with the attributes below; of other tags the text stays.
- An address needs an allowed scheme.
- What has no iframe is refused whole, and the pasted address becomes a plain link.
- Of the rest only a quotation and the first iframe are kept. The iframe gets a secret behind its address,
  `sandbox="allow-scripts"` and `security="restricted"`; beside a quotation it is hidden until it knows the secret.
"""

from html import escape
from html.parser import HTMLParser

KEPT = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"},
}
SCHEMES = ("http://", "https://")
SECRET = "0123456789"


class _Filter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = 0
        self.quotation: list[str] = []
        self.frame = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs if name in KEPT.get(tag, ())}
        kept = {n: v for n, v in kept.items() if n not in ("src", "href") or v.startswith(SCHEMES)}
        self.inside += tag == "blockquote"
        if tag == "iframe" and not self.frame:
            if "src" in kept:
                kept["src"] += f"#?secret={SECRET}"
            kept |= {"sandbox": "allow-scripts", "security": "restricted"}
            if self.quotation:
                kept["style"] = "position: absolute; visibility: hidden;"
            self.frame = f"<iframe{_written(kept)}></iframe>"
        elif self.inside and tag in KEPT:
            self.quotation.append(f"<{tag}{_written(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag in KEPT:
            self.quotation.append(f"</{tag}>")
        self.inside -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.quotation.append(escape(data, quote=False))


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def oembed_html(html: str) -> str:
    """What is left of it; empty where WordPress would show a link instead."""
    reader = _Filter()
    reader.feed(html)
    reader.close()
    return "".join(reader.quotation) + reader.frame if reader.frame else ""
