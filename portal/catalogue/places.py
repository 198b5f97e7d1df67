"""The register of attractions as the desk searches it: what is published, and what is being written and never was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.catalogue.shelf import Shelf
from portal.documents.rough import Rough, text_in, texts_in
from portal.kernel import geo
from portal.kernel.geo import REGION, Point
from portal.kernel.text import compact
from portal.model import Draft

DROPPED: Final = "dropped"


@dataclass(frozen=True, slots=True)
class Place:
    """An attraction, or a draft of one that nobody can visit on the site yet. `at` is None where nobody knows."""

    key: str
    name: Mapping[str, str]
    area: str
    at: Point | None
    is_draft: bool = False

    def called(self, lang: str) -> str:
        """Its name in a language, else in Chinese, else its key."""
        return self.name.get(lang) or self.name.get("zh") or self.key


def register(session: Session, shelf: Shelf) -> dict[str, Place]:
    """Key -> place, of all that can be found."""
    found = {
        key: Place(key, document.name, document.area, document.point.position)
        for key, document in shelf.attractions.items()
    }
    drafts = select(Draft).where(Draft.kind == "attraction", Draft.state != DROPPED).options(joinedload(Draft.head))
    for draft in session.scalars(drafts):
        if draft.key not in found:
            found[draft.key] = _rough(draft.key, draft.head.document)
    return found


def matching(places: Mapping[str, Place], text: str) -> list[Place]:
    """The places whose name or key has a text in it; none for an empty text."""
    wanted = compact(text)
    return [p for p in places.values() if wanted and any(wanted in compact(n) for n in (*p.name.values(), p.key))]


def around(places: Iterable[Place], centre: Point, km: float) -> list[tuple[Place, float]]:
    """The places within so many kilometres of a point, nearest first, each with its distance."""
    near = [(place, geo.distance_km(centre, place.at)) for place in places if place.at]
    return sorted(((p, away) for p, away in near if away <= km), key=lambda pair: (pair[1], pair[0].key))


def _rough(key: str, document: Rough) -> Place:
    """What a draft tells of its place; it may break every rule of its kind."""
    names, area = texts_in(document.get("name")), text_in(document.get("area"))
    return Place(key, names, area, _point(document.get("point")), is_draft=True)


def _point(value: object) -> Point | None:
    lat, lon = (value.get(name) for name in ("lat", "lon")) if isinstance(value, dict) else (None, None)
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    point = Point(float(lat), float(lon))
    return point if REGION.holds(point) else None
