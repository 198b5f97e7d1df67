"""What visitors do with the records: sums by record and period, days of one record, hosts of frames, searches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import Response, render_template, request
from flask_babel import gettext as _

from portal.extensions import db
from portal.formats import tables
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.season import today
from portal.publishing import permissions, visits
from portal.publishing.visits import WHATS, Sums
from portal.search import asked, query
from portal.search.generation import Unavailable
from portal.web import now, settings
from portal.web.common.reading import cards
from portal.web.desk import words
from portal.web.desk.guards import actor
from portal.web.desk.naming import naming

PERIODS: Final = {"7": 1, "30": 4, "365": 26}
"""Days -> weeks of searches, which are kept for half a year."""

SORTS: Final = ("total", *WHATS, "name")
SHOWN: Final = 100
ASKED_ANEW: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One record and what was counted of it."""

    kind: str
    key: str
    name: str
    bureau: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; `bureau` is empty for all of them."""

    bureau: str
    days: str
    sort: str

    @property
    def since(self) -> date:
        """The first day that is counted."""
        return today(now()) - timedelta(days=int(self.days) - 1)

    def but(self, **other: str) -> dict[str, str]:
        """The same as parameters of an address, but for these."""
        return {"bureau": self.bureau, "days": self.days, "sort": self.sort, **other}


def show() -> str:
    """Every record of a bureau with its sums."""
    choice = _choice()
    lines = _lines(choice)
    return render_template(
        "desk/statistics.html",
        choice=choice,
        lines=[line for line in lines if line.sums.total][:SHOWN],
        records=len(lines),
        seen=sum(bool(line.sums.total) for line in lines),
        most=max((line.sums.total for line in lines), default=0),
        sums={what: sum(line.sums.times[what] for line in lines) for what in WHATS},
        whole=visits.by_record(db.session, choice.since),
        **_words(),
    )


def export() -> Response:
    """The same as a table for a spreadsheet, with the records that nobody looked at."""
    choice = _choice()
    columns = ("kind", "key", "name", "bureau", "since", "until", *WHATS, "total")
    period = {"since": f"{choice.since}", "until": f"{today(now())}"}
    rows: Iterator[dict[str, Any]] = (
        {
            "kind": n.kind,
            "key": n.key,
            "name": n.name,
            "bureau": n.bureau,
            **period,
            **n.sums.times,
            "total": n.sums.total,
        }
        for n in _lines(choice)
    )
    return _file(tables.encoded(columns, rows), f"statistics-{choice.bureau or 'all'}-{today(now())}.csv")


def record(kind: str, key: str) -> str:
    """The days of one record. Raises NotFound for what is not published."""
    choice = _choice()
    if key not in _records().get(kind, {}):
        raise NotFound("nothing is counted of this", given=key)
    days = visits.by_day(db.session, kind, key, choice.since)
    most = max((sums.total for sums in days.values()), default=0)
    return render_template(
        "desk/statistics_record.html", choice=choice, kind=kind, key=key, days=days, most=most, **_words()
    )


def hosts() -> str:
    """On which hosts frames were shown."""
    choice = _choice()
    found = visits.hosts(db.session, choice.since)
    most = max((times for _host, times in found), default=0)
    return render_template("desk/statistics_hosts.html", choice=choice, hosts=found, most=most, **_words())


def searches() -> str:
    """What was asked most, and of it what finds nothing now."""
    choice = _choice()
    weeks = PERIODS[choice.days]
    wishes = list(asked.wishes(db.session, today(now()), weeks=weeks, least=1))[:ASKED_ANEW]
    try:
        vain = [wish for wish in wishes if not query.search(settings().search_dir, _ask(wish.text)).total]
    except Unavailable:
        vain = None
    return render_template(
        "desk/statistics_searches.html", choice=choice, wishes=wishes, vain=vain, weeks=weeks, **_words()
    )


def _ask(text: str) -> query.Ask:
    return query.Ask(text, month=today(now()).month, limit=1)


def _choice() -> Choice:
    """The choice of the address; at first one's own bureau and a month. Raises NotValid for what is none."""
    args = request.args
    own = permissions.bureaus_where(actor(), "see")
    own = [bureau for bureau in own if bureau in cards().shelf.areas]
    choice = Choice(args.get("bureau", own[0] if own else ""), args.get("days", "30"), args.get("sort", "total"))
    if choice.bureau and choice.bureau not in naming().every_bureau():
        raise NotValid("no such bureau", field="bureau", given=choice.bureau)
    if choice.days not in PERIODS:
        raise NotValid("no such period", field="days", given=choice.days)
    if choice.sort not in SORTS:
        raise NotValid("no such order", field="sort", given=choice.sort)
    return choice


def _lines(choice: Choice) -> list[Line]:
    counted = visits.by_record(db.session, choice.since)
    lines = [
        Line(kind, key, name, bureau, counted.get((kind, key), Sums()))
        for kind, things in _records().items()
        for key, (name, bureau) in things.items()
        if choice.bureau in ("", bureau)
    ]
    lines.sort(key=lambda line: line.name)
    if choice.sort == "total":
        lines.sort(key=lambda line: -line.sums.total)
    elif choice.sort in WHATS:
        lines.sort(key=lambda line: -line.sums.times[choice.sort])
    return lines


def _records() -> dict[str, dict[str, tuple[str, str]]]:
    """Kind -> key -> (name, leading bureau) of everything that is counted."""
    shelf, thing = cards().shelf, naming().thing
    return {
        "route": {key: (thing(d.title, key), d.areas[0]) for key, d in shelf.routes.items()},
        "attraction": {key: (thing(d.name, key), d.area) for key, d in shelf.attractions.items()},
        "event": {key: (thing(d.name, key), d.areas[0]) for key, d in shelf.events.items()},
    }


def _words() -> Mapping[str, Any]:
    names = {"view": _("views"), "download": _("files"), "calendar": _("calendars"), "embed": _("frames")}
    named = naming()
    bureaus = named.every_bureau()
    return {"naming": named, "bureaus": bureaus, "page_of": words.page, "whats": names, "periods": list(PERIODS)}


def _file(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
