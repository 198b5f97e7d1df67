"""The way of a draft as one table: which move is open where, and where it leads."""

from typing import Final

from portal.kernel.errors import Conflict

WRITING: Final = "writing"
IN_REVIEW: Final = "in_review"
RETURNED: Final = "returned"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"
DROPPED: Final = "dropped"

STATES: Final = (WRITING, IN_REVIEW, RETURNED, APPROVED, PUBLISHED, DROPPED)

RESTING: Final = (PUBLISHED, DROPPED)
"""Where nobody writes at a draft: what it says is not on its way anywhere."""

MOVES: Final = {
    ("save", WRITING): WRITING,
    ("save", RETURNED): RETURNED,
    ("save", IN_REVIEW): WRITING,
    ("save", APPROVED): WRITING,
    ("save", PUBLISHED): WRITING,
    ("save", DROPPED): WRITING,
    ("submit", WRITING): IN_REVIEW,
    ("submit", RETURNED): IN_REVIEW,
    ("recall", IN_REVIEW): WRITING,
    ("recall", APPROVED): WRITING,
    ("approve", IN_REVIEW): IN_REVIEW,
    ("complete", IN_REVIEW): APPROVED,
    ("return", IN_REVIEW): RETURNED,
    ("return", APPROVED): RETURNED,
    ("schedule", APPROVED): APPROVED,
    ("publish", APPROVED): PUBLISHED,
    ("withdraw", WRITING): WRITING,
    ("withdraw", IN_REVIEW): WRITING,
    ("withdraw", RETURNED): RETURNED,
    ("withdraw", APPROVED): WRITING,
    ("withdraw", PUBLISHED): DROPPED,
    ("withdraw", DROPPED): DROPPED,
    ("drop", WRITING): DROPPED,
    ("drop", RETURNED): DROPPED,
}
"""(move, from) -> to. `complete` is what the last missing approval does, `withdraw` what becomes of a draft
whose published text goes off the site.
"""


def move(state: str, verb: str) -> str:
    """Where a move leads. Raises Conflict where it is not open: somebody else moved the draft meanwhile."""
    if (verb, state) not in MOVES:
        raise Conflict(f"a draft that is {state} cannot be {verb}ed")
    return MOVES[verb, state]


def open_moves(state: str) -> list[str]:
    """The moves that are open from a state."""
    return [verb for verb, start in MOVES if start == state]
