"""How Chinese is typed in Latin letters. Needs pypinyin, so only the builder imports it; workers read what it made."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

LONGEST_RUN: Final = 7
"""Syllables that somebody types in one go; a route's title has twenty, and each further run would be a term."""


def teach(readings: Mapping[str, str]) -> None:
    """Let local readings ({朝阳: "chao yang"}) win over the dictionary's, for this process."""
    if readings:
        load_phrases_dict({word: [[syllable] for syllable in said.split()] for word, said in readings.items()})
        if any(len(word) == 1 for word in readings):
            commonest.cache_clear()


def syllables(name: str) -> list[str]:
    """One syllable for each Han character of a name, as it is read in that name; ü is v."""
    found = lazy_pinyin(name, style=Style.NORMAL, errors="ignore")
    return [s.replace("ü", "v") for s in found if s.isascii()]


def runs(name: str) -> Iterator[str]:
    """Every run of two or more neighbouring syllables, and the initials: 沈阳故宫 -> shenyang … gugong, sygg."""
    said = syllables(name)
    for start in range(len(said)):
        for end in range(start + 2, min(len(said), start + LONGEST_RUN) + 1):
            yield from spellings("".join(said[start:end]))
    if len(said) > 1:
        yield "".join(s[0] for s in said)


def spellings(latin: str) -> Iterator[str]:
    """The ways to type ü: lv, lu and lyu for 绿."""
    yield latin
    if "v" in latin:
        yield from (latin.replace("v", "u"), latin.replace("v", "yu"))


@cache
def commonest() -> dict[str, str]:
    """Character -> its commonest syllable, for the 6,763 characters of GB 2312, which is what people can type."""
    rows = range(0xB0, 0xF8)
    characters = [bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF)]
    return {c: said[0] for c in characters if c and (said := syllables(c))}
