"""The search over the real content, as the tests of this folder ask it."""

from collections.abc import Callable, Sequence

import pytest
from conftest import NOW

from portal.search import generation, query
from portal.search.generation import Generation
from portal.search.query import Ask, Found

Search = Callable[..., Found]


@pytest.fixture(scope="session")
def search(real) -> Search:
    """A function that searches the real content: search("故宫", kind="route")."""

    def answer(text: str, **more) -> Found:
        return query.search(real.settings.search_dir, Ask(text, **{"month": NOW.month, "limit": 1000, **more}))

    return answer


@pytest.fixture(scope="session")
def ask(search) -> Callable[..., list[str]]:
    """The same with the keys of some kinds alone, best first: ask("故宫", "attraction")."""

    def answer(text: str, *kinds: str) -> list[str]:
        return [hit.key for hit in search(text).hits if not kinds or hit.kind in kinds]

    return answer


@pytest.fixture(scope="session")
def opened(real) -> Generation:
    """The generation of the real content."""
    return generation.current(real.settings.search_dir)


@pytest.fixture(scope="session")
def uids(search) -> Callable[[str], Sequence[str]]:
    """The first ten as "kind:key"."""
    return lambda text: [f"{hit.kind}:{hit.key}" for hit in search(text, limit=10).hits]
