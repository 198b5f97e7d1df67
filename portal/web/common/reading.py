"""What a view begins with: the catalogue as this reader sees it today, and what the address asks."""

from flask import request

from portal.catalogue import read
from portal.catalogue.cards import Cards
from portal.extensions import db
from portal.kernel.season import today
from portal.web import now
from portal.web.common import language


def cards() -> Cards:
    """The catalogue as this reader sees it today."""
    return Cards(read.shelf(db.session), language.current(), today(now()))


def asked() -> dict[str, list[str]]:
    """The query of this request, without what a messenger or a mailing added to the link."""
    return language.untagged(request.args)
