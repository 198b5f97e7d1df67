"""The partners' page: what to put on one's own page, how it looks there, and the lines to copy."""

from dataclasses import dataclass, field
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.catalogue import asking, exploring, lists
from portal.catalogue.cards import Cards
from portal.catalogue.pages import Choice
from portal.formats import jsonld
from portal.formats.dataset import COLLECTIONS, MEDIA_TYPES
from portal.formats.jsonld import DataFile
from portal.formats.provenance import LICENCES, PUBLISHER
from portal.kernel.errors import NotValid
from portal.web import settings
from portal.web.common import frame_options, language
from portal.web.common.errors import not_a_value
from portal.web.common.frame_options import TooFaint
from portal.web.common.reading import asked, cards
from portal.web.common.security import SITE_POLICY
from portal.web.common.versions import CHANGES, FAREWELLS
from portal.web.site import linked, trails

KINDS: Final = ("route", "attraction", "event", "map", "calendar")
MAPPED: Final = ("route", "attraction", "map")
LOOKS: Final = ("lang", "view", "appearance", "color", "height")
SANDBOX: Final = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
USUAL_HEIGHT: Final = 560
POLICY: Final = f"{SITE_POLICY}; frame-src 'self'"

OFFERED: Final = 5
"""Things that are offered for a word that several have in their names."""

FORMS: Final = {"geojson": "GeoJSON", "csv": "CSV"}
"""Suffix -> what people call it."""

Args = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Thing:
    """What is chosen: its key, name, page, picture and short number.

    A map and a calendar have neither key nor number, an event and a calendar no picture.
    """

    kind: str
    key: str
    title: str
    page: str
    picture: str = ""
    number: int = 0


@dataclass(slots=True)
class Builder:
    """The page: the choices there are, what is chosen, what is wrong with it, and the lines to copy (if nothing is).

    `offers` are (key, name) of what a word may mean that names no single thing; the preview is then of the first.
    """

    kind: str
    things: list[tuple[str, str]]
    choices: list[Choice]
    thing: Thing | None
    typed: str
    looks: dict[str, str]
    partner: str
    problems: dict[str, str] = field(default_factory=dict)
    nearest: str = ""
    offers: list[tuple[str, str]] = field(default_factory=list)
    preview: str = ""
    lines: dict[str, str] = field(default_factory=dict)


def partners() -> Response:
    """The builder. A value that cannot be is said beside its field, with status 400."""
    args, shown = asked(), cards()
    asking.only(args, {"kind", "key", "partner", "q", "event-kind", *LOOKS, *exploring.CHOICES})
    kind = (args.get("kind") or [KINDS[0]])[-1]
    if kind not in KINDS:
        raise NotValid("unknown value", field="kind", given=kind)
    chosen = {"lang": [language.current()], **args}  # who reads this page writes in its language; empty is the reader's
    names = [name for name in LOOKS if name != "view" or kind in MAPPED]
    looks = {name: given for name in names if (given := (chosen.get(name) or [""])[-1].strip())}
    typed, partner = (args.get("key") or [""])[-1].strip(), (args.get("partner") or [""])[-1].strip()
    page = Builder(kind, _things(shown, kind), _choices(shown, kind, args), None, typed, looks, partner)
    page.thing = _chosen(shown, page, args)
    _check(page)
    if page.thing:
        _fill(page, page.thing, _narrowed(page))
    files, trail = _files(), trails.partners()
    name = _("%(portal)s: open data", portal=PUBLISHER[language.current()])
    about = _("The same facts for programs, without a key. Please say where they come from.")
    more = {"sandbox": SANDBOX, "height": _height(page), "licences": LICENCES, "files": files}
    nodes = jsonld.dataset(linked.sheet(shown, trail), name, about, files)
    answer = linked.answer(shown, "site/partners.html", page, trail, nodes=nodes, data=(name, about), **more)
    answer.status_code = 400 if page.problems else 200
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def changes() -> Response:
    """What changed for partners, and what is promised."""
    shown, trail = cards(), trails.changes()
    nodes = [jsonld.web_page(linked.sheet(shown, trail), name=_("What changed for partners"))]
    more = {"changes": CHANGES, "farewells": FAREWELLS}
    return linked.answer(shown, "site/changes.html", None, trail, nodes=nodes, **more)


