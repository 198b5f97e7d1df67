"""What there is: everything of a kind, with where it stands and what it lacks; and the page of help."""

from typing import Final

from flask import render_template, request
from sqlalchemy import select

from portal.extensions import db
from portal.model import Revision
from portal.publishing import permissions, shares, states
from portal.publishing.things import Thing, things
from portal.web.desk import beginning
from portal.web.desk.doing import number
from portal.web.desk.forms.kinds import SEVERAL
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

A_PAGE: Final = 50


def show(kind: str) -> str:
    """The list, as the address narrows it."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "bureau", "state", "lacking")}
    found = things(db.session, kind, **asked)
    pages = max(1, -(-len(found) // A_PAGE))
    page = max(1, min(number(request.args.get("page", "")), pages))
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    return render_template(
        "desk/edit/things.html",
        kind=kind,
        kinds=SEVERAL,
        may_begin=bool(beginning.bureaus(kind)),
        things=shown,
        mine=_open_to_me(shown),
        has_written=db.session.scalar(select(Revision.id).where(Revision.author_id == actor().id).limit(1)) is not None,
        total=len(found),
        page=page,
        pages=pages,
        asked=asked,
        states=states.STATES,
        naming=naming(),
    )


def _open_to_me(shown: list[Thing]) -> set[str]:
    """The keys of those whose text this person may see."""
    areas = shares.areas_of_stops(db.session)
    return {
        thing.key
        for thing in shown
        if permissions.may(actor(), "see", {thing.bureau, *shares.sharing(thing.kind, thing.rough, areas)})
    }


def help_page() -> str:
    """The first route in ten minutes, with a published one of the person's own to look into."""
    routes = [thing for thing in things(db.session, "route") if thing.is_published]
    sample = next(iter(sorted(_open_to_me(routes))), "")
    return render_template("desk/edit/help.html", sample=sample)
