"""How people spell: pinyin with local readings, initials, and words that mean the same."""

from collections.abc import Iterator
from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from portal.kernel.text import fold, terms

_READINGS: Final = {
    "朝阳": [["cháo"], ["yáng"]],
    "长白": [["cháng"], ["bái"]],
    "长安": [["cháng"], ["ān"]],
    "单家": [["shàn"], ["jiā"]],
    "葠窝": [["shēn"], ["wō"]],
    "砬子": [["lá"], ["zi"]],
    "蒲河": [["pú"], ["hé"]],
}
"""Local readings that pypinyin gets wrong (features.md 6.4) or does not know."""

load_phrases_dict(_READINGS)

SYNONYMS: Final = (
    ("红叶", "枫叶", "赏枫", "maple", "autumn leaves"),
    ("滑雪", "雪场", "ski", "skiing"),
    ("温泉", "泡汤", "hot spring", "spa"),
    ("亲子", "孩子", "儿童", "family", "children", "kids"),
    ("避暑", "凉快", "cool"),
    ("九一八", "918", "9.18", "september 18"),
    ("故宫", "皇宫", "imperial palace", "palace"),
    ("溶洞", "水洞", "cave"),
    ("赏花", "花海", "blossom", "flower"),
    ("湿地", "观鸟", "wetland"),
    ("红色", "抗战", "革命", "memorial"),
    ("博物馆", "museum"),
    ("马拉松", "marathon"),
    ("冰雪", "冰雪节", "ice and snow"),
    ("冬捕", "winter fishing"),
    ("寺庙", "寺院", "temple"),
)
"""Words for the same thing; one in a query also asks, with half the weight, for the others."""


def pinyin(name: str) -> Iterator[str]:
    """The ways to type a Chinese name in Latin letters: every run of two or more syllables, and the initials.

    沈阳故宫 -> shenyang shenyanggu shenyanggugong yanggu … gugong, and sygg. ü is typed u, v or yu.
    """
    syllables = [s for s in lazy_pinyin(name, style=Style.NORMAL, errors="ignore") if s.isascii()]
    syllables = [s.replace("ü", "v") for s in syllables]
    for start in range(len(syllables)):
        for end in range(start + 2, len(syllables) + 1):
            joined = "".join(syllables[start:end])
            yield joined
            if "v" in joined:
                yield from (joined.replace("v", "u"), joined.replace("v", "yu"))
    if len(syllables) > 1:
        yield "".join(s[0] for s in syllables)


def widened(text: str) -> list[str]:
    """The terms of the synonyms of what a query says; empty when it has none."""
    folded = fold(text)
    own = set(terms(text))
    found: dict[str, None] = {}
    for group in SYNONYMS:
        if any(fold(word) in folded if not word.isascii() else set(terms(word)) <= own for word in group):
            for word in group:
                found.update(dict.fromkeys(term for term in terms(word) if term not in own))
    return list(found)
