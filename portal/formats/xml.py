"""Elements whose text cannot break out: ElementTree escapes it, and what XML 1.0 forbids is left out.

One writer for GPX, KML and Atom. gpxpy leaves attributes unescaped, simplekml lets `<![CDATA[` through and keeps its
state in a class that all threads share.
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from portal.kernel.markup import allowed


def root(tag: str, namespaces: dict[str, str], **attributes: str) -> Element:
    """An outermost element; `namespaces` is prefix -> URI, the prefix of its own elements being empty."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    return Element(tag, {**declared, **{name: allowed(value) for name, value in attributes.items()}})


def put(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """A new last child. `tag` may carry a prefix that the root declares; an empty text makes no text node."""
    child = Element(tag, {name: allowed(value) for name, value in attributes.items()})
    child.text = allowed(text) if text else None
    parent.append(child)
    return child


def say(parent: Element, tag: str, text: str | None, /, **attributes: str) -> None:
    """The same, but nothing at all where there is no text: what is unknown is left out."""
    if text:
        put(parent, tag, text, **attributes)


def written(top: Element) -> bytes:
    """The document in UTF-8, indented by two spaces, with a last newline."""
    ElementTree.indent(top)
    text = ElementTree.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
