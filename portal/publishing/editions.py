"""The verbs of an event's dates: a new edition from the last one, and one leg put off or called off.

Facts are sacred: a date of next year is a proposal, and stands in the draft only when somebody says that it is right.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from portal.documents import EventDocument, Occurrence
from portal.documents.rough import Rough, day_in, entries_in, keys_in, text_in, texts_in
from portal.kernel import season
from portal.kernel.errors import NotFound, NotValid
from portal.model import Draft, Person
from portal.model.base import write_alone
from portal.publishing import actions, drafts, permissions, reviews, shares, states, writing

KIND: Final = "event"
A_YEAR: Final = timedelta(weeks=52)
"""So that a Sunday stays a Sunday."""

CALLED_OFF: Final = ("postponed", "rescheduled", "cancelled")
_NUMBER: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)|(?<=第)(\d{1,3})(?=届)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A leg of the next edition. `starts` and `ends` are whole 52 weeks after the last ones, and only a guess."""

    edition: dict[str, str]
    starts: date | None
    ends: date | None
    venue: dict[str, str]
    attraction: str
    areas: list[str]

    def as_leg(self, *, is_dated: bool) -> dict[str, Any]:
        """What stands in the draft; without dates unless somebody took them."""
        dates = {"starts": self.starts, "ends": self.ends} if is_dated else {}
        known = {"edition": self.edition, "venue": self.venue, "attraction": self.attraction, "areas": self.areas}
        kept: dict[str, Any] = {name: value for name, value in known.items() if value}
        return {**kept, **{name: day.isoformat() for name, day in dates.items() if day}, "status": "scheduled"}


