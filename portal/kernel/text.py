"""Text as the search sees it: folded, cut into terms, and read aloud as pinyin."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import Stemmer
from opencc import OpenCC

_to_simplified = OpenCC("t2s")


class _Stemmer(threading.local):
    """One for each thread: a Snowball stemmer keeps the word it works on in itself.

    PyStemmer's is compiled; the same algorithm in Python takes 50 µs a word, as long as a whole search.
    """

    def __init__(self) -> None:
        self.stem: Callable[[str], str] = Stemmer.Stemmer("english").stemWord


_stemmer = _Stemmer()

STOP_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "near", "of", "on", "or", "the", "to", "with"]
)

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-z]+(?:'[a-z]+)?")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
"""Matches one Han character."""


def printable(text: str) -> str:
    """A text without what cannot be seen: zero-width and broken characters go, controls become single spaces."""
    seen = (c if c.isprintable() else "" if unicodedata.category(c) in ("Cf", "Cs") else " " for c in text)
    return " ".join("".join(seen).split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """One spelling for what people take for the same: NFKC, lower case, no accents, simplified characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFC", text)
    return str(_to_simplified.convert(text)) if HAN.search(text) else text


def terms(text: str) -> Iterator[str]:
    """Cut text into the terms we index and search by.

    Han runs become overlapping pairs, because a dictionary would keep 关门山国家森林公园 whole and lose the visitor
    who typed 森林公园; a single character stays itself. English words become stems, without the commonest.
    """
    for run in _RUN.findall(_joined(fold(text))):
        if HAN.match(run):
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
        elif run not in STOP_WORDS:
            yield _stemmer.stem(run)


def _joined(folded: str) -> str:
    """Without the dots inside of names: 九·一八 is looked for as 九一八."""
    return folded.replace("·", "").replace("・", "").replace("•", "")


def words(folded: str) -> list[str]:
    """The runs of Han characters and of Latin letters and digits in a folded text, in order; the rest is left out."""
    return [run.replace("'", "") for run in _RUN.findall(_joined(folded))]


def compact(text: str) -> str:
    """A text as one word, folded and without spaces and punctuation: for names, which are typed either way."""
    return "".join(words(fold(text)))


def stem(word: str) -> str:
    """The stem of one folded English word, the same that `terms` gives."""
    return _stemmer.stem(word)


def single_characters(text: str) -> set[str]:
    """Every Han character of a text, so that a one-character query finds it."""
    return set(HAN.findall(fold(text)))
