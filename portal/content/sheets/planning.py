"""An upload against what stands in the database: the dry run of an import, and the rows that it would write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.sheets.columns import KIND_OF
from portal.content.sheets.comparing import Plan, Problem, compare, revisions
from portal.content.sheets.forms import Words
from portal.content.sheets.reading import read
from portal.content.sheets.writing import export
from portal.documents import VocabularyDocument
from portal.model import LIVE, Person
from portal.publishing import sheets

_NAMED_BY = {"area": "name", "attraction": "name", "medium": "title"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A dry run, and the revision that each changed row was compared with."""

    plan: Plan
    bases: dict[str, int]

    def rows(self, bases: Mapping[str, int]) -> dict[str, tuple[dict[str, Any], int]]:
        """What to write of it: the rows that an earlier dry run has shown, with what they were compared with then."""
        return {row.key: (row.after, bases[row.key]) for row in self.plan.changed if row.key in bases}


def plan(session: Session, person: Person, data: bytes, name: str) -> Planned:
    """What an upload would change, by this person. Raises NotValid for a file that is none."""
    kind, tables = read(data, name)
    standing = sheets.standing(session, person, kind)
    found = compare(
        kind,
        tables,
        {key: thing.rough for key, thing in standing.items()},
        vocabularies=vocabularies(session),
        earlier=sheets.texts(session, person, kind, revisions(kind, tables)),
    )
    mine = []
    for row in found.changed:
        if why := sheets.refusal(session, person, kind, row.key, standing[row.key].state):
            found.problems.append(Problem(row.sheet, row.row, "key", why, row.key))
        else:
            mine.append(row)
    found.changed = mine
    found.problems.sort(key=lambda problem: (problem.sheet, problem.row))
    return Planned(found, {row.key: standing[row.key].revision_id for row in mine})


def written(session: Session, person: Person, table: str, form: str, bureau: str, lang: str) -> bytes:  # noqa: PLR0913, PLR0917  who, what, how
    """A table for this person: of their bureaus what stands, of others what is published. `bureau` empty means all."""
    standing = sheets.standing(session, person, KIND_OF[table])
    chosen = {key: thing for key, thing in standing.items() if bureau in ("", thing.bureau)}
    return export(
        table,
        {key: thing.rough for key, thing in chosen.items()},
        form,
        lang=lang,
        vocabularies=vocabularies(session),
        revisions={key: thing.revision_id for key, thing in chosen.items()},
    )


def vocabularies(session: Session) -> dict[str, Words]:
    """The words of the closed columns, as they are published: key -> Chinese name."""
    found: dict[str, Words] = {}
    for kind, field in _NAMED_BY.items():
        rows = session.scalars(select(LIVE[kind]).where(LIVE[kind].withdrawn.is_(None)).order_by(LIVE[kind].id))
        found[kind] = {row.key: row.document[field]["zh"] for row in rows}
    for row in session.scalars(select(LIVE["vocabulary"])):
        document = row.as_document()
        if isinstance(document, VocabularyDocument):
            found[row.key] = {term.key: term.name["zh"] for term in document.terms}
    return found
