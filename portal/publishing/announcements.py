"""Late news: what was published in a transaction is told after its commit, and never if it rolls back."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

Key = tuple[str, str]
Listener = Callable[[frozenset[Key]], None]

_PENDING: Final = "portal.announcements"


class Signal:
    """Listeners in the order in which they were joined; each gets the set of (kind, key)."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def connect(self, listener: Listener) -> None:
        """Join a listener; joining it again changes nothing."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def disconnect(self, listener: Listener) -> None:
        """Let a listener go; one that never joined is no error."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def send(self, keys: frozenset[Key]) -> None:
        """Tell everybody."""
        for listener in tuple(self._listeners):
            listener(keys)


published = Signal()


def announce(session: Session, kind: str, key: str) -> None:
    """Remember to tell that this was published or withdrawn."""
    session.info.setdefault(_PENDING, set()).add((kind, key))


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    # SQLAlchemy forbids queries on a session here: listeners get keys and open their own.
    if keys := session.info.pop(_PENDING, None):
        published.send(frozenset(keys))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if not previous.nested:  # a savepoint that fails takes back its own part alone
        session.info.pop(_PENDING, None)
