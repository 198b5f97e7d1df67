"""What keeps a rough document from being published: every problem at its field, in codes that doors put into words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import isclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import KINDS, Document, VocabularyDocument
from portal.model import LIVE
from portal.model.live import Numbered


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `field` is a dotted path that counts list entries from 0; `code` is pydantic's type of error, or
    `unknown` (nothing published has the key that stands here) or `taken` (another thing has this number).
    """

    field: str
    code: str
    given: str = ""
    limit: str = ""


def examined(session: Session, kind: str, key: str, rough: Mapping[str, Any]) -> tuple[Document | None, list[Problem]]:
    """The document in a rough one, None when it breaks the rules of its kind; and all its problems, none when it may be
    published.
    """
    document, problems = read(kind, rough)
    if document is None:
        return None, problems
    return document, [*_unknown(session, document), *_taken(session, kind, key, document)]


def read(kind: str, rough: Mapping[str, Any]) -> tuple[Document | None, list[Problem]]:
    """The document in a rough one; None when it breaks the rules of its kind, and how it does."""
    try:
        return KINDS[kind].model_validate_json(json.dumps(rough)), []
    except ValidationError as error:
        return None, [each for detail in error.errors() for each in _spelt(kind, _problem(dict(detail)))]


def tidied(kind: str, rough: Mapping[str, Any]) -> dict[str, Any]:
    """A rough document in the one form in which a valid one is kept (nothing that is default); else as it is."""
    document, _ = read(kind, rough)
    return document.model_dump(mode="json", exclude_defaults=True) if document else dict(rough)


def _problem(detail: dict[str, Any]) -> Problem:
    context = detail.get("ctx", {})
    limit = next(
        (
            str(context[name])
            for name in ("ge", "gt", "le", "lt", "max_length", "min_length", "expected")
            if name in context
        ),
        "",
    )
    given = detail["input"] if isinstance(detail["input"], str | int | float) else ""
    return Problem(".".join(str(step) for step in detail["loc"]), detail["type"], str(given)[:200], limit)


def _spelt(kind: str, problem: Problem) -> Iterator[Problem]:
    """A part that is missing as what it has to have, so that the list of what to do is whole from the beginning."""
    field = KINDS[kind].model_fields.get(problem.field) if problem.code == "missing" else None
    part = field.annotation if field else None
    needed = part.model_fields if isclass(part) and issubclass(part, BaseModel) else {}
    names = [name for name, inner in needed.items() if inner.is_required()]
    yield from [Problem(f"{problem.field}.{name}", "missing") for name in names] or [problem]


def _unknown(session: Session, document: Document) -> Iterator[Problem]:
    known: dict[str, set[str]] = {}
    for path, kind, key in document.references():
        if kind not in known:
            known[kind] = _keys(session, kind)
        if key not in known[kind]:
            yield Problem(path, "unknown", key, kind)


def _keys(session: Session, kind: str) -> set[str]:
    """The keys of what is published of a kind, or the terms of a vocabulary."""
    if kind in LIVE:
        table = LIVE[kind]
        return set(session.scalars(select(table.key).where(table.withdrawn.is_(None))))
    row = session.scalars(select(LIVE["vocabulary"]).where(LIVE["vocabulary"].key == kind)).one_or_none()
    vocabulary = row.as_document() if row else None
    return {term.key for term in vocabulary.terms} if isinstance(vocabulary, VocabularyDocument) else set()


def _taken(session: Session, kind: str, key: str, document: Document) -> Iterator[Problem]:
    table = LIVE[kind]
    if issubclass(table, Numbered):
        number = document.number  # type: ignore[attr-defined]  # the numbered kinds have it
        owner = session.scalars(select(table).where(table.number == number)).one_or_none()
        if owner and owner.key not in (key, *document.formerly):
            yield Problem("number", "taken", str(number), owner.key)
