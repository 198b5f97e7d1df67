"""What keys name: people read and type names, documents keep keys."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from portal.catalogue.shelf import Shelf
from portal.documents.base import KEY_PATTERN
from portal.kernel.text import compact

KINDS: Final = ("area", "attraction", "route", "event", "notice", "page", "medium")
VOCABULARIES: Final = ("themes", "categories", "kinds")


_KEY: Final = re.compile(KEY_PATTERN)


class Names:
    """The names of everything published that a field may point at, by family (a kind or a vocabulary)."""

    def __init__(self, names: Mapping[str, Mapping[str, Mapping[str, str]]], lang: str) -> None:
        self.labels = {
            family: {key: texts.get(lang) or texts.get("zh", key) for key, texts in things.items()}
            for family, things in names.items()
        }
        """family -> key -> name in the reader's language."""
        self._keys = {family: _by_spelling(things) for family, things in names.items()}

    def of(self, family: str) -> Mapping[str, str]:
        """Key -> name; empty for a family that has no names."""
        return self.labels.get(family, {})

    def key(self, family: str, text: str) -> str:
        """The key of what is called so in whichever language, or has this key, or of the only one in whose name it is;
        the text where that is not clear.
        """
        if text in self.of(family):
            return text
        spelt, names = compact(text), self._keys.get(family, {})
        called = names.get(spelt, set())
        if not called and len(spelt) > 1 and not _KEY.fullmatch(text):  # a key is never taken for another one
            called = {key for name, keys in names.items() if spelt in name for key in keys}
        return next(iter(called)) if len(called) == 1 else text

    def name(self, family: str, key: str) -> str:
        """What an input shows for a key: its name, or the key where `key` would not find the way back."""
        name = self.of(family).get(key, key)
        return name if self.key(family, name) == key else key


def _by_spelling(things: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, texts in things.items():
        for text in texts.values():
            found[compact(text)].add(key)
    return found


@lru_cache(maxsize=4)
def names_of(shelf: Shelf, lang: str) -> Names:
    """The names on a shelf, as a reader of a language knows them."""
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for kind in KINDS:
        documents = shelf.areas if kind == "area" else shelf.documents.get(kind, {})
        found[kind] = {key: getattr(d, "name", None) or getattr(d, "title", {}) for key, d in documents.items()}
    for vocabulary in VOCABULARIES:
        found[vocabulary] = {key: term.name for key, term in shelf.words(vocabulary).items()}
    return Names(found, lang)
