"""One text in several languages, and the one place where a missing language falls back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("zh", "en")
"""The languages of the site's addresses, the editors' first language first."""

BCP47: Final = {"zh": "zh-Hans", "en": "en"}
"""The tag that `lang`, `hreflang` and JSON-LD use for each."""

OTHER_LANGUAGES: Final = ("zh-hant", "ko", "ja", "ru")
"""Languages that documents may already carry although no address serves them yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it can be shown to one reader: `lang` is the language it is really in."""

    text: str
    lang: str
    wanted: str

    @property
    def is_own(self) -> bool:
        """Whether the reader gets their own language, not a fallback that has to be marked."""
        return self.lang == self.wanted

    @property
    def tag(self) -> str:
        """The BCP 47 tag for the `lang` attribute."""
        return BCP47.get(self.lang, self.lang)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


def say(texts: Mapping[str, str] | None, wanted: str) -> Said:
    """The text in the wanted language, else in Chinese, else in whichever there is; never a silent mixture."""
    if not texts:
        return Said("", wanted, wanted)
    for lang in (wanted, *LANGUAGES, *texts):
        if texts.get(lang):
            return Said(texts[lang], lang, wanted)
    return Said("", wanted, wanted)
