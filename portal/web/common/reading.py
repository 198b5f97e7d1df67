"""What a view begins with: the catalogue as this reader sees it today, and what the address asks."""

from flask import request

from portal.catalogue import read
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.images import store
from portal.kernel.season import today
from portal.web import now, settings
from portal.web.common import language, preview


def cards() -> Cards:
    """The catalogue as this reader sees it today; with a draft in it, if the address says so (`preview`)."""
    return Cards(preview.shelf(read.shelf(db.session)), language.current(), today(now()), is_kept)


def is_kept(medium: str) -> bool:
    """Whether this node has the files of a picture."""
    return store.has(settings().media_dir, medium)


def asked() -> dict[str, list[str]]:
    """The query of this request, without what a messenger or a mailing added to the link, and a preview's token."""
    return {name: values for name, values in language.untagged(request.args).items() if name != preview.PARAMETER}
