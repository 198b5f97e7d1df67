"""The verbs of review: submit, recall, approve, return, publish, withdraw.

The leading bureau answers for the whole, each partner for its own share where that differs from what is published. An
approval holds as long as that share stays as it was approved. Nobody approves what they wrote.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.documents import Document
from portal.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from portal.model import Approval, Draft, Person, Revision
from portal.model.base import write_alone
from portal.publishing import actions, drafts, permissions, shares, states, validity, writers


def submit(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session,
    person: Person,
    now: datetime,
    kind: str,
    key: str,
    *,
    head_id: int,
    why: str = "",
    due: date | None = None,
) -> Draft:
    """Hand a draft to its reviewers; one that they approved and nobody changed since is approved again.

    Raises NotValid with the first field that is wrong, Conflict, NotAllowed.
    """
    write_alone(session)
    permissions.require(person, "submit", shares.involved(session, kind, key))
    draft = drafts.at(session, kind, key, head_id)
    drafts.give_free_number(session, person, now, draft)
    _require_whole(session, draft)
    _require_newest_base(session, draft)
    drafts.move(session, draft, "submit", now)
    draft.due, draft.reason, draft.publish_at = due, "", None
    _drop_outdated(session, draft)
    drafts.note(session, person, now, "submitted", draft, why=why)
    if not missing(session, draft):
        drafts.move(session, draft, "complete", now)
    return draft


def recall(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, head_id: int
) -> Draft:
    """Take a draft back to go on writing. Raises Conflict, NotAllowed (a bureau that only approves it returns it)."""
    write_alone(session)
    involved = shares.involved(session, kind, key)
    draft = drafts.at(session, kind, key, head_id)
    permissions.require(person, "submit", whose(draft, involved, writers.written(session, draft)))
    drafts.move(session, draft, "recall", now)
    draft.publish_at = None
    drafts.note(session, person, now, "recalled", draft)
    return draft


def whose(draft: Draft, involved: Collection[str], written: Collection[Revision]) -> list[str]:
    """The bureaus that may take a draft back: of those with a share the leading one, and those of its authors."""
    theirs = {m.bureau for revision in written for m in revision.author.memberships}
    return [bureau for bureau in involved if bureau == draft.bureau or bureau in theirs]


def missing(
    session: Session, draft: Draft, areas: shares.Areas | None = None, rows: Mapping[tuple[str, str], Any] | None = None
) -> list[str]:
    """The bureaus that have not approved yet: the leading one, and each partner whose share differs from what is
    published. Who asks about many drafts looks up where everything lies, and what of it is published, once.
    """
    areas = shares.areas_of_stops(session) if areas is None else areas
    thing = (draft.kind, draft.key)
    row = drafts.live(session, *thing) if rows is None else rows.get(thing)
    given = {approval.bureau for approval in draft.approvals}
    found = [] if draft.bureau in given else [draft.bureau]
    partners = shares.sharing(draft.kind, draft.head.document, areas)
    partners |= shares.sharing(draft.kind, row.document, areas) if row else set()
    for bureau in sorted(partners - {draft.bureau}):
        mine = shares.share(draft.kind, draft.head.document, bureau, areas)
        published = shares.share(draft.kind, row.document, bureau, areas) if row else ""
        if mine != published and bureau not in given:
            found.append(bureau)
    return found


def why_not_approve(  # noqa: PLR0913  who, what and for whom
    session: Session,
    person: Person,
    draft: Draft,
    bureau: str,
    *,
    settle: bool = False,
    asked: Collection[str] | None = None,
    wrote: Collection[int] | None = None,
) -> str:
    """What keeps a person from approving for a bureau: a code, empty when nothing does.

    `state` (it is not in review), `not asked` (the bureau need not approve any more), `role`, `own` (they wrote it).
    `asked` is what `missing` says and `wrote` what `writers.of` says, from who knows it already.
    """
    if ("approve", draft.state) not in states.MOVES:
        return "state"
    if bureau not in (missing(session, draft) if asked is None else asked):
        return "not asked"
    is_entitled = permissions.may(person, "settle" if settle else "review", [bureau])
    if not is_entitled or (not settle and not any(m.bureau == bureau for m in person.memberships)):
        return "role"
    return "own" if person.id in (writers.of(session, draft) if wrote is None else wrote) else ""


def approve(  # noqa: PLR0913  as above
    session: Session,
    person: Person,
    now: datetime,
    kind: str,
    key: str,
    *,
    head_id: int,
    bureau: str,
    settle: bool = False,
    why: str = "",
) -> Draft:
    """Say yes for a bureau to its share; the last missing yes makes the draft approved.

    A coordinator may `settle` for a bureau that is not theirs, with a reason. Raises NotAllowed (one's own work, no
    role), NotValid (settling without a reason), Conflict (another state, or a newer text).
    """
    write_alone(session)
    draft = drafts.at(session, kind, key, head_id)
    refused = why_not_approve(session, person, draft, bureau, settle=settle)
    if refused in ("role", "own"):
        told = "nobody approves their own work" if refused == "own" else f"{person.name} may not review for {bureau}"
        raise NotAllowed(told, verb="settle" if settle else "review")
    if refused:
        raise Conflict(f"{bureau} has nothing to approve here any more")
    if settle and not why.strip():
        raise NotValid("settling for another bureau needs a reason", field="why")
    drafts.move(session, draft, "approve", now)
    draft.approvals.append(
        Approval(revision_id=draft.head_id, bureau=bureau, person_id=person.id, at=now, is_settled=settle)
    )
    session.flush()
    drafts.note(session, person, now, "settled" if settle else "approved", draft, changes=bureau, why=why)
    if not missing(session, draft):
        drafts.move(session, draft, "complete", now)
    return draft


def send_back(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, head_id: int, reason: str
) -> Draft:
    """Return a draft to its writers with a reason. Raises NotValid without one, NotAllowed, Conflict."""
    write_alone(session)
    permissions.require(person, "review", shares.involved(session, kind, key))
    if not reason.strip():
        raise NotValid("say why it is returned", field="reason")
    draft = drafts.at(session, kind, key, head_id)
    drafts.move(session, draft, "return", now)
    draft.reason, draft.publish_at, draft.approvals = reason.strip(), None, []
    drafts.note(session, person, now, "returned", draft, why=reason.strip())
    session.flush()
    return draft


def publish(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, head_id: int
) -> Draft:
    """Let every visitor see an approved draft. Raises NotAllowed, NotValid, Conflict."""
    write_alone(session)
    permissions.require(person, "publish", [shares.lead(session, kind, key)])
    return let_out(session, person, now, drafts.at(session, kind, key, head_id))


def let_out(session: Session, person: Person, now: datetime, draft: Draft) -> Draft:
    """Publish an approved draft for somebody who may. Raises NotValid, Conflict."""
    _require_newest_base(session, draft)
    if missing(session, draft):
        raise Conflict("not everybody has approved")
    document = _require_whole(session, draft)
    drafts.move(session, draft, "publish", now)
    revision = actions.publish(session, person, now, draft.kind, draft.key, document, of=draft.head)
    draft.base_id, draft.publish_at, draft.reason, draft.due = revision.id, None, "", None
    draft.approvals = []
    draft.bureau = shares.first_lead(draft.kind, draft.key, draft.head.document, draft.bureau)
    session.flush()
    return draft


def withdraw(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, kind: str, key: str, why: str
) -> None:
    """Take a published thing off the site. Raises NotFound where nothing is published or its kind stays, NotValid
    without a reason, NotAllowed, Conflict while something published names it.
    """
    write_alone(session)
    if kind not in permissions.WITHDRAWAL:
        raise NotFound(f"no {kind} is withdrawn at the desk", field="kind", given=kind)
    permissions.require(person, permissions.WITHDRAWAL[kind], [shares.published_lead(session, kind, key)])
    if drafts.live(session, kind, key) is None:
        raise NotFound(f"no {kind} {key} is published", given=key)
    if not why.strip():
        raise NotValid("say why it is withdrawn", field="why")
    drafts.take_off(session, person, now, kind, key, why.strip())


def _require_whole(session: Session, draft: Draft) -> Document:
    document, problems = validity.examined(session, draft.kind, draft.key, draft.head.document)
    if problems or document is None:
        raise NotValid(f"{len(problems)} fields are not right yet", field=problems[0].field, given=problems[0].given)
    return document


def _require_newest_base(session: Session, draft: Draft) -> None:
    row = drafts.live(session, draft.kind, draft.key)
    if draft.base_id != (row.revision_id if row else None):
        raise Conflict("what is published changed since this draft was begun")


def _drop_outdated(session: Session, draft: Draft) -> None:
    """Let go of approvals of a share that is not as it was approved; the leading bureau's share is the whole."""
    areas = shares.areas_of_stops(session)
    kept = []
    for approval in draft.approvals:
        approved = session.get_one(Revision, approval.revision_id).document
        shared = [shares.share(draft.kind, d, approval.bureau, areas) for d in (approved, draft.head.document)]
        if (shared[0] == shared[1]) if approval.bureau != draft.bureau else drafts.same(approved, draft.head.document):
            kept.append(approval)
    draft.approvals = kept
    session.flush()
