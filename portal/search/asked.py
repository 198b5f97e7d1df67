"""What people ask for: counted by week, without anything about who asked, so that a bureau can teach the search.

A query that looks like a letter, an address or a telephone number is not kept at all; the rest is kept folded, for half
a year. A click counts when a page was opened from the search page, which its Referer says: no script, no cookie.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.kernel.text import fold, printable
from portal.model import Asked
from portal.model.asked import MAX_ASKED

KEPT_WEEKS: Final = 26
_PERSONAL: Final = re.compile(r"@|://|(?:\d[ -]?){6}")

Times = Mapping[tuple[str, str], tuple[int, int]]
"""(language, folded query) -> (how often it was asked, how often one of its results was opened)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A query as often as it was asked in some weeks, and how often a result of it was opened."""

    lang: str
    text: str
    times: int
    opened: int


def worth_counting(text: str) -> str:
    """The folded query if it may be counted, else nothing: too long, or perhaps somebody's own data."""
    folded = fold(printable(text[: MAX_ASKED + 1]))
    return folded if folded and len(folded) <= MAX_ASKED and not _PERSONAL.search(folded) else ""


def record(session: Session, day: date, counts: Times) -> None:
    """Add counts to the week of a day, and forget the weeks that are too old. The caller commits."""
    week = _week(day)
    session.execute(delete(Asked).where(Asked.week < week - timedelta(weeks=KEPT_WEEKS)))
    for (lang, text), (times, opened) in counts.items():
        if not _added(session, week, lang, text, times, opened):
            try:
                with session.begin_nested():
                    session.add(Asked(week=week, lang=lang, text=text, times=times, opened=opened))
                    session.flush()
            except IntegrityError:  # another worker was first
                _added(session, week, lang, text, times, opened)


def _added(session: Session, week: date, lang: str, text: str, times: int, opened: int) -> bool:  # noqa: PLR0913, PLR0917
    same = (Asked.week == week, Asked.lang == lang, Asked.text == text)
    more = update(Asked).where(*same).values(times=Asked.times + times, opened=Asked.opened + opened)
    return bool(session.execute(more).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def wishes(session: Session, day: date, *, weeks: int, least: int) -> Iterator[Wish]:
    """What was asked at least so often in the last weeks, the most frequent first."""
    times, opened = func.sum(Asked.times), func.sum(Asked.opened)
    rows = session.execute(
        select(Asked.lang, Asked.text, times, opened)
        .where(Asked.week > _week(day) - timedelta(weeks=weeks))
        .group_by(Asked.lang, Asked.text)
        .having(times >= least)
        .order_by(times.desc(), Asked.text)
    )
    for lang, text, asked, followed in rows:
        yield Wish(lang, text, int(asked), int(followed))


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def merged(asked: Counter[tuple[str, str]], opened: Counter[tuple[str, str]]) -> Times:
    """Two counters as one."""
    return {key: (asked[key], opened[key]) for key in asked.keys() | opened.keys()}