def proposed(rough: Mapping[str, Any], today: date) -> list[Proposal]:
    """A leg for each leg of the last year in which this event has a date; of its last leg where none has.

    The first of them lies ahead of today, however long ago the last edition was.
    """
    legs = entries_in(rough.get("occurrences"))
    dated = [(day, leg) for leg in legs if (day := day_in(leg.get("starts")) or day_in(leg.get("previous_start")))]
    if not dated:
        return [_proposal(leg, None, 1) for leg in legs[-1:]]
    year = max(day.year for day, _leg in dated)
    last = sorted(((day, leg) for day, leg in dated if day.year == year), key=lambda pair: pair[0])
    years = max(1, (today - last[0][0]) // A_YEAR + 1)
    return [_proposal(leg, day, years) for day, leg in last]


def begin_edition(  # noqa: PLR0913  who, when and what: the verbs all begin alike
    session: Session,
    person: Person,
    now: datetime,
    key: str,
    *,
    base_id: int,
    wanted: Sequence[int],
    dated: Sequence[int],
    named: Mapping[int, Mapping[str, str]] | None = None,
) -> Draft:
    """Write the wanted proposals (by place, from 0) into the draft, those of `dated` with their days.

    `named` says what an edition is called where that is not what was proposed.

    Raises NotValid when none is wanted; NotAllowed, NotFound, Conflict as a save does.
    """
    rough = drafts.head(session, KIND, key).document
    legs = proposed(rough, season.today(now))
    for i, texts in (named or {}).items():
        if i < len(legs):
            legs[i] = replace(legs[i], edition={lang: text for lang, text in texts.items() if text})
    new = [leg.as_leg(is_dated=i in dated) for i, leg in enumerate(legs) if i in wanted]
    if not new:
        raise NotValid("choose a leg", field="wanted")
    values = {**rough, "occurrences": [*(rough.get("occurrences") or ()), *new]}
    return writing.save(session, person, now, KIND, key, values, base_id=base_id, why="new edition")


def may_call_off(session: Session, person: Person, key: str, leg: Occurrence) -> bool:
    """Whether a person may do so at once, without review: for every area where the leg is held."""
    return all(permissions.may(person, "warn", [each]) for each in leg.areas or [shares.lead(session, KIND, key)])


def call_off(  # noqa: PLR0913  as above
    session: Session,
    person: Person,
    now: datetime,
    key: str,
    number: int,
    *,
    status: str,
    reason: Mapping[str, str],
    starts: date | None = None,
    ends: date | None = None,
    base: int | None = None,
) -> bool:
    """Put off or call off one published leg; whether every visitor sees it now (else its draft waits for a reviewer).

    A rescheduled leg needs its new day, a postponed one has none. Raises NotFound, NotAllowed, NotValid for a leg that
    was held or dates that cannot be, and Conflict when what is published is not the revision `base` that a form showed.
    """
    write_alone(session)
    document = _published(session, key, base)
    leg = next((leg for leg in document.occurrences if leg.number == number), None)
    if leg is None:
        raise NotFound(f"{key} has no leg {number}", given=str(number))
    before, changed = leg.model_dump(mode="json", exclude_defaults=True), _changed(leg, status, reason, starts, ends)
    why = reason["zh"]
    if may_call_off(session, person, key, leg):
        legs = [
            Occurrence.model_validate_json(json.dumps(changed)) if each is leg else each
            for each in document.occurrences
        ]
        actions.publish(session, person, now, KIND, key, document.model_copy(update={"occurrences": legs}), why=why)
        drafts.of(session, KIND, key)
        return True
    _draft(session, person, now, key, before, changed, why)
    return False


def _changed(
    leg: Occurrence, status: str, reason: Mapping[str, str], starts: date | None, ends: date | None
) -> dict[str, Any]:
    if status not in CALLED_OFF:
        raise NotValid("choose what happens to it", field="status", given=status)
    if leg.status == "held":
        raise NotValid("this leg was held already", field="status", given=status)
    if not reason.get("zh"):
        raise NotValid("say why in Chinese", field="reason.zh")
    values = leg.model_dump(mode="json", exclude_defaults=True)
    before = values.get("previous_start") if leg.starts is None else leg.starts.isoformat()
    if status == "rescheduled" and starts is None:
        raise NotValid("say the new day", field="starts")
    if ends and (starts is None or ends < starts):
        raise NotValid("it ends before it starts", field="ends", given=ends.isoformat())
    if status != "cancelled":
        values = {name: value for name, value in values.items() if name not in ("starts", "ends", "when")}
        days = {"starts": starts, "ends": ends, "previous_start": None} if status == "rescheduled" else {}
        values |= {name: day.isoformat() for name, day in days.items() if day}
        values |= {"previous_start": before} if before else {}
    return {**values, "status": status, "note": {lang: text for lang, text in reason.items() if text}}


def _draft(  # noqa: PLR0913, PLR0917  as above
    session: Session, person: Person, now: datetime, key: str, before: Rough, changed: Rough, why: str
) -> None:
    """Save what changes of a leg into the draft; hand it on where nothing else was being written."""
    written = drafts.of(session, KIND, key)
    is_resting = written is None or written.state == states.PUBLISHED
    head = drafts.head(session, KIND, key)
    legs = head.document.get("occurrences") or ()
    off = [_called_off(leg, before, changed) if leg.get("number") == changed["number"] else leg for leg in legs]
    values = {**head.document, "occurrences": off}
    draft = writing.save(session, person, now, KIND, key, values, base_id=head.id, why=why)
    if is_resting and draft.state == states.WRITING:
        reviews.submit(session, person, now, KIND, key, head_id=draft.head_id, why=why)


def _called_off(leg: Rough, before: Rough, changed: Rough) -> Rough:
    """A leg as it stands in the draft, with what calling it off changes; what a colleague saved about it stays."""
    gone = before.keys() - changed.keys()
    kept = {name: value for name, value in leg.items() if name not in gone}
    said = {name: value for name, value in changed.items() if name in ("status", "note") or before.get(name) != value}
    return kept | said


def _published(session: Session, key: str, base: int | None) -> EventDocument:
    row = drafts.live(session, KIND, key)
    document = row.as_document() if row else None
    if row is None or not isinstance(document, EventDocument):
        raise NotFound(f"there is no event {key}", given=key)
    actions.require_as_shown(row, base)
    return document


def _proposal(leg: Mapping[str, Any], day: date | None, years: int) -> Proposal:
    last = day_in(leg.get("ends"))
    length = last - day if last and day and day_in(leg.get("starts")) == day else None
    starts = day + A_YEAR * years if day else None
    return Proposal(
        edition=_raised(leg.get("edition"), years),
        starts=starts,
        ends=starts + length if starts and length is not None else None,
        venue=texts_in(leg.get("venue")),
        attraction=text_in(leg.get("attraction")),
        areas=keys_in(leg.get("areas")),
    )


def _raised(edition: object, years: int) -> dict[str, str]:
    """The name with its year raised, or the number of its 届 one higher; nothing where neither is in it."""
    return {
        lang: _NUMBER.sub(lambda found: str(int(found[0]) + (years if found[1] else 1)), name)
        for lang, name in texts_in(edition).items()
        if _NUMBER.search(name)
    }
