"""Events: every occurrence has its number, and none says more than is known."""

from collections.abc import Iterator
from datetime import UTC, datetime

from portal.content.check import Checked, Problem
from portal.content.rules.ground import Ground, of, problem


def numbers(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Calendars know an occurrence by its number; without one, other words for its edition would make it another."""
    for key, event in of(found, "event").items():
        for i, occurrence in enumerate(event.occurrences):
            if occurrence.number is None:
                where, mend = f"occurrences.{i}", "give it the next number that none of them ever had"
                yield problem(found, ("event", key), where, "the occurrence has no number", mend)


def occurrences(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Nothing was held that is still to come; what was moved says from when."""
    today = datetime.now(UTC).date()
    for key, event in of(found, "event").items():
        for i, occurrence in enumerate(event.occurrences):
            where = f"occurrences.{i}"
            if occurrence.status == "held" and occurrence.starts and occurrence.starts > today:
                yield problem(found, ("event", key), where, "it is called held, and is still to come", "say scheduled")
            if occurrence.status == "rescheduled" and not (occurrence.previous_start or occurrence.note):
                yield problem(
                    found, ("event", key), where, "it was moved, and nobody says from when", "add previous_start"
                )
