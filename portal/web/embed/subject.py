"""Which frame an address stands for. The address is read, never opened: only our own are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.catalogue import read
from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.kernel.errors import NotFound
from portal.kernel.locale import LANGUAGES
from portal.web.common import language

FOLDERS: Final = {"route": "routes", "attraction": "attractions", "event": "events"}
"""Kind -> where its frames lie."""

FILTERS: Final = {"map": ("season", "area", "theme"), "calendar": ("area", "kind")}
"""Frame of many things -> what narrows it."""

OPTIONS: Final = ("view", "color", "height", "key")
"""What a frame's own address may say beside its language."""

_FRAME: Final = re.compile(
    r"/embed/v1/(?:(?P<folder>routes|attractions|events)/(?P<key>[^/]+)|(?P<many>map|calendar))/?"
)
_PAGES: Final = {"site.explore": "map", "site.calendar": "calendar", "site.calendar_now": "calendar"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A frame: `kind` is route, attraction, event, map or calendar; `key` is empty for the last two."""

    kind: str
    key: str
    lang: str
    options: Mapping[str, str] = field(default_factory=dict)

    def address(self, **more: str) -> str:
        """The frame's absolute address; it always names its language, because a frame must not follow its visitor's."""
        path = f"{FOLDERS[self.kind]}/{self.key}" if self.key else self.kind
        return frame(path, {"lang": self.lang, **self.options, **more})


def frame(path: str, query: Mapping[str, str]) -> str:
    """The absolute address of a frame: `path` is what follows /embed/v1/."""
    return language.absolute(f"{request.script_root}/embed/v1/{path}") + (f"?{urlencode(query)}" if query else "")


def find(address: str) -> Subject:
    """The frame of a page, a short link or a frame. Raises NotFound for whatever else, Gone for what was withdrawn."""
    path, query = _below_ours(address)
    shelf = read.shelf(db.session)
    if framed := _FRAME.fullmatch(path):
        kind = framed["many"] or next(kind for kind, folder in FOLDERS.items() if folder == framed["folder"])
        lang = query.get("lang", LANGUAGES[0])
        options = {name: value for name, value in query.items() if name in OPTIONS}
        return _checked(shelf, Subject(kind, framed["key"] or "", lang, options), query)
    endpoint, values = _matched(path)
    blueprint, _, name = endpoint.partition(".")
    lang = values.get("lang", query.get("lang", LANGUAGES[0]))
    if endpoint in _PAGES:
        return _checked(shelf, Subject(_PAGES[endpoint], "", lang), query)
    if blueprint == "site" and name in FOLDERS:
        return _checked(shelf, Subject(name, values["key"], lang), {})
    kind = name.removeprefix("short_")
    if blueprint == "files" and kind in FOLDERS and (key := shelf.key_of(kind, values["number"])):
        return _checked(shelf, Subject(kind, key, lang), {})
    raise NotFound("no page with a frame", given=address)


def _below_ours(address: str) -> tuple[str, dict[str, str]]:
    """The path below our own root, and the query. Raises NotFound for an address of anybody else."""
    own = urlsplit(language.absolute(f"{request.script_root}/"))
    try:
        given = urlsplit(address.strip())
        is_ours = given.scheme in ("http", "https") and "@" not in given.netloc and _host(given) == _host(own)
    except ValueError:  # no address at all, such as http://[ or a port that is no number
        is_ours = False
    if not is_ours or not given.path.startswith(own.path):
        raise NotFound("not an address of this site", given=address)
    return "/" + unquote(given.path.removeprefix(own.path)), {k: v[-1] for k, v in parse_qs(given.query).items()}


def _host(address: Any) -> tuple[str, int | None]:
    """Host and port, None for the usual one of either scheme: the same page may be known by both."""
    return address.hostname or "", None if address.port in (80, 443) else address.port


def _matched(path: str) -> tuple[str, Mapping[str, Any]]:
    """The endpoint of one of our paths, and its values. Raises NotFound."""
    adapter = current_app.url_map.bind("ours")
    try:
        try:
            return adapter.match(path, method="GET")
        except RequestRedirect:  # a slash is missing at the end
            return adapter.match(f"{path}/", method="GET")
    except HTTPException as error:
        raise NotFound("no such page", given=path) from error


def _checked(shelf: Shelf, subject: Subject, query: Mapping[str, str]) -> Subject:
    """The same with what narrows it. Raises NotFound for a language, key or value that there is not."""
    if subject.lang not in LANGUAGES:
        raise NotFound("no such language", field="lang", given=subject.lang)
    if subject.kind in FOLDERS:
        things: Mapping[str, Any] = getattr(shelf, FOLDERS[subject.kind])
        here = subject.key in things
        key = subject.key if here else read.why_missing(db.session, subject.kind, subject.key)
        return Subject(subject.kind, key, subject.lang, subject.options)
    known: dict[str, Mapping[str, Any]] = {
        "area": shelf.areas,
        **{name: shelf.words(f"{name}s") for name in ("season", "theme", "kind")},
    }
    narrowed = {name: query[name] for name in FILTERS[subject.kind] if query.get(name)}
    for name, value in narrowed.items():
        if value not in known[name]:
            raise NotFound("no such value", field=name, given=value)
    return Subject(subject.kind, "", subject.lang, {**narrowed, **subject.options})
