"""Two revisions of one thing, side by side: what the pages of review, history and merging show of the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from portal.catalogue import read
from portal.catalogue.shelf import Shelf
from portal.extensions import db
from portal.kernel.errors import NotFound
from portal.kernel.geo import Point, decoded
from portal.maps import moved
from portal.model import Revision
from portal.publishing import differences, drafts
from portal.publishing.differences import Difference
from portal.web import settings
from portal.web.common.security import PICTURE_POLICY
from portal.web.desk.forms.fields import fields
from portal.web.desk.forms.kinds import FORMS


@dataclass(frozen=True, slots=True)
class Compared:
    """The fields that differ, the picture of the change on the map (empty for none), and metres that a place moved.

    Of what is new (`is_new`) nothing was changed: it is to be read as a text, in the order of its form.
    """

    differences: list[Difference]
    picture: str = ""
    metres: int | None = None
    is_new: bool = False


def compared(kind: str, key: str, before: Revision | None, after: Revision) -> Compared:
    """What changed from one revision to another; without the first, everything is new."""
    old = before.document if before else {}
    step = differences.moved_metres(old, after.document) if kind == "attraction" else None
    is_drawn = step or (kind == "route" and differences.stops_of(old) != differences.stops_of(after.document))
    found = differences.differences(old, after.document)
    if before is None:
        found.sort(key=lambda difference: _place_in_form(kind, difference.field))
    address = url_for("desk.change", kind=kind, key=key, before=before.id if before else 0, after=after.id)
    return Compared(found, address if is_drawn else "", step[2] if step else None, is_new=before is None)


def revision(kind: str, key: str, number: int) -> Revision:
    """A revision of this thing, under this key or a former one. Raises NotFound."""
    found = db.session.get(Revision, number)
    if found is None or not drafts.is_of(db.session, kind, key, found):
        raise NotFound("there is no such revision", field="revision", given=str(number))
    return found


def change(kind: str, key: str, before: int, after: int) -> Response:
    """The picture of a change on the map."""
    shelf = read.shelf(db.session)
    old = revision(kind, key, before).document if before else {}
    sides = [_drawn(shelf, kind, key, document) for document in (old, revision(kind, key, after).document)]
    title = str(_("What changed on the map") if before else _("Where it lies, on the map"))
    picture = moved.draw(settings().content_dir / "geo", sides[0], sides[1], title)
    response = Response(picture, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def _place_in_form(kind: str, path: str) -> int:
    """Where a form asks for a field; what it does not ask for comes last."""
    asked = [field.path for field in fields(FORMS.get(kind, ()))]
    inside = (at for at, one in enumerate(asked) if f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}."))
    return next(inside, len(asked))


def _drawn(shelf: Shelf, kind: str, key: str, document: Mapping[str, Any]) -> moved.Drawn:
    if kind != "route":
        place = differences.position(document.get("point"))
        return moved.Drawn([place] if place else [])
    places = {stop: _place(shelf, stop) for stop in differences.stops_of(document)}
    known = [(stop, place) for stop in differences.stops_of(document) if (place := places[stop])]
    way = shelf.ways.get(key)
    legs = {(leg.start, leg.end): decoded(leg.line) for leg in way.legs} if way else {}
    line = [point for (a, b), (c, d) in pairwise(known) for point in legs.get((a, c), [b, d])]
    return moved.Drawn([place for _stop, place in known], line)


def _place(shelf: Shelf, key: str) -> Point | None:
    attraction = shelf.attractions.get(key)
    return attraction.point.position if attraction else None
