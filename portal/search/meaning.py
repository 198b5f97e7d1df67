"""What a query says: where and when, what kind, something to be near to, and words that nobody explained."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.kernel.text import HAN, fold, stem, terms, words
from portal.search.entries import Concept

LONGEST_HAN: Final = 10
LONGEST_LATIN: Final = 6
SHORTEST_PINYIN: Final = 4
"""Letters; xian and shan are too many things."""

WHERE: Final = frozenset({"area", "district"})
WHEN: Final = frozenset({"season", "month", "days"})
FACTS: Final = WHERE | WHEN | {"type", "grade", "mode"}
"""Axes on which a document is or is not; a text that mentions a city or a month is not in it."""

FILLERS: Final = (
    "在哪里", "在哪儿", "在哪", "怎么去", "怎么走", "哪里有", "哪里", "哪儿有", "哪儿", "有什么", "有没有", "推荐",
    "适合", "还有什么", "有什么玩的", "玩的", "什么", "还有", "有啥", "啥", "哪有", "哪个", "是哪个", "哪条线",
    "走哪条", "上哪", "什么时候", "周末", "可以", "去哪玩", "去哪", "好玩的", "好玩", "我想去", "我想", "想去",
    "想看", "去看", "要去",
)  # fmt: skip
"""What people say around a wish; a run of these alone is not a word to look for."""

THINGS: Final = frozenset("庙寺塔墓陵桥湖河山洞沟谷村镇城馆园泉雪冰花鸟树石玉酒茶")
"""Single characters that are something to look for; other ones left over beside a known phrase only join words."""

STOPS: Final = frozenset({
    "a", "an", "the", "what", "else", "see", "which", "where", "how", "go", "get", "do", "does", "there", "any",
    "some", "best", "good", "nice", "show", "me", "find", "visit", "visiting", "things", "no", "not", "weekend",
    "place", "something", "anything", "everything", "want", "like", "can", "could", "i", "we", "you", "my", "our",
    "out", "up", "day", "days", "trip",
})  # fmt: skip
"""English words that only carry a wish; beside others they are not looked for."""

PARTICLES: Final = ("的", "吗", "呢", "玩", "去")
"""The same at the end of a run only: at its beginning a single character may begin a name."""

_NEAR_HAN: Final = re.compile(
    r"^(?P<what>.*?)(?P<where>[^\s]{2,12}?)(?:的)?(?:附近|周边|周围|旁边|边上|一带)(?:的|有)?(?P<rest>.*)$"
)
_NEAR_LATIN: Final = re.compile(
    r"^(?P<what>.*?)\b(?:near|around|close to|next to|nearby|(?:within )?walking distance (?:of|from|to))\s+"
    r"(?:the )?(?P<where>.+)$"
)
_TOKEN: Final = re.compile(r"(?:[0-9]*[\u3400-\u9fff\uf900-\ufaff]+)+|[0-9a-z]+(?:'[a-z]+)?")
"""Like the terms of the index, but 8月 and 3天 stay whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a query, where it stands in the folded query, and the numbers of the concepts that it may mean.

    `axes` are those that its concepts are about; none for a word that stands for itself alone, such as a person.
    """

    text: str
    start: int
    end: int
    concepts: tuple[int, ...] = ()
    axes: frozenset[str] = frozenset()

    @property
    def is_explained(self) -> bool:
        """Whether the dictionary knows it."""
        return bool(self.concepts)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A folded query in parts; `near` is what it asks to be near to, as it was typed."""

    text: str
    parts: list[Part] = field(default_factory=list)
    near: str = ""

    def without(self, part: Part) -> str:
        """The query after somebody removed a part of it."""
        return " ".join(f"{self.text[: part.start]} {self.text[part.end :]}".split())


