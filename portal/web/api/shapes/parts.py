"""What things are made of: texts, terms, sources, pictures, notices."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from portal.catalogue import pages
from portal.catalogue.cards import Cards, Word
from portal.formats.provenance import LICENCES
from portal.kernel.locale import Said
from portal.web.common.addresses import Addresses

Lang = str | None
Months = list[int]
Values = dict[str, Any]  # fields of a shape

MONTHS = "1 to 12, ascending; empty when nothing is known."
LAT = "Latitude, WGS-84 degrees; null when nobody knows the position."
LON = "Longitude, WGS-84 degrees."
CLOSED = "Whether nobody gets in today: `state` is closed or suspended, or a closure holds."
QUALITY = "point: the place itself; approx: its township or street; none: not known."


class Text(BaseModel):
    """A short text and the language it is in."""

    text: str
    lang: str = Field(description="BCP 47: zh, en, or another one where neither is there.")


def text(said: Said) -> Text:
    """A text by itself."""
    return Text(text=said.text, lang=said.lang)


def texts(**some: Said) -> Values:
    """Each text under its name and its language under `<name>_lang`; null for what is not known."""
    return {
        name: value
        for field, said in some.items()
        for name, value in ((field, said.text or None), (f"{field}_lang", said.lang if said else None))
    }


class Term(BaseModel):
    """A key with its name: of an area, a season, a theme, a category, a kind of event, or another thing."""

    key: str
    name: str
    name_lang: str = Field(description="The language that `name` is really in.")


def term(word: Word) -> Term:
    """A key with its name."""
    return named(word.key, word.name)


def terms(words: Iterable[Word]) -> list[Term]:
    """The same for several."""
    return [term(word) for word in words]


def named(key: str, name: Said) -> Term:
    """The same of a thing that has a page of its own."""
    return Term(key=key, name=name.text, name_lang=name.lang)


class Source(BaseModel):
    """Where facts come from; at least one of the two is there."""

    title: str | None
    url: str | None


class Picture(BaseModel):
    """A picture, to be shown with its credit and licence, and not after the answer that held it is out of date."""

    url: str = Field(description="Its largest file, a JPEG.")
    width: int
    height: int
    credit: str = Field(description="Whom to name beside it.")
    licence: str = Field(
        description="CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, public-domain, or by-permission: that is for this portal alone."
    )
    licence_url: str | None
    alt: str | None = Field(description="What is to be seen; null for a picture that only decorates.")
    alt_lang: Lang


def pictures(cards: Cards, keys: Iterable[str]) -> list[Picture]:
    """Those of these pictures that are published, in this order."""
    return [
        Picture(
            url=Addresses().medium(shown.key, shown.largest.width, "jpg"),
            width=shown.largest.width,
            height=shown.largest.height,
            credit=shown.credit,
            licence=shown.licence,
            licence_url=LICENCES.get(shown.licence),
            **texts(alt=shown.alt),
        )
        for shown in cards.pictures(keys)
    ]


class NoticeBrief(BaseModel):
    """A closure or warning that holds today."""

    title: str
    title_lang: str
    body: str
    body_lang: Lang
    severity: Literal["closure", "warning", "information"]
    ends: date | None = Field(description="The last day; null while the end is open.")


def notices(some: Iterable[pages.Notice]) -> list[NoticeBrief]:
    """What holds today, as the thing that it touches tells it."""
    return [NoticeBrief(severity=n.severity, ends=n.ends, **texts(title=n.title, body=n.body)) for n in some]
