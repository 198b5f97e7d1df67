"""What the stops of a route bring with them: the areas they lie in, and the places that a typed name may mean."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext as _

from portal.catalogue import read
from portal.documents.rough import entries_in, keys_in
from portal.extensions import db
from portal.kernel.locale import say
from portal.publishing.validity import Problem
from portal.web.common import language
from portal.web.common.templating import listed
from portal.web.desk import finding
from portal.web.desk.forms.fields import Rough

OFFERED: Final = 5
NOT_FOUND: Final = ("unknown", "string_pattern_mismatch")


def widened(rough: Rough, before: Mapping[str, Any]) -> list[str]:
    """Let the areas of a route have those of the stops that it has not had before; the names of what was added."""
    if not isinstance(rough.get("areas", []), list):
        return []
    added = _lacking(rough, _places(rough) - _places(before))
    if added:
        rough["areas"] = [*rough.get("areas", []), *added]
    return _named(added)


def outside(rough: Mapping[str, Any]) -> list[str]:
    """The names of the areas where a route stops and that it does not say."""
    return _named(_lacking(rough, _places(rough)))


def offered(problem: Problem) -> str:
    """The places that a name may mean, as a sentence; "" where it is none of a stop, or where there are none."""
    if not problem.field.endswith(".attraction") or problem.code not in NOT_FOUND or not problem.given.strip():
        return ""
    some = finding.found(problem.given)[:OFFERED]
    names = listed(f"{choice.name} ({choice.key})" for choice in some)
    return _("Which one? %(names)s. Write its whole name, or its key.", names=names) if some else ""


def _places(rough: Mapping[str, Any]) -> set[str]:
    stops = (stop for day in entries_in(rough.get("days")) for stop in entries_in(day.get("stops")))
    return {key for stop in stops if isinstance(key := stop.get("attraction"), str)}


def _lacking(rough: Mapping[str, Any], places: set[str]) -> list[str]:
    """The areas of these places that a route does not say."""
    known = read.shelf(db.session).attractions
    areas = {known[key].area for key in places if key in known}
    return sorted(areas - {"", *keys_in(rough.get("areas"))})


def _named(areas: Iterable[str]) -> list[str]:
    known = read.shelf(db.session).areas
    return [say(known[key].name, language.current()).text if key in known else key for key in areas]
