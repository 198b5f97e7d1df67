"""The library of pictures as bureaus look for one in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import MediumDocument
from portal.kernel.errors import NotValid
from portal.kernel.text import fold
from portal.model import JournalEntry, Medium
from portal.publishing import uses
from portal.publishing.media import row_of
from portal.publishing.uses import Use

SOON: Final = timedelta(days=60)
"""Rights that end within so many days are said to run out."""


@dataclass(frozen=True, slots=True)
class Held:
    """A picture of the library, and what shows it; `revision` is what a change of it begins from."""

    key: str
    document: MediumDocument
    revision: int
    uses: list[Use]

    def is_running_out(self, today: date) -> bool:
        """Whether its rights end soon or have ended."""
        return self.document.until is not None and self.document.until <= today + SOON


SHOW: Final[dict[str, Callable[[Held, date], bool]]] = {
    "unused": lambda held, _today: not held.uses,
    "expiring": lambda held, today: held.is_running_out(today),
}
"""What one can ask for: pictures that nothing shows, and whose rights run out."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Words, a bureau, a name of `SHOW`; empty for any."""

    text: str = ""
    bureau: str = ""
    show: str = ""


def find(session: Session, ask: Ask, today: date) -> list[Held]:
    """The pictures that fit, the newest first. Raises NotValid for a name that `SHOW` has not."""
    if ask.show and ask.show not in SHOW:
        raise NotValid("unknown", field="show", given=ask.show)
    used = uses.of_all(session, "medium")
    rows = session.scalars(select(Medium).where(Medium.withdrawn.is_(None)).order_by(Medium.id.desc()))
    return [held for row in rows if _fits(held := _held(row, used.get(row.key, [])), ask, today)]


def get(session: Session, key: str) -> Held:
    """One picture. Raises NotFound."""
    return _held(row_of(session, key), uses.of(session, "medium", key))


def history(session: Session, key: str) -> list[JournalEntry]:
    """What the journal says of a picture, the newest first."""
    of_it = (JournalEntry.kind == "medium", JournalEntry.key == key)
    return list(session.scalars(select(JournalEntry).where(*of_it).order_by(JournalEntry.id.desc())))


def _held(row: Medium, used: list[Use]) -> Held:
    document = row.as_document()
    assert isinstance(document, MediumDocument)  # noqa: S101  the rows of this kind hold it
    return Held(row.key, document, row.revision_id, used)


def _fits(held: Held, ask: Ask, today: date) -> bool:
    words = fold(" ".join([held.key, *held.document.title.values(), *(held.document.alt or {}).values()]))
    return (
        all(word in f"{words} {fold(held.document.credit)}" for word in fold(ask.text).split())
        and ask.bureau in ("", held.document.bureau)
        and (not ask.show or SHOW[ask.show](held, today))
    )
