"""Pictures inside the desk: their files, and what the field of templates/desk/parts/pictures.html chooses from."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from flask import jsonify, request, send_file, url_for
from werkzeug.exceptions import NotFound as NoSuchFile
from werkzeug.wrappers import Response

from portal.catalogue import read
from portal.documents import Document, MediumDocument
from portal.extensions import db
from portal.images import store
from portal.kernel.locale import say
from portal.kernel.season import today
from portal.publishing import library
from portal.publishing.library import Ask, Held
from portal.web import now, settings
from portal.web.common import language
from portal.web.common.reading import is_kept

MOST: Final = 60
"""Pictures of one answer: a person who does not find theirs writes another word."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture to choose; `thumbnail` is its address, empty where there is none. `shown` is false after its rights."""

    key: str
    title: str
    thumbnail: str
    shown: bool = True


def choices(text: str = "") -> list[Choice]:
    """The library, newest first, narrowed by words."""
    return [_choice(held.key, held.document) for held in library.find(db.session, Ask(text), today(now()))]


def chosen(keys: Iterable[str]) -> list[Choice]:
    """The pictures of a field as it stands; what is no picture any more stays there as it was typed."""
    wanted = list(keys)
    known = read.shelf(db.session).documents.get("medium", {}) if wanted else {}
    return [_choice(key, known[key]) if key in known else Choice(key, "", "", shown=False) for key in wanted]


def _choice(key: str, document: Document) -> Choice:
    assert isinstance(document, MediumDocument)  # noqa: S101  the shelf's pictures are
    title = say(document.title, language.current()).text
    return Choice(key, title, _thumbnail(key, document), document.may_be_shown_on(today(now())))


def thumbnail(held: Held) -> str:
    """The address of the smallest file of a picture; empty when this node has none."""
    return _thumbnail(held.key, held.document)


def _thumbnail(key: str, document: MediumDocument) -> str:
    if not is_kept(key):
        return ""
    return url_for("desk.medium_file", key=key, width=document.widths[0], suffix="webp")


def choose() -> Response:
    """The library as JSON, for the script that lets one choose by sight."""
    found = choices(request.args.get("q", "")[:100])
    return jsonify({"total": len(found), "items": [asdict(choice) for choice in found[:MOST]]})


def file(key: str, width: int, suffix: str) -> Response:
    """A size of a picture, whether the public may see it or not."""
    path = store.find(settings().media_dir.resolve(), key, width, suffix)
    if path is None:
        raise NoSuchFile
    return send_file(path, mimetype=store.TYPES[suffix])
