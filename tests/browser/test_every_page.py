"""Questions asked of every kind of page, in both languages; each page is walked to once."""

from collections.abc import Callable
from typing import Any

import pytest
from browser.conftest import WIDTHS_PX, barriers
