"""Which tests go to one worker, because what they look at is dear: a page walked to, a checker's run, a wheel."""

import re

from xdist.scheduler import LoadScopeScheduling

SHARED = re.compile(
    r"browser/test_every_page\.py::test_\w+\[(?:\d+-)?(?P<kind>.+)-(?:zh|en)\]"
    r"|(?P<file>browser/test_(?:markup|desk_cast|desk_pages|desk_review)\.py|desk/test_(?:hostile|killed|sheets_real)\.py"
    r"|web/test_every_page\.py|tests/test_wheel\.py|cli/test_running\.py)"
)


class Together(LoadScopeScheduling):
    """Hands out, in their order, what is shared as a whole and every other test alone.

    What `--dist loadgroup` is for; but that tells the groups by names which pytest 9.2 no longer lets it write.
    """

    def _split_scope(self, nodeid: str) -> str:
        found = SHARED.search(nodeid)
        return found["kind"] or found["file"] if found else nodeid
