"""Writing: one verb, one function, which changes the row, keeps the revision, writes the journal and announces.

The door owns the transaction. Announcements gather in the session and go out after commit, keys only; whoever listens
(search, maps, caches) is joined in `portal.app`.
"""

from portal.publishing.actions import publish, withdraw
from portal.publishing.announcements import announce, published

__all__ = ["announce", "publish", "published", "withdraw"]
