"""How good what is published is: each bureau's numbers, and the matrix of things and languages."""

from typing import Final

from flask import render_template, request

from portal.catalogue import read
from portal.extensions import db
from portal.kernel.season import today
from portal.publishing import drafts, quality
from portal.web import now
from portal.web.desk.naming import naming

A_PAGE: Final = 100


def show() -> str:
    """Each bureau's numbers."""
    published = read.shelf(db.session).documents
    matrix = quality.translations(db.session, published)
    bureaus = quality.bureaus(db.session, published, matrix, today(now()))
    return render_template("desk/quality.html", naming=naming(), bureaus=bureaus)


def translations() -> str:
    """Things by language, narrowed by bureau, kind, and how one language stands."""
    published = read.shelf(db.session).documents
    asked = {name: request.args.get(name, "") for name in ("bureau", "kind", "standing")}
    rows = [
        row
        for row in quality.translations(db.session, published)
        if asked["bureau"] in ("", row.bureau)
        and asked["kind"] in ("", row.kind)
        and (not asked["standing"] or asked["standing"] in row.standings.values())
    ]
    first = max(0, request.args.get("from", 0, type=int))
    return render_template(
        "desk/translations.html",
        naming=naming(),
        rows=rows[first : first + A_PAGE],
        total=len(rows),
        first=first,
        more=first + A_PAGE if first + A_PAGE < len(rows) else 0,
        asked=asked,
        kinds=drafts.EDITED,
        standings=quality.STANDINGS,
        bureaus=[*published["area"]],
    )
