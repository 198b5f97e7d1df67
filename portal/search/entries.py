"""What a document gives to search, and the words by which people may mean it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.documents import (
    AreaDocument,
    AttractionDocument,
    Document,
    EventDocument,
    LexiconDocument,
    RouteDocument,
    VocabularyDocument,
)
from portal.kernel.geo import Point
from portal.kernel.season import seasons_of
from portal.search import weights

Documents = Mapping[str, Mapping[str, Document]]
Axes = dict[str, tuple[str, ...]]

AXES: Final = (
    "type", "area", "district", "season", "month", "theme", "category", "kind", "days", "suits", "grade", "indoor",
    "mode", "effort",
)  # fmt: skip
"""Everything by which results are narrowed or understood; each value is a string, as in an address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `tags` say what it is and where it lies; `known` is 0 to 1; points are WGS-84."""

    kind: str
    key: str
    names: list[str]
    aliases: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    axes: Axes = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    """"area:benxi" or "district:…" -> the share of a route or a joint event there; what is not named is there whole."""
    passes: tuple[str, ...] = ()
    """The keys of the attractions that a route stops at, or where an event is held."""
    points: tuple[Point, ...] = ()
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Concept:
    """Words that mean something: `means` by axis, or only each other. `first` are "kind:key" that they put on top."""

    say: tuple[str, ...]
    means: Axes = field(default_factory=dict)
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A station or a town that something can be near to."""

    names: tuple[str, ...]
    point: Point


def entries(documents: Documents) -> Iterator[Entry]:
    """Every route, attraction and event of a set of published documents."""
    words = _Words(documents)
    routes = {key: d for key, d in documents["route"].items() if isinstance(d, RouteDocument)}
    places = {key: d for key, d in documents["attraction"].items() if isinstance(d, AttractionDocument)}
    through = Counter(stop for r in routes.values() for stop in {s.attraction for s in r.stops()})
    for key, place in places.items():
        yield _attraction(key, place, words, through[key])
    for key, route in routes.items():
        yield _route(key, route, words, places)
    for key, event in documents["event"].items():
        if isinstance(event, EventDocument):
            yield _event(key, event, words, places)


class _Words:
    """Names of areas and of controlled words, in all languages."""

    def __init__(self, documents: Documents) -> None:
        self.areas = {key: d for key, d in documents["area"].items() if isinstance(d, AreaDocument)}
        self.terms = {
            (name, term.key): [*term.name.values(), *(term.title or {}).values()]
            for name, vocabulary in documents["vocabulary"].items()
            if isinstance(vocabulary, VocabularyDocument)
            for term in vocabulary.terms
        }

        self.districts = sorted(
            {
                d.district["zh"]
                for d in documents["attraction"].values()
                if isinstance(d, AttractionDocument) and d.district
            }
        )

    def of(self, areas: Iterable[str] = (), **vocabularies: Iterable[str]) -> list[str]:
        """The words for some areas and for some keys of vocabularies."""
        found = [n for key in areas if (a := self.areas.get(key)) for n in (*a.name.values(), *a.full_name.values())]
        for vocabulary, keys in vocabularies.items():
            found += [name for key in keys for name in self.terms.get((vocabulary, key), ())]
        return found


def _texts(*groups: Mapping[str, str] | None) -> list[str]:
    return [text for group in groups for text in (group or {}).values()]


def _aliases(document: AttractionDocument | EventDocument) -> list[str]:
    return [name for names in document.aliases.values() for name in names]