def _files() -> list[DataFile]:
    return [
        DataFile(
            language.absolute(url_for("ogc.file", name=name, suffix=suffix)),
            media_type,
            collection.licences,
            _("%(what)s (%(form)s)", what=collection.title[language.current()], form=FORMS[suffix]),
        )
        for name, collection in COLLECTIONS.items()
        for suffix, media_type in MEDIA_TYPES.items()
    ]


def _things(shown: Cards, kind: str) -> list[tuple[str, str]]:
    """(key, name) of everything of a kind, in the order of the list."""
    shelf = shown.shelf
    if kind == "route":
        return [(key, shown.say(document.title).text) for key, document in shelf.routes.items()]
    named = {"attraction": shelf.attractions, "event": shelf.events}.get(kind, {})
    return [(key, shown.say(document.name).text) for key, document in named.items()]  # type: ignore[attr-defined]


def _choices(shown: Cards, kind: str, args: Args) -> list[Choice]:
    """The questions that a map or a calendar is narrowed by."""
    if kind == "map":
        return exploring.explore(shown, {n: v for n, v in args.items() if n in exploring.CHOICES}).choices
    if kind != "calendar":
        return []
    given = {"area": args.get("area", []), "kind": args.get("event-kind", [])}
    asked_for = {name: [v for v in values if v] for name, values in given.items()}
    facets = {facet.name: facet for facet in lists.events(shown, asked_for).facets}
    return [
        Choice(
            "area",
            (asked_for["area"] or [""])[-1],
            [shown.area_word(option.value) for option in facets["area"].options],
        ),
        Choice(
            "event-kind",
            (asked_for["kind"] or [""])[-1],
            [shown.word("kinds", option.value) for option in facets["kind"].options],
        ),
    ]


def _chosen(shown: Cards, page: Builder, args: Args) -> Thing | None:
    """The thing that is meant: by key, name or part of a name; a usual one when none is named, or none is found."""
    if page.kind == "map":
        page.typed = asking.words(args)
        query = _narrowed(page)
        picture = url_for("site.explore_png", **query)
        return Thing("map", "", _("Map of routes and places"), url_for("site.explore", **query), picture)
    if page.kind == "calendar":
        return Thing("calendar", "", _("Calendar of events"), url_for("site.events", **_narrowed(page)))
    if not page.things:
        return None
    keys = dict(page.things)
    key = _meant(page, keys) or (page.offers[0][0] if page.offers else _usual(shown, page))
    number = next(number for number, other in shown.shelf.numbers(page.kind).items() if other == key)
    pictures = {"route": "site.route_card", "attraction": "site.attraction_png"}
    picture = url_for(pictures[page.kind], key=key) if page.kind in pictures else ""
    return Thing(page.kind, key, keys[key], url_for(f"site.{page.kind}", key=key), picture, number)


def _meant(page: Builder, keys: dict[str, str]) -> str:
    """The key of what was typed; empty where nothing was or, with a problem and what it may mean, where it is open."""
    if page.typed in keys or not page.typed:
        return page.typed
    words = page.typed.casefold().split()
    found = [key for key, name in page.things if name == page.typed] or [
        key for key, name in page.things if all(word in name.casefold() for word in words)
    ]
    if len(found) == 1:
        return found[0]
    page.offers = [(key, keys[key]) for key in found[:OFFERED]]
    page.problems["key"] = (
        _("Several have “%(given)s” in their names:", given=page.typed[:80])
        if found
        else _("We have nothing under “%(given)s”.", given=page.typed[:80])
    )
    return ""


def _usual(shown: Cards, page: Builder) -> str:
    """What stands there before anybody chose: a route of this month, the event that comes next, the first place."""
    if page.kind == "route":
        return shown.routes_in_season(shown.today.month)[0].key
    return lists.events(shown, {}).cards[0].key if page.kind == "event" else page.things[0][0]


