"""A closure or warning."""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from portal.catalogue import closures
from portal.catalogue.cards import Cards
from portal.catalogue.closures import NoticeCard
from portal.web.api.shapes.parts import Lang, Term, terms
from portal.web.api.shapes.thing import NoticeLinks, Thing, api_address, thing

LICENCE: Final = "CC-BY-4.0"
"""Of whatever the portal's editors wrote; documents that can have another one name it."""


class Notice(Thing):
    """A closure or warning, past and coming ones too."""

    kind: Literal["notice"] = "notice"
    body: str = Field(description="Markdown without HTML.")
    body_lang: Lang
    severity: Literal["closure", "warning", "information"]
    starts: date
    ends: date | None = Field(description="The last day; null while the end is open.")
    in_force: bool = Field(description="Whether it holds today, in +08:00.")
    attractions: list[Term] = Field(description="Named by it; it holds for every route through one of them, too.")
    routes: list[Term]
    areas: list[Term]
    links: NoticeLinks


def whole(cards: Cards, key: str) -> Notice:
    """A notice by its key. Raises NotFound."""
    return brief(cards, closures.notice(cards, key))


def brief(cards: Cards, card: NoticeCard) -> Notice:
    """A notice, which lists have whole, too."""
    return Notice(
        **thing(cards, "notice", card.key, LICENCE, card.sources, title=card.title, body=card.body),
        severity=card.severity,
        starts=card.starts,
        ends=card.ends,
        in_force=card.in_force,
        attractions=terms(card.attractions),
        routes=terms(card.routes),
        areas=terms(card.areas),
        links=NoticeLinks(api=api_address("notice", card.key)),
    )