def _numbers(values: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _attraction(key: str, document: AttractionDocument, words: _Words, routes: int) -> Entry:
    seasons, months, access = seasons_of(document.advised.months), document.advised.months, document.access
    district = (document.district or {}).get("zh")
    grade = (document.grade.level,) if document.grade else ()
    suits = [suit for suit, claim in (("families", access.family), ("elders", access.elders)) if claim == "yes"]
    official = [weights.GRADES[level] for level in grade] + [weights.PROTECTED[p.level] for p in document.protection]
    return Entry(
        "attraction",
        key,
        list(document.name.values()),
        _aliases(document),
        tags=[
            *words.of([document.area], categories=document.categories, seasons=seasons),
            *_texts(document.district),
            *grade,
        ],
        body=_texts(document.summary, document.body, document.address, document.era),
        axes={
            "type": ("attraction",),
            "area": (document.area,),
            "district": (district,) if district else (),
            "season": tuple(seasons),
            "month": _numbers(months),
            "category": tuple(document.categories),
            "suits": tuple(suits),
            "grade": grade,
            "indoor": (access.indoor,) if access.indoor in ("yes", "partly") else (),
        },
        points=tuple(point for point in (document.point.position,) if point),
        known=_known(document, max(official, default=0.0), routes),
    )


def _known(document: AttractionDocument, official: float, routes: int) -> float:
    """How well known a place is, less what its being shut takes off."""
    known = min(1.0, official + min(weights.ROUTES_MOST, weights.A_ROUTE * routes))
    return known - weights.SHUT if document.state.state in ("closed", "suspended") else known


def _route(key: str, document: RouteDocument, words: _Words, places: Mapping[str, AttractionDocument]) -> Entry:
    stops = [places[stop.attraction] for stop in document.stops() if stop.attraction in places]
    days = [text for day in document.days for text in _texts(day.title, day.text)]
    suits = words.of(themes=document.themes, seasons=[document.season])
    return Entry(
        "route",
        key,
        list(document.title.values()),
        tags=[*words.of(document.areas), *suits],
        stops=[name for place in stops for name in place.name.values()],
        body=[*_texts(document.summary, document.body, document.effort.words), *days],
        axes={
            "type": ("route",),
            "area": tuple(document.areas),
            "district": tuple(dict.fromkeys((p.district or {}).get("zh", "") for p in stops if p.district)),
            "season": (document.season,),
            "month": _numbers(document.advised.months),
            "theme": tuple(document.themes),
            "days": (str(len(document.days)),),
            "suits": tuple(document.suits),
            "mode": (document.mode,),
            "effort": (document.effort.level,),
        },
        shares=_shares(stops),
        passes=tuple(dict.fromkeys(stop.attraction for stop in document.stops())),
        points=tuple(dict.fromkeys(p.point.position for p in stops if p.point.position)),
        known=weights.ORIGINS[document.origin],
    )


def _shares(stops: Sequence[AttractionDocument]) -> dict[str, float]:
    count = Counter(f"area:{place.area}" for place in stops)
    count.update(f"district:{place.district['zh']}" for place in stops if place.district)
    return {where: round(n / len(stops), 3) for where, n in count.items()}


def _event(key: str, document: EventDocument, words: _Words, places: Mapping[str, AttractionDocument]) -> Entry:
    months = sorted(set(document.usual.months) | {o.starts.month for o in document.occurrences if o.starts})
    venues = [places[o.attraction] for o in document.occurrences if o.attraction and o.attraction in places]
    said = " ".join([document.name["zh"], *(o.venue["zh"] for o in document.occurrences if o.venue)])
    districts = [name for name in words.districts if _short(name) in said]
    districts += [place.district["zh"] for place in venues if place.district]
    return Entry(
        "event",
        key,
        list(document.name.values()),
        _aliases(document),
        tags=words.of(document.areas, kinds=[document.kind], seasons=seasons_of(months)),
        stops=[
            *(name for place in venues for name in place.name.values()),
            *_texts(*(o.venue for o in document.occurrences)),
        ],
        body=_texts(document.summary, document.body),
        axes={
            "type": ("event",),
            "area": tuple(document.areas),
            "district": tuple(dict.fromkeys(districts)),
            "season": tuple(seasons_of(months)),
            "month": _numbers(months),
            "kind": (document.kind,),
        },
        shares={f"area:{area}": round(1 / len(document.areas), 3) for area in document.areas},
        passes=tuple(dict.fromkeys(o.attraction for o in document.occurrences if o.attraction)),
        points=tuple(dict.fromkeys(p.point.position for p in venues if p.point.position)),
        known=weights.JOINT[document.joint],
    )


_VOCABULARY_AXES: Final = {"seasons": "season", "themes": "theme", "categories": "category", "kinds": "kind"}
_COUNTY: Final = ("满族自治县", "蒙古族自治县", "县", "市")
"""Endings that people leave out; a district's (和平区) are not among them, for 和平 and 白塔 are words and names."""

SHORTEST: Final = 2


def concepts(documents: Documents) -> Iterator[Concept]:
    """What words mean: areas and districts, the vocabularies, and the lexicon of the bureaus."""
    for key, area in documents["area"].items():
        if isinstance(area, AreaDocument):
            yield Concept((*area.name.values(), *area.full_name.values()), {"area": (key,)})
    yield from _districts(documents["attraction"].values())
    for name, vocabulary in documents["vocabulary"].items():
        if isinstance(vocabulary, VocabularyDocument) and name in _VOCABULARY_AXES:
            for term in vocabulary.terms:
                means: Axes = {_VOCABULARY_AXES[name]: (term.key,)}
                yield Concept(tuple(_texts(term.name)), means)
                if name == "seasons" and term.title:  # 金秋送爽 is the name of the season's routes
                    yield Concept(tuple(_texts(term.title)), {**means, "type": ("route",)})
    for page in documents.get("lexicon", {}).values():
        if isinstance(page, LexiconDocument):
            for entry in page.entries:
                lists: dict[str, list[Any]] = entry.means.model_dump()
                axes = {axis: tuple(map(str, values)) for axis, values in lists.items() if values}
                yield Concept(tuple(entry.say), axes, tuple(entry.first))


def _short(district: str) -> str:
    """How people call a county; other districts only by their full name."""
    short = next((district.removesuffix(end) for end in _COUNTY if district.endswith(end)), district)
    return short if len(short) >= SHORTEST else district


def _districts(attractions: Iterable[Document]) -> Iterator[Concept]:
    names = {
        tuple(sorted(document.district.items()))
        for document in attractions
        if isinstance(document, AttractionDocument) and document.district
    }
    for district in sorted(names):
        full = dict(district)
        chinese, english = full["zh"], full.get("en", "")
        short = _short(chinese)
        bare = english.split(" Manchu ")[0].split(" Mongol ")[0].removesuffix(" County").removesuffix(" City")
        say = [chinese, english, *((short, bare) if short != chinese else ())]
        yield Concept(tuple(dict.fromkeys(word for word in say if word)), {"district": (chinese,)})


def readings(documents: Documents) -> dict[str, str]:
    """Local pronunciations: word -> syllables with spaces."""
    pages = documents.get("lexicon", {}).values()
    return {word: said for page in pages if isinstance(page, LexiconDocument) for word, said in page.readings.items()}


def spots(layers: Sequence[Mapping[str, Any]]) -> Iterator[Spot]:
    """Places of the basemap's GeoJSON layers (lon, lat) by their names; a station is said with 站 and without."""
    for layer in layers:
        for feature in layer["features"]:
            lon, lat = feature["geometry"]["coordinates"]
            properties = feature["properties"]
            names = tuple(dict.fromkeys(name for tag in ("zh", "en") if (name := properties.get(tag))))
            if names:
                yield Spot(names, Point(lat, lon))