def _narrowed(page: Builder) -> dict[str, Any]:
    """What narrows the map or calendar, as a frame's address has it."""
    names = {"event-kind": "kind"}
    chosen = {names.get(choice.name, choice.name): choice.chosen for choice in page.choices if choice.chosen}
    return {**chosen, **({"q": page.typed} if page.kind == "map" and page.typed else {})}


def _check(page: Builder) -> None:
    """Note what a frame would refuse, field by field."""
    args = {name: [value] for name, value in page.looks.items()}
    least, most = frame_options.HEIGHTS_PX
    try:
        frame_options.language(args, language.current())
        frame_options.read(args)
    except TooFaint as error:
        page.nearest = error.nearest
        page.problems["color"] = _(
            "Its contrast on the paper is %(ratio)s to 1; to be read it needs 4.5.", ratio=f"{error.ratio:.1f}"
        )
    except NotValid as error:
        said = {
            "color": _("Write six hexadecimal digits, such as 1f6b4f."),
            "height": _("Whole pixels from %(least)s to %(most)s.", least=least, most=most),
        }
        page.problems[error.field] = said.get(error.field) or not_a_value(
            error, frame_options.CHOICES.get(error.field, ())
        )


def _height(page: Builder) -> int:
    given = page.looks.get("height", "")
    return USUAL_HEIGHT if "height" in page.problems or not given.isdecimal() else int(given)


def _fill(page: Builder, thing: Thing, narrowed: dict[str, str]) -> None:
    """The preview and the lines to copy."""
    good = {name: value.removeprefix("#") for name, value in page.looks.items() if name not in page.problems}
    query = {**good, **narrowed}
    path = f"embed.{thing.kind}"
    frame = url_for(path, key=thing.key) if thing.key else url_for(path)
    page.preview = _with(frame, query)
    if page.problems:
        return
    address = language.absolute(_with(frame, {**query, **({"key": page.partner} if page.partner else {})}))
    link = language.absolute(thing.page)
    page.lines = {
        "address": _page_of(thing, narrowed, page.looks.get("lang", "")) if thing.kind != "calendar" else address,
        "frame": _iframe(address, thing.title, _height(page)),
        "component": _component(thing, link, query, page.partner),
        "caption": _caption(thing),
    }


def _page_of(thing: Thing, narrowed: dict[str, str], lang: str) -> str:
    """The page's absolute address in the language of the frame; a month of the calendar's page cannot be narrowed."""
    named: dict[str, Any] = {"key": thing.key} if thing.key else dict(narrowed)
    endpoint = "explore" if thing.kind == "map" else thing.kind
    return language.absolute(url_for(f"site.{endpoint}", **named, lang=lang or language.current()))


def _with(path: str, query: dict[str, str]) -> str:
    return path + (f"?{urlencode(query)}" if query else "")


def _iframe(address: str, title: str, height: int) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="640" height="{height}" loading="lazy" '
        f'sandbox="{SANDBOX}" allow="fullscreen" style="border:0;width:100%"></iframe>'
    )


def _component(thing: Thing, link: str, query: dict[str, str], partner: str) -> str:
    """The script and the element; its fallback is a link."""
    names = {"kind": "kind"} if thing.kind == "calendar" else {}
    said = {"kind": thing.kind, **({"key": thing.key} if thing.key else {})}
    said |= {("event-kind" if name in names else name): value for name, value in query.items()}
    said |= {"partner-key": partner} if partner else {}
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in said.items())
    script = language.absolute(url_for("embed.component"))
    return (
        f'<script src="{escape(script)}" async></script>\n'
        f'<portal-embed {attributes}><a href="{escape(link)}">{escape(thing.title)}</a></portal-embed>'
    )


def _caption(thing: Thing) -> str:
    """What an article says: name, whose, licence, where more is; of a picture also whose map, and its review number."""
    short = url_for(f"files.short_{thing.kind}", number=thing.number) if thing.number else thing.page
    parts = [thing.title, PUBLISHER[language.current()], "CC BY 4.0"]
    if thing.picture:
        parts += [settings().offline_approval, "© OpenStreetMap, OpenMapTiles"]
    return " · ".join([*(part for part in parts if part), language.absolute(short)])
