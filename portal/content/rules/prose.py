"""The texts: both languages, their lengths and punctuation, no two alike, none copied."""

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from portal.content.check import Checked, Problem
from portal.content.rules.ground import SEEN, Ground, of, problem, squeezed, texts
from portal.documents.prose import FORMS, HALF_WIDTH, HAN, LENGTHS

ONLY_CHINESE: Final = ("address", "era")
"""Addresses and eras stand as the source has them."""

Identity = tuple[str, str]

GRAMS: Final = 5
ALIKE: Final = {"zh": 0.15, "en": 0.30}
"""Share of the shorter text's character 5-grams that another text may have. Measured over this content: of all pairs
the most alike share 0.10 (zh) and 0.27 (en, where words and endings are longer than five letters); two texts from one
template with the name exchanged share above 0.6."""

WINDOW: Final = {"zh": 16, "en": 40}
"""Characters (letters, digits, Han) of a run that is no accident; a long name may be quoted, so it takes `HITS`."""
SAMPLE: Final = 4
"""One window of four is remembered, chosen by its own fingerprint, so that both sides choose alike."""
HITS: Final = 2


def languages(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Every text is there in Chinese and in English, and the main ones are Chinese in Chinese."""
    for identity, document in found.documents.items():
        for path, text in texts(document, *ONLY_CHINESE):
            if not text.get("en"):
                yield problem(found, identity, path, "the English text is missing", "add a line `en: …`")
            if path in ("name", "title", "summary", "body") and not HAN.search(text["zh"]):
                yield problem(found, identity, path, "the Chinese text has no Chinese in it", "translate it")


def lengths(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Summaries fit a card, bodies a screen."""
    for (kind, field), bounds in LENGTHS.items():
        for key, document in of(found, kind).items():
            for lang, (least, most) in zip(("zh", "en"), bounds, strict=True):
                text = (getattr(document, field) or {}).get(lang, "")
                size = len(FORMS[lang].findall(text))
                if not least <= size <= most:
                    unit = "characters" if lang == "zh" else "words"
                    what = f"{size} {unit} of {lang}, wanted are {least} to {most}"
                    yield problem(found, (kind, key), field, what, "shorten it" if size > most else "say more")


def chinese_punctuation(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """Chinese has full-width punctuation and no spaces; what separates digits and Latin words is left alone."""
    for identity, document in found.documents.items():
        for path, text in texts(document, *ONLY_CHINESE):
            if match := HALF_WIDTH.search(text["zh"]):
                what = f"half-width punctuation or a space in Chinese: “{match.group()}”"
                yield problem(found, identity, path, what, "write ，。；：！？（）“” and no spaces")


def latin_english(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """English has no Han character and no full-width sign, but for a name in brackets."""
    for identity, document in found.documents.items():
        for path, text in texts(document):
            if match := HAN.search(re.sub(r"\([^()]*\)", "", text.get("en", ""))):
                what = f"Chinese in the English text: “{match.group()}”"
                yield problem(found, identity, path, what, "translate it, or put the Chinese name in brackets")


def alike(found: Checked, _ground: Ground) -> Iterator[Problem]:
    """No two texts share more character 5-grams than two authors would."""
    for lang, bound in ALIKE.items():
        grams = {}
        for kind in ("attraction", "route", "event"):
            for key, document in of(found, kind).items():
                text = squeezed(document.summary.get(lang, "") + document.body.get(lang, ""))
                grams[kind, key] = {text[i : i + GRAMS] for i in range(len(text) - GRAMS + 1)}
        for one, other, shared in _shared(grams):
            share = shared / min(len(grams[one]), len(grams[other]))
            if share > bound:
                what = f"{share:.0%} of the {lang} text stands in {found.paths[other]} too, more than {bound:.0%}"
                yield problem(found, one, "body", what, "write one of the two anew")


def _shared(grams: dict[Identity, set[str]]) -> Iterator[tuple[Identity, Identity, int]]:
    """Each two that share grams, and how many. A text is a number with a bit for each gram that others have too: that
    compares a quarter of a million pairs in a second.
    """
    held = Counter(gram for each in grams.values() for gram in each)
    place = {gram: at for at, gram in enumerate(gram for gram, times in held.items() if times > 1)}
    masks = {}
    for identity, each in sorted(grams.items()):
        bits = bytearray(len(place) // 8 + 1)
        for at in (place[gram] for gram in each if gram in place):
            bits[at // 8] |= 1 << at % 8
        masks[identity] = int.from_bytes(bits, "little")
    for (one, mine), (other, theirs) in itertools.combinations(masks.items(), 2):
        if shared := (mine & theirs).bit_count():
            yield one, other, shared


def copied(found: Checked, ground: Ground) -> Iterator[Problem]:
    """No run of words stands in a text that we read as a source."""
    for kind in ("area", "attraction", "route", "event"):
        for key, document in of(found, kind).items():
            for path, text in texts(document, "name", "title", "address", "protection", "organisers"):
                for lang in WINDOW:
                    if len(fingerprints(text.get(lang, ""), lang) & ground.seen) >= HITS:
                        what = f"the {lang} text has a passage of a source word for word"
                        yield problem(found, (kind, key), path, what, "say it in your own words; facts only")


def fingerprints(text: str, lang: str) -> set[str]:
    """Marks of a text: ten hexadecimal digits of the SHA-256 of every window, one in `SAMPLE` of them kept."""
    plain, size = squeezed(text), WINDOW[lang]
    windows = (plain[i : i + size] for i in range(len(plain) - size + 1))
    marks = {hashlib.sha256(window.encode()).hexdigest()[:10] for window in windows}
    return {mark for mark in marks if int(mark, 16) % SAMPLE == 0}


def remember(folder: Path, text: str) -> int:
    """Keep a source's text as fingerprints in `checks/seen.txt`, for `copied`; returns how many were new.

    Only fingerprints are kept, never the text: what others wrote does not belong in this repository.
    """
    path = folder / SEEN
    known = set(path.read_text(encoding="ascii").split()) if path.exists() else set()
    marks = {mark for part in text.splitlines() for lang in WINDOW for mark in fingerprints(part, lang)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{mark}\n" for mark in sorted(known | marks)), encoding="ascii")
    return len(marks - known)
