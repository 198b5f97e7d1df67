"""The verbs about partners: who gets a key, where their frames may stand, and how often they are seen."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.changes import rough_changes
from portal.documents.medium import ALLIANCE
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.text import printable
from portal.model import Area, Partner, Person, Used
from portal.model.base import write_alone
from portal.model.partners import digest
from portal.publishing import actions, permissions

USUAL_QUOTA: Final = 100_000
"""Requests an hour: some three times what `PORTAL_API_LIMIT` leaves anybody by default."""

MOST_QUOTA: Final = 10_000_000
MOST_ORIGINS: Final = 20
HINT_LENGTH: Final = 9
KEPT_DAYS: Final = 400
MOST_HOSTS_A_DAY: Final = 2_000
"""Anybody can claim any host in a Referer; beyond so many, new ones are counted without a name."""

_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")

Use = tuple[str, str, str]
"""(`embed` or `api`, host or nothing, the partner's hint or nothing)."""


def admit(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session,
    actor: Person,
    now: datetime,
    *,
    name: str,
    bureau: str,
    origins: Sequence[str] = (),
    quota: int = USUAL_QUOTA,
) -> tuple[Partner, str]:
    """A new partner and their key, which nobody can read again. Raises NotAllowed, or NotValid for a field that is
    wrong or taken.
    """
    write_alone(session)
    permissions.require(actor, "partners", [bureau])
    return register(session, actor, now, name=name, bureau=bureau, origins=origins, quota=quota)


def register(  # noqa: PLR0913  as above
    session: Session,
    actor: Person,
    now: datetime,
    *,
    name: str,
    bureau: str,
    origins: Sequence[str] = (),
    quota: int = USUAL_QUOTA,
) -> tuple[Partner, str]:
    """The same where the operator lets partners register themselves: nobody's right is asked. Raises NotValid."""
    write_alone(session)
    name = printable(name)
    if not 2 <= len(name) <= 200:  # noqa: PLR2004  a name has two characters and fits its column
        raise NotValid("a partner has a name of 2 to 200 characters", field="name", given=name)
    if session.scalar(select(Partner.id).where(Partner.name == name)):
        raise NotValid("another partner has this name", field="name", given=name)
    if bureau != ALLIANCE and not session.scalar(select(Area.id).where(Area.key == bureau)):
        raise NotValid("there is no such bureau", field="bureau", given=bureau)
    key = f"sy_{secrets.token_urlsafe(18)}"
    partner = Partner(
        name=name,
        bureau=bureau,
        hint=key[:HINT_LENGTH],
        digest=digest(key),
        origins=checked_origins(origins),
        quota=_checked_quota(quota),
        created=now,
        created_by_id=actor.id,
    )
    session.add(partner)
    session.flush()
    _write_down(session, actor, now, "admitted", partner, {})
    return partner, key


def change(  # noqa: PLR0913  as above
    session: Session,
    actor: Person,
    now: datetime,
    hint: str,
    *,
    origins: Sequence[str] | None = None,
    quota: int | None = None,
) -> Partner:
    """Give a partner other origins, another quota or both. Raises NotAllowed, NotFound, NotValid."""
    partner = _held(session, actor, hint)
    before = _terms(partner)
    if origins is not None:
        partner.origins = checked_origins(origins)
    if quota is not None:
        partner.quota = _checked_quota(quota)
    _write_down(session, actor, now, "changed", partner, before)
    return partner


def revoke(session: Session, actor: Person, now: datetime, hint: str) -> None:
    """Let a key count no more. Raises NotAllowed, NotFound; one that was revoked before stays so."""
    partner = _held(session, actor, hint)
    if partner.revoked is None:
        partner.revoked = now
        _write_down(session, actor, now, "revoked", partner, _terms(partner))


def checked_origins(origins: Sequence[str]) -> list[str]:
    """Origins as `frame-ancestors` takes them, each once: scheme and host, a port perhaps, nothing more.

    Raises NotValid; https is asked for, but a machine's own `http://localhost` may be used to try things out.
    """
    found = []
    for given in origins:
        try:
            parts = urlsplit(given.strip().lower().rstrip("/"))
            host, port = parts.hostname or "", parts.port
        except ValueError:  # a bracket left open, a port beyond the last
            parts, host, port = urlsplit(""), "", None
        is_secure = parts.scheme == "https" or (parts.scheme == "http" and host in ("localhost", "127.0.0.1"))
        rest = parts.path or parts.query or parts.fragment or parts.username
        if rest or not is_secure or not _HOST.fullmatch(host):
            raise NotValid(
                "an origin is https:// and a host, and a port where it is unusual", field="origins", given=given
            )
        found.append(f"{parts.scheme}://{host}" + (f":{port}" if port else ""))
    if len(found) > MOST_ORIGINS:
        raise NotValid(f"a key names {MOST_ORIGINS} origins at most", field="origins", given=str(len(found)))
    return list(dict.fromkeys(found))


def _checked_quota(quota: int) -> int:
    if not 1 <= quota <= MOST_QUOTA:
        raise NotValid(f"a quota is 1 to {MOST_QUOTA} requests an hour", field="quota", given=str(quota))
    return quota


def of(session: Session, bureaus: Collection[str]) -> list[Partner]:
    """The partners of these bureaus by name; those whose key counts no more come last."""
    query = select(Partner).where(Partner.bureau.in_(bureaus))
    return list(session.scalars(query.order_by(Partner.revoked.is_not(None), Partner.name)))


def find(session: Session, hint: str) -> Partner:
    """The partner whose key begins so, revoked or not. Raises NotFound."""
    partner = session.scalars(select(Partner).where(Partner.hint == hint)).one_or_none()
    if partner is None:
        raise NotFound(f"no partner has a key that begins with {hint}", given=hint)
    return partner


def _held(session: Session, actor: Person, hint: str) -> Partner:
    """The partner as nobody else changes it, for somebody who may."""
    write_alone(session)
    partner = find(session, hint)
    permissions.require(actor, "partners", [partner.bureau])
    return partner


def _terms(partner: Partner) -> dict[str, Any]:
    return {"name": partner.name, "quota": partner.quota, "origins": list(partner.origins)}


def _write_down(  # noqa: PLR0913, PLR0917  as above
    session: Session, actor: Person, now: datetime, action: str, partner: Partner, before: Mapping[str, Any]
) -> None:
    changed = "\n".join(map(str, rough_changes(before, _terms(partner))))
    actions.note(session, actor, now, action, "partner", partner.hint, changes=changed)


def host_of(address: str) -> str:
    """The host in a Referer or an Origin if it can be one; nothing more of the address is ever kept."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def record(session: Session, day: date, uses: Mapping[Use, int]) -> None:
    """Add counts to a day, and forget the days that are too old. The caller commits."""
    session.execute(delete(Used).where(Used.day < day - timedelta(days=KEPT_DAYS)))
    known = set(session.scalars(select(Used.host).where(Used.day == day)))
    for (what, claimed, partner), times in sorted(uses.items()):  # in one order, or two workers wait for each other
        host = claimed if claimed in known or len(known) < MOST_HOSTS_A_DAY else ""
        known.add(host)
        if not _added(session, (day, what, host, partner), times):
            try:
                with session.begin_nested():
                    session.add(Used(day=day, what=what, host=host, partner=partner, times=times))
                    session.flush()
            except IntegrityError:  # another worker was first
                _added(session, (day, what, host, partner), times)


def _added(session: Session, row: tuple[date, str, str, str], times: int) -> bool:
    day, what, host, partner = row
    same = (Used.day == day, Used.what == what, Used.host == host, Used.partner == partner)
    more = update(Used).where(*same).values(times=Used.times + times)
    return bool(session.execute(more).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
