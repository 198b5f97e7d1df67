"""Notices in a minute: published without review by those who may `warn`, and lifted by them before their last day."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import NoticeDocument
from portal.documents.medium import ALLIANCE
from portal.kernel.errors import NotAllowed, NotFound, NotValid
from portal.kernel.season import today
from portal.model import LIVE, Draft, Person
from portal.model.base import write_alone
from portal.publishing import actions, drafts, permissions, reviews, shares, states, validity, writing

KIND: Final = "notice"
PLACE_CHARACTERS: Final = 60


def warn(session: Session, person: Person, now: datetime, document: NoticeDocument) -> Draft:
    """Show a notice to every visitor at once, under a key made from its first day and place.

    Raises NotAllowed, and NotValid for a notice about nothing or about what is not published.
    """
    draft = _begun(session, person, now, "warn", document)
    actions.publish(session, person, now, KIND, draft.key, document, of=draft.head)
    draft.state, draft.base_id = states.PUBLISHED, draft.head_id
    session.flush()
    return draft


def propose(session: Session, person: Person, now: datetime, document: NoticeDocument) -> Draft:
    """Hand the same notice to the reviewers, for those who may not warn. Raises NotAllowed, NotValid."""
    draft = _begun(session, person, now, "submit", document)
    return reviews.submit(session, person, now, KIND, draft.key, head_id=draft.head_id)


def end(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, key: str, why: str = "", *, base: int | None = None
) -> None:
    """Let today be a notice's last day. Raises NotFound, NotAllowed, NotValid when it has not begun or is over, and
    Conflict when what is published is not the revision `base` that a form showed.
    """
    write_alone(session)
    document = _published(session, person, key, base)
    day = today(now)
    if document.starts > day or (document.ends and document.ends <= day):
        raise NotValid("this notice has not begun, or ends today already", field="ends")
    actions.publish(session, person, now, KIND, key, document.model_copy(update={"ends": day}), why=why)
    drafts.of(session, KIND, key)


def withdraw(  # noqa: PLR0913  as above
    session: Session, person: Person, now: datetime, key: str, why: str, *, base: int | None = None
) -> None:
    """Take a notice off the site now. Raises NotFound, NotAllowed, NotValid without a reason, Conflict as above."""
    write_alone(session)
    _published(session, person, key, base)
    if not why.strip():
        raise NotValid("say why it is withdrawn", field="why")
    drafts.take_off(session, person, now, KIND, key, why.strip())


def may_warn(session: Session, person: Person, document: NoticeDocument) -> bool:
    """Whether a person may show this notice, or lift it, without review: for every bureau that it concerns."""
    return all(permissions.may(person, "warn", [bureau]) for bureau in bureaus(session, document))


def bureaus(session: Session, document: NoticeDocument) -> list[str]:
    """Whom a notice concerns: the areas it names, in its order, then those of its attractions and routes."""
    rough = document.model_dump(mode="json", exclude_defaults=True)
    found = shares.sharing(KIND, rough, shares.areas_of_stops(session))
    return [*document.areas, *sorted(found.difference(document.areas))] or [ALLIANCE]


def _begun(session: Session, person: Person, now: datetime, verb: str, document: NoticeDocument) -> Draft:
    write_alone(session)
    if not (document.attractions or document.routes or document.areas):
        raise NotValid("say which places, routes or areas it is about", field="attractions")
    rough = document.model_dump(mode="json", exclude_defaults=True)
    key = _free_key(session, document)
    _, problems = validity.examined(session, KIND, key, rough)
    if problems:
        raise NotValid("it names something that is not published", field=problems[0].field, given=problems[0].given)
    return writing.begin(session, person, now, KIND, key, rough, _lead(person, verb, bureaus(session, document)))


def _lead(person: Person, verb: str, concerned: list[str]) -> str:
    """The first bureau concerned for which the person may; to warn, for all of them. Raises NotAllowed."""
    mine = [bureau for bureau in concerned if permissions.may(person, verb, [bureau])]
    if not mine or (verb == "warn" and mine != concerned):
        raise NotAllowed(f"{person.name} may not {verb} for {', '.join(concerned)}", verb=verb)
    return mine[0]


def _free_key(session: Session, document: NoticeDocument) -> str:
    place = next(iter([*document.attractions, *document.routes, *document.areas]))
    stem = f"{document.starts.isoformat()}-{place[:PLACE_CHARACTERS].strip('-')}"
    asked = (
        select(LIVE[KIND].key).where(LIVE[KIND].key.startswith(stem, autoescape=True)),
        select(Draft.key).where(Draft.kind == KIND, Draft.key.startswith(stem, autoescape=True)),
    )
    taken = {key for query in asked for key in session.scalars(query)}
    return next(key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)


def _published(session: Session, person: Person, key: str, base: int | None) -> NoticeDocument:
    row = drafts.live(session, KIND, key)
    document = row.as_document() if row else None
    if row is None or not isinstance(document, NoticeDocument):
        raise NotFound(f"there is no notice {key}", given=key)
    if not may_warn(session, person, document):
        raise NotAllowed(f"{person.name} may not lift {key} for everybody whom it concerns", verb="warn")
    actions.require_as_shown(row, base)
    return document
