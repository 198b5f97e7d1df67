"""What an address asks of a list: its words and its page."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from portal.kernel.errors import NotFound, NotValid

Args = Mapping[str, Sequence[str]]
"""A query as the door read it: every parameter with all its values, in order."""

MAX_QUERY: Final = 100


def words(args: Args) -> str:
    """The words of `q`, printable and with single spaces. Raises NotValid above 100 characters."""
    given = (args.get("q") or [""])[-1]
    text = " ".join("".join(c if c.isprintable() else " " for c in given).split())
    if len(text) > MAX_QUERY:
        raise NotValid("the text is too long", field="q", given=text[:20] + "…")
    return text


def only(args: Args, known: set[str]) -> None:
    """Raise NotValid for a parameter that the list does not have."""
    for name, values in args.items():
        if name not in known:
            raise NotValid("unknown parameter", field=name, given=" ".join(values))


def page(args: Args, total: int, per_page: int) -> tuple[int, int]:
    """(the page asked for, how many there are); NotValid for what is no number, NotFound beyond the last."""
    given = (args.get("page") or ["1"])[-1]
    if not re.fullmatch(r"[1-9][0-9]{0,5}", given):
        raise NotValid("not a page number", field="page", given=given)
    pages = max(1, math.ceil(total / per_page))
    if int(given) > pages:
        raise NotFound(f"there are {pages} pages", field="page", given=given)
    return int(given), pages
