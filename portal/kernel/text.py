"""Text as the search sees it: folded, cut into terms, and read aloud as pinyin."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import snowballstemmer
from opencc import OpenCC

_to_simplified = OpenCC("t2s")


class _Stemmer(threading.local):
    """One for each thread: a Snowball stemmer keeps the word it works on in itself."""

    def __init__(self) -> None:
        self.stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord


_stemmer = _Stemmer()

STOP_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "near", "of", "on", "or", "the", "to", "with"]
)

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-z]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """One spelling for what people take for the same: NFKC, lower case, no accents, simplified characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFC", text)
    return str(_to_simplified.convert(text)) if _HAN.search(text) else text


def terms(text: str) -> Iterator[str]:
    """Cut text into the terms we index and search by.

    Han runs become overlapping pairs, because a dictionary would keep 关门山国家森林公园 whole and lose the visitor
    who typed 森林公园; a single character stays itself. English words become stems, without the commonest.
    """
    for run in _RUN.findall(fold(text)):
        if _HAN.match(run):
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
        elif run not in STOP_WORDS:
            yield _stemmer.stem(run)


def single_characters(text: str) -> set[str]:
    """Every Han character of a text, so that a one-character query finds it."""
    return set(_HAN.findall(fold(text)))
