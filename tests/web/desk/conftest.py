"""What modules about the desk's pages share."""

from collections.abc import Callable

import pytest
from conftest import SITES, Site


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site]) -> Site:
    """A small site that a module's tests spoil together."""
    return make_site(SITES / "good")
