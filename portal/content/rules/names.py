"""One English name for each place, everywhere."""

import re
from collections.abc import Iterator
from typing import Final

from portal.content.check import Checked, Problem
from portal.content.rules.ground import GLOSSARY, Ground, of, problem, texts

COMMON: Final = (
    "Academy|Area|Bridge|Canyon|Cathedral|Cave|Caves|Cemetery|Centre|Church|Forest|Fortress|Garden|Gardens|Gate|"
    "Gorge|Hall|Hill|Hills|Island|Lake|Mansion|Mausoleum|Monastery|Mosque|Mountain|Mountains|Museum|Pagoda|Pagodas|"
    "Palace|Park|Pass|Peak|Quarter|Reservoir|Residence|Resort|River|Site|Spring|Springs|Square|Stream|Temple|Tomb|"
    "Tombs|Tower|Valley|Village|Waterfall|Wetland|Zoo"
)
"""The common parts of place names, GB/T 30240; streets, townships and stations are addresses and stay free."""

WORD: Final = r"(?:[A-Z0-9][\w’'·-]*(?:\.\d+)?)"
NAME: Final = re.compile(rf"{WORD}(?: (?:(?:of|and|the|for) )*{WORD})* (?:{COMMON})\b(?! [A-Z])")
KNOWN: Final = "\u00a4"
"""Stands in a text for a name that is known, so that what is left over can be looked through."""


def one_name_each(found: Checked, ground: Ground) -> Iterator[Problem]:
    """No English name stands for two places, no place of the glossary contradicts its own record."""
    taken: dict[str, str] = {}
    for key, document in of(found, "attraction").items():
        name = document.name.get("en", "").casefold()
        if name in taken:
            what = f"“{document.name['en']}” is the name of {taken[name]} too"
            yield problem(found, ("attraction", key), "name", what, "add the city or the district")
        taken[name] = document.name["zh"]
    records = {document.name["zh"]: document.name.get("en") for document in of(found, "attraction").values()}
    said: dict[str, str] = {}
    for term in ground.glossary.terms:
        other = said.setdefault(term.zh, term.en)
        if other != term.en or records.get(term.zh, term.en) != term.en:
            what = f"{term.zh} is “{term.en}” here and “{records.get(term.zh, other)}” elsewhere"
            yield Problem(GLOSSARY, 1, "terms", what, "keep one of the two")


def named_places(found: Checked, ground: Ground) -> Iterator[Problem]:
    """Every place that an English text names is named as its record or the glossary names it."""
    known = _known(found, ground)
    never = re.compile(
        "|".join(rf"\b{re.escape(word)}\b" for term in ground.glossary.terms for word in term.never) or r"(?!)"
    )
    for kind in ("area", "attraction", "route", "event", "page", "vocabulary"):
        for key, document in of(found, kind).items():
            for path, text in texts(document, "name", "full_name", "protection"):
                english = text.get("en", "")
                if match := never.search(english):
                    what = f"nobody calls it “{match.group()}” here"
                    yield problem(found, (kind, key), path, what, "see glossary.yaml")
                for name in NAME.findall(known.sub(KNOWN, english)):
                    what = f"“{name.replace(KNOWN, '…')}” is neither a record's name nor in the glossary"
                    yield problem(found, (kind, key), path, what, "use the known name, or add it to glossary.yaml")


def _known(found: Checked, ground: Ground) -> re.Pattern[str]:
    """All English names there are, the longest first, so that none hides in a longer one."""
    names: set[str] = set()
    for kind in ("attraction", "event", "area", "route"):
        for document in of(found, kind).values():
            names.add((getattr(document, "name", None) or document.title).get("en", ""))
            names.update(getattr(document, "aliases", {}).get("en", []))
            names.update(organiser.get("en", "") for organiser in getattr(document, "organisers", []))
    for term in ground.glossary.terms:
        names.update((term.en, *term.also))
    bare = sorted({re.sub(r"^[Tt]he ", "", name) for name in names if name}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, bare))})(?!\w)")
