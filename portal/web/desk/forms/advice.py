"""What would make a text more complete, in the reader's language: the codes of `completeness` as sentences."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from portal.publishing.completeness import Advice, Score
from portal.web.desk.forms import stops
from portal.web.desk.forms.fields import Field, fields
from portal.web.desk.forms.kinds import FORMS

SENTENCES: Final[dict[str, LazyString]] = {
    "fill": _("add: %(what)s"),
    "english": _("add the English: %(what)s"),
    "short": _("%(what)s: say more, %(least)s to %(most)s characters"),
    "long": _("%(what)s: shorten it, %(least)s to %(most)s characters"),
    "each": _("%(what)s: for every entry"),
    "dated": _("add a date"),
    "placed": _("place it on the map"),
    "where": _("say where it holds: places, routes or cities"),
    "punctuation": _("%(what)s: full-width punctuation in Chinese, and no spaces between characters"),
    "latin": _("%(what)s: Chinese in the English text; translate it, or put the name in brackets"),
    "headings": _("%(what)s: headings begin with ## and leave out no level"),
    "link": _("%(what)s: a link’s words should say where it leads"),
}


def advised(kind: str, score: Score, rough: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """(anchor, sentence, points) for each piece of advice; first where a route stops outside of the areas it says."""
    told = _("a stop lies in %(area)s, and the cities and zone lack it")
    outside = [("f-areas", str(told) % {"area": area}, 0) for area in (stops.outside(rough) if kind == "route" else ())]
    return outside + [(f"f-{_place(advice)}", sentence(kind, advice), advice.points) for advice in score.advice]


def sentence(kind: str, advice: Advice) -> str:
    """One thing to do."""
    told = str(SENTENCES[advice.code])
    return told % {"what": label(kind, advice.field), "least": advice.least, "most": advice.most}


def _place(advice: Advice) -> str:
    return advice.field.partition(".")[0] if advice.code == "each" else advice.field


def label(kind: str, path: str) -> str:
    """The label of the deepest field on a path, in which list entries may be counted or left out."""
    among: tuple[Field, ...] = tuple(fields(FORMS[kind]))
    found, rest = path, ".".join(step for step in path.split(".") if not step.isdigit())
    while rest:
        field = next((f for f in among if f.path and (f"{rest}.").startswith(f"{f.path}.")), None)
        if field is None:
            field = next((f for f in among if f.path.startswith(f"{rest}.")), None)
            return str(field.label) if field else found
        found, among, rest = str(field.label), field.fields, rest[len(field.path) + 1 :]
    return found
