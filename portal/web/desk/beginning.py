"""A new thing: its name, its bureau, its key, and perhaps an existing one to begin from."""

import re
import unicodedata
from typing import Final

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.catalogue import read as catalogue
from portal.documents.base import KEY_PATTERN
from portal.documents.medium import ALLIANCE
from portal.extensions import db
from portal.kernel.errors import NotFound, NotValid
from portal.publishing import permissions, shares, writing
from portal.publishing.permissions import COORDINATOR
from portal.web import now
from portal.web.common import language
from portal.web.desk.forms.fields import Rough
from portal.web.desk.forms.kinds import KEPT, TITLES
from portal.web.desk.forms.names import names_of
from portal.web.desk.guards import actor
from portal.web.desk.words import WORDS

LONGEST_KEY: Final = 80
NOT_COPIED: Final = ("occurrences", "formerly", "number")
"""Of an existing thing: what happened to that one, and what only that one is called by."""


def new(kind: str) -> str | Response | tuple[str, int]:
    """Ask for what a draft cannot be begun without, and begin it."""
    if request.method == "GET":
        return _page(kind, {"copy": request.args.get("copy", "")})
    typed = {name: request.form.get(name, "").strip() for name in ("zh", "en", "bureau", "key", "copy")}
    typed["key"] = typed["key"] or suggested_key(typed["zh"], typed["en"])
    wrong = _wrong(kind, typed)
    if not wrong:
        try:
            writing.begin(db.session, actor(), now(), kind, typed["key"], _first_text(kind, typed), typed["bureau"])
        except NotValid as error:
            db.session.rollback()
            wrong = error.field or "key"
        except NotFound:
            wrong = "copy"
    if wrong:
        return _page(kind, typed, wrong), 422
    db.session.commit()
    return redirect(url_for("desk.edit", kind=kind, key=typed["key"]), 303)


def suggested_key(zh: str, en: str) -> str:
    """A key from the English name, else from the pinyin of the Chinese one; empty when neither gives one."""
    text = en or _pinyin(zh)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_KEY].strip("-")


def bureaus(kind: str) -> list[tuple[str, str]]:
    """(key, name) of the bureaus that this person may begin one of a kind for, their own first."""
    if kind in shares.OF_ALLIANCE:
        return [(ALLIANCE, "")] if permissions.may(actor(), "edit", [ALLIANCE]) else []
    names = names_of(catalogue.shelf(db.session), language.current()).of("area")
    mine = permissions.bureaus_where(actor(), "edit")
    if permissions.role_for(actor(), ALLIANCE) == COORDINATOR:
        mine += [key for key in names if key not in mine]
    return [(key, names.get(key, "")) for key in mine]


def _pinyin(zh: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its dictionary is large, and few workers ever need it

    return " ".join(lazy_pinyin(zh))


def _wrong(kind: str, typed: dict[str, str]) -> str:
    """The field that has to be mended first; empty for none."""
    if not typed["zh"]:
        return "zh"
    if typed["bureau"] not in dict(bureaus(kind)):
        return "bureau"
    is_key = len(typed["key"]) <= LONGEST_KEY and re.fullmatch(KEY_PATTERN, typed["key"])
    return "" if is_key else "key"


def _first_text(kind: str, typed: dict[str, str]) -> Rough:
    """What the draft says at first. Raises NotFound when there is nothing to copy."""
    rough: Rough = {}
    if typed["copy"]:
        source = names_of(catalogue.shelf(db.session), language.current()).key(kind, typed["copy"])
        known = shares.rough_of(db.session, kind, source)
        rough = {name: value for name, value in known.items() if name not in (*NOT_COPIED, *KEPT[kind])}
    rough[TITLES[kind]] = {lang: typed[lang] for lang in ("zh", "en") if typed[lang]}
    if typed["bureau"] != ALLIANCE:
        if kind in shares.OF_AREAS:
            others = [area for area in rough.get("areas", []) if area != typed["bureau"]]
            rough["areas"] = [typed["bureau"], *others]
        if kind == "attraction":
            rough["area"] = typed["bureau"]
    return rough


def _page(kind: str, typed: dict[str, str], wrong: str = "") -> str:
    names = names_of(catalogue.shelf(db.session), language.current()).of(kind)
    return render_template(
        "desk/edit/new.html",
        kind=kind,
        called=WORDS["kind"][kind],
        typed=typed,
        wrong=wrong,
        bureaus=bureaus(kind),
        names=names,
    )
