"""A page as a careful reader sees it: its elements, its links, and which words stand in which language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

HAN = re.compile(r"[\u3400-\u9fff]")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "use": "href",
    "image": "href",
    "object": "data",
}
RELATIONS = frozenset(
    ["stylesheet", "preload", "modulepreload", "icon", "manifest", "prefetch", "preconnect", "dns-prefetch"]
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    lang: str
    within: tuple[str, ...]
    text: str = ""


@dataclass
class Page:
    elements: list[Element] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    """(language, text) of every piece of text that is shown."""

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            e for e in self.elements if e.tag == tag and all(e.attributes.get(k) == v for k, v in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def alternates(self) -> dict[str, str]:
        return {
            e.attributes["hreflang"]: e.attributes["href"]
            for e in self.all("link", rel="alternate")
            if "hreflang" in e.attributes
        }

    @property
    def links(self) -> list[str]:
        return [e.attributes["href"] for e in self.all("a") if "href" in e.attributes]

    @property
    def ids(self) -> list[str]:
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]

    def loaded(self) -> Iterator[str]:
        """Every address that a browser fetches by itself, or sends a form to."""
        for element in self.elements:
            if (attribute := LOADS.get(element.tag)) and attribute in element.attributes:
                yield element.attributes[attribute]
            if element.tag == "link" and RELATIONS & set(element.attributes.get("rel", "").split()):
                yield element.attributes["href"]
            for attribute in ("srcset", "poster", "formaction", "background"):
                yield from (
                    element.attributes.get(attribute, "").split(",")[:1] if element.attributes.get(attribute) else ()
                )
            if element.tag == "form" and element.attributes.get("action"):
                yield element.attributes["action"]

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        lang = attributes.get("lang") or (self.open[-1].lang if self.open else "")
        element = Element(tag, attributes, lang, tuple(e.tag for e in self.open))
        self.page.elements.append(element)
        for name in ("title", "alt", "aria-label", "placeholder"):
            if attributes.get(name):
                self.page.words.append((lang, attributes[name]))
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open:
            for element in self.open:
                element.text += data
            if self.open[-1].tag not in {"script", "style"} and data.strip():
                self.page.words.append((self.open[-1].lang, " ".join(data.split())))


@lru_cache(maxsize=2_000)
def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
