"""How good what the bureaus publish is: counts for each, and which text is ready in which language."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from portal.documents import AttractionDocument, Document
from portal.documents.medium import ALLIANCE
from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES
from portal.model import Draft, JournalEntry, Revision
from portal.publishing import called, drafts, shares, states, waiting
from portal.publishing.completeness import completeness
from portal.publishing.waiting import Published

MISSING: Final = "missing"
IN_DRAFT: Final = "draft"
STALE: Final = "stale"
READY: Final = "ready"
STANDINGS: Final = (MISSING, IN_DRAFT, STALE, READY)
"""How a text stands in a language: not there; only in a draft; older than the Chinese that it translates; ready."""

_LANGS: Final = (*LANGUAGES, *OTHER_LANGUAGES)
_PICTURED: Final = ("attraction", "route", "event")


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in the matrix: language -> standing, and how many of its texts are the reason."""

    kind: str
    key: str
    names: Mapping[str, str]
    bureau: str
    standings: dict[str, str]
    texts: dict[str, int]
    points: int
    """How complete it is, of 100."""


@dataclass(slots=True)
class Bureau:
    """One bureau's numbers."""

    key: str
    published: int = 0
    drafts: int = 0
    without_english: int = 0
    without_hours: int = 0
    without_picture: int = 0
    stale: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    points: int = 0

    @property
    def score(self) -> int | None:
        """How complete what it publishes is, of 100 on average; None where it publishes nothing."""
        return round(self.points / self.published) if self.published else None


def bureaus(session: Session, published: Published, matrix: Collection[Row], today: date) -> list[Bureau]:
    """Every bureau's numbers, in the areas' order; the alliance's last."""
    found = {key: Bureau(key) for key in (*published["area"], ALLIANCE)}
    for (kind, key), draft in _drafts(session).items():
        if draft.bureau in found and (draft.state not in states.RESTING or key not in published[kind]):
            found[draft.bureau].drafts += draft.state != states.DROPPED
    for row in matrix:
        document = published[row.kind].get(row.key)
        if document is not None and row.bureau in found:
            _count(found[row.bureau], row, document, today)
    return list(found.values())


def _count(bureau: Bureau, row: Row, document: Document, today: date) -> None:
    bureau.published += 1
    bureau.kinds[row.kind] += 1
    bureau.points += row.points
    bureau.without_english += row.standings["en"] == MISSING
    bureau.without_picture += row.kind in _PICTURED and not getattr(document, "pictures", ())
    if isinstance(document, AttractionDocument):
        bureau.without_hours += document.visit.hours is None
        bureau.stale += any(True for _ in waiting.old_facts(document, today))


def translations(session: Session, published: Published, of: Collection[str] | None = None) -> list[Row]:
    """Everything that is written at the desk, published or drafted, with its standing in each language; those of some
    bureaus only, if they are given.
    """
    under_way = {name: draft for name, draft in _drafts(session).items() if draft.state not in states.RESTING}
    old = _outdated(session)
    rows = []
    for kind in drafts.EDITED:
        for key in dict.fromkeys((*published[kind], *(k for of, k in under_way if of == kind))):
            draft, document = under_way.get((kind, key)), published[kind].get(key)
            bureau = draft.bureau if draft else _lead(kind, key, document)
            if of is not None and bureau not in of:
                continue
            live = document.model_dump(mode="json", exclude_defaults=True) if document else {}
            newest = draft.head.document if draft else live
            row = Row(kind, key, called.names_in(newest), bureau, {}, {}, completeness(kind, live or newest).points)
            for lang in LANGUAGES:
                row.standings[lang], row.texts[lang] = _standing(newest, live, lang, old.get((kind, key), {}))
            rows.append(row)
    return rows


def _lead(kind: str, key: str, document: Document | None) -> str:
    return shares.first_lead(kind, key, document.model_dump(include={"area", "areas"}) if document else {})


def _standing(
    newest: Mapping[str, Any], live: Mapping[str, Any], lang: str, old: dict[str, set[str]]
) -> tuple[str, int]:
    texts, shown = dict(texts_of(newest)), dict(texts_of(live))
    lacking = [path for path, text in texts.items() if not text.get(lang)]
    if lacking:
        return MISSING, len(lacking)
    drafted = [path for path, text in texts.items() if shown.get(path, {}).get(lang) != text[lang]]
    if drafted:
        return IN_DRAFT, len(drafted)
    stale = old.get(lang, set()) & texts.keys()
    return (STALE, len(stale)) if stale else (READY, 0)


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(dotted path, {language: text}) of every text in a rough document."""
    if isinstance(value, Mapping):
        if value and all(key in _LANGS for key in value) and not any(isinstance(v, list) for v in value.values()):
            yield path, value
        else:
            for name, part in value.items():
                yield from texts_of(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from texts_of(part, f"{path}.{place}")


def _outdated(session: Session) -> dict[tuple[str, str], dict[str, set[str]]]:
    """(kind, key) -> language -> texts whose Chinese changed in a later revision than they did."""
    written_again = (
        select(Revision.kind, Revision.key)
        .where(Revision.kind.in_(drafts.EDITED))
        .group_by(Revision.kind, Revision.key)
        .having(func.count() > 1)
    )
    set_aside = select(JournalEntry.revision_id).where(JournalEntry.action == "set aside")
    query = (
        select(Revision.kind, Revision.key, Revision.document)
        .where(tuple_(Revision.kind, Revision.key).in_(written_again), Revision.id.not_in(set_aside))
        .order_by(Revision.id)
    )
    history: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for kind, key, document in session.execute(query):
        history[kind, key].append(document)
    return {name: outdated(documents) for name, documents in history.items()}


def outdated(history: Collection[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Language -> paths of the texts whose Chinese changed later than they did, from the oldest text to the newest."""
    changed: dict[tuple[str, str], tuple[object, int]] = {}
    for at, document in enumerate(history):
        for path, text in texts_of(document):
            for lang in LANGUAGES:
                if changed.get((path, lang), (None, 0))[0] != text.get(lang):
                    changed[path, lang] = (text.get(lang), at)
    found: dict[str, set[str]] = defaultdict(set)
    for (path, lang), (words, at) in changed.items():
        if lang != LANGUAGES[0] and words is not None and at < changed.get((path, LANGUAGES[0]), (None, 0))[1]:
            found[lang].add(path)
    return dict(found)


def _drafts(session: Session) -> dict[tuple[str, str], Draft]:
    query = select(Draft).options(joinedload(Draft.head))
    return {(draft.kind, draft.key): draft for draft in session.scalars(query)}
