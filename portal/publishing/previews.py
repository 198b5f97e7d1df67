"""Links by which somebody without an account may read a draft for some days: made, found, taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import Document
from portal.kernel.errors import Gone, NotFound, NotValid
from portal.model import Person, PreviewLink
from portal.publishing import actions, drafts, permissions, shares, validity

MOST_DAYS: Final = 30


def make(  # noqa: PLR0913, PLR0917  who, when and what: the verbs all begin alike
    session: Session, person: Person, now: datetime, kind: str, key: str, days: int
) -> tuple[PreviewLink, str]:
    """A link and its token, which is told this once and kept nowhere. Raises NotValid, NotFound, NotAllowed.

    It shows whatever was saved last at the time when it is opened.
    """
    permissions.require(person, "preview", shares.involved(session, kind, key))
    if not 1 <= days <= MOST_DAYS:
        raise NotValid("a preview holds for 1 to 30 days", field="days", given=str(days))
    head = drafts.head(session, kind, key)
    token = secrets.token_urlsafe(24)
    link = PreviewLink(
        digest=_digest(token),
        kind=kind,
        key=key,
        created_by_id=person.id,
        created=now,
        expires=now + timedelta(days=days),
    )
    session.add(link)
    told = f"until {link.expires.isoformat()}"
    actions.note(session, person, now, "preview made", kind, key, revision_id=head.id, changes=told)
    session.flush()
    return link, token


def revoke(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, link_id: int
) -> PreviewLink:
    """Let a link lead nowhere from now on. Raises NotFound, NotAllowed."""
    permissions.require(person, "preview", shares.involved(session, kind, key))
    link = session.get(PreviewLink, link_id)
    if link is None or (link.kind, link.key) != (kind, key):
        raise NotFound("there is no such link", field="link", given=str(link_id))
    if link.revoked is None:
        link.revoked = now
        actions.note(session, person, now, "preview revoked", kind, key)
        session.flush()
    return link


def of(session: Session, now: datetime, kind: str, key: str) -> list[PreviewLink]:
    """The links that still lead to a draft, the newest first."""
    query = select(PreviewLink).where(
        PreviewLink.kind == kind, PreviewLink.key == key, PreviewLink.revoked.is_(None), PreviewLink.expires > now
    )
    return list(session.scalars(query.order_by(PreviewLink.id.desc())))


def opened(session: Session, now: datetime, token: str) -> tuple[PreviewLink, Document]:
    """What a token shows. Raises NotFound for a token that is none, Gone for one that expired or was revoked, NotValid
    for a draft that cannot be shown because it is not right yet; the field of each is `preview`.
    """
    link = session.scalars(select(PreviewLink).where(PreviewLink.digest == _digest(token))).one_or_none()
    if link is None:
        raise NotFound("there is no such preview", field="preview", given=token[:8])
    if link.revoked or link.expires <= now:
        raise Gone("this preview has ended", field="preview")
    return link, shown(session, link.kind, link.key)


def shown(session: Session, kind: str, key: str) -> Document:
    """What was saved last, as a page can show it. Raises NotFound, and NotValid as above."""
    head = drafts.head(session, kind, key)
    document, problems = validity.examined(session, kind, key, head.document)
    if document is None or any(problem.code == "unknown" for problem in problems):
        raise NotValid("not right yet", field="preview", given=problems[0].field)
    return document


def page(kind: str, key: str, document: Document) -> tuple[str, str]:
    """(kind, key) of what is to be opened to see a draft: of a notice, the first thing that it is shown on."""
    if kind != "notice":
        return kind, key
    for other, field in (("route", "routes"), ("attraction", "attractions"), ("area", "areas")):
        if named := getattr(document, field):
            return other, str(named[0])
    return "home", ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
