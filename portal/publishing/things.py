"""What there is of a kind, published and drafted, as the desk lists it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.kernel.text import compact
from portal.model import LIVE, Draft
from portal.publishing import shares, states
from portal.publishing.called import names_in
from portal.publishing.completeness import completeness


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the list: what was saved last."""

    kind: str
    key: str
    names: dict[str, str]
    bureau: str
    state: str
    is_published: bool
    changed: datetime
    rough: dict[str, Any]

    @property
    def has_english(self) -> bool:
        """Whether what a card shows is there in English."""
        summary = self.rough.get("summary", self.rough.get("body"))
        return bool(self.names.get("en")) and isinstance(summary, dict) and bool(summary.get("en"))

    @property
    def score(self) -> int:
        """How complete it is, of 100."""
        return completeness(self.kind, self.rough).points


def things(  # noqa: PLR0913  what a list is narrowed by
    session: Session, kind: str, *, q: str = "", bureau: str = "", state: str = "", lacking: str = ""
) -> list[Thing]:
    """What fits, the newest change first. `state` is one of states.STATES, `lacking` is `en` or empty."""
    wanted = compact(q)
    found = [
        thing
        for thing in _all(session, kind)
        if (not bureau or thing.bureau == bureau)
        and (not state or thing.state == state)
        and (not lacking or not thing.has_english)
        and (
            not wanted or wanted in compact(thing.key) or any(wanted in compact(name) for name in thing.names.values())
        )
    ]
    return sorted(found, key=lambda thing: thing.changed, reverse=True)


def _all(session: Session, kind: str) -> Iterator[Thing]:
    table = LIVE[kind]
    live = {row.key: row for row in session.scalars(select(table).where(table.withdrawn.is_(None)))}
    query = select(Draft).where(Draft.kind == kind).options(joinedload(Draft.head))
    for draft in session.scalars(query):
        row = live.pop(draft.key, None)
        is_resting = draft.state == states.PUBLISHED and row is not None
        rough = row.document if is_resting and row else draft.head.document
        changed = max(draft.changed, row.published) if is_resting and row else draft.changed
        yield _thing(kind, draft.key, rough, draft.bureau, draft.state, row is not None, changed)
    for key, row in live.items():
        bureau = shares.first_lead(kind, key, row.document)
        yield _thing(kind, key, row.document, bureau, states.PUBLISHED, True, row.published)


def _thing(  # noqa: PLR0913, PLR0917  the columns of a line
    kind: str, key: str, rough: dict[str, Any], bureau: str, state: str, is_published: bool, changed: datetime
) -> Thing:
    return Thing(kind, key, names_in(rough), bureau, state, is_published, changed, rough)
