"""What an address asks of the API, read and checked; each function takes its parameter out of the query.

All raise NotValid, which names the parameter and what stood there.
"""

import base64
import binascii
import json
import re
from collections.abc import Collection
from typing import Any, Final

from flask import request

from portal.kernel.errors import NotValid
from portal.kernel.locale import LANGUAGES
from portal.web.common import language

Args = dict[str, list[str]]
Json = Any  # what JSON can hold

MOST: Final = 100
USUAL: Final = 20


def asked() -> Args:
    """The whole query: nobody tags a program's addresses, so `from`, which pages pass over, is a slip here."""
    return request.args.to_dict(flat=False)


def lang(args: Args) -> str:
    """The language of the answer: `lang`, else the one that Accept-Language likes best."""
    given = args.pop("lang", [language.preferred(request)])[-1]
    if given not in LANGUAGES:
        raise NotValid("no such language", field="lang", given=given)
    return given


def number(args: Args, name: str, usual: int, most: int, *, least: int = 0) -> int:
    """A whole number from `least` to `most`; `usual` when the address names none."""
    given = args.pop(name, [str(usual)])[-1]
    if not re.fullmatch(r"[0-9]{1,6}", given) or not least <= int(given) <= most:
        raise NotValid(f"not a whole number from {least} to {most}", field=name, given=given)
    return int(given)


def fields(args: Args, known: Collection[str]) -> list[str]:
    """The names that `fields` lists, split at commas; empty for all of them."""
    names = [name for given in args.pop("fields", []) for name in given.split(",")]
    for name in names:
        if name not in known:
            raise NotValid("unknown field", field="fields", given=name)
    return names


def cursor(args: Args) -> Json | None:
    """What `written` hid in a cursor; None without one."""
    given = args.pop("cursor", [""])[-1]
    if not given:
        return None
    try:
        return json.loads(base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise NotValid("not a cursor", field="cursor", given=given) from error


def written(value: Json) -> str:
    """A value as a cursor: opaque, and safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()
