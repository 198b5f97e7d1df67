"""A folder becomes rows, in one transaction: all of it, or nothing."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.changes import Change, changes
from portal.content import files
from portal.content.check import Checked, Problem, check
from portal.documents import KINDS, Document
from portal.kernel.errors import Conflict, NotValid
from portal.model import LIVE, FormerKey, JournalEntry, Live, Person, Revision
from portal.model.base import write_alone
from portal.model.live import stored
from portal.model.people import IMPORT
from portal.publishing import actions, drafts, renaming, shares

WITHDRAW_ORDER: Final = tuple(reversed(KINDS))


@dataclass(slots=True)
class Loaded:
    """What a load did, or would do: changes for each (kind, key), and what it left to a person."""

    problems: list[Problem] = field(default_factory=list)
    changed: dict[tuple[str, str], list[Change]] = field(default_factory=dict)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be mended and nobody has to decide."""
        return not self.problems and not self.conflicts


def digest(folder: Path) -> str:
    """A fingerprint of everything a load would read; equal means that loading again changes nothing."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*.yaml") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def load(session: Session, now: datetime, folder: Path) -> Loaded:
    """Publish every changed document by the user `import`; the caller commits, or rolls back if there is a problem.

    A document that somebody changed at the desk after its last import is left alone and reported as a conflict, unless
    the file is what that import already held; one that got another key there always is.
    """
    checked = check(folder)
    report = Loaded(problems=checked.problems)
    if checked.problems:
        return report
    write_alone(session)
    importer = actions.person(session, IMPORT, now)
    rows = {kind: {row.key: row for row in session.scalars(select(LIVE[kind]))} for kind in KINDS}
    loading = _Loading(session, importer, now, checked, rows, report)
    for kind in WITHDRAW_ORDER:
        if kind == "attraction":
            loading.publish_all()
        loading.withdraw_missing(kind)
    return report


@dataclass(frozen=True, slots=True)
class _Loading:
    """A load on its way: what the folder says, what the tables hold, and the report so far."""

    session: Session
    importer: Person
    now: datetime
    checked: Checked
    rows: dict[str, dict[str, Live]]
    report: Loaded

    def publish_all(self) -> None:
        """Runs between the withdrawal of routes and that of attractions, so that neither blocks the other."""
        for kind in KINDS:
            for (of_kind, key), document in self.checked.documents.items():
                if of_kind == kind:
                    self._publish(kind, key, document)

    def _publish(self, kind: str, key: str, document: Document) -> None:
        path = self.checked.paths[kind, key]
        row = next((self.rows[kind][k] for k in (key, *document.formerly) if k in self.rows[kind]), None)
        if row is None and (renamed := self._renamed_at_the_desk(kind, key)):
            told = f"{_desk_author(self.session, renamed)} gave {key} the key {renamed.key}"
            self.report.conflicts.append(f"{path}: {told}; give the file that name and write {key} into `formerly`")
        elif not _is_news(self.session, row, document):
            self.report.unchanged += 1
        elif row and (who := _desk_author(self.session, row)):
            self.report.conflicts.append(f"{path}: {who} changed {key} after its last import")
        elif row and row.key != key and shares.draft_of(self.session, kind, key):
            self.report.conflicts.append(f"{path}: the desk writes another {kind} {key}; give this one another key")
        else:
            self._let_out(kind, key, row, document)

    def _let_out(self, kind: str, key: str, row: Live | None, document: Document) -> None:
        before = row.as_document() if row and not row.withdrawn else None
        old = row.key if row else key
        try:
            revision = actions.publish(self.session, self.importer, self.now, kind, key, document)
        except NotValid as error:
            line = files.line_of(self.checked.texts[kind, key], (error.field,))
            problem = Problem(self.checked.paths[kind, key], line, error.field, str(error), "or choose another one")
            self.report.problems.append(problem)
            return
        if old != key:
            renaming.follow(self.session, self.importer, self.now, kind, old, revision)
        self.report.changed[kind, key] = changes(before, document)

    def _renamed_at_the_desk(self, kind: str, key: str) -> Live | None:
        """The thing that the folder still calls by a key which it had before somebody gave it another one."""
        query = select(FormerKey.key).where(FormerKey.kind == kind, FormerKey.former == key)
        row = self.rows[kind].get(self.session.scalar(query) or "")
        return row if row and _desk_author(self.session, row) else None

    def withdraw_missing(self, kind: str) -> None:
        """What the tables show and the folder has under no name goes off the site."""
        ours = [(key, document) for (k, key), document in self.checked.documents.items() if k == kind]
        renamed = {old for _, document in ours for old in document.formerly}
        renamed |= {row.key for key, _ in ours if (row := self._renamed_at_the_desk(kind, key))}
        for key, row in self.rows[kind].items():
            if not row.withdrawn and (kind, key) not in self.checked.documents and key not in renamed:
                self._withdraw(kind, key, row)

    def _withdraw(self, kind: str, key: str, row: Live) -> None:
        conflicts = self.report.conflicts
        if who := _desk_author(self.session, row):
            conflicts.append(f"{kind} {key}: the folder does not have it, but {who} changed it after the import")
            return
        try:
            drafts.take_off(self.session, self.importer, self.now, kind, key)
        except Conflict as error:
            conflicts.append(str(error))
        else:
            self.report.withdrawn.append((kind, key))


def _is_news(session: Session, row: Live | None, document: Document) -> bool:
    if row is None:
        return True
    if not row.withdrawn and row.as_document() == document:
        return False
    last = _last_import(session, row)
    is_older = _desk_author(session, row) and last and stored(last.kind, last.document) == document
    return not is_older


def _last_import(session: Session, row: Live) -> Revision | None:
    query = (
        select(Revision)
        .join(Person)
        .where(Revision.kind == row.kind, Revision.key == row.key, Person.name == IMPORT)
        .order_by(Revision.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def _desk_author(session: Session, row: Live) -> str | None:
    """Who published or withdrew the row last, if it was not an import."""
    query = (
        select(Person.name)
        .join(JournalEntry)
        .where(JournalEntry.kind == row.kind, JournalEntry.key == row.key)
        .where(JournalEntry.action.in_(("published", "withdrawn")))  # what is only written at the desk is no conflict
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    author = session.scalar(query)
    return None if author == IMPORT else author


def companions(folder: Path) -> list[Path]:
    """The files of a folder that no document holds: README pages and basemap layers."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if files.is_companion(p.relative_to(folder)))