class Dictionary:
    """Phrases and what they mean, the longest first. Immutable after it is made but for what it remembers.

    `sounds` maps a character to its commonest syllable.
    """

    def __init__(self, concepts: Sequence[Concept], sounds: Mapping[str, str]) -> None:
        self._axes = [frozenset(concept.means) for concept in concepts]
        self._about: dict[tuple[int, ...], frozenset[str]] = {}
        self._sounds = sounds
        self._han: dict[str, tuple[int, ...]] = {}
        self._latin: dict[tuple[str, ...], tuple[int, ...]] = {}
        for number, concept in enumerate(concepts):
            for phrase in concept.say:
                self._learn(words(fold(phrase)), number)
        self._heard = {self._said(han): found for han, found in self._han.items() if len(han) > 1 and HAN.match(han)}
        self._known = {word for stems in self._latin for word in stems}

    def _learn(self, runs: Sequence[str], number: int) -> None:
        joined = "".join(runs)
        is_han = bool(HAN.search(joined))
        if is_han or joined.isdigit():  # 918 stands before Han characters too
            self._han[joined] = (*self._han.get(joined, ()), number)
        if runs and not is_han:
            stems = tuple(stem(run) for run in runs)
            self._latin[stems] = tuple(dict.fromkeys((*self._latin.get(stems, ()), number)))

    def _said(self, han: str) -> str:
        return "".join(self._sounds.get(c, c) for c in han)

    def knows(self, word: str) -> bool:
        """Whether a folded Latin word stands in some phrase, or spells one in pinyin."""
        return stem(word) in self._known or word in self._heard

    def read(self, folded: str, *, is_said: Callable[[str], bool] = bool) -> Meaning:
        """A folded query in parts, in its own order.

        `is_said` tells whether some text has all of some words; those that none has may be a phrase by its sound.
        """
        near, rest = _near(folded)
        tokens = [(m.group().replace("'", ""), m.start(), m.end()) for m in _TOKEN.finditer(rest)]
        parts = (self._by_sound(part, is_said) for part in self._parts(tokens) if part.text not in STOPS)
        return Meaning(rest, list(parts), near)

    def _part(self, text: str, start: int, end: int, concepts: tuple[int, ...]) -> Part:
        if concepts and concepts not in self._about:
            self._about[concepts] = frozenset(axis for number in concepts for axis in self._axes[number])
        return Part(text, start, end, concepts, self._about.get(concepts, frozenset()))

    def _by_sound(self, part: Part, is_said: Callable[[str], bool]) -> Part:
        """半码 is 半马 where nobody says 半码."""
        if part.is_explained or not HAN.search(part.text) or len(part.text) == 1:
            return part
        meant = self._heard.get(self._said(part.text), ())
        return part if not meant or is_said(part.text) else self._part(part.text, part.start, part.end, meant)

    def _parts(self, tokens: Sequence[tuple[str, int, int]]) -> Iterable[Part]:
        at = 0
        while at < len(tokens):
            text, start, end = tokens[at]
            if HAN.search(text):
                yield from self._of_han(text, start)
                at += 1
            elif phrase := self._phrase(tokens[at : at + LONGEST_LATIN]):
                size, found = phrase
                said = " ".join(each for each, _, _ in tokens[at : at + size])
                yield self._part(said, start, tokens[at + size - 1][2], found)
                at += size
            else:
                if any(True for _ in terms(text)):
                    sound = self._heard.get(text, ()) if len(text) > SHORTEST_PINYIN else ()
                    yield self._part(text, start, end, sound)
                at += 1

    def _phrase(self, tokens: Sequence[tuple[str, int, int]]) -> tuple[int, tuple[int, ...]] | None:
        """(length, concepts) of the longest phrase that some Latin words begin with."""
        stems = [stem(text) for text, _, _ in tokens]
        for size in range(len(stems), 0, -1):
            if found := self._latin.get(tuple(stems[:size])):
                return size, found
        return None

    def _of_han(self, run: str, offset: int) -> Iterable[Part]:
        """Cut a run of Han characters, with digits in it, by the longest phrases; what is between stays as it is."""
        found: list[Part] = []
        unexplained, at = 0, 0
        while at < len(run):
            for size in range(min(LONGEST_HAN, len(run) - at), 0, -1):
                phrase = run[at : at + size]
                concepts = self._han.get(phrase)
                if concepts and (size > 1 or len(run) == 1):
                    found += _between(run[unexplained:at], offset + unexplained)
                    found.append(self._part(phrase, offset + at, offset + at + size, concepts))
                    at = unexplained = at + size
                    break
            else:
                at += 1
        rest = _between if found else _unexplained
        return [*found, *rest(run[unexplained:], offset + unexplained)]


_SPLIT: Final = re.compile("的|那个|这个|是|在|了|里面|里|去|最|没有|没|给|把|被|哪")
LONG_RUN: Final = 5
"""Characters; a longer run that nobody explained is a piece of a sentence, not one word."""


def _unexplained(text: str, start: int) -> list[Part]:
    """Words nobody explained, without what people say around them; a piece of a sentence is cut at its particles."""
    if len(text) < LONG_RUN:
        return _stripped(text, start)
    found, at = [], 0
    for match in (*_SPLIT.finditer(text), None):
        end = match.start() if match else len(text)
        found += _stripped(text[at:end], start + at)
        at = match.end() if match else end
    # A whole run that holds a particle by chance is kept as well, for it may be a name.
    return [part for part in found if len(part.text) > 1 or part.text in THINGS] or _stripped(text, start)


def _stripped(text: str, start: int) -> list[Part]:
    low, high, before = 0, len(text), ""
    while before != (before := text[low:high]):
        low += next((len(filler) for filler in FILLERS if text[low:high].startswith(filler)), 0)
        high -= next((len(filler) for filler in (*FILLERS, *PARTICLES) if text[low:high].endswith(filler)), 0)
    return [Part(text[low:high], start + low, start + high)] if low < high else []


def _between(text: str, start: int) -> list[Part]:
    """The same beside a known phrase, where 看 before 荷花 is no wish, but 墓 after a name is."""
    return [part for part in _unexplained(text, start) if len(part.text) > 1 or part.text in THINGS]


def _near(folded: str) -> tuple[str, str]:
    """(what to be near to, the query without it); an empty first when it asks for nothing of the kind."""
    if match := _NEAR_HAN.match(folded):
        return match["where"].strip(), f"{match['what']} {match['rest']}".strip()
    if match := _NEAR_LATIN.match(folded):
        return match["where"].strip(), match["what"].strip()
    return "", folded
