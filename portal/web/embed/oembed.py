"""/oembed: the frame of one of our addresses, for programs that turn a pasted address into what it stands for.

A private page does not exist here, so 401 means one thing: a partner's key that nobody has (any more).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from flask import Response, g, request
from flask_babel import gettext as _

from portal.catalogue.cards import Cards
from portal.formats import oembed as formats
from portal.formats.oembed import Answer, Frame, Picture
from portal.formats.provenance import PUBLISHER
from portal.kernel.errors import NotFound, NotValid
from portal.web.common import frame_options, partner
from portal.web.common.addresses import Addresses
from portal.web.common.reading import cards
from portal.web.common.security import open_to_all
from portal.web.embed import subject as subjects
from portal.web.embed.subject import Subject

WRITERS: Final[Mapping[str, tuple[Callable[[Answer], bytes], str]]] = {
    "json": (formats.as_json, "application/json"),
    "xml": (formats.as_xml, "text/xml"),
}
"""`format` -> what writes it, and the media type of the result."""


def oembed() -> Response:
    """What oEmbed 1.0 says of `url`, in `format`, within `maxwidth` and `maxheight`; other parameters are ignored."""
    form = request.args.get("format") or "json"
    if form not in WRITERS:
        return _refused("json", 501, _("There is no format “%(given)s”: ask for json or xml.", given=form[:80]))
    try:
        partner.of_frame()
    except NotValid:
        return _refused(form, 401, _("Nobody has this key, or not any more."))
    try:
        return _written(form, _answer())
    except NotValid as error:
        return _refused(form, 400, _wrong(error.field))
    except NotFound:  # also what was withdrawn: oEmbed knows no 410
        return _refused(form, 404, _("This address is no page of ours that has a frame."))


def _wrong(field: str) -> str:
    if field == "url":
        return str(_("“url” is missing: give the address of a page of this site."))
    return str(_("“%(field)s” is no whole number above 0.", field=field))


def _answer() -> Answer:
    address = request.args.get("url", "")
    if not address:
        raise NotValid("no address", field="url")
    most = [_size(name) for name in ("maxwidth", "maxheight")]
    found = subjects.find(address)
    g.lang = found.lang
    return formats.answer(_frame(cards(), found), *most)


def _size(name: str) -> int | None:
    given = request.args.get(name, "")
    if not given:
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", given):
        raise NotValid("not a size", field=name, given=given)
    return int(given)


def _frame(shown: Cards, found: Subject) -> Frame:
    """The frame under its page's own name. The partner's key goes with it, because it decides where it may stand."""
    key = request.args.get("key", "")
    links = Addresses()
    return Frame(
        address=found.address(**({"key": key} if key else {})),
        title=_title(shown, found),
        publisher=PUBLISHER[found.lang],
        home=links.home(found.lang),
        pictures=_pictures(links.file("route", found.key, "png", found.lang)) if found.kind == "route" else (),
        height=frame_options.read(found.query).height or formats.HEIGHT,
    )


def _title(shown: Cards, found: Subject) -> str:
    shelf = shown.shelf
    if found.kind == "route":
        return shown.say(shelf.routes[found.key].title).text
    if found.key:
        named = shelf.attractions if found.kind == "attraction" else shelf.events
        return shown.say(named[found.key].name).text
    return str(_("Map of routes and places") if found.kind == "map" else _("Calendar of events"))


def _pictures(card: str) -> tuple[Picture, ...]:
    """The cards of a route for messengers, the largest first."""
    return Picture(card, 1200, 630), Picture(f"{card}?shape=square", 600, 600), Picture(f"{card}?shape=small", 300, 300)


def _refused(form: str, status: int, why: str) -> Response:
    """An error in the form that was asked for, with a sentence for whoever reads it."""
    answer = _written(form, {"error": why})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004  RFC 9110: a 401 has to say what would be accepted
        answer.headers["WWW-Authenticate"] = 'ApiKey realm="partners"'
    return answer


def _written(form: str, fields: Answer) -> Response:
    write, media_type = WRITERS[form]
    made = Response(write(fields), mimetype=media_type)
    open_to_all(made)
    return made
