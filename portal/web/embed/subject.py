"""Which frame an address stands for. The address is read, never opened: only our own are known."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.catalogue import asking, framing, read
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.locale import LANGUAGES
from portal.web.common import frame_options, language
from portal.web.common.frame_options import Args
from portal.web.common.reading import cards

FOLDERS: Final = {"route": "routes", "attraction": "attractions", "event": "events"}
"""Kind -> where its frames lie."""

MANY: Final[Mapping[str, Callable[[Cards, Args], object]]] = {"map": framing.overview, "calendar": framing.calendar}
"""Frame of many things -> what reads its filters, and refuses others."""

_FRAME: Final = re.compile(
    r"/embed/v1/(?:(?P<folder>routes|attractions|events)/(?P<key>[^/]+)|(?P<many>map|calendar))/?"
)
_PAGES: Final = {
    "site.explore": "map",
    "site.events": "calendar",
    "site.calendar": "calendar",
    "site.calendar_now": "calendar",
}
_NO_FILTERS: Final = ("bbox", "sort", "page")
"""What a page takes besides: how much of it is seen, and in which order."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A frame: `kind` is route, attraction, event, map or calendar; `key` is empty for the last two.

    `query` is what its address says but the language: filters and options, each with all of its values.
    """

    kind: str
    key: str
    lang: str
    query: Args = field(default_factory=dict)

    def address(self, **more: str) -> str:
        """The frame's absolute address; it always names its language, because a frame must not follow its visitor's."""
        path = f"{FOLDERS[self.kind]}/{self.key}" if self.key else self.kind
        said = urlencode({"lang": self.lang, **self.query, **more}, doseq=True)
        return language.absolute(f"{request.script_root}/embed/v1/{path}") + f"?{said}"


def find(address: str) -> Subject:
    """The frame of a page, a short link or a frame. Raises NotFound for whatever else, Gone for what was withdrawn."""
    path, query = _below_ours(address)
    shown = cards()
    try:
        return _checked(shown, _of_frame(path, query) or _of_page(shown, path, query))
    except NotValid as error:  # that frame would answer 400
        raise NotFound("no such frame", given=address) from error


def _of_frame(path: str, query: Args) -> Subject | None:
    """What a frame's own address says, not yet checked; None for another address."""
    framed = _FRAME.fullmatch(path)
    if not framed:
        return None
    kind = framed["many"] or next(kind for kind, folder in FOLDERS.items() if folder == framed["folder"])
    rest = {name: values for name, values in query.items() if name != "lang"}
    return Subject(kind, framed["key"] or "", frame_options.language(query, LANGUAGES[0]), rest)


def _of_page(shown: Cards, path: str, query: Args) -> Subject:
    """The frame of a page or a short link, not yet checked. Raises NotFound."""
    endpoint, values = _matched(path)
    blueprint, _, name = endpoint.partition(".")
    lang = values.get("lang") or frame_options.language(query, LANGUAGES[0])
    if lang not in LANGUAGES:
        raise NotFound("no such language", field="lang", given=lang)
    if endpoint in _PAGES:
        is_narrowed = endpoint in ("site.explore", "site.events")  # a month shows all of its events whatever is asked
        filters = {name: given for name, given in query.items() if is_narrowed and name not in _NO_FILTERS}
        if filters == frame_options.others(filters):  # a page has none of a frame's options
            return Subject(_PAGES[endpoint], "", lang, filters)
    if blueprint == "site" and name in FOLDERS:
        return Subject(name, values["key"], lang)
    kind = name.removeprefix("short_")
    if blueprint == "files" and kind in FOLDERS and (key := shown.shelf.key_of(kind, values["number"])):
        return Subject(kind, key, lang)
    raise NotFound("no page with a frame", given=path)


def _below_ours(address: str) -> tuple[str, Args]:
    """The path below our own root, and the query as a frame reads it. Raises NotFound for anybody else's address."""
    own = urlsplit(language.absolute(f"{request.script_root}/"))
    try:
        given = urlsplit(address.strip())
        is_ours = given.scheme in ("http", "https") and "@" not in given.netloc and _host(given) == _host(own)
    except ValueError:  # no address at all, such as http://[ or a port that is no number
        is_ours = False
    if not is_ours or not given.path.startswith(own.path):
        raise NotFound("not an address of this site", given=address)
    query = language.untagged(MultiDict(parse_qsl(given.query)))
    return "/" + unquote(given.path.removeprefix(own.path)), query


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


def _checked(shown: Cards, subject: Subject) -> Subject:
    """The same under its present key. Raises NotValid for what its frame would refuse, NotFound or Gone for its key."""
    frame_options.read(subject.query)
    filters = frame_options.others(subject.query)
    if subject.kind in MANY:
        MANY[subject.kind](shown, filters)
        return subject
    asking.only(filters, set())
    things: Mapping[str, Any] = getattr(shown.shelf, FOLDERS[subject.kind])
    if subject.key in things:
        return subject
    return replace(subject, key=read.why_missing(db.session, subject.kind, subject.key))
