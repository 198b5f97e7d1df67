"""Every kind of public page, with an address of each in the real content."""

from typing import Final

from portal.catalogue.shelf import Shelf

LANGS: Final = ("zh", "en")

KINDS: Final = (
    "home",
    "routes",
    "routes, filtered",
    "routes, none",
    "route",
    "route of several days",
    "attractions",
    "attraction",
    "attraction without a point",
    "events",
    "event",
    "calendar",
    "area",
    "season",
    "theme",
    "map",
    "map, filtered",
    "search",
    "search, some",
    "search, none",
    "about",
    "data for programs",
    "partners",
    "partners, map",
    "changes for partners",
    "no such page",
    "bad filter",
    "patterns",
)

SAMPLE: Final = (
    "home",
    "routes, filtered",
    "route of several days",
    "attraction",
    "event",
    "calendar",
    "map",
    "search, some",
)
"""For questions that are asked a second time, on a phone in the dark."""

MAPPED: Final = frozenset({"route", "route of several days", "attraction", "map", "map, filtered"})

WRONG: Final = {"partners, map": 400, "no such page": 404, "bad filter": 400}


def addresses(shelf: Shelf) -> dict[str, str]:
    """Kind -> address; `{lang}` stands where the language goes."""
    longest = max(shelf.routes, key=lambda key: len(shelf.legs[key]))
    short = next(key for key, route in shelf.routes.items() if len(route.days) == 1)
    # Of the places on the most routes, it has neighbours so near that their markers have to move aside.
    placed = max(shelf.routes_through, key=lambda key: (len(shelf.routes_through[key]), key))
    unplaced = next(key for key, place in shelf.attractions.items() if place.point.quality == "none")
    event = max(shelf.events, key=lambda key: (len(shelf.events[key].occurrences), key))
    dated = max(o.starts for o in shelf.events[event].occurrences if o.starts)
    area, theme = next(iter(shelf.areas)), shelf.routes[longest].themes[0]
    return {
        "home": "/{lang}/",
        "routes": "/{lang}/routes/",
        "routes, filtered": f"/{{lang}}/routes/?season=winter&area={area}",
        "routes, none": "/{lang}/routes/?q=qqqq&season=winter",
        "route": f"/{{lang}}/routes/{short}/",
        "route of several days": f"/{{lang}}/routes/{longest}/",
        "attractions": "/{lang}/attractions/",
        "attraction": f"/{{lang}}/attractions/{placed}/",
        "attraction without a point": f"/{{lang}}/attractions/{unplaced}/",
        "events": "/{lang}/events/",
        "event": f"/{{lang}}/events/{event}/",
        "calendar": f"/{{lang}}/events/calendar/{dated.year}/{dated.month:02}/",
        "area": f"/{{lang}}/areas/{area}/",
        "season": "/{lang}/seasons/autumn/",
        "theme": f"/{{lang}}/themes/{theme}/",
        "map": "/{lang}/map/",
        "map, filtered": f"/{{lang}}/map/?season=winter&area={area}",
        "search": "/{lang}/search/",
        "search, some": "/{lang}/search/?q=故宫",
        "search, none": "/{lang}/search/?q=qqqq",
        "about": "/{lang}/about/",
        "data for programs": "/api/v1/docs?lang={lang}",
        "partners": "/{lang}/partners/",
        "partners, map": "/{lang}/partners/?kind=map&season=winter&color=ffcc00",
        "changes for partners": "/{lang}/partners/changes/",
        "no such page": "/{lang}/routes/nowhere/",
        "bad filter": "/{lang}/routes/?season=monsoon",
        "patterns": "/-/patterns",
    }
