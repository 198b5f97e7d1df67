"""The small nodes that every graph is made from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from portal.catalogue.cards import AttractionCard, Cards, Word
from portal.catalogue.pictures import Picture
from portal.documents import Source
from portal.formats.provenance import LICENCES, PUBLISHER, Links
from portal.kernel.locale import BCP47, Said

Node = dict[str, Any]  # what becomes JSON

FRAGMENTS: Final = {"route": "trip", "attraction": "place", "event": "event", "area": "area"}
"""Kind -> what follows the page's address in the `@id` of the thing: the place is not the page about it."""

COUNTRY: Final = "CN"
REGION: Final = {"zh": "辽宁省", "en": "Liaoning"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a graph needs to know beside its page.

    `address` is the page's canonical address, `trail` its breadcrumbs as shown, home first, each with its absolute
    address; `label` gives the interface's word for a value, as (family, value).
    """

    cards: Cards
    address: str
    trail: Sequence[tuple[Said | str, str]]
    links: Links
    label: Callable[[str, str], str]

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.cards.lang

    @property
    def heading(self) -> Said | str:
        """The last of the breadcrumbs, which is the page's own name."""
        return self.trail[-1][0]

    def page(self, kind: str, key: str) -> str:
        """The address of a thing's page in this language."""
        return self.links.page(kind, key, self.lang)

    def thing(self, kind: str, key: str) -> str:
        """The `@id` of a thing."""
        return f"{self.page(kind, key)}#{FRAGMENTS[kind]}"

    def site(self, fragment: str) -> str:
        """The `@id` of what there is once: the website, its publisher."""
        return f"{self.links.home(self.lang)}#{fragment}"


def node(kind: str, at: str = "", /, **values: object) -> Node:
    """A node of a type, with an `@id` where it has one, without the values that are not known."""
    known = {name: value for name, value in values.items() if value is not None and value not in ("", [])}
    return {"@type": kind, **({"@id": at} if at else {}), **known}


def ref(other: Node) -> Node:
    """A pointer to a node that stands elsewhere in the graph."""
    return {"@id": other["@id"]}


def text(said: Said | str) -> str | Node | None:
    """A text; one that had to fall back on another language says which. None for no text."""
    if not said:
        return None
    if isinstance(said, str):
        return said
    return said.text if said.is_own else {"@value": said.text, "@language": said.tag}


def several(values: Iterable[Any]) -> Any:
    """What is known of some values: one by itself, more as a list, None for none."""
    known = [value for value in values if value]
    return known[0] if len(known) == 1 else known or None


def place(sheet: Sheet, card: AttractionCard) -> Node:
    """An attraction as other things mention it."""
    return node(
        "TouristAttraction",
        sheet.thing("attraction", card.key),
        name=text(card.name),
        url=sheet.page("attraction", card.key),
        address=address([card.area], sheet),
        geo=geo(card, sheet),
    )


def geo(card: AttractionCard, sheet: Sheet) -> Node | None:
    """A position as the page shows it, with five decimals; an approximate one says so in words."""
    if card.lat is None or card.lon is None:
        return None
    return node(
        "GeoCoordinates",
        latitude=round(card.lat, 5),
        longitude=round(card.lon, 5),
        description=sheet.label("quality", card.quality) if card.quality != "point" else None,
    )


def address(areas: Sequence[Word], sheet: Sheet, street: Said | str = "") -> Node:
    """A postal address in these areas."""
    return node(
        "PostalAddress",
        addressCountry=COUNTRY,
        addressRegion=REGION[sheet.lang],
        addressLocality=several(text(area.name) for area in areas),
        streetAddress=text(street),
    )


def area(sheet: Sheet, word: Word) -> Node:
    """An area as other things mention it. A zone without a code of GB/T 2260 is no city."""
    is_city = sheet.cards.shelf.areas[word.key].adcode is not None
    kind = "City" if is_city else "AdministrativeArea"
    return node(kind, sheet.thing("area", word.key), name=text(word.name), url=sheet.page("area", word.key))


def picture(sheet: Sheet, shown: Picture) -> Node:
    """A picture that the page shows, with whom to name beside it."""
    file = shown.largest
    return node(
        "ImageObject",
        contentUrl=sheet.links.medium(shown.key, file.width, "jpg"),
        width=file.width,
        height=file.height,
        encodingFormat="image/jpeg",
        caption=text(shown.alt),
        creditText=shown.credit,
        license=LICENCES.get(shown.licence),
    )


def organisation(name: Said) -> Node:
    """Somebody of whom the name is known."""
    return node("Organization", name=text(name))


def publisher(sheet: Sheet) -> Node:
    """The portal, as whoever publishes its pages."""
    home = sheet.links.home(sheet.lang)
    return node("Organization", sheet.site("publisher"), name=PUBLISHER[sheet.lang], url=home)


def website(sheet: Sheet) -> Node:
    """The portal, as the site that a page is part of."""
    return node(
        "WebSite",
        sheet.site("website"),
        name=PUBLISHER[sheet.lang],
        url=sheet.links.home(sheet.lang),
        inLanguage=BCP47[sheet.lang],
        publisher={"@id": sheet.site("publisher")},
    )


def web_page(sheet: Sheet, kind: str = "WebPage", /, **values: object) -> Node:
    """The page itself: where, in which language, part of what, and CC BY 4.0 unless the caller says otherwise."""
    licence = values.pop("license", LICENCES["CC-BY-4.0"])
    return node(
        kind,
        sheet.address,
        url=sheet.address,
        **values,
        inLanguage=BCP47[sheet.lang],
        license=licence,
        isPartOf={"@id": sheet.site("website")},
        publisher={"@id": sheet.site("publisher")},
        breadcrumb={"@id": f"{sheet.address}#breadcrumb"} if len(sheet.trail) > 1 else None,
    )


def breadcrumb(sheet: Sheet) -> Node:
    """The way to the page from home."""
    steps = [node("ListItem", position=n, name=text(t), item={"@id": a}) for n, (t, a) in enumerate(sheet.trail, 1)]
    return node("BreadcrumbList", f"{sheet.address}#breadcrumb", itemListElement=steps)


def citations(sources: Iterable[Source]) -> list[Node]:
    """Where the facts of a page come from."""
    return [node("CreativeWork", name=source.title, url=source.url) for source in sources]


def changed(sheet: Sheet, kind: str, key: str) -> str | None:
    """When a document was last published, as `dateModified`; None when nobody knows."""
    when = sheet.cards.shelf.published.get((kind, key))
    return moment(when) if when else None


def moment(when: datetime) -> str:
    """An instant in UTC, to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds")
